// Set lookups of the interpreter: entry by entry.
#pragma once

#include "iptables/interpreter.hpp"

namespace lyncgate::iptables::testing {

/// Whether the packet is in the set, with the directions of `match` (its negation left aside).
bool is_member(const SetCatalogue& sets, const IpSet& set, const Probe& probe, const InSet& match, Hook hook,
               Family family);

/// Whether membership depends on the interface a packet came in by.
bool asks_ingress(const SetCatalogue& sets, const IpSet& set, const InSet& match, Family family);

}  // namespace lyncgate::iptables::testing
