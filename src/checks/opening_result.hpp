// What a firewall does with one requirement, as the report lists it beside the findings.
#pragma once

#include <optional>
#include <vector>

#include "checks/flow_verdict.hpp"
#include "findings/report.hpp"

namespace lyncgate {

/// All that a firewall says of one requirement: its flows of both families together.
struct RequirementAtFirewall {
    const Requirement* requirement = nullptr;
    const AuditedFirewall* firewall = nullptr;
    std::vector<const RequiredFlow*> flows;
    std::vector<FirewallVerdict> verdicts;
};

/// The verdict on the requirement, with what the findings about it, where there are any, say is missing and why.
FlowResult result_of(const RequirementAtFirewall& at, const std::optional<Finding>& closed,
                     const std::optional<Finding>& undecided);

}  // namespace lyncgate
