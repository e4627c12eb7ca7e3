// The checks of rule hygiene. None of their findings changes what passes today.
#pragma once

#include "checks/check.hpp"

namespace lyncgate {

/// Rules that never decide anything, because earlier ones take all their packets.
CheckResult shadowed_rule(const AuditContext& context);
/// Rules whose removal, each alone, changes no verdict.
CheckResult redundant_rule(const AuditContext& context);
/// Rules that overlap an earlier one with the opposite verdict, neither within the other: their order matters.
CheckResult conflicting_rule(const AuditContext& context);
/// Rules that accept any protocol from anywhere to anywhere.
CheckResult any_any_rule(const AuditContext& context);
/// Rules that decide packets by a match that cannot be decided from the text.
CheckResult unknown_match_decides(const AuditContext& context);
/// Packets with a source that lies inside, accepted from the Internet.
CheckResult missing_anti_spoofing(const AuditContext& context);

/// What the readers of the configurations have marked as such.
CheckResult unbound_filter(const AuditContext& context);
CheckResult undefined_reference(const AuditContext& context);
CheckResult unused_object(const AuditContext& context);

}  // namespace lyncgate
