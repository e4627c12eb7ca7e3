// The lists of a rule, which its expansion multiplies out.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "dialects/pf/expand.hpp"

namespace lyncgate::pf {

/// The lists of a rule, none empty.
struct Lists {
    std::vector<Interface> interfaces;
    std::vector<std::uint8_t> protocols;
    std::vector<std::optional<IcmpItem>> icmp;
    std::vector<Host> from, to;
    std::vector<Compare> from_ports, to_ports, users, groups;
    std::vector<std::string_view> systems;
};

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
std::optional<Family> common_family(const std::vector<Host>& hosts);

}  // namespace lyncgate::pf
