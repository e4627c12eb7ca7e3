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
    std::string today;              ///< YYYY-MM-DD: what has ended before it is expired; empty: nothing is
};

/// Runs the checks on a loaded, usable site. Deterministic: equal inputs give equal reports.
/// Suppressions and accepted flows that have ended on `request.today` count as findings, and no longer as permission.
Report audit(LoadedSite& loaded, const AuditRequest& request);

}  // namespace lyncgate
