// Routing: where packets leave, from the networks behind the interfaces.
#pragma once

#include <vector>

#include "model/cube.hpp"
#include "model/firewall.hpp"

namespace lyncgate {

/// Splits cubes by their present destination. Packets to the firewall's own addresses are marked as delivered; the
/// others get the number of the interface that their destination lies behind as egress. Where no interface's networks
/// hold the destination the egress is some interface, which is not known; where no interface has networks or addresses
/// at all, it is left open. An egress that is already fixed stays.
std::vector<Cube> routed(const Firewall& firewall, std::vector<Cube> cubes, SetPool& pool, const Budget& budget,
                         bool& complete);

}  // namespace lyncgate
