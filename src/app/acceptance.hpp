// Accepted flows that nothing needs any more.
#pragma once

#include <vector>

#include "checks/check.hpp"

namespace lyncgate {

/// A finding for every accepted flow of which no firewall of the site lets a single packet pass: there is nothing left
/// to accept. A flow that cannot be decided is not reported.
std::vector<Finding> unused_acceptances(const AuditContext& context);

}  // namespace lyncgate
