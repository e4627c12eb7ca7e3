#include "model/walk.hpp"

#include <algorithm>

#include "model/rewriting_doubts.hpp"
#include "model/route.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t deepest_call = 512;

enum class Match3 : std::uint8_t { no, maybe, yes };

class Walker {
public:
    Walker(const Firewall& firewall, Walk& walk) : firewall_(firewall), walk_(walk) {}

    /// Passes the stages in order. False: the packet was certainly dropped.
    bool pass(const std::vector<Stage>& stages);
    void route();

private:
    enum class End : std::uint8_t { decided, through };

    Match3 match(const Rule& rule, std::vector<DoubtId>& why) const;
    /// The rules that have rewritten the packet, or may have.
    std::vector<const Rule*> rewriters() const;
    End run(ChainId chain, bool maybe);
    End decide(const Chain& chain, const Rule* rule, Verdict verdict, bool maybe, const std::vector<DoubtId>& why);
    void rewrite(const Rule& rule, bool maybe);
    void restore(const Packet& before, const std::array<bool, field_count>& unknown_before);
    void note(const Chain& chain, const Rule* rule, bool certain, bool rewrote);

    const Firewall& firewall_;
    Walk& walk_;
    /// The values an unknown field may have; none: any.
    std::array<std::optional<Set>, field_count> range_;
    const Stage* stage_ = nullptr;
    std::size_t depth_ = 0;
    std::optional<Verdict> verdict_;  ///< the certain decision of the stage
    std::size_t decided_at_ = 0;
    bool may_accept_ = false;
    bool way_chosen_ = false;  ///< a rule has set the egress: routing leaves it
    bool may_drop_ = false;
    std::vector<DoubtId> doubts_;
};

void add(std::vector<DoubtId>& to, const std::vector<DoubtId>& more) {
    for (const DoubtId doubt : more) {
        if (std::find(to.begin(), to.end(), doubt) == to.end()) {
            to.push_back(doubt);
        }
    }
}

std::vector<const Rule*> Walker::rewriters() const {
    std::vector<const Rule*> rules;
    for (const Step& step : walk_.steps) {
        if (step.rewrote && step.rule != nullptr) {
            rules.push_back(step.rule);
        }
    }
    return rules;
}

Match3 Walker::match(const Rule& rule, std::vector<DoubtId>& why) const {
    Match3 best = Match3::no;
    for (const Box& box : rule.match.boxes) {
        Match3 this_box = Match3::yes;
        for (std::size_t f = 0; f < field_count && this_box != Match3::no; ++f) {
            if (box.sets[f] == nullptr) {
                continue;
            }
            if (walk_.unknown[f]) {
                const bool known = range_[f].has_value();
                this_box = known && disjoint(*box.sets[f], *range_[f]) ? Match3::no
                           : known && covers(*box.sets[f], *range_[f]) ? this_box
                                                                       : Match3::maybe;
            } else if (!box.sets[f]->contains(walk_.arrived.values[f])) {
                this_box = Match3::no;
            }
        }
        best = std::max(best, this_box);
    }
    if (best == Match3::maybe) {
        add(why, rewriting_doubts(rewriters()));
    }
    if (best != Match3::no && !rule.match.doubts.empty()) {
        add(why, rule.match.doubts);
        best = Match3::maybe;
    }
    return best;
}

void Walker::note(const Chain& chain, const Rule* rule, bool certain, bool rewrote) {
    walk_.steps.push_back({stage_, &chain, rule, certain, rewrote, walk_.arrived});
}

void Walker::rewrite(const Rule& rule, bool maybe) {
    // A packet that an earlier rule may have accepted leaves the stage without this change.
    maybe = maybe || may_accept_;
    for (const Rewrite& change : rule.rewrites) {
        const std::size_t f = index_of(change.field);
        way_chosen_ = way_chosen_ || change.field == Field::egress;
        Value& value = walk_.arrived.values[f];
        const auto* const choose = std::get_if<Choose>(&change.change);
        const bool loose = choose != nullptr && (choose->from == nullptr || !choose->from->single());
        const auto* const bits = std::get_if<Bits>(&change.change);
        const bool constant = (bits != nullptr && bits->keep == 0) || (choose != nullptr && !loose);
        const auto* const shift = std::get_if<Shift>(&change.change);
        const Value changed = bits != nullptr    ? (value & bits->keep) ^ bits->flip
                              : shift != nullptr ? value + shift->delta
                              : loose            ? value
                                                 : choose->from->low();
        if (!maybe && !loose && (!walk_.unknown[f] || constant)) {
            walk_.unknown[f] = false;
            value = changed;
            continue;
        }
        const std::optional<Set> before = walk_.unknown[f] ? range_[f] : std::optional<Set>(Set(value));
        std::optional<Set> after;
        if (loose) {
            after = choose->from != nullptr ? std::optional<Set>(*choose->from) : std::nullopt;
        } else if (!walk_.unknown[f] || constant) {
            after = Set(changed);
        }
        range_[f] = !maybe ? after : before && after ? std::optional<Set>(unite(*before, *after)) : std::nullopt;
        walk_.unknown[f] = true;
    }
}

Walker::End Walker::decide(const Chain& chain, const Rule* rule, Verdict verdict, bool maybe,
                           const std::vector<DoubtId>& why) {
    note(chain, rule, !maybe, rule != nullptr && !rule->rewrites.empty());
    if (!maybe) {
        verdict_ = verdict;
        decided_at_ = walk_.steps.size() - 1;
    } else {
        (verdict == Verdict::accept ? may_accept_ : may_drop_) = true;
        add(doubts_, why);
    }
    return End::decided;
}

Walker::End Walker::run(ChainId id, bool maybe) {
    const Chain& chain = firewall_.chains[id];
    if (depth_ >= deepest_call) {
        may_accept_ = may_drop_ = true;
        return End::through;
    }
    ++depth_;
    const bool entered_maybe = maybe;
    std::vector<DoubtId> since;  // the doubts that made this path a possible one only
    End end = End::through;
    for (const Rule& rule : chain.rules) {
        std::vector<DoubtId> why = since;
        const Match3 met = match(rule, why);
        if (met == Match3::no) {
            continue;
        }
        const bool unsure = maybe || met == Match3::maybe;
        rewrite(rule, unsure && !rule.rewrites.empty());
        if (const auto* const decision = std::get_if<Decide>(&rule.action)) {
            decide(chain, &rule, decision->verdict, unsure, why);
            if (met == Match3::yes) {
                end = End::decided;
                break;
            }
            continue;
        }
        note(chain, &rule, !unsure, !rule.rewrites.empty());
        if (std::holds_alternative<Unclear>(rule.action)) {
            may_accept_ = may_drop_ = true;
            add(doubts_, why);
        } else if (std::holds_alternative<Return>(rule.action)) {
            if (met == Match3::yes) {
                break;
            }
            maybe = true;
            since = why;
        } else if (const auto* const call = std::get_if<Call>(&rule.action)) {
            const Packet before = walk_.arrived;
            const std::array<bool, field_count> unknown_before = walk_.unknown;
            add(doubts_, unsure ? why : std::vector<DoubtId>{});
            const End inner = run(call->chain, unsure);
            if (inner == End::decided && met == Match3::yes) {
                end = End::decided;
                break;
            }
            if (call->restores) {
                restore(before, unknown_before);
            }
        } else if (const auto* const jump = std::get_if<Goto>(&rule.action)) {
            const End inner = run(jump->chain, unsure);
            if (met == Match3::yes) {
                end = inner;
                break;
            }
            maybe = true;
            since = why;
        }
    }
    --depth_;
    // A path that became uncertain inside this chain may have left it early, so the caller's next rule is reached
    // anyway.
    return maybe && !entered_maybe ? End::through : end;
}

void Walker::restore(const Packet& before, const std::array<bool, field_count>& unknown_before) {
    for (std::size_t f = 0; f < field_count; ++f) {
        // The callee may have accepted the packet as it had rewritten it.
        const bool changed = walk_.unknown[f] != unknown_before[f] || walk_.arrived.values[f] != before.values[f];
        walk_.unknown[f] = unknown_before[f] || (changed && may_accept_);
        range_[f].reset();
        walk_.arrived.values[f] = before.values[f];
    }
}

bool Walker::pass(const std::vector<Stage>& stages) {
    for (const Stage& stage : stages) {
        stage_ = &stage;
        verdict_.reset();
        may_accept_ = may_drop_ = false;
        doubts_.clear();
        const Chain& chain = firewall_.chains[stage.chain];
        run(stage.chain, false);
        if (!verdict_ && chain.policy) {
            decide(chain, nullptr, *chain.policy, false, {});
        }
        const bool dropped = verdict_ && *verdict_ != Verdict::accept;
        if (dropped ? may_accept_ : may_drop_) {
            walk_.fate = Fate::unknown;
            add(walk_.doubts, doubts_);
        }
        if (dropped && !may_accept_) {
            walk_.fate = *verdict_ == Verdict::reject ? Fate::reject : Fate::drop;
            walk_.decider = decided_at_;
            walk_.doubts.clear();
            return false;
        }
        if (verdict_ && walk_.fate == Fate::accept) {
            // A rule says more about why a packet passes than the policy of a later stage that has no opinion.
            const bool by_rule = walk_.steps[decided_at_].rule != nullptr;
            if (by_rule || !walk_.decider || walk_.steps[*walk_.decider].rule == nullptr) {
                walk_.decider = decided_at_;
            }
        }
    }
    return true;
}

void Walker::route() {
    const std::size_t to = index_of(Field::destination);
    const std::size_t out = index_of(Field::egress);
    if (!walk_.unknown[to]) {
        const Value destination = walk_.arrived.values[to];
        if (firewall_.own_addresses().contains(destination)) {
            walk_.delivered = true;
            return;
        }
        if (way_chosen_) {
            return;
        }
        for (std::size_t i = 1; i < firewall_.interfaces.size(); ++i) {
            if (firewall_.interfaces[i].networks.contains(destination)) {
                walk_.arrived.values[out] = i;
                return;
            }
        }
    }
    walk_.unknown[out] = true;
    range_[out] = ways_out(firewall_);
}

/// The packet's destination is not known: it may be the firewall itself or somebody else. Both ways are walked, and
/// what they do not agree on is unknown.
Walk walk_either_way(const Firewall& firewall, Walk here) {
    Walk there = here;
    here.delivered = true;
    Walker(firewall, here).pass(firewall.delivered);
    Walker(firewall, there).pass(firewall.forwarded);
    for (std::size_t f = 0; f < field_count; ++f) {
        there.unknown[f] = there.unknown[f] || here.unknown[f] || here.arrived.values[f] != there.arrived.values[f];
    }
    const bool blocked = here.fate != Fate::accept && here.fate != Fate::unknown && there.fate != Fate::accept &&
                         there.fate != Fate::unknown;
    if (here.fate != there.fate && !blocked) {
        there.fate = Fate::unknown;
        add(there.doubts, here.doubts);
        add(there.doubts, {translation_choice});
        there.decider.reset();
    }
    return there;
}

}  // namespace

Walk walk(const Firewall& firewall, const Packet& packet, From from, const std::array<bool, field_count>& unknown) {
    Walk result;
    result.unknown = unknown;
    result.arrived = packet;
    Walker walker(firewall, result);
    if (from == From::itself) {
        walker.route();
        if (walker.pass(firewall.originated) && !result.unknown[index_of(Field::destination)]) {
            result.delivered = firewall.own_addresses().contains(result.arrived[Field::destination]);
        }
    } else if (walker.pass(firewall.entering)) {
        walker.route();
        if (result.unknown[index_of(Field::destination)]) {
            return walk_either_way(firewall, std::move(result));
        }
        walker.pass(result.delivered ? firewall.delivered : firewall.forwarded);
    }
    return result;
}

}  // namespace lyncgate
