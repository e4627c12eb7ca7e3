// What is left of a box when other boxes are taken away: the one primitive every question comes down to.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "model/box.hpp"

namespace lyncgate {

/// How much work one question may do. Counters, not clocks, so that the same input gives the same answer.
struct Budget {
    std::size_t steps = 200'000;  ///< search steps of one subtraction
    std::size_t boxes = 20'000;   ///< boxes listed in one answer
};

/// What a subtraction found.
struct Remainder {
    Boxes boxes;           ///< disjoint; exact when `complete`
    bool complete = true;  ///< false: the budget ended first, and `boxes` is a part of the answer
};

/// `box` without the packets of `cuts`. The search is DPLL with boxes for clauses: a cut that is partial in one field
/// only is taken off that field (unit propagation), otherwise the cut with the fewest partial fields is branched on,
/// inside first. New sets go to `pool`.
Remainder subtract(const Box& box, std::span<const Box* const> cuts, SetPool& pool, const Budget& budget = {});
Remainder subtract(const Box& box, const Boxes& cuts, SetPool& pool, const Budget& budget = {});
/// Each of `boxes` without `cuts`. Overlaps within `boxes` stay.
Remainder subtract(const Boxes& boxes, const Boxes& cuts, SetPool& pool, const Budget& budget = {});

/// Whether the union of `cuts` holds all of `box`.
enum class Covering { covered, uncovered, inconclusive };
struct CoverageProof {
    Covering result = Covering::covered;
    std::optional<Box> witness;     ///< a part of `box` no cut touches, when uncovered
    std::vector<std::size_t> used;  ///< indices of the cuts the proof used, ascending, when covered
};
CoverageProof prove_covered(const Box& box, std::span<const Box* const> cuts, SetPool& pool, const Budget& budget = {});

/// The same packets in fewer boxes: boxes that differ in one field are joined until none can be; boxes inside another
/// are dropped. The order of the result depends only on the packets' order in `boxes`.
Boxes merged(Boxes boxes, SetPool& pool);

/// Number of packets as far as addresses, protocol and ports go; for ranking only. May overflow to infinity.
double volume_of(const Box& box);

}  // namespace lyncgate
