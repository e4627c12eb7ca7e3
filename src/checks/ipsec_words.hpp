// Findings about IPsec in words.
#pragma once

#include <string>
#include <string_view>

#include "checks/ipsec_conflicts.hpp"

namespace lyncgate {

constexpr std::string_view ipsec_on_media_id = "ipsec-on-media";

/// A row of a table as sentences name it: "A/V Edge Server Internal Inbound".
std::string title_of(const Media& media);
/// What a policy does with packets: "encrypts", "drops what does not come protected of".
std::string verbs_of(const IpsecConflict& conflict);
/// What to do so that the policy leaves the row alone, in the language of the policy where there is one.
std::string exemption_for(const IpsecConflict& conflict, const AuditedFirewall& firewall);
/// Puts packets into a finding, in few boxes, with an example.
void list_packets(Finding& finding, Boxes boxes, const Firewall& firewall);
/// A finding of this check, with the row as its requirement.
Finding started(const AuditedFirewall& firewall, const Media& media);

}  // namespace lyncgate
