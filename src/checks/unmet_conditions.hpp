// Rules that would let dropped packets pass if something held that does not.
#pragma once

#include <string>
#include <vector>

#include "checks/flow_verdict.hpp"
#include "dialects/members.hpp"

namespace lyncgate {

/// A rule that accepts packets only under IPsec, or that is switched off.
struct UnmetCondition {
    Origin rule;
    std::string words;  ///< "line 4 of FORWARD opens it under IPsec only"
};

/// The conditions under which something of what the crossing's answer closes would pass. Each rule once, in the order
/// of the file.
std::vector<UnmetCondition> unmet_conditions(const CrossingVerdict& crossing, const AuditedFirewall& firewall,
                                             RuleMembers& members, SetPool& pool, const Budget& budget);

}  // namespace lyncgate
