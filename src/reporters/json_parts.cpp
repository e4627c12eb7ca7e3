#include "reporters/json_parts.hpp"

#include <charconv>

#include "reporters/place.hpp"

namespace lyncgate {

namespace {

/// A port is a number; an empty one is null.
Json port_of(const std::string& words) {
    unsigned port = 0;
    const std::from_chars_result read = std::from_chars(words.data(), words.data() + words.size(), port);
    return read.ec == std::errc{} && read.ptr == words.data() + words.size() ? Json(port) : Json(nullptr);
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace

Json json_of(const Origin& origin) {
    const Located at = locate(origin);
    Json value = Json::object();
    const bool written = static_cast<bool>(origin);
    value["file"] = written ? Json(at.file) : Json(nullptr);
    value["line"] = written ? Json(at.line) : Json(nullptr);
    value["column"] = written ? Json(at.column) : Json(nullptr);
    value["end_line"] = written ? Json(at.end_line) : Json(nullptr);
    value["end_column"] = written ? Json(at.end_column) : Json(nullptr);
    value["text"] = at.text;
    return value;
}

Json json_of(const Place& place) {
    Json value = json_of(place.origin);
    value["label"] = place.text;
    return value;
}

Json json_of(const RequirementRef& requirement) {
    return {{"pack", requirement.pack}, {"row", requirement.row}, {"id", requirement.id}};
}

Json json_of(const DescribedPacket& packet) {
    return {{"src", packet.source},
            {"dst", packet.destination},
            {"protocol", packet.protocol},
            {"src_port", port_of(packet.source_port)},
            {"dst_port", port_of(packet.destination_port)},
            {"icmp", text_or_null(packet.icmp)},
            {"flags", text_or_null(packet.flags)},
            {"state", text_or_null(packet.state)},
            {"in_iface", text_or_null(packet.ingress)}};
}

Json json_of(const std::vector<DescribedBox>& boxes) {
    Json list = Json::array();
    for (const DescribedBox& box : boxes) {
        for (const std::string& protocol : box.protocols) {
            list.push_back({{"src", box.sources},
                            {"dst", box.destinations},
                            {"protocol", protocol},
                            {"src_ports", box.source_ports},
                            {"dst_ports", box.destination_ports},
                            {"other", box.others}});
        }
    }
    return list;
}

Json json_of(const Finding& finding) {
    return {{"check", finding.check},
            {"severity", name_of(finding.severity)},
            {"confidence", name_of(finding.confidence)},
            {"undecided", finding.undecided},
            {"message", finding.message},
            {"firewall", text_or_null(finding.firewall)},
            {"requirement", finding.requirement ? json_of(*finding.requirement) : Json(nullptr)},
            {"primary", json_of(finding.primary)},
            {"related", list_of(finding.related)},
            {"packets", json_of(finding.packets)},
            {"packets_cut", finding.packets_cut},
            {"example", finding.example ? json_of(*finding.example) : Json(nullptr)},
            {"reasons", finding.reasons},
            {"help", finding.help},
            {"identity", finding.identity}};
}

Json json_of(const FlowResult& flow) {
    return {{"requirement", json_of(flow.requirement)},
            {"label", flow.label},
            {"firewall", flow.firewall},
            {"ingress", text_or_null(flow.ingress)},
            {"egress", text_or_null(flow.egress)},
            {"source_roles", flow.source_roles},
            {"destination_roles", flow.destination_roles},
            {"verdict", name_of(flow.verdict)},
            {"deciders", flow.deciders},
            {"reasons", flow.reasons},
            {"translations", flow.translations},
            {"missing", json_of(flow.missing)}};
}

Json json_of(const Diagnostic& diagnostic) {
    Json labels = Json::array();
    for (const Label& label : diagnostic.labels) {
        labels.push_back(json_of(Place{label.origin, label.text}));
    }
    Json value = {{"level", name_of(diagnostic.level)}, {"message", diagnostic.message}};
    value.update(json_of(diagnostic.origin));
    value["expected"] = diagnostic.expected;
    value["help"] = diagnostic.help;
    value["labels"] = labels;
    return value;
}

Json counts_of(const Coverage& coverage) {
    return {{"statements", coverage.statements},
            {"modelled", coverage.modelled},
            {"irrelevant", coverage.irrelevant},
            {"unmodelled", coverage.unmodelled},
            {"broken", coverage.broken}};
}

Json notes_of(const Coverage& coverage) {
    Json notes = Json::array();
    for (const StatementNote& note : coverage.notes) {
        Json value = {{"treatment", name_of(note.treatment)}};
        value.update(json_of(note.origin));
        value["effect"] = note.effect;
        notes.push_back(value);
    }
    return notes;
}

Json json_of(const Unchecked& unchecked) {
    return {{"requirement", json_of(unchecked.requirement)},
            {"label", unchecked.label},
            {"reason", unchecked.reason},
            {"expected", unchecked.expected},
            {"missing_roles", unchecked.missing_roles}};
}

Json json_of(const FileCoverage& file) {
    Json value = {{"file", file.file}, {"dialect", file.dialect}};
    value.update(counts_of(file.coverage));
    value["notes"] = notes_of(file.coverage);
    return value;
}

Json json_of(const InputFile& input) {
    return {{"file", input.file},
            {"sha256", input.sha256},
            {"bytes", input.bytes},
            {"firewall", input.firewall.empty() ? Json(nullptr) : Json(input.firewall)},
            {"dialect", input.dialect.empty() ? Json(nullptr) : Json(input.dialect)}};
}

Json json_of(const SiteNode& node) {
    return {{"name", node.name}, {"addresses", node.addresses}};
}

Json json_of(const CheckSummary& check) {
    return {{"id", check.id}, {"summary", check.summary}, {"help", check.help}, {"worst", name_of(check.worst)}};
}

Json json_of(const FirewallPicture& firewall) {
    Json sides = Json::array();
    for (const FirewallPicture::Side& side : firewall.sides) {
        sides.push_back({{"interface", side.interface}, {"networks", side.networks}, {"roles", side.roles}});
    }
    return {{"name", firewall.name}, {"dialect", firewall.dialect}, {"sides", sides}};
}

std::string text_of_json(const Json& value) {
    return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lyncgate
