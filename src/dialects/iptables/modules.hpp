// The module tables, one per file.
#pragma once

#include "dialects/iptables/options.hpp"

namespace lyncgate::iptables {

/// Match modules decided by the fields of the flow model.
std::span<const MatchModule> packet_modules();
/// Match modules carried as unknown.
std::span<const MatchModule> other_modules();
/// All targets but chains.
std::span<const TargetModule> target_modules();

}  // namespace lyncgate::iptables
