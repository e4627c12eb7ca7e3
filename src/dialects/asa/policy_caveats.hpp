// Cisco ASA: what service policies, audits, web caches and the outbound lists of PIX 6 may do to packets.
#pragma once

#include <vector>

#include "dialects/asa/config.hpp"

namespace lyncgate::asa {

/// The caveats of one configuration: those its statements say alone, and those that take several statements together.
/// The packets an inspection without a map of its own sees are in none: the default inspections pass what is well
/// formed (Cisco ASA Series Firewall CLI Configuration Guide, "Application Layer Protocol Inspection").
std::vector<Caveat> caveats_of(const Config& config);

}  // namespace lyncgate::asa
