// Cisco ASA: the chains of IPsec, each in its stage. Private to this dialect.
#pragma once

#include "dialects/asa/lowering.hpp"

namespace lyncgate::asa {

/// Drops packets that arrive in the clear although a crypto map says they come in a tunnel (drop reason "ipsec-spoof").
ChainId arriving_clear(Lowering& lowering);
/// Marks packets that leave in a tunnel.
ChainId leaving_protected(Lowering& lowering);

}  // namespace lyncgate::asa
