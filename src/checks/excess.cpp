#include "checks/excess.hpp"

#include <algorithm>

#include "checks/in_parallel.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_boxes = 2'000;

/// Entries of what a person wrote as one rule count as one.
bool one_rule(const Entry* a, const Entry* b) {
    if (a == nullptr || b == nullptr) {
        return a == b;
    }
    if (a->rule == nullptr || b->rule == nullptr) {
        return a->rule == b->rule && a->chain == b->chain;
    }
    return a->rule == b->rule || (a->rule->origin && a->rule->origin == b->rule->origin);
}

bool in_doubt(const View& view) {
    return std::any_of(view.stages.begin(), view.stages.end(), [](const StageView& stage) {
        return std::any_of(stage.entries.begin(), stage.entries.end(), [](const Entry& e) { return !e.certain; });
    });
}

Boxes without_interfaces(Boxes boxes, SetPool& pool) {
    for (Box& box : boxes) {
        box.sets[index_of(Field::ingress)] = nullptr;
        box.sets[index_of(Field::egress)] = nullptr;
    }
    return merged(std::move(boxes), pool);
}

/// What of `wanted` the entry takes, first match or not: the rule that would suffice.
Boxes needed_of(const Entry* entry, const Reaching& group, SetPool& pool) {
    Boxes needed;
    for (const Box& packets : group.packets) {
        const std::optional<Box> own = entry == nullptr ? packets : intersect(packets, entry->packets, pool);
        for (const Box& wanted : own ? group.wanted : Boxes{}) {
            if (const std::optional<Box> both = intersect(*own, wanted, pool)) {
                needed.push_back(*both);
            }
        }
    }
    return without_interfaces(std::move(needed), pool);
}

/// Entries that may drop, by stage, in the order of the stage.
std::vector<std::vector<const Entry*>> doubtful_drops(const View& view) {
    std::vector<std::vector<const Entry*>> all;
    for (const StageView& stage : view.stages) {
        std::vector<const Entry*>& drops = all.emplace_back();
        for (const Entry& entry : stage.entries) {
            if (!entry.certain && entry.verdict != Verdict::accept) {
                drops.push_back(&entry);
            }
        }
    }
    return all;
}

/// Why packets that an entry certainly accepts may not come as far: the doubts of the first drop before it.
void add_doubts_before(const Passed& passed, const std::vector<std::vector<const Entry*>>& drops,
                       std::vector<DoubtId>& doubts) {
    for (const Entry* const drop : drops[passed.stage]) {
        if (passed.entry != nullptr && drop >= passed.entry) {
            return;
        }
        if (std::any_of(passed.packets.begin(), passed.packets.end(),
                        [&](const Box& box) { return meets(box, drop->packets); })) {
            doubts.insert(doubts.end(), drop->doubts.begin(), drop->doubts.end());
            return;
        }
    }
}

/// One question answered: the excess of every entry.
struct Part {
    const Entry* entry = nullptr;
    ExcessPart part;
};

std::vector<Part> parts_of(const View& view, const ScopeQuestion& question, const Set& servers,
                           const std::vector<WantedFlow>& wanted, SetPool& pool, const Budget& whole) {
    const Budget budget{whole.steps, std::min(whole.boxes, most_boxes)};
    const bool doubtful = in_doubt(view);
    const ViewFilter filter(view);
    const std::vector<std::vector<const Entry*>> drops = doubtful_drops(view);
    std::vector<Part> parts;
    for (const Reaching& group : reaching(view, question, servers, wanted, pool)) {
        for (Passed& passed : let_through(filter, group.packets, group.wanted, Bound::possible, pool, budget)) {
            ExcessPart part{&question, {}, {}, needed_of(passed.entry, group, pool), passed.complete, group.doubts};
            if (group.certain && !doubtful) {
                part.certain = without_interfaces(passed.packets, pool);
                part.possible = part.certain;
            } else {
                if (group.certain) {
                    for (Passed& sure : let_through(filter, passed.packets, {}, Bound::certain, pool, budget)) {
                        const bool own = one_rule(sure.entry, passed.entry);
                        part.certain.insert(part.certain.end(), own ? sure.packets.begin() : sure.packets.end(),
                                            sure.packets.end());
                        part.complete = part.complete && sure.complete;
                    }
                }
                if (part.certain.empty()) {
                    add_doubts_before(passed, drops, part.doubts);
                }
                part.certain = without_interfaces(std::move(part.certain), pool);
                part.possible = without_interfaces(std::move(passed.packets), pool);
            }
            parts.push_back({passed.entry, std::move(part)});
        }
    }
    return parts;
}

}  // namespace

FirewallExcess find_excess(const AuditContext& context, const AuditedFirewall& firewall) {
    FirewallExcess all;
    const Set servers = server_addresses(context);
    const std::vector<WantedFlow> wanted = wanted_flows(context);
    all.questions = scope_questions(context, firewall, *all.pool);
    all.answers.resize(all.questions.size());
    std::vector<std::vector<Part>> found(all.questions.size());
    for_each_in_parallel(all.questions.size(), [&](std::size_t i) {
        all.answers[i] = std::make_unique<FirewallExcess::Answered>();
        FirewallExcess::Answered& answer = *all.answers[i];
        const ScopeQuestion& question = all.questions[i];
        answer.view = unfold(firewall.reading.firewall, question.packets, From::outside, answer.pool, context.budget);
        if (answer.view.complete) {
            found[i] = parts_of(answer.view, question, servers, wanted, answer.pool, context.budget);
        }
    });
    for (std::size_t i = 0; i < found.size(); ++i) {
        all.complete = all.complete && all.answers[i]->view.complete;
        for (Part& part : found[i]) {
            auto known = std::find_if(all.rules.begin(), all.rules.end(),
                                      [&](const Excess& rule) { return one_rule(rule.entry, part.entry); });
            if (known == all.rules.end()) {
                known = all.rules.insert(all.rules.end(), Excess{part.entry, {}});
            }
            known->parts.push_back(std::move(part.part));
        }
    }
    return all;
}

}  // namespace lyncgate
