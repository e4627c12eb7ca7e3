// The command audit: a site against Microsoft's tables.
#pragma once

#include <string>
#include <vector>

#include "app/load.hpp"
#include "reporters/reporter.hpp"

namespace lyncgate {

/// How to audit.
struct AuditRequest {
    bool hygiene = true;            ///< run the hygiene checks too
    std::vector<std::string> only;  ///< only these checks; empty: all
};

/// Runs the checks on a loaded, usable site. Deterministic: equal inputs give equal reports.
Report audit(const LoadedSite& loaded, const AuditRequest& request);

}  // namespace lyncgate
