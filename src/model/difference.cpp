#include "model/difference.hpp"

#include <algorithm>
#include <utility>

#include "model/alignment.hpp"

namespace lyncgate {

namespace {

/// One region asked of both firewalls.
struct Side {
    View view;
    Answer answer;
    Boxes closed;
    Boxes undecided;
};

void add(Boxes& to, const std::vector<Part>& parts) {
    for (const Part& part : parts) {
        to.insert(to.end(), part.packets.begin(), part.packets.end());
    }
}

/// The decision that drops packets, or the doubtful one that their fate hangs on.
Decider who_drops(const Side& side, const Box& packets) {
    for (const std::vector<Part>* const parts : {&side.answer.closed, &side.answer.undecided}) {
        for (const Part& part : *parts) {
            for (const Box& box : part.packets) {
                if (meets(box, packets)) {
                    const Entry* const entry = part.because.empty() ? part.decider : part.because.front();
                    return {entry->chain, entry->rule};
                }
            }
        }
    }
    return {};
}

Decider who_accepts(const Side& side, const Box& packets, SetPool& pool) {
    Decider found;
    for (std::size_t stage = 0; stage < side.view.stages.size(); ++stage) {
        bool complete = true;
        for (const Part& part : accepted_by(side.view, stage, {packets}, false, pool, complete)) {
            // A rule says more than the policy of a stage without an opinion.
            if (found.rule == nullptr) {
                found = {part.decider->chain, part.decider->rule};
            }
        }
    }
    return found;
}

class Comparison {
public:
    Comparison(const Firewall& before, const Firewall& after, From from, const Budget& budget, Difference& difference)
        : before_(before), after_(after), from_(from), budget_(budget), difference_(difference) {}

    void run(const Box& question);

private:
    SetPool& pool() { return *difference_.pool; }
    Side ask(const Firewall& firewall, const Box& question);
    void compare_region(const Box& region);
    void note(ChangeKind kind, const Box& packets, Decider before, Decider after);
    void compare_arrivals(const Side& old_side, const Side& new_side);

    const Firewall& before_;
    const Firewall& after_;
    From from_;
    const Budget& budget_;
    Difference& difference_;
};

Side Comparison::ask(const Firewall& firewall, const Box& question) {
    Side side;
    side.view = unfold(firewall, question, from_, pool(), budget_);
    side.answer = decide(side.view, pool(), budget_);
    add(side.closed, side.answer.closed);
    add(side.undecided, side.answer.undecided);
    difference_.complete = difference_.complete && side.answer.complete;
    return side;
}

void Comparison::note(ChangeKind kind, const Box& packets, Decider before, Decider after) {
    for (Change& change : difference_.changes) {
        if (change.kind == kind && change.before == before && change.after == after) {
            change.packets.push_back(packets);
            return;
        }
    }
    difference_.changes.push_back({kind, {packets}, before, after});
}

void Comparison::compare_arrivals(const Side& old_side, const Side& new_side) {
    constexpr std::array rewritable = {Field::source, Field::destination, Field::source_port, Field::destination_port};
    for (const Arrival& was : old_side.view.arrivals) {
        for (const Arrival& is : new_side.view.arrivals) {
            if (was.translations.empty() && is.translations.empty()) {
                continue;
            }
            const std::optional<Box> both = intersect(was.before, is.before, pool());
            if (!both) {
                continue;
            }
            // Asked again for exactly these packets, so that both ends speak of the same ones.
            const View old_view = unfold(before_, *both, from_, pool(), budget_);
            const View new_view = unfold(after_, *both, from_, pool(), budget_);
            if (old_view.arrivals.size() != 1 || new_view.arrivals.size() != 1) {
                continue;
            }
            const bool same_end = std::all_of(rewritable.begin(), rewritable.end(), [&](Field field) {
                return values_of(old_view.arrivals[0].after, field) == values_of(new_view.arrivals[0].after, field);
            });
            if (same_end) {
                continue;
            }
            Boxes dropped = old_side.closed;
            dropped.insert(dropped.end(), new_side.closed.begin(), new_side.closed.end());
            for (const Box& box : subtract(*both, dropped, pool(), budget_).boxes) {
                const auto translator = [](const Arrival& arrival) {
                    return Decider{nullptr, arrival.translations.empty() ? nullptr : arrival.translations.front()};
                };
                note(ChangeKind::redirected, box, translator(was), translator(is));
            }
        }
    }
}

void Comparison::compare_region(const Box& region) {
    const Side old_side = ask(before_, region);
    const Side new_side = ask(after_, region);
    const auto without = [&](const Boxes& packets, const Boxes& a, const Boxes& b) {
        Boxes cuts = a;
        cuts.insert(cuts.end(), b.begin(), b.end());
        Remainder left = subtract(packets, cuts, pool(), budget_);
        difference_.complete = difference_.complete && left.complete;
        return left.boxes;
    };
    for (const Box& box : without(old_side.closed, new_side.closed, new_side.undecided)) {
        note(ChangeKind::opened, box, who_drops(old_side, box), who_accepts(new_side, box, pool()));
    }
    for (const Box& box : without(new_side.closed, old_side.closed, old_side.undecided)) {
        note(ChangeKind::closed, box, who_accepts(old_side, box, pool()), who_drops(new_side, box));
    }
    const auto decider = [&](const Side& side, const Box& box) {
        const Decider dropper = who_drops(side, box);
        return dropper == Decider{} ? who_accepts(side, box, pool()) : dropper;
    };
    for (const Box& box : without(old_side.undecided, new_side.undecided, {})) {
        note(ChangeKind::uncertain, box, decider(old_side, box), decider(new_side, box));
    }
    for (const Box& box : without(new_side.undecided, old_side.undecided, {})) {
        note(ChangeKind::uncertain, box, decider(old_side, box), decider(new_side, box));
    }
    compare_arrivals(old_side, new_side);
}

void Comparison::run(const Box& question) {
    const View old_view = unfold(before_, question, from_, pool(), budget_);
    const View new_view = unfold(after_, question, from_, pool(), budget_);
    difference_.complete = old_view.complete && new_view.complete;
    for (const Box& region : changed_regions(old_view, new_view, pool(), budget_, difference_.complete)) {
        compare_region(region);
    }
}

}  // namespace

Difference compare(const Firewall& before, const Firewall& after, const Box& question, From from,
                   const Budget& budget) {
    Difference difference;
    Comparison(before, after, from, budget, difference).run(question);
    for (Change& change : difference.changes) {
        change.packets = merged(std::move(change.packets), *difference.pool);
    }
    return difference;
}

}  // namespace lyncgate
