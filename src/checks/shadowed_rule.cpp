#include <fmt/format.h>

#include "checks/hidden_rules.hpp"
#include "checks/hygiene.hpp"
#include "checks/rule_finding.hpp"

namespace lyncgate {

namespace {

/// "same action", "opposite action", or which of the two when the hiders differ.
std::string_view comparison(const RuleSequence& sequence, const RuleUnit& unit, const std::vector<std::uint32_t>& by) {
    const Ending own = verdict_of(sequence.rule_of(unit));
    bool same = false;
    bool opposite = false;
    for (const std::uint32_t hider : by) {
        const Ending other = verdict_of(sequence.rule_of(sequence.units[hider]));
        if (own == Ending::open || other == Ending::open) {
            return "other action";
        }
        const bool agrees = (own == Ending::accept) == (other == Ending::accept);
        same = same || agrees;
        opposite = opposite || !agrees;
    }
    return same && opposite ? "partly the opposite action" : opposite ? "opposite action" : "same action";
}

Finding hidden(const AuditedFirewall& firewall, const RuleSequence& sequence, const RuleUnit& unit,
               const std::vector<std::uint32_t>& hiders) {
    const Rule& rule = sequence.rule_of(unit);
    const std::string_view action = comparison(sequence, unit, hiders);
    const bool harmless = action == "same action" || action == "other action";
    Finding finding = rule_finding("shadowed-rule", harmless ? Severity::note : Severity::warning, firewall,
                                   sequence.chain, rule, "this rule never decides anything");
    finding.message =
        fmt::format("{} never takes effect: {} {} all its packets first ({})", called(sequence.chain, rule),
                    lines_of(sequence, hiders), hiders.size() == 1 ? "takes" : "take", action);
    finding.help = harmless ? "remove the rule, or move it before those that hide it if it was meant to decide"
                            : "decide which of the two is meant: move the rule up, or remove it";
    relate(finding, sequence, hiders, "this rule takes its packets first");
    identify(finding);
    return finding;
}

Finding inconclusive(const AuditedFirewall& firewall, const RuleSequence& sequence, const RuleUnit& unit) {
    const Rule& rule = sequence.rule_of(unit);
    Finding finding = rule_finding("shadowed-rule", Severity::note, firewall, sequence.chain, rule, "this rule");
    finding.confidence = Confidence::possible;
    finding.undecided = true;
    finding.message = fmt::format("cannot decide whether earlier rules hide {}", called(sequence.chain, rule));
    finding.reasons.emplace_back("inconclusive: the question needs more work than the budget allows");
    identify(finding);
    return finding;
}

void look_at(const AuditedFirewall& firewall, const RuleSequence& sequence, const AuditContext& context,
             CheckResult& result) {
    const ReachCache::Reaches known = context.reaches->of(sequence, budget_of_one_rule(context.budget));
    const std::vector<Reach>& reaches = *known;
    for (std::size_t i = 0; i < reaches.size(); ++i) {
        if (!sequence.is_filter_rule(sequence.units[i])) {
            continue;
        }
        if (reaches[i].state == Reach::State::hidden && !reaches[i].hiders.empty()) {
            result.findings.push_back(hidden(firewall, sequence, sequence.units[i], reaches[i].hiders));
        } else if (reaches[i].state == Reach::State::inconclusive) {
            result.findings.push_back(inconclusive(firewall, sequence, sequence.units[i]));
        }
    }
}

}  // namespace

CheckResult shadowed_rule(const AuditContext& context) {
    CheckResult result;
    for (const AuditedFirewall& firewall : context.firewalls) {
        const std::vector<Effects> effects = effects_of(firewall.reading.firewall);
        for (const Chain& chain : firewall.reading.firewall.chains) {
            if (chain.rules.size() > 1) {
                look_at(firewall, {firewall.reading.firewall, chain, effects}, context, result);
            }
        }
    }
    return result;
}

}  // namespace lyncgate
