#include <fmt/format.h>

#include "app/diff.hpp"

namespace lyncgate {

namespace {

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
            sentence("changed without being asked for:", answer.extra) +
            sentence(std::string(changed_forged) + ":", answer.forged) +
            sentence(std::string(changed_unconnected) + ":", answer.unconnected);
    for (const std::string& request : answer.not_crossing) {
        text += fmt::format("    no packet of it crosses this firewall: {}\n", request);
    }
    if (!answer.all_compared) {
        text += fmt::format("    {}\n", partly_compared);
    }
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
            fmt::format("\n  {} {}\n{}", name_of(change.kind), change.direction, sentence("packets:", change.packets));
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

}  // namespace

std::string diff_text(const std::vector<FirewallDiff>& diffs) {
    std::string text;
    for (const FirewallDiff& diff : diffs) {
        text += (text.empty() ? "" : "\n") + one_text(diff);
    }
    return text;
}

}  // namespace lyncgate
