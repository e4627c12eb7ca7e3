// The lists of a rule, which its expansion multiplies out.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "dialects/pf/expand.hpp"

namespace lyncgate::pf {

/// The hosts of a rule: those that are written, or, where names stand for others, `resolved` ones.
struct HostList {
    std::span<const Host> hosts;
    std::vector<Host> resolved;
};

/// The lists of a rule. An empty one counts as one with a member that asks for nothing.
struct Lists {
    std::span<const Interface> interfaces;
    std::span<const ProtocolItem> protocols;
    std::span<const IcmpItem> icmp;
    HostList from, to;
    std::span<const Compare> from_ports, to_ports;
    std::span<const IdCompare> users, groups;
    std::span<const std::string_view> systems;
};
/// A member of a list; of an empty one, what asks for nothing.
template<typename T>
T member(std::span<const T> list, std::size_t place) {
    return list.empty() ? T{} : list[place];
}

enum Axis {
    interface_axis,
    protocol_axis,
    icmp_axis,
    from_axis,
    from_port_axis,
    system_axis,
    to_axis,
    to_port_axis,
    user_axis,
    group_axis
};
constexpr std::size_t axes = 10;

/// The numbers of the members that a combination takes from each list.
using Combination = std::array<std::size_t, axes>;

Lists lists_of(const RuleStatement& rule, const HostFacts& facts, Era era);
Combination sizes_of(const Lists& lists);
/// How many combinations there are; as many as can be counted.
std::size_t product(const Combination& sizes);
/// The one family that every host of a list with a family has.
std::optional<Family> common_family(std::span<const Host> hosts);

}  // namespace lyncgate::pf
