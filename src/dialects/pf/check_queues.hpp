// Checks on the queues of a file.
#pragma once

#include <vector>

#include "dialects/pf/config.hpp"

namespace lyncgate::pf {

/// Marks ALTQ queues that pfctl would refuse: no parent, two parents on one interface, priorities out of range.
void check_queues(Config& config, std::vector<Diagnostic>& diagnostics);

}  // namespace lyncgate::pf
