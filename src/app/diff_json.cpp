#include <nlohmann/json.hpp>

#include "app/diff.hpp"

namespace lyncgate {

namespace {

using Json = nlohmann::ordered_json;

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
        Json one{{"kind", name_of(change.kind)},          {"direction", change.direction},
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
             {"severity", name_of(change.finding.severity)},
             {"undecided", change.finding.undecided},
             {"message", change.finding.message},
             {"identity", change.finding.identity},
             {"requirement", change.finding.requirement ? Json(change.finding.requirement->id) : Json(nullptr)},
             {"packets", boxes_json(change.finding.packets)}});
    }
    json["tunnels"] = list(diff.tunnels);
    if (diff.request) {
        json["request"] = {{"verdict", name_of(diff.request->verdict)},
                           {"missing", boxes_json(diff.request->missing)},
                           {"extra", boxes_json(diff.request->extra)},
                           {"forged", boxes_json(diff.request->forged)},
                           {"unconnected", boxes_json(diff.request->unconnected)},
                           {"all_compared", diff.request->all_compared},
                           {"already_open", boxes_json(diff.request->already_open)},
                           {"not_crossing", list(diff.request->not_crossing)},
                           {"because", list(diff.request->because)}};
    }
    return json;
}

}  // namespace

std::string diff_json(const std::vector<FirewallDiff>& diffs) {
    Json document{{"version", 1}, {"kind", "diff"}, {"status", exit_status_of(diffs)}, {"firewalls", Json::array()}};
    for (const FirewallDiff& diff : diffs) {
        document["firewalls"].push_back(one_json(diff));
    }
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lyncgate
