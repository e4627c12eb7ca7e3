#include "model/subtract.hpp"

#include <algorithm>
#include <cstdint>

namespace lyncgate {

namespace {

/// How many cuts are looked at for one step of the budget.
constexpr std::size_t clauses_of_a_step = 256;

/// A cut still in play: its box, its place in the caller's list, and the fields where it does not cover the rest.
struct Clause {
    const Box* box;
    std::uint32_t index;
    std::uint16_t partial;  ///< bit per field
};

class Search {
public:
    Search(SetPool& pool, const Budget& budget, std::function<bool(const Box&)> emit)
        : pool_(pool), steps_(budget.steps), emit_(std::move(emit)) {}

    /// Takes the clauses off `box`, handing what is left to `emit`. False: stop, asked for or out of steps.
    bool run(Box box, std::vector<Clause> clauses);

    bool exhausted() const { return exhausted_; }
    const std::vector<std::uint32_t>& used() const { return used_; }

private:
    enum class Settled { nothing_left, changed, stable };
    Settled refresh(const Box& box, std::vector<Clause>& clauses);
    Settled propagate_units(Box& box, const std::vector<Clause>& clauses);

    SetPool& pool_;
    std::size_t steps_;
    std::function<bool(const Box&)> emit_;
    bool exhausted_ = false;
    std::vector<std::uint32_t> used_;
};

enum class Share : std::uint8_t { nothing, part, everything };

/// How much of `held` a cut takes. Nearly all sets are an interval or two, and this is asked more than anything else.
Share share_of(const Set& held, const Set& cut) {
    const Value low = held.low();
    const Value high = held.high();
    if (cut.high() < low || high < cut.low()) {
        return Share::nothing;
    }
    const std::span<const Interval> intervals = cut.intervals();
    constexpr std::size_t few = 4;
    if (intervals.size() <= few) {
        const auto first = std::find_if(intervals.begin(), intervals.end(),
                                        [&](const Interval& interval) { return interval.high >= low; });
        if (first->low <= low && high <= first->high) {
            return Share::everything;
        }
        if (held.intervals().size() == 1) {
            return first->low <= high ? Share::part : Share::nothing;
        }
    }
    return covers(cut, held) ? Share::everything : disjoint(cut, held) ? Share::nothing : Share::part;
}

/// The fields where `cut` is partial against `box`, or nothing when they are disjoint.
std::optional<std::uint16_t> partial_fields(const Box& box, const Box& cut) {
    std::uint16_t partial = 0;
    for (std::size_t f = 0; f < field_count; ++f) {
        const Set* const c = cut.sets[f];
        if (c == nullptr || c == box.sets[f]) {
            continue;
        }
        const Share share = share_of(values_of(box, static_cast<Field>(f)), *c);
        if (share == Share::nothing) {
            return {};
        }
        partial = static_cast<std::uint16_t>(partial | (share == Share::part ? 1U << f : 0U));
    }
    return partial;
}

Search::Settled Search::refresh(const Box& box, std::vector<Clause>& clauses) {
    std::size_t kept = 0;
    for (const Clause& clause : clauses) {
        const std::optional<std::uint16_t> partial = partial_fields(box, *clause.box);
        if (!partial) {
            continue;
        }
        if (*partial == 0) {
            used_.push_back(clause.index);
            return Settled::nothing_left;
        }
        clauses[kept++] = {clause.box, clause.index, *partial};
    }
    clauses.resize(kept);
    return Settled::stable;
}

Search::Settled Search::propagate_units(Box& box, const std::vector<Clause>& clauses) {
    // All units of a field go at once: one by one is quadratic in the intervals.
    Settled settled = Settled::stable;
    for (std::size_t f = 0; f < field_count; ++f) {
        std::vector<Interval> gone;
        for (const Clause& clause : clauses) {
            if (clause.partial == 1U << f) {
                const std::span<const Interval> intervals = clause.box->sets[f]->intervals();
                gone.insert(gone.end(), intervals.begin(), intervals.end());
                used_.push_back(clause.index);
            }
        }
        if (gone.empty()) {
            continue;
        }
        const Field field = static_cast<Field>(f);
        if (!assign(box, field, subtract(values_of(box, field), Set::of(std::move(gone))), pool_)) {
            return Settled::nothing_left;
        }
        settled = Settled::changed;
    }
    return settled;
}

bool Search::run(Box box, std::vector<Clause> clauses) {
    while (true) {
        // A step costs as much as there is to look at, so that the budget is one of time whatever the list.
        const std::size_t cost = 1 + clauses.size() / clauses_of_a_step;
        if (steps_ < cost) {
            steps_ = 0;
            exhausted_ = true;
            return false;
        }
        steps_ -= cost;
        if (refresh(box, clauses) == Settled::nothing_left) {
            return true;
        }
        const Settled settled = propagate_units(box, clauses);
        if (settled == Settled::nothing_left) {
            return true;
        }
        if (settled == Settled::changed) {
            continue;
        }
        if (clauses.empty()) {
            return emit_(box);
        }
        const auto narrowest = std::min_element(clauses.begin(), clauses.end(), [](const Clause& a, const Clause& b) {
            return __builtin_popcount(a.partial) < __builtin_popcount(b.partial);
        });
        const auto field = static_cast<Field>(__builtin_ctz(narrowest->partial));
        const Set cut = *(*narrowest->box)[field];
        used_.push_back(narrowest->index);
        Box inside = box;
        if (narrow(inside, field, cut, pool_) && !run(inside, clauses)) {
            return false;
        }
        if (!assign(box, field, subtract(values_of(box, field), cut), pool_)) {
            return true;
        }
    }
}

std::vector<Clause> clauses_of(std::span<const Box* const> cuts) {
    std::vector<Clause> clauses;
    clauses.reserve(cuts.size());
    for (std::size_t i = 0; i < cuts.size(); ++i) {
        clauses.push_back({cuts[i], static_cast<std::uint32_t>(i), 0});
    }
    return clauses;
}

std::vector<const Box*> pointers_to(const Boxes& boxes) {
    std::vector<const Box*> pointers;
    pointers.reserve(boxes.size());
    for (const Box& box : boxes) {
        pointers.push_back(&box);
    }
    return pointers;
}

}  // namespace

Remainder subtract(const Box& box, std::span<const Box* const> cuts, SetPool& pool, const Budget& budget) {
    Remainder remainder;
    Search search(pool, budget, [&](const Box& left) {
        remainder.boxes.push_back(left);
        return remainder.boxes.size() < budget.boxes;
    });
    const bool finished = search.run(box, clauses_of(cuts));
    remainder.complete = finished && !search.exhausted();
    return remainder;
}

Remainder subtract(const Box& box, const Boxes& cuts, SetPool& pool, const Budget& budget) {
    return subtract(box, pointers_to(cuts), pool, budget);
}

Remainder subtract(const Boxes& boxes, const Boxes& cuts, SetPool& pool, const Budget& budget) {
    Remainder all;
    const std::vector<const Box*> pointers = pointers_to(cuts);
    for (const Box& box : boxes) {
        Remainder part = subtract(box, pointers, pool, budget);
        all.boxes.insert(all.boxes.end(), part.boxes.begin(), part.boxes.end());
        all.complete = all.complete && part.complete;
    }
    return all;
}

CoverageProof prove_covered(const Box& box, std::span<const Box* const> cuts, SetPool& pool, const Budget& budget) {
    CoverageProof proof;
    Search search(pool, budget, [&](const Box& left) {
        proof.witness = left;
        return false;
    });
    search.run(box, clauses_of(cuts));
    if (proof.witness) {
        proof.result = Covering::uncovered;
    } else if (search.exhausted()) {
        proof.result = Covering::inconclusive;
    } else {
        proof.used.assign(search.used().begin(), search.used().end());
        std::sort(proof.used.begin(), proof.used.end());
        proof.used.erase(std::unique(proof.used.begin(), proof.used.end()), proof.used.end());
    }
    return proof;
}

}  // namespace lyncgate
