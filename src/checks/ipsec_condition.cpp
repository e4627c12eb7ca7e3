#include "checks/ipsec_condition.hpp"

#include <algorithm>

#include "checks/crossing.hpp"
#include "model/subtract.hpp"

namespace lyncgate {

namespace {

/// Whether a box holds some packets because IPsec protects them, or because it does not.
bool names_protection(const Box& box) {
    return box[Field::ipsec_in] != nullptr || box[Field::ipsec_out] != nullptr;
}

Box whatever_protection(Box box) {
    box.sets[index_of(Field::ipsec_in)] = nullptr;
    box.sets[index_of(Field::ipsec_out)] = nullptr;
    return box;
}

}  // namespace

bool tells_protection(const Rule& rule) {
    const BoxList& boxes = rule.match.boxes;
    const auto also_otherwise = [&](const Box& named) {
        return std::any_of(boxes.begin(), boxes.end(), [&](const Box& other) {
            const bool same_protection =
                other[Field::ipsec_in] == named[Field::ipsec_in] && other[Field::ipsec_out] == named[Field::ipsec_out];
            return !same_protection && covers(whatever_protection(other), whatever_protection(named));
        });
    };
    return rule.origin && std::any_of(boxes.begin(), boxes.end(),
                                      [&](const Box& box) { return names_protection(box) && !also_otherwise(box); });
}

Box with_protection(Box box, Value in, Value out, SetPool& pool) {
    assign(box, Field::ipsec_in, Set(in), pool);
    assign(box, Field::ipsec_out, Set(out), pool);
    return box;
}

namespace {

bool names_ports(const Rule& rule) {
    return std::any_of(rule.match.boxes.begin(), rule.match.boxes.end(), [](const Box& box) {
        return box[Field::source_port] != nullptr || box[Field::destination_port] != nullptr;
    });
}

/// Whether some rule that a person wrote tells protected packets from others. What the rules of the tunnels themselves
/// ask for is not one.
bool has_conditions(const AuditedFirewall& firewall) {
    const Firewall& model = firewall.reading.firewall;
    return model.tunnels.empty() && std::any_of(model.chains.begin(), model.chains.end(), [](const Chain& chain) {
               return std::any_of(chain.rules.begin(), chain.rules.end(),
                                  [](const Rule& rule) { return tells_protection(rule); });
           });
}

/// Whether a rule that names IPsec may take some of the packets once they are protected. Behind translations every
/// rule may.
bool may_matter(const Firewall& firewall, const Box& packets) {
    if (translates(firewall)) {
        return true;
    }
    const Box protected_ = whatever_protection(packets);
    for (const Chain& chain : firewall.chains) {
        for (const Rule& rule : chain.rules) {
            if (std::any_of(rule.match.boxes.begin(), rule.match.boxes.end(), [&](const Box& box) {
                    return names_protection(box) && meets(whatever_protection(box), protected_);
                })) {
                return true;
            }
        }
    }
    return false;
}

struct Asker {
    const Media* media = nullptr;
    const Firewall* firewall = nullptr;
    SetPool* pool = nullptr;
    Budget budget;
    ConditionsFound* found = nullptr;

    void keep(const Rule& accepts, const Part& closed, const Box& packets) {
        auto known = std::find_if(found->conditions.begin(), found->conditions.end(), [&](const IpsecCondition& one) {
            return one.accepts->origin == accepts.origin && one.media->flow.requirement == media->flow.requirement;
        });
        if (known == found->conditions.end()) {
            found->conditions.push_back({media, &accepts, closed.decider->rule, {}});
            known = std::prev(found->conditions.end());
        }
        known->packets.push_back(packets);
    }

    /// Packets that pass protected by these values, with the rules that let them.
    void compare(const Answer& clear, const Box& question) {
        const View view = unfold(*firewall, question, From::outside, *pool, budget);
        const Answer answer = decide(view, *pool, budget);
        Boxes refused = packets_of(answer.closed, *pool);
        const Boxes unsure = packets_of(answer.undecided, *pool);
        refused.insert(refused.end(), unsure.begin(), unsure.end());
        const Remainder passing = subtract(question, refused, *pool, budget);
        found->complete = found->complete && answer.complete && passing.complete && view.complete;
        if (!found->complete) {
            return;
        }
        for (std::size_t stage = 0; stage < view.stages.size(); ++stage) {
            for (const Part& part : accepted_by(view, stage, passing.boxes, true, *pool, found->complete, budget)) {
                const Rule* const rule = part.decider->rule;
                const bool counts = rule != nullptr && rule->origin && (!media->exception || names_ports(*rule));
                for (const Box& box : counts ? part.packets : Boxes{}) {
                    match_closed(clear, stage, *rule, with_protection(box, 0, 0, *pool));
                }
            }
        }
    }

    /// The packets that the same stage drops in the clear: protection is all that differs, so the rule, a jump to it or
    /// a drop before it names it.
    void match_closed(const Answer& clear, std::size_t stage, const Rule& accepts, const Box& box) {
        for (const Part& closed : clear.closed) {
            for (const Box& dropped : closed.stage == stage ? closed.packets : Boxes{}) {
                if (const std::optional<Box> both = intersect(box, dropped, *pool)) {
                    keep(accepts, closed, *both);
                }
            }
        }
    }
};

}  // namespace

ConditionsFound find_conditions(const std::vector<Media>& media, const AuditedFirewall& firewall, SetPool& pool,
                                const Budget& budget) {
    ConditionsFound found;
    if (!has_conditions(firewall)) {
        return found;
    }
    const Firewall& model = firewall.reading.firewall;
    for (const Media& row : media) {
        Asker asker{&row, &model, &pool, budget, &found};
        for (const Crossing& crossing : crossings(row.flow, firewall, pool)) {
            if (!may_matter(model, crossing.packets)) {
                continue;
            }
            const View view = unfold(model, crossing.packets, From::outside, pool, budget);
            const Answer clear = decide(view, pool, budget);
            found.complete = found.complete && clear.complete && view.complete;
            if (clear.closed.empty()) {
                continue;
            }
            asker.compare(clear, with_protection(crossing.packets, 1, 0, pool));
            asker.compare(clear, with_protection(crossing.packets, 0, 1, pool));
            asker.compare(clear, with_protection(crossing.packets, 1, 1, pool));
        }
    }
    for (IpsecCondition& one : found.conditions) {
        one.packets = merged(std::move(one.packets), pool);
    }
    return found;
}

}  // namespace lyncgate
