// From the syntax tree to the flow model.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "dialects/iptables/ipset.hpp"
#include "dialects/iptables/syntax.hpp"
#include "model/firewall.hpp"

namespace lyncgate::iptables {

/// What a firewall is made of: at most one ruleset per family, and the saved sets.
struct Sources {
    const Ruleset* ipv4 = nullptr;
    const Ruleset* ipv6 = nullptr;
    const SetCatalogue* sets = nullptr;
};

/// The meaning of the rulesets, in the order in which the kernel asks the tables (Netfilter hook priorities): raw,
/// mangle, nat and filter each decide for themselves. `interfaces` are those the site names. A family without a
/// ruleset is undecided. The result is not `prepare`d.
Firewall lower(const Sources& sources, const std::vector<Interface>& interfaces);

}  // namespace lyncgate::iptables
