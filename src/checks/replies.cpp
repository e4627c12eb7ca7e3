#include "checks/replies.hpp"

#include <algorithm>

#include "net/protocol.hpp"

namespace lyncgate {

namespace {

/// Packets that passed, as they arrived and as they left.
struct Passed {
    Box before;
    Box after;
};

/// What passes the firewall for certain, whatever else is doubtful.
std::vector<Passed> passed(const CrossingVerdict& forth, SetPool& pool, const Budget& budget, bool& complete) {
    Boxes stopped = forth.misdirected;
    stopped.insert(stopped.end(), forth.misdirected_perhaps.begin(), forth.misdirected_perhaps.end());
    for (const std::vector<Part>* const parts : {&forth.answer.closed, &forth.answer.undecided}) {
        for (const Part& part : *parts) {
            stopped.insert(stopped.end(), part.packets.begin(), part.packets.end());
        }
    }
    std::vector<Passed> all;
    for (const Arrival& arrival : forth.view.arrivals) {
        if (!arrival.delivered) {
            const Remainder open = subtract(arrival.before, stopped, pool, budget);
            complete = complete && open.complete;
            for (const Box& box : open.boxes) {
                all.push_back({box, arrival.after});
            }
        }
    }
    return all;
}

bool changed(const Passed& packets, Field field) {
    const Set* const before = packets.before[field];
    const Set* const after = packets.after[field];
    // The part that passed may be smaller than what left; a field that no rule touched still covers it.
    return before != after && !covers(values_of(packets.after, field), values_of(packets.before, field));
}

/// The same connection the other way round, as the rules between the two translations see it.
Box reply_to(const Passed& packets, State state, SetPool& pool) {
    Box reply;
    const bool moved = changed(packets, Field::destination);
    const bool other_port = changed(packets, Field::destination_port);
    assign(reply, Field::source, values_of(moved ? packets.after : packets.before, Field::destination), pool);
    assign(reply, Field::destination, values_of(packets.before, Field::source), pool);
    assign(reply, Field::protocol, values_of(packets.before, Field::protocol), pool);
    assign(reply, Field::source_port, values_of(other_port ? packets.after : packets.before, Field::destination_port),
           pool);
    assign(reply, Field::destination_port, values_of(packets.before, Field::source_port), pool);
    assign(reply, Field::state, Set(static_cast<Value>(state)), pool);
    // What comes back first: SYN+ACK, or anything later of the connection.
    assign(reply, Field::tcp_flags, Set(ack), pool);
    assign(reply, Field::ipsec_in, Set(0), pool);
    assign(reply, Field::ipsec_out, Set(0), pool);
    assign(reply, Field::ingress, values_of(packets.after, Field::egress), pool);
    return reply;
}

bool source_translated(const Passed& packets) {
    return changed(packets, Field::source) || changed(packets, Field::source_port);
}

bool untracked(const Passed& packets) {
    return values_of(packets.after, Field::state) == Set(static_cast<Value>(State::untracked));
}

/// Keeps the stages of a view that `wanted` names.
template<typename Wanted>
void keep_stages(View& view, const Wanted& wanted) {
    std::vector<StageView> kept;
    for (std::size_t i = 0; i < view.stages.size(); ++i) {
        if (wanted(i)) {
            kept.push_back(std::move(view.stages[i]));
        }
    }
    view.stages = std::move(kept);
}

void ask(std::vector<ReplyVerdict>& all, View view, SetPool& pool, const Budget& budget) {
    ReplyVerdict one;
    one.view = std::make_unique<View>(std::move(view));
    one.answer = decide(*one.view, pool, budget);
    all.push_back(std::move(one));
}

/// Replies of a connection that the rules see: everything that passed.
void ask_by_rules(std::vector<ReplyVerdict>& all, const Passed& packets, const Firewall& firewall, SetPool& pool,
                  const Budget& budget) {
    const auto about = [&](Box reply) {
        View view = unfold(firewall, reply, From::outside, pool, budget);
        if (source_translated(packets)) {
            // On entering, the reply still has the translated address for its destination, which this question has not.
            keep_stages(view, [&](std::size_t stage) { return stage >= firewall.entering.size(); });
        }
        ask(all, std::move(view), pool, budget);
    };
    if (!untracked(packets)) {
        about(reply_to(packets, State::established, pool));
        return;
    }
    Box tcp = reply_to(packets, State::invalid, pool);
    if (narrow(tcp, Field::protocol, Set(static_cast<Value>(Protocol::tcp)), pool)) {
        about(tcp);
    }
    Box others = reply_to(packets, State::new_, pool);
    if (narrow(others, Field::protocol, subtract(domain_of(Field::protocol), Set(static_cast<Value>(Protocol::tcp))),
               pool)) {
        about(others);
    }
}

bool leaves_no_state(const Entry& entry) {
    return entry.rule != nullptr ? entry.rule->stateless : entry.chain != nullptr && entry.chain->policy_stateless;
}

/// The part of what passed that a stateless rule, or a policy that keeps no state, accepted in the stage.
Boxes accepted_stateless(const CrossingVerdict& forth, std::size_t stage, const Box& packets, SetPool& pool,
                         const Budget& budget, bool& complete) {
    Boxes all;
    for (const Part& part : accepted_by(forth.view, stage, {packets}, false, pool, complete, budget)) {
        if (leaves_no_state(*part.decider)) {
            all.insert(all.end(), part.packets.begin(), part.packets.end());
        }
    }
    return all;
}

bool any_stateless(const CrossingVerdict& forth) {
    for (const StageView& stage : forth.view.stages) {
        for (const Entry& entry : stage.entries) {
            if (entry.verdict == Verdict::accept && leaves_no_state(entry)) {
                return true;
            }
        }
    }
    return false;
}

/// Replies that no state covers, asked of the stages on the interface whose rule left none.
void ask_without_state(std::vector<ReplyVerdict>& all, const CrossingVerdict& forth, const Passed& packets,
                       const Firewall& firewall, SetPool& pool, const Budget& budget, bool& complete) {
    const std::size_t entering = firewall.entering.size();
    for (std::size_t stage = 0; stage < forth.view.stages.size(); ++stage) {
        const bool came_in = stage < entering;
        for (const Box& box : accepted_stateless(forth, stage, packets.before, pool, budget, complete)) {
            const Box reply = reply_to({box, packets.after}, State::new_, pool);
            View view = unfold(firewall, reply, From::outside, pool, budget);
            keep_stages(view, [&](std::size_t back) { return (back < entering) != came_in; });
            ask(all, std::move(view), pool, budget);
        }
    }
}

}  // namespace

std::vector<ReplyVerdict> judge_replies(const CrossingVerdict& forth, const Firewall& firewall, SetPool& pool,
                                        const Budget& budget) {
    std::vector<ReplyVerdict> all;
    if (firewall.stateful && !any_stateless(forth)) {
        return all;
    }
    bool complete = true;
    for (const Passed& packets : passed(forth, pool, budget, complete)) {
        if (!firewall.stateful) {
            ask_by_rules(all, packets, firewall, pool, budget);
        } else {
            ask_without_state(all, forth, packets, firewall, pool, budget, complete);
        }
    }
    if (!complete) {
        // Packets that were not followed have replies that nobody asked about.
        ReplyVerdict unasked;
        unasked.answer.complete = false;
        all.push_back(std::move(unasked));
    }
    return all;
}

}  // namespace lyncgate
