#include "dialects/iptables/modules.hpp"

#include <algorithm>
#include <vector>

namespace lyncgate::iptables {

namespace {

bool serves(std::uint8_t families, Family family) {
    return (families & (family == Family::ipv4 ? for_ipv4 : for_ipv6)) != 0;
}

template<typename Module>
const Module* find_in(std::span<const Module> modules, std::string_view name, Family family) {
    for (const Module& module : modules) {
        if (module.name == name && serves(module.families, family)) {
            return &module;
        }
    }
    return nullptr;
}

template<typename Module>
void add_names(std::vector<std::string_view>& names, std::span<const Module> modules) {
    for (const Module& module : modules) {
        names.push_back(module.name);
    }
}

}  // namespace

const MatchModule* find_match(std::string_view name, Family family) {
    // libxtables keeps these spellings for the ICMPv6 match.
    if (family == Family::ipv6 && (name == "icmpv6" || name == "ipv6-icmp")) {
        name = "icmp6";
    }
    const MatchModule* found = find_in(packet_modules(), name, family);
    return found != nullptr ? found : find_in(other_modules(), name, family);
}

const TargetModule* find_target(std::string_view name, Family family) {
    return find_in(target_modules(), name, family);
}

const MatchModule* match_of_protocol(std::uint8_t protocol, Family family) {
    switch (protocol) {
    case 1: return find_match("icmp", family);
    case 6: return find_match("tcp", family);
    case 17: return find_match("udp", family);
    case 33: return find_match("dccp", family);
    case 50: return find_match("esp", family);
    case 51: return find_match("ah", family);
    case 58: return find_match("icmp6", family);
    case 108: return find_match("ipcomp", family);
    case 132: return find_match("sctp", family);
    case 135: return find_match("mh", family);
    default: return nullptr;
    }
}

std::span<const std::string_view> match_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> list;
        add_names(list, packet_modules());
        add_names(list, other_modules());
        return list;
    }();
    return names;
}

std::span<const std::string_view> target_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> list;
        add_names(list, target_modules());
        return list;
    }();
    return names;
}

std::string_view reason_of(Depends depends) {
    switch (depends) {
    case Depends::packet: return "depends on the packet";
    case Depends::nothing: return "always matches";
    case Depends::header: return "depends on header fields that no port requirement names";
    case Depends::payload: return "depends on the bytes the packet carries";
    case Depends::history: return "depends on the packets that went before";
    case Depends::clock: return "depends on the time of day";
    case Depends::host: return "depends on the state of the machine";
    case Depends::link: return "depends on the frame the packet arrives in";
    }
    return {};
}

}  // namespace lyncgate::iptables
