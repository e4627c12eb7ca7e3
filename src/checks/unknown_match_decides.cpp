#include <fmt/format.h>

#include "checks/hidden_rules.hpp"
#include "checks/hygiene.hpp"
#include "checks/places.hpp"
#include "checks/rule_finding.hpp"

namespace lyncgate {

namespace {

/// Whether it matters for a verdict which packets the rule takes.
bool decides(const Rule& rule) {
    return !std::holds_alternative<Pass>(rule.action) || !rule.rewrites.empty();
}

Finding finding_about(const AuditedFirewall& firewall, const Chain& chain, const Rule& rule) {
    Finding finding = rule_finding("unknown-match-decides", Severity::note, firewall, chain, rule,
                                   "which packets this rule takes is not in the text");
    for (const DoubtId doubt : rule.match.doubts) {
        add_reason(finding, firewall.reading.firewall.reason_of(doubt).reason);
        add_related(finding, {firewall.reading.firewall.reason_of(doubt).origin, "because of this"}, 4);
    }
    finding.confidence = Confidence::possible;
    finding.message =
        fmt::format("{} decides by what the text does not say: {}", called(chain, rule), listed(finding.reasons, 3));
    finding.help =
        "nothing certain can be said of packets that meet this rule; use a match that the text decides where "
        "one will do";
    identify(finding);
    return finding;
}

}  // namespace

CheckResult unknown_match_decides(const AuditContext& context) {
    CheckResult result;
    for (const AuditedFirewall& firewall : context.firewalls) {
        const Firewall& model = firewall.reading.firewall;
        const std::vector<Effects> effects = effects_of(model);
        for (const Chain& chain : model.chains) {
            // What nobody wrote (a half of the configuration that was not given) is said where it is read.
            const auto in_doubt = [](const Rule& rule) {
                return rule.origin && !rule.match.doubts.empty() && decides(rule);
            };
            if (std::none_of(chain.rules.begin(), chain.rules.end(), in_doubt)) {
                continue;
            }
            const RuleSequence sequence(model, chain, effects);
            SetPool pool;
            for (const RuleUnit& unit : sequence.units) {
                const Rule* doubtful = nullptr;
                for (std::uint32_t i = unit.rules; i-- > 0;) {
                    const Rule& rule = chain.rules[unit.first_rule + i];
                    doubtful = in_doubt(rule) ? &rule : doubtful;
                }
                if (doubtful != nullptr &&
                    reach_of(sequence, unit, pool, context.budget).state != Reach::State::hidden) {
                    result.findings.push_back(finding_about(firewall, chain, *doubtful));
                }
            }
        }
    }
    return result;
}

}  // namespace lyncgate
