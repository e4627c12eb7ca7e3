// Cisco ASA: the chains of IPsec, each in its stage. Private to this dialect.
#pragma once

#include "dialects/asa/lowering.hpp"

namespace lyncgate::asa {

/// The entries of a map in the order they are tried, dynamic maps in the place of the entry that names them.
std::vector<const CryptoEntry*> entries_of(const Config& config, std::string_view map, bool dynamic);
/// Whether an interface is a tunnel that IPsec protects.
bool is_tunnel(const InterfaceBlock& block);
/// Drops packets that arrive in the clear although a crypto map says they come in a tunnel (drop reason "ipsec-spoof").
ChainId arriving_clear(Lowering& lowering);
/// Marks packets that leave in a tunnel.
ChainId leaving_protected(Lowering& lowering);

}  // namespace lyncgate::asa
