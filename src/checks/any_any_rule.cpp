#include <algorithm>
#include <fmt/format.h>

#include "checks/hygiene.hpp"
#include "checks/rule_finding.hpp"

namespace lyncgate {

namespace {

/// Whether the box holds every new connection, whatever its addresses and protocol, by the interfaces it names.
bool is_any_any(const Box& box) {
    const auto whole_family = [&](Field field) {
        const Set& set = values_of(box, field);
        return covers(set, any_ipv4()) || covers(set, any_ipv6());
    };
    for (const Field field :
         {Field::protocol, Field::source_port, Field::destination_port, Field::icmp, Field::tcp_flags}) {
        if (box[field] != nullptr) {
            return false;
        }
    }
    for (const Field field : {Field::mark, Field::connmark, Field::translated, Field::ipsec_in}) {
        if (!values_of(box, field).contains(0)) {
            return false;
        }
    }
    return whole_family(Field::source) && whole_family(Field::destination) &&
           values_of(box, Field::state).contains(static_cast<Value>(State::new_));
}

std::vector<std::string> interfaces_in(const Set* set, const Firewall& firewall) {
    std::vector<std::string> names;
    for (std::size_t i = 0; set != nullptr && i < firewall.interfaces.size(); ++i) {
        if (set->contains(i)) {
            names.push_back(firewall.interfaces[i].name);
        }
    }
    return names;
}

bool is_loopback(const Box& box, const Firewall& firewall) {
    const auto only_loopback = [&](Field field) {
        const std::vector<std::string> names = interfaces_in(box[field], firewall);
        return !names.empty() &&
               std::all_of(names.begin(), names.end(), [](const std::string& name) { return name.starts_with("lo"); });
    };
    return only_loopback(Field::ingress) || only_loopback(Field::egress);
}

/// Whether the rules from `place` on, or the policy, could still drop something: otherwise accepting all says nothing.
bool could_drop(const RuleSequence& sequence, std::size_t place) {
    const bool later = std::any_of(sequence.doing.begin() + static_cast<std::ptrdiff_t>(place), sequence.doing.end(),
                                   [](const Effects& doing) { return doing.drops || doing.rejects || doing.unclear; });
    const Ending end = ending_of(sequence.chain);
    return later || end == Ending::drop || end == Ending::reject;
}

Finding finding_about(const AuditedFirewall& firewall, const RuleSequence& sequence, const Rule& rule, const Box& box) {
    const Firewall& model = firewall.reading.firewall;
    std::string where;
    const std::vector<std::string> in = interfaces_in(box[Field::ingress], model);
    const std::vector<std::string> out = interfaces_in(box[Field::egress], model);
    where += in.empty() ? std::string{} : fmt::format(" that comes in by {}", listed(in, 3));
    where +=
        out.empty() ? std::string{} : fmt::format("{} goes out by {}", in.empty() ? " that" : " and", listed(out, 3));
    Finding finding = rule_finding("any-any-rule", where.empty() ? Severity::warning : Severity::note, firewall,
                                   sequence.chain, rule, "this rule accepts any protocol from anywhere to anywhere");
    finding.confidence = rule.match.doubts.empty() ? Confidence::certain : Confidence::possible;
    finding.message = fmt::format("{} accepts everything{}", called(sequence.chain, rule), where);
    finding.help = "name sources, destinations and ports; what no rule names is then dropped";
    identify(finding);
    return finding;
}

/// Chains of packets on their way, as opposed to those that only prepare them.
bool filters(const RuleSequence& sequence) {
    return std::any_of(sequence.chain.rules.begin(), sequence.chain.rules.end(),
                       [](const Rule& rule) { return !std::holds_alternative<Pass>(rule.action); }) &&
           could_drop(sequence, 0);
}

}  // namespace

CheckResult any_any_rule(const AuditContext& context) {
    CheckResult result;
    for (const AuditedFirewall& firewall : context.firewalls) {
        const std::vector<Effects> effects = effects_of(firewall.reading.firewall);
        for (const Chain& chain : firewall.reading.firewall.chains) {
            const RuleSequence sequence(firewall.reading.firewall, chain, effects);
            if (!filters(sequence)) {
                continue;
            }
            for (const RuleUnit& unit : sequence.units) {
                const Rule& rule = sequence.rule_of(unit);
                const auto wide = std::find_if(rule.match.boxes.begin(), rule.match.boxes.end(), is_any_any);
                if (rule.origin && verdict_of(rule) == Ending::accept && rule.rewrites.empty() &&
                    wide != rule.match.boxes.end() && !is_loopback(*wide, firewall.reading.firewall)) {
                    result.findings.push_back(finding_about(firewall, sequence, rule, *wide));
                }
            }
        }
    }
    return result;
}

}  // namespace lyncgate
