// Routing: where packets leave, from the networks behind the interfaces.
#pragma once

#include <string_view>
#include <vector>

#include "model/cube.hpp"
#include "model/firewall.hpp"

namespace lyncgate {

/// "lo" of Linux, "lo0" of the BSDs: packets of others neither come in nor go out by it.
bool is_loopback(std::string_view interface);

/// The interfaces by which a packet may leave whose destination lies behind none of them; 0 is one that the text does
/// not name.
Set ways_out(const Firewall& firewall);

/// Splits cubes by their present destination. Packets to the firewall's own addresses are marked as delivered; the
/// others get the number of the interface that their destination lies behind as egress. Where no interface's networks
/// hold the destination the egress is some interface, which is not known; where no interface has networks or addresses
/// at all, it is left open. An egress that is already fixed stays.
std::vector<Cube> routed(const Firewall& firewall, std::vector<Cube> cubes, SetPool& pool, const Budget& budget,
                         bool& complete);

}  // namespace lyncgate
