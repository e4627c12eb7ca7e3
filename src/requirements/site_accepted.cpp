// Section `accepted:`.
#include <fmt/format.h>

#include "net/address.hpp"
#include "net/protocol.hpp"
#include "requirements/requirement.hpp"
#include "requirements/site_draft.hpp"

namespace lyncgate::sites {
namespace {

constexpr std::string_view accepted_keys[] = {"from", "to", "ports", "reason", "owner", "ticket", "until"};

/// Protocols with destination ports: `tcp/443`.
struct Traffic {
    Set protocols;
    Set ports;
};

std::optional<Traffic> parse_traffic(std::string_view text) {
    if (text == "any") {
        return Traffic{Set(0, 255), any_port()};
    }
    const std::size_t slash = text.find('/');
    const std::string_view name = text.substr(0, slash);
    Traffic traffic;
    if (name == "tcp+udp") {
        traffic.protocols = unite(Set(Value{6}), Set(Value{17}));
    } else if (const std::optional<Protocol> protocol = parse_protocol(name)) {
        traffic.protocols = Set(static_cast<Value>(*protocol));
    } else {
        return {};
    }
    if (slash == std::string_view::npos) {
        traffic.ports = any_port();
        return traffic;
    }
    const std::optional<Set> ports = parse_ports(text.substr(slash + 1));
    if (!ports) {
        return {};
    }
    traffic.ports = *ports;
    return traffic;
}

/// Roles by name, addresses, or `any`.
void read_end(Draft& draft, const YAML::Node& node, std::vector<std::string>& roles, Set& addresses) {
    for_items(node, [&](const YAML::Node& item) {
        if (!item.IsScalar()) {
            add_error(draft, item, "expected a role or an address");
        } else if (item.Scalar() == "any") {
            addresses = any_address();
        } else if (draft.vocabulary.roles.contains(item.Scalar())) {
            roles.push_back(item.Scalar());
            const auto role = draft.site.roles.find(item.Scalar());
            if (role == draft.site.roles.end()) {
                add_error(draft, item, fmt::format("role \"{}\" has no address in this site", item.Scalar()),
                          "give it one under \"roles:\"");
                return;
            }
            addresses = unite(addresses, unite(role->second.addresses, role->second.public_addresses));
        } else if (!parse_prefix(item.Scalar()) &&
                   item.Scalar().find_first_not_of("0123456789.:/-abcdefABCDEF") != std::string::npos) {
            add_unknown(draft, item, "role", item.Scalar(), names_of(draft.vocabulary.roles));
        } else if (const std::optional<Set> set = read_address(draft, item)) {
            addresses = unite(addresses, *set);
        }
    });
}

/// YYYY-MM-DD, a day that exists in some year.
bool is_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return false;
    }
    for (const std::size_t at : {0, 1, 2, 3, 5, 6, 8, 9}) {
        if (text[at] < '0' || text[at] > '9') {
            return false;
        }
    }
    const int month = (text[5] - '0') * 10 + (text[6] - '0');
    const int day = (text[8] - '0') * 10 + (text[9] - '0');
    constexpr int days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

std::vector<Traffic> read_traffic(Draft& draft, const YAML::Node& node) {
    std::vector<Traffic> all;
    for_items(node, [&](const YAML::Node& item) {
        const std::optional<std::string> text = text_of(draft, item, "traffic such as tcp/443");
        if (!text) {
            return;
        }
        if (const std::optional<Traffic> traffic = parse_traffic(*text)) {
            all.push_back(*traffic);
        } else {
            add_error(draft, item, fmt::format("\"{}\" is not traffic", *text),
                      "write a protocol and ports, such as tcp/443, udp/50000-59999 or tcp+udp/any");
        }
    });
    return all;
}

void read_flow(Draft& draft, const YAML::Node& node) {
    AcceptedFlow flow;
    flow.origin = origin_of(draft, node);
    std::vector<Traffic> traffic = {{Set(0, 255), any_port()}};
    for_entries(draft, node, "an accepted flow", accepted_keys, [&](const std::string& key, const YAML::Node& value) {
        if (key == "from") {
            read_end(draft, value, flow.from_roles, flow.from);
        } else if (key == "to") {
            read_end(draft, value, flow.to_roles, flow.to);
        } else if (key == "ports") {
            traffic = read_traffic(draft, value);
        } else {
            const std::string text = text_of(draft, value, fmt::format("a text for \"{}\"", key)).value_or("");
            if (key == "until" && !text.empty() && !is_date(text)) {
                add_error(draft, value, fmt::format("\"{}\" is not a date", text), "write it as 2030-12-31");
            }
            (key == "reason"   ? flow.reason
             : key == "owner"  ? flow.owner
             : key == "ticket" ? flow.ticket
                               : flow.until) = text;
        }
    });
    if (!node.IsMap()) {
        return;
    }
    const std::pair<bool, std::string_view> missing[] = {
        {flow.from.empty(), "from"}, {flow.to.empty(), "to"}, {flow.reason.empty(), "reason"}};
    for (const auto& [is_missing, key] : missing) {
        if (is_missing && !node[std::string(key)]) {
            add_error(draft, node, fmt::format("an accepted flow without \"{}\"", key),
                      "say from where, to where and why it is accepted");
        }
    }
    for (const Traffic& part : traffic) {
        flow.protocols = part.protocols;
        flow.ports = part.ports;
        draft.site.accepted.push_back(flow);
    }
}

}  // namespace

void read_accepted(Draft& draft, const YAML::Node& node) {
    for_items(node, [&](const YAML::Node& item) { read_flow(draft, item); });
}

}  // namespace lyncgate::sites
