// Cisco ASA: packets to the firewall itself. Private to this dialect.
#pragma once

#include "dialects/asa/lowering.hpp"

namespace lyncgate::asa {

/// The services of the firewall that the text opens, then `access-group … control-plane`, ICMP, and a doubt for
/// whatever else may listen.
ChainId delivery(Lowering& lowering);

}  // namespace lyncgate::asa
