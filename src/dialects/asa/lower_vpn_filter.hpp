// Cisco ASA: `vpn-filter`, the list of a group policy, on the packets of the tunnels that get the policy.
#pragma once

#include <optional>

#include "dialects/asa/lowering.hpp"

namespace lyncgate::asa {

/// Finds out which tunnels to fixed peers are filtered; fills Lowering::filtered when any filter is in force.
void find_filtered_tunnels(Lowering& lowering);
/// Marks packets that came out of a tunnel with its number, before their addresses are translated.
ChainId marking_tunnels(Lowering& lowering);
/// Adds to the interface lists what filters do to decrypted packets.
void add_vpn_filters(Lowering& lowering, Chain& chain);
/// The filter in front of a tunnel, for packets that leave by it; none when it has no filter.
std::optional<ChainId> filter_of_leaving(Lowering& lowering, const CryptoEntry& entry, const CryptoBinding& binding);
/// A doubt for packets through a tunnel interface whose peer gets a filter.
void add_interface_filter(Lowering& lowering, Chain& chain, const InterfaceBlock& block, Field field);

}  // namespace lyncgate::asa
