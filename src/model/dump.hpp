// A firewall in a form people can read.
#pragma once

#include <string>

#include "model/firewall.hpp"

namespace lyncgate {

/// Interfaces, stages, chains with their rules, and tunnels, as text: one line per rule with its origin, its packets,
/// its doubts and what it does. For people and for golden tests; not a format to read back.
std::string dump(const Firewall& firewall);

}  // namespace lyncgate
