// Requests of a change ticket, compared with what a change does.
#pragma once

#include <vector>

#include "app/diff.hpp"

namespace lyncgate {

/// Compares the requests with what the change opens and closes. What was asked for has to be open for new connections
/// whose source lies behind the interface they come in by (when the site says where networks lie). What else changes is
/// looked for among all packets, forged sources and packets of no connection included: those of `whole`, the difference
/// through the firewall. Null: the dialects differ, and only new connections with their own sources are compared.
RequestAnswer answer_requests(const Firewall& before, const Firewall& after, const std::vector<Requested>& requests,
                              const Difference* whole);

/// Requests are about packets through the firewall. Makes the answer say so too when the change also touches what
/// reaches the firewall itself, what it sends, or tunnels: nobody asked for that.
void count_unasked(FirewallDiff& diff);

}  // namespace lyncgate
