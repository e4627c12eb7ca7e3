// Rules on Ethernet frames. They are asked before the filter, whatever the state; without one that blocks, nothing is
// stopped. Which frames a rule takes is not known from a packet's addresses alone, so what they stop is a doubt.
#include <algorithm>

#include "dialects/pf/lowering.hpp"

namespace lyncgate::pf {
namespace {

constexpr std::uint16_t frames_of_ipv4 = 0x0800;
constexpr std::uint16_t frames_of_ipv6 = 0x86dd;

bool takes(const EtherRule& ether, std::uint16_t type) {
    return ether.types.empty() || std::ranges::find(ether.types, type) != ether.types.end();
}

void add_doubtful_drop(Lowering& lowering, const EtherRule& ether, const Origin& origin,
                       std::vector<lyncgate::Rule>& rules) {
    const bool v4 = takes(ether, frames_of_ipv4);
    const bool v6 = takes(ether, frames_of_ipv6);
    if (!v4 && !v6) {
        return;  // ARP and the like
    }
    RuleStatement rule = ether.rule;
    rule.action = RuleAction::block;
    rule.has_tagged = false;
    if (v4 != v6) {
        rule.family = v4 ? Family::ipv4 : Family::ipv6;
    }
    Item item;
    item.taken = taken_by(lowering, rule, origin);
    cast_doubt(item.taken, lowering.firewall.doubt("depends on the rules on ethernet frames", origin));
    item.origin = origin;
    add_rules(lowering, item, Decide{Verdict::drop}, {}, rules);
}

}  // namespace

void lower_ether(Lowering& lowering, const Block& block, std::vector<lyncgate::Rule>& rules) {
    for (const Statement& statement : unusual_in(lowering, block)) {
        if (const auto* const include = std::get_if<Include>(&statement.body); include && include->block) {
            lower_ether(lowering, *include->block, rules);
            continue;
        }
        const auto* const ether = std::get_if<std::shared_ptr<EtherRule>>(&statement.body);
        if (ether == nullptr || statement.broken) {
            continue;
        }
        const RuleStatement& rule = (*ether)->rule;
        lowering.odd_tags = lowering.odd_tags || !rule.details().tag.empty();
        if (rule.details().block) {
            lower_ether(lowering, *rule.details().block, rules);
        } else if (rule.action != RuleAction::pass) {
            add_doubtful_drop(lowering, **ether, statement.origin, rules);
        }
    }
}

}  // namespace lyncgate::pf
