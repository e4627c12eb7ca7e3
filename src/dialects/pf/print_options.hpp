// The parts of a printed rule.
#pragma once

#include <string>

#include "dialects/pf/print.hpp"

namespace lyncgate::pf {

std::string print_port(const Compare& port, bool tcp, Era era);
/// user, group, flags, icmp types, tos.
std::string print_matches(const RuleLine& line, Era era);
/// State and its options, and probability.
std::string print_state(const RuleLine& line, Era era);
/// `set (prio 3, queue …)`; FreeBSD sets no queue this way and puts blanks inside the brackets.
std::string print_set(const RuleLine& line, bool with_queue);
std::string print_old_scrub(const RuleLine& line);
std::string print_new_scrub(const RuleLine& line);
/// allow-opts, label, queue, tag, tagged.
std::string print_names(const RuleLine& line, Era era);
std::string print_divert(const RuleLine& line, Era era);
std::string print_old_route(const RuleLine& line, Era era);
std::string print_old_redirect(const RuleLine& line, Era era);
/// nat-to, rdr-to, af-to and the newer route-to.
std::string print_pools(const RuleLine& line, Era era);

}  // namespace lyncgate::pf
