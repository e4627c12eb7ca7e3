// The check missing-opening.
#pragma once

#include "checks/check.hpp"

namespace lyncgate {

/// Every required flow at every firewall it crosses: open, closed, partly open or undecided, with the exact packets.
CheckResult missing_opening(const AuditContext& context);

}  // namespace lyncgate
