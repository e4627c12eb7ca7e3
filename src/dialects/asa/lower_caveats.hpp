// Cisco ASA: caveats as chains. Private to this dialect.
#pragma once

#include "dialects/asa/lowering.hpp"

namespace lyncgate::asa {

/// Adds to `chain` what caveats do where the interface lists stand: logins, and what nobody can tell.
void add_list_caveats(Lowering& lowering, Chain& chain);
/// Adds what nobody can tell, or may let pass, to a later chain that drops.
void add_open_caveats(Lowering& lowering, Chain& chain);
/// The other caveats, which see real addresses: inspection, filters, limits.
ChainId services(Lowering& lowering);
/// Policy routing: the way out of packets that a route map may send elsewhere. With `diverts` the chain opens every way
/// out to them, as a packet arrives; without it the chain is a stage of its own that gives the reason for the doubt.
ChainId policy_routing(Lowering& lowering, bool diverts);

}  // namespace lyncgate::asa
