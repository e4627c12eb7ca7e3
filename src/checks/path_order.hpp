// Which of several firewalls a packet meets first.
#pragma once

#include <string>
#include <vector>

#include "checks/flow_verdict.hpp"

namespace lyncgate {

/// Where packets of one requirement are stopped at one firewall.
struct Stop {
    std::string firewall;
    Set sources, destinations;
    Set before;  ///< what lies behind the interface they come in by
    Set beyond;  ///< what lies behind the one they would leave by; empty when that depends on a translation
    Set roles;   ///< addresses of the site's roles, where those alone may tell what the networks do not; else empty
};

/// Whether packets of both meet the first one first, as far as the networks behind the interfaces tell.
bool comes_before(const Stop& a, const Stop& b);

/// The stops of a verdict: one for each crossing of which something is closed.
std::vector<Stop> stops_of(const FirewallVerdict& verdict, const AuditedFirewall& firewall);

/// The firewall that packets meet before every other one of the stops, as far as the networks behind the interfaces
/// tell: nearer the source there is less behind the way in, and more behind the way out. Empty when they do not, or
/// when some stops share no packets, so that no path leads over both, or when there are very many.
std::string first_of(const std::vector<Stop>& stops);

}  // namespace lyncgate
