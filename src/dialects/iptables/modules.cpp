#include "dialects/iptables/modules.hpp"

#include <array>
#include <vector>

namespace lyncgate::iptables {

namespace {

bool serves(std::uint8_t families, Family family) {
    return (families & (family == Family::ipv4 ? for_ipv4 : for_ipv6)) != 0;
}

/// Modules by name: a hash table that is walked on from the place of the name. Of modules of one name the one that was
/// added first comes first.
template<typename Module>
class ByName {
public:
    void add(std::span<const Module> modules) {
        for (const Module& module : modules) {
            std::size_t place = place_of(module.head);
            while (places_[place] != nullptr) {
                place = next(place);
            }
            places_[place] = &module;
        }
    }
    const Module* find(std::string_view name, Family family) const {
        const std::uint64_t head = head_of(name);
        for (std::size_t place = place_of(head); places_[place] != nullptr; place = next(place)) {
            const Module& module = *places_[place];
            if (same_keyword(module.name, module.head, name, head) && serves(module.families, family)) {
                return &module;
            }
        }
        return nullptr;
    }

private:
    static constexpr int bits = 9;
    static std::size_t place_of(std::uint64_t head) {
        return static_cast<std::size_t>(head * 0x9e3779b97f4a7c15 >> (64 - bits));
    }
    static std::size_t next(std::size_t place) { return (place + 1) % (std::size_t{1} << bits); }

    std::array<const Module*, std::size_t{1} << bits> places_{};  ///< mostly empty
};

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
    static const ByName<MatchModule> modules = [] {
        ByName<MatchModule> all;
        all.add(packet_modules());
        all.add(other_modules());
        return all;
    }();
    return modules.find(name, family);
}

const TargetModule* find_target(std::string_view name, Family family) {
    static const ByName<TargetModule> modules = [] {
        ByName<TargetModule> all;
        all.add(target_modules());
        return all;
    }();
    return modules.find(name, family);
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
