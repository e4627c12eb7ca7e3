// Requests of a change ticket, compared with what a change does.
#pragma once

#include <vector>

#include "app/diff.hpp"

namespace lyncgate {

/// The questions to ask of two configurations: everything, or, with networks behind the interfaces and
/// `plausible_only`, packets that come in where their source lies; with `new_only` only the opening packets of
/// connections.
std::vector<Box> compared_questions(const Firewall& firewall, bool plausible_only, bool new_only, SetPool& pool);

/// Compares the requests with the new connections that the change opens and closes. Packets that cannot arrive (their
/// source lies behind another interface) are not counted when the site says where networks lie.
RequestAnswer answer_requests(const Firewall& before, const Firewall& after, const std::vector<Requested>& requests);

/// Requests are about packets through the firewall. Makes the answer say so too when the change also touches what
/// reaches the firewall itself, what it sends, or tunnels: nobody asked for that.
void count_unasked(FirewallDiff& diff);

}  // namespace lyncgate
