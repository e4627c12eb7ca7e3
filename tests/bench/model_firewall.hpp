// Generated rules as a firewall of the flow model, without a dialect between.
#pragma once

#include "bench/generate.hpp"
#include "model/firewall.hpp"

namespace lyncgate::bench {

/// One forwarded chain with default drop between `outside` (everything else) and `inside` (10/8).
Firewall as_firewall(const std::vector<PlainRule>& rules);

}  // namespace lyncgate::bench
