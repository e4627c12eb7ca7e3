// Random rulesets, sets and packets over a small world, for the property test and for the replay through the kernel.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "iptables/interpreter.hpp"
#include "model/firewall.hpp"

namespace lyncgate::iptables::testing {

/// What a ruleset may use.
struct Flavour {
    Family family = Family::ipv4;
    bool nat = false;
    bool mangle = false;  ///< raw, mangle and security tables, marks, NOTRACK
    bool sets = false;
    bool open = false;    ///< matches that the text cannot decide
    bool kernel = false;  ///< only what a plain kernel loads and a replay can tell apart
};

using Random = std::mt19937;

/// A ruleset as iptables-save writes it.
std::string random_ruleset(Random& random, const Flavour& flavour);
/// Sets named s0 to s12 as `ipset save` writes them; those whose names the rulesets use. In place of types that are in
/// `missing` plain ones are made.
std::string random_sets(Random& random, Family family, std::string_view missing = {});
/// The types of sets that not every kernel has.
constexpr std::string_view rare_set_types[] = {"hash:net,net",      "hash:ip,port,net", "hash:ip,mark",
                                               "hash:net,port,net", "hash:net,iface",   "hash:ip,port,ip"};
/// A packet that comes in by one of the interfaces, or (empty `in`) is sent by the machine itself.
Probe random_probe(Random& random, const Flavour& flavour, bool local);

/// The three interfaces of the small world: eth0, eth1 and wan0.
std::vector<Port> world_ports();
/// The same for the flow model.
std::vector<Interface> world_interfaces();

}  // namespace lyncgate::iptables::testing
