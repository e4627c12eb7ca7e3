// Which findings are about which required flow.
#pragma once

#include <cstddef>
#include <vector>

#include "findings/report.hpp"

namespace lyncgate {

/// Every finding of a report, once: under the first flow of its requirement and firewall that is not open, or apart.
struct FlowFindings {
    std::vector<std::vector<const Finding*>> of_flow;  ///< one list per flow of the report, same order
    std::vector<const Finding*> apart;                 ///< findings about no flow, or about an open one
};

FlowFindings assign_findings(const Report& report);

}  // namespace lyncgate
