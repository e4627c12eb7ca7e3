#include <fmt/format.h>

#include "checks/hidden_rules.hpp"
#include "checks/hygiene.hpp"
#include "checks/in_parallel.hpp"
#include "checks/rule_finding.hpp"

namespace lyncgate {

namespace {

/// A rule for everything that says what the chain does anyway: written for the reader or for its log, so no finding.
bool restates_policy(const RuleSequence& sequence, const RuleUnit& unit) {
    const Rule& rule = sequence.rule_of(unit);
    if (verdict_of(rule) != ending_of(sequence.chain)) {
        return false;
    }
    for (const Box& box : rule.match.boxes) {
        const auto whole = [&](Field field) {
            const Set& set = values_of(box, field);
            return covers(set, any_ipv4()) || covers(set, any_ipv6());
        };
        const bool narrow = box[Field::protocol] != nullptr || box[Field::destination_port] != nullptr ||
                            box[Field::source_port] != nullptr || !whole(Field::source) || !whole(Field::destination);
        if (narrow) {
            return false;
        }
    }
    return true;
}

Finding finding_about(const AuditedFirewall& firewall, const RuleSequence& sequence, const RuleUnit& unit,
                      const Redundancy& redundancy) {
    const Rule& rule = sequence.rule_of(unit);
    Finding finding =
        rule_finding("redundant-rule", Severity::note, firewall, sequence.chain, rule, "this rule can be removed");
    std::string others = redundancy.repeaters.empty() ? std::string{} : lines_of(sequence, redundancy.repeaters);
    if (redundancy.by_policy) {
        others += fmt::format("{}the policy of {}", others.empty() ? "" : " and ", sequence.chain.name);
    }
    finding.message =
        fmt::format("{} can be removed: {} would do the same with its packets", called(sequence.chain, rule), others);
    finding.help = "remove the rule, unless it is kept for its log or counter";
    relate(finding, sequence, redundancy.repeaters, "this rule does the same");
    identify(finding);
    return finding;
}

void look_at(const AuditedFirewall& firewall, const RuleSequence& sequence, const AuditContext& context,
             CheckResult& result) {
    const Budget budget = budget_of_one_rule(context.budget);
    const ReachCache::Reaches reaches = context.reaches->of(sequence, budget);
    const std::vector<Redundancy> all =
        in_parallel<Redundancy>(sequence.units.size(), [&](std::size_t i, SetPool& pool) {
            const RuleUnit& unit = sequence.units[i];
            if (!sequence.is_filter_rule(unit) || verdict_of(sequence.rule_of(unit)) == Ending::open ||
                restates_policy(sequence, unit)) {
                return Redundancy{};
            }
            return redundancy_of(sequence, unit, (*reaches)[i], pool, budget);
        });
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].redundant) {
            result.findings.push_back(finding_about(firewall, sequence, sequence.units[i], all[i]));
        }
    }
}

}  // namespace

CheckResult redundant_rule(const AuditContext& context) {
    CheckResult result;
    for (const AuditedFirewall& firewall : context.firewalls) {
        const std::vector<Effects> effects = effects_of(firewall.reading.firewall);
        for (const Chain& chain : firewall.reading.firewall.chains) {
            if (!chain.rules.empty()) {
                look_at(firewall, {firewall.reading.firewall, chain, effects}, context, result);
            }
        }
    }
    return result;
}

}  // namespace lyncgate
