// Lines inside blocks, with and without their indentation.
#include <algorithm>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(), [word](std::string_view known) { return same_word(known, word); });
}

bool is_dotted(std::string_view word) {
    return !word.empty() && word.front() >= '0' && word.front() <= '9';
}

/// `ip address 192.0.2.1 …` belongs to an interface block, `ip address outside 192.0.2.1 …` is PIX 6.
bool is_interface_line(std::string_view statement) {
    const std::string_view word = first_word(statement);
    if (same_word(word, "no")) {
        return is_one_of(word_at(statement, 1),
                         {"nameif", "shutdown", "shut", "security-level", "ip", "vlan", "bridge-group"}) &&
               !begins_with(statement, "no ip verify");
    }
    if (same_word(word, "nameif")) {
        return word_at(statement, 2).empty();
    }
    if (same_word(word, "ip")) {
        const std::string_view value = word_at(statement, 2);
        return same_word(word_at(statement, 1), "address") &&
               (is_dotted(value) || is_one_of(value, {"dhcp", "pppoe"})) && !word_at(statement, 1).empty();
    }
    if (same_word(word, "ipv6")) {
        return is_one_of(word_at(statement, 1), {"address", "enable", "nd"});
    }
    return is_one_of(word, {"security-level",
                            "shutdown",
                            "description",
                            "vlan",
                            "speed",
                            "duplex",
                            "management-only",
                            "bridge-group",
                            "tunnel",
                            "switchport",
                            "channel-group",
                            "member-interface",
                            "ospf",
                            "standby",
                            "delay",
                            "mac-address",
                            "zone-member",
                            "policy-route",
                            "nve-only",
                            "segment-id",
                            "vtep-nve",
                            "proxy",
                            "internal-segment-id",
                            "external-segment-id",
                            "internal-port",
                            "external-port",
                            "shut"});
}

bool is_object_nat(std::string_view statement) {
    const std::size_t close = statement.find(')');
    std::string_view tail = close == std::string_view::npos ? after_first_word(statement) : statement.substr(close + 1);
    while (!tail.empty() && tail.front() == ' ') {
        tail.remove_prefix(1);
    }
    return is_one_of(first_word(tail), {"static", "dynamic"});
}

}  // namespace

bool belongs_to_block(const Reader& reader, std::string_view statement) {
    if (reader.mode == Mode::top || reader.body_indented) {
        return false;
    }
    const std::string_view word = first_word(statement);
    switch (reader.mode) {
    case Mode::interface: return is_interface_line(statement);
    case Mode::network_object:
        return is_one_of(word, {"host", "subnet", "range", "fqdn", "description"}) ||
               (same_word(word, "nat") && is_object_nat(statement));
    case Mode::service_object:
        return same_word(word, "description") ||
               (same_word(word, "service") &&
                !is_one_of(word_at(statement, 1), {"resetinbound", "resetoutbound", "resetoutside", "internal",
                                                   "password-recovery", "sw-reset-button", "call-home"}));
    case Mode::group:
        return is_one_of(word, {"network-object", "service-object", "port-object", "protocol-object", "icmp-object",
                                "group-object", "description", "user", "user-group", "security-group",
                                "interface-object", "domain", "app-id"});
    default: return is_block_word(word);
    }
}

Treated read_block_line(Reader& reader, std::string_view statement) {
    switch (reader.mode) {
    case Mode::interface: return read_interface_line(reader, statement);
    case Mode::network_object:
    case Mode::service_object: return read_object_line(reader, statement);
    case Mode::group: return read_group_line(reader, statement);
    case Mode::group_policy:
    case Mode::username:
    case Mode::tunnel_group:
    case Mode::proposal: return read_vpn_line(reader, statement);
    case Mode::class_map: return read_class_line(reader, statement);
    case Mode::policy_map: return read_policy_line(reader, statement);
    case Mode::inspection_map: return read_inspection_line(reader, statement);
    case Mode::route_map: return read_route_map_line(reader, statement);
    case Mode::unknown: return unmodelled("inside a block that is not known");
    default:
        if (same_word(first_word(reader.block), "dynamic-access-policy-record")) {
            return read_access_record(reader, statement);
        }
        return same_word(first_word(reader.block), "webvpn") && same_word(first_word(statement), "enable")
                   ? read_management(reader, statement)
                   : irrelevant();
    }
}

}  // namespace lyncgate::asa
