// The check ipsec-on-media.
#pragma once

#include "checks/check.hpp"

namespace lyncgate {

/// Holds Microsoft's IPsec exceptions and the site's media ranges against every tunnel and IPsec policy: media that
/// would be encrypted, dropped for lack of a security association, or let through only under IPsec; and exemptions
/// that let more than media be.
CheckResult ipsec_on_media(const AuditContext& context);

}  // namespace lyncgate
