#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/diff.hpp"

namespace lyncgate {

namespace {

using Json = nlohmann::ordered_json;

std::string_view word_for(ChangeKind kind) {
    switch (kind) {
    case ChangeKind::opened: return "opened";
    case ChangeKind::closed: return "closed";
    case ChangeKind::uncertain: return "uncertain";
    case ChangeKind::redirected: return "redirected";
    }
    return "uncertain";
}

std::string sentence(std::string_view heading, const std::vector<DescribedBox>& boxes) {
    std::string text;
    for (const DescribedBox& box : boxes) {
        text += fmt::format("    {} {}\n", heading, one_line(box));
    }
    return text;
}

std::string place_line(const Place& place) {
    if (!place.origin) {
        return fmt::format("    {}\n", place.text);
    }
    return fmt::format("    {}:{}: {}\n{}", place.origin.file->name(), line_of(place.origin), place.text,
                       render_snippet(place.origin));
}

std::string request_text(const RequestAnswer& answer) {
    std::string text = fmt::format("  request: {}", name_of(answer.verdict));
    if (answer.verdict == RequestVerdict::not_needed) {
        text += ", already open because of " + listed(answer.because, 4);
    }
    text += "\n" + sentence("asked for and not open:", answer.missing) +
            sentence("changed without being asked for:", answer.extra);
    if (answer.verdict != RequestVerdict::exactly) {
        text += sentence("was open already:", answer.already_open);
    }
    return text;
}

std::string one_text(const FirewallDiff& diff) {
    std::string text = fmt::format("{}: {} -> {}\n", diff.firewall, diff.before_file, diff.after_file);
    if (diff.new_connections_only) {
        text +=
            fmt::format("  compared: new connections only ({} against {})\n", diff.before_dialect, diff.after_dialect);
    }
    if (diff.request) {
        text += request_text(*diff.request);
    }
    for (const DescribedChange& change : diff.changes) {
        text +=
            fmt::format("\n  {} {}\n{}", word_for(change.kind), change.direction, sentence("packets:", change.packets));
        if (change.packets_cut) {
            text += "    packets: there are more\n";
        }
        if (change.example) {
            text += fmt::format("    example: {}\n", one_line(*change.example));
        }
        text += place_line(change.before) + place_line(change.after);
    }
    for (const FindingChange& change : diff.findings) {
        text += fmt::format("\n  {} {}: {}\n", change.appears ? "new finding" : "no longer found", change.finding.check,
                            change.finding.message);
        if (change.appears) {
            text += sentence("packets:", change.finding.packets);
        }
    }
    for (const std::string& tunnel : diff.tunnels) {
        text += "\n  tunnel " + tunnel;
    }
    const bool nothing = diff.changes.empty() && diff.findings.empty() && diff.tunnels.empty();
    if (!diff.complete) {
        text += "\n  inconclusive: the comparison needs more work than the budget allows; there may be further "
                "differences\n";
    } else if (nothing) {
        text += "  no packet's verdict changes\n";
    }
    return text;
}

Json list(const std::vector<std::string>& words) {
    return Json(words);
}

Json box_json(const DescribedBox& box) {
    return {{"src", list(box.sources)},
            {"dst", list(box.destinations)},
            {"protocol", list(box.protocols)},
            {"src_ports", list(box.source_ports)},
            {"dst_ports", list(box.destination_ports)},
            {"other", list(box.others)}};
}

Json boxes_json(const std::vector<DescribedBox>& boxes) {
    Json all = Json::array();
    for (const DescribedBox& box : boxes) {
        all.push_back(box_json(box));
    }
    return all;
}

Json place_json(const Place& place) {
    Json json{{"text", place.text}};
    if (place.origin) {
        const Position at = place.origin.file->position(place.origin.span.begin);
        json["file"] = place.origin.file->name();
        json["line"] = at.line;
        json["column"] = at.column;
        json["source"] = std::string(text_of(place.origin));
    }
    return json;
}

Json one_json(const FirewallDiff& diff) {
    Json json{{"firewall", diff.firewall},
              {"before", {{"file", diff.before_file}, {"dialect", diff.before_dialect}}},
              {"after", {{"file", diff.after_file}, {"dialect", diff.after_dialect}}},
              {"new_connections_only", diff.new_connections_only},
              {"complete", diff.complete}};
    json["changes"] = Json::array();
    for (const DescribedChange& change : diff.changes) {
        Json one{{"kind", word_for(change.kind)},         {"direction", change.direction},
                 {"packets", boxes_json(change.packets)}, {"packets_cut", change.packets_cut},
                 {"before", place_json(change.before)},   {"after", place_json(change.after)}};
        if (change.example) {
            one["example"] = one_line(*change.example);
        }
        json["changes"].push_back(std::move(one));
    }
    json["findings"] = Json::array();
    for (const FindingChange& change : diff.findings) {
        json["findings"].push_back(
            {{"change", change.appears ? "new" : "gone"},
             {"check", change.finding.check},
             {"message", change.finding.message},
             {"requirement", change.finding.requirement ? Json(change.finding.requirement->id) : Json(nullptr)},
             {"packets", boxes_json(change.finding.packets)}});
    }
    json["tunnels"] = list(diff.tunnels);
    if (diff.request) {
        json["request"] = {{"verdict", name_of(diff.request->verdict)},
                           {"missing", boxes_json(diff.request->missing)},
                           {"extra", boxes_json(diff.request->extra)},
                           {"already_open", boxes_json(diff.request->already_open)},
                           {"because", list(diff.request->because)}};
    }
    return json;
}

}  // namespace

std::string diff_text(const std::vector<FirewallDiff>& diffs) {
    std::string text;
    for (const FirewallDiff& diff : diffs) {
        text += (text.empty() ? "" : "\n") + one_text(diff);
    }
    return text;
}

std::string diff_json(const std::vector<FirewallDiff>& diffs) {
    Json document{{"version", 1}, {"firewalls", Json::array()}};
    for (const FirewallDiff& diff : diffs) {
        document["firewalls"].push_back(one_json(diff));
    }
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lyncgate
