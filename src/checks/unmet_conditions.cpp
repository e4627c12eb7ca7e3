#include "checks/unmet_conditions.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "checks/ipsec_condition.hpp"

namespace lyncgate {

namespace {

bool is_switched_off(const Rule& rule) {
    const auto* const decide = std::get_if<Decide>(&rule.action);
    return rule.match.boxes.empty() && rule.origin && decide != nullptr && decide->verdict == Verdict::accept;
}

class Finder {
public:
    Finder(const CrossingVerdict& crossing, const Firewall& firewall, SetPool& pool, const Budget& budget)
        : crossing_(crossing), firewall_(firewall), pool_(pool), budget_(budget),
          closed_(packets_of(crossing.answer.closed, pool)) {}

    std::vector<UnmetCondition> found;

    /// Rules that accept what is closed as soon as IPsec protects it, on its way in, out, or both.
    void under_ipsec() {
        for (const auto& [in, out] : {std::pair<Value, Value>{1, 0}, {0, 1}, {1, 1}}) {
            Boxes guarded;
            for (const Box& box : closed_) {
                guarded.push_back(with_protection(box, in, out, pool_));
            }
            const View view = unfold(firewall_, with_protection(crossing_.view.question, in, out, pool_), From::outside,
                                     pool_, budget_);
            const Answer answer = decide(view, pool_, budget_);
            Boxes refused = packets_of(answer.closed, pool_);
            const Remainder passing = subtract(guarded, refused, pool_, budget_);
            bool complete = answer.complete && passing.complete && view.complete;
            for (std::size_t stage = 0; complete && stage < view.stages.size(); ++stage) {
                for (const Part& part : accepted_by(view, stage, passing.boxes, false, pool_, complete, budget_)) {
                    if (part.decider->rule != nullptr && part.decider->rule->origin && closed_in_clear(part)) {
                        keep(*part.decider->chain, *part.decider->rule, "opens it under IPsec only");
                    }
                }
            }
        }
    }

    /// Rules switched off in the chains that the packets went through.
    void switched_off(RuleMembers& members) {
        for (const Part& part : crossing_.answer.closed) {
            const Chain* const chain = part.decider->chain;
            if (chain == nullptr) {
                continue;
            }
            look_in(*chain, members);
            // An implicit deny stands after the call of the list.
            for (const Rule& rule : chain->rules) {
                if (const auto* const called = std::get_if<Call>(&rule.action);
                    called != nullptr && meets_closed(rule.match.boxes)) {
                    look_in(firewall_.chains[called->chain], members);
                }
            }
        }
    }

private:
    /// Whether the same stage drops some of the packets in the clear.
    bool closed_in_clear(const Part& accepted) const {
        return std::any_of(crossing_.answer.closed.begin(), crossing_.answer.closed.end(), [&](const Part& closed) {
            return closed.stage == accepted.stage &&
                   std::any_of(closed.packets.begin(), closed.packets.end(), [&](const Box& dropped) {
                       return std::any_of(accepted.packets.begin(), accepted.packets.end(), [&](const Box& box) {
                           return meets(dropped, with_protection(box, 0, 0, pool_));
                       });
                   });
        });
    }

    template<typename List>
    bool meets_closed(const List& boxes) const {
        return std::any_of(boxes.begin(), boxes.end(), [&](const Box& box) {
            return std::any_of(closed_.begin(), closed_.end(), [&](const Box& one) { return meets(box, one); });
        });
    }

    void look_in(const Chain& chain, RuleMembers& members) {
        for (const Rule& rule : chain.rules) {
            if (is_switched_off(rule) && meets_closed(members.if_active(rule.origin))) {
                keep(chain, rule, "would open it, but is inactive");
            }
        }
    }

    void keep(const Chain& chain, const Rule& rule, const char* how) {
        const bool known =
            std::any_of(found.begin(), found.end(), [&](const UnmetCondition& one) { return one.rule == rule.origin; });
        if (!known) {
            found.push_back({rule.origin, fmt::format("{} of {} {}", describe_rule(&chain, &rule), chain.name, how)});
        }
    }

    const CrossingVerdict& crossing_;
    const Firewall& firewall_;
    SetPool& pool_;
    const Budget& budget_;
    Boxes closed_;
};

bool any_rule(const Firewall& firewall, bool (*wanted)(const Rule&)) {
    return std::any_of(firewall.chains.begin(), firewall.chains.end(),
                       [&](const Chain& chain) { return std::any_of(chain.rules.begin(), chain.rules.end(), wanted); });
}

}  // namespace

std::vector<UnmetCondition> unmet_conditions(const CrossingVerdict& crossing, const AuditedFirewall& firewall,
                                             RuleMembers& members, SetPool& pool, const Budget& budget) {
    if (crossing.answer.closed.empty()) {
        return {};
    }
    const Firewall& model = firewall.reading.firewall;
    Finder finder(crossing, model, pool, budget);
    if (any_rule(model, tells_protection)) {
        finder.under_ipsec();
    }
    finder.switched_off(members);
    std::sort(finder.found.begin(), finder.found.end(),
              [](const UnmetCondition& a, const UnmetCondition& b) { return a.rule.span.begin < b.rule.span.begin; });
    return std::move(finder.found);
}

}  // namespace lyncgate
