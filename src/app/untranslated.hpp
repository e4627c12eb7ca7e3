// Public addresses of roles that no firewall of the site translates.
#pragma once

#include "checks/check.hpp"

namespace lyncgate {

/// Adds a note for every role whose public address no firewall of the site translates although its flows cross one:
/// they are judged by the role's own address, as if something that the site does not name translated before. An auditor
/// has to know that the translation itself was not checked.
void add_untranslated(Report& report, const AuditContext& context);

}  // namespace lyncgate
