// What an audit did not ask: an audit that asked nothing must not look like a pass.
#pragma once

#include <set>
#include <string>

#include "checks/check.hpp"

namespace lyncgate {

/// Adds to the report what was not checked, given the checks that ran:
/// - rows that apply and could not be bound, and bound flows that cross no firewall;
/// - `unplaced-role`, undecided: a role whose addresses lie behind no interface of any firewall;
/// - `nothing-checked`, undecided: no required flow crosses a firewall of the site, or one firewall of several stands
///   before nothing that the site names. A firewall without required flows that has servers behind it is only a note:
///   what it lets through to them was checked.
void add_unchecked(Report& report, const AuditContext& context, const std::set<std::string>& ran);

}  // namespace lyncgate
