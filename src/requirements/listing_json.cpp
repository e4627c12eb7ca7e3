#include <nlohmann/json.hpp>

#include "net/address.hpp"
#include "requirements/listing_text.hpp"

namespace lyncgate::listing {
namespace {

using Json = nlohmann::ordered_json;

Json end_json(const EndPoint& end) {
    Json json;
    json["roles"] = end.roles;
    if (!end.narrowed.empty()) {
        json["narrowed"] = end.narrowed;
    }
    json["address"] = name_of(end.address);
    json["inferred"] = end.inferred;
    json["stated"] = !end.unstated;
    return json;
}

Json transports_json(const Requirement& requirement) {
    Json json = Json::array();
    for (const Protocol transport : requirement.transports) {
        json.push_back(to_string(transport));
    }
    return json;
}

Json suspicions_json(const Requirement& requirement) {
    Json json = Json::array();
    for (const Suspicion& suspicion : requirement.suspicions) {
        json.push_back({{"cell", suspicion.cell},
                        {"printed", suspicion.printed},
                        {"read", suspicion.read},
                        {"because", suspicion.because}});
    }
    return json;
}

Json requirement_json(const Requirement& requirement) {
    Json json;
    json["id"] = requirement.id;
    json["pack"] = requirement.pack;
    json["product"] = requirement.product;
    json["topic"] = requirement.topic;
    json["table"] = requirement.table;
    json["row"] = requirement.row;
    json["kind"] = name_of(requirement.kind);
    json["necessity"] = name_of(requirement.necessity);
    json["boundary"] = name_of(requirement.boundary);
    json["protocol"] = requirement.label;
    json["transports"] = transports_json(requirement);
    json["ports"] = describe_ports(requirement.ports);
    json["source_ports"] = describe_ports(requirement.source_ports);
    json["destination_ports"] = describe_ports(requirement.destination_ports);
    if (!requirement.source.roles.empty()) {
        json["source"] = end_json(requirement.source);
        json["destination"] = end_json(requirement.destination);
    }
    json["both_ways"] = requirement.both_ways;
    json["condition"] = to_string(requirement.condition);
    if (!requirement.required_if.always()) {
        json["required_if"] = to_string(requirement.required_if);
    }
    if (!requirement.source_if.empty()) {
        json["source_ports_if"] = requirement.source_if;
    }
    json["tunables"] = requirement.tunables;
    json["source_tunables"] = requirement.source_tunables;
    json["media"] = requirement.media;
    json["ports_inferred"] = requirement.ports_inferred;
    json["protocol_inferred"] = requirement.protocol_inferred;
    json["remark"] = requirement.remark;
    json["breaks"] = requirement.breaks;
    json["suspect"] = suspicions_json(requirement);
    json["source_page"] = {{"page", requirement.provenance.page},
                           {"technet", requirement.provenance.technet},
                           {"modified", requirement.provenance.modified}};
    return json;
}

Json flow_end_json(const FlowEnd& end) {
    Json json;
    json["roles"] = end.roles;
    json["addresses"] = describe_addresses(end.addresses);
    if (!end.public_addresses.empty()) {
        json["public_addresses"] = describe_addresses(end.public_addresses);
    }
    return json;
}

Json flow_json(const RequiredFlow& flow) {
    Json json;
    json["requirement"] = flow.requirement->id;
    Json also = Json::array();
    for (const Requirement* other : flow.also) {
        also.push_back(other->id);
    }
    json["also"] = also;
    json["kind"] = name_of(flow.requirement->kind);
    json["necessity"] = name_of(flow.necessity);
    json["source"] = flow_end_json(flow.source);
    json["destination"] = flow_end_json(flow.destination);
    json["protocols"] = describe_protocols(flow.protocols);
    json["source_ports"] = describe_ports(flow.source_ports);
    json["destination_ports"] = describe_ports(flow.destination_ports);
    return json;
}

Json missing_json(const Binding& binding) {
    Json all = Json::array();
    for (const MissingRole& missing : binding.missing) {
        Json needed = Json::array();
        for (const Requirement* requirement : missing.needed_by) {
            needed.push_back(requirement->id);
        }
        all.push_back({{"role", missing.role}, {"needed_by", needed}});
    }
    return all;
}

}  // namespace

std::string as_json(const std::vector<Line>& lines, const ListingSite& site) {
    Json root;
    root["version"] = 1;
    if (site.site != nullptr) {
        root["site"] = site.site->name;
    }
    Json requirements = Json::array();
    for (const Line& line : lines) {
        Json json = requirement_json(*line.requirement);
        if (line.fate != nullptr) {
            json["outcome"] = name_of(line.fate->outcome);
            json["reason"] = line.fate->reason;
        }
        requirements.push_back(std::move(json));
    }
    root["requirements"] = std::move(requirements);
    if (site.binding != nullptr) {
        Json flows = Json::array();
        for (const auto* list : {&site.binding->flows, &site.binding->ipsec}) {
            for (const RequiredFlow& flow : *list) {
                flows.push_back(flow_json(flow));
            }
        }
        root["flows"] = std::move(flows);
        root["missing_roles"] = missing_json(*site.binding);
    }
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lyncgate::listing
