// The check over-permissive-rule.
#pragma once

#include "checks/check.hpp"

namespace lyncgate {

/// Every rule that lets packets reach or leave a server of the site that no requirement and no accepted flow asks for.
CheckResult over_permissive_rule(const AuditContext& context);

}  // namespace lyncgate
