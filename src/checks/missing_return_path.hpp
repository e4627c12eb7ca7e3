// The check missing-return-path.
#pragma once

#include "checks/check.hpp"

namespace lyncgate {

/// Required flows that pass a firewall while the replies to them are dropped. Asked of dialects whose rules have to let
/// replies pass themselves (iptables: conntrack only names the state of a packet); pf and ASA do it on their own. One
/// finding per firewall: the root cause is one missing rule.
CheckResult missing_return_path(const AuditContext& context);

}  // namespace lyncgate
