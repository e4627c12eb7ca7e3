// Cisco ASA: the meaning of a running-config.
#pragma once

#include <vector>

#include "dialects/asa/config.hpp"
#include "model/firewall.hpp"

namespace lyncgate::asa {

/// Lowers a config. `stated` are the interfaces as the site says them; what lies behind them by connected networks and
/// static routes is added.
Firewall lower(const Config& config, const std::vector<Interface>& stated, std::vector<Diagnostic>& diagnostics);
/// The same without the index that questions need: `prepare` makes it.
Firewall lower_chains(const Config& config, const std::vector<Interface>& stated, std::vector<Diagnostic>& diagnostics);

}  // namespace lyncgate::asa
