// The readers of the four kinds of IPsec files.
#pragma once

#include "dialects/ipsec/policy.hpp"

namespace lyncgate::ipsec {

/// `ip xfrm policy`: policies by priority, the smaller number first.
void read_xfrm(const SourceFile& file, Firewall& firewall, PolicyFile& result);
/// ipsec.conf: flows and ike rules; of several that take a packet the narrowest decides.
void read_ipsec_conf(const SourceFile& file, Firewall& firewall, PolicyFile& result);
/// Connection security rules of Windows; of several that take a packet the narrowest decides.
void read_consec(const SourceFile& file, Firewall& firewall, PolicyFile& result);
/// The assigned IPsec policy of Windows; of several filters that take a packet the narrowest decides.
void read_static_policy(const SourceFile& file, Firewall& firewall, PolicyFile& result);

}  // namespace lyncgate::ipsec
