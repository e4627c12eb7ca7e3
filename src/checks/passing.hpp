// Which rules let packets pass: every stage's first match, restricted to packets of interest.
#pragma once

#include <vector>

#include "model/box_index.hpp"
#include "model/unfold.hpp"

namespace lyncgate {

/// Packets that pass because of one entry.
struct Passed {
    const Entry* entry = nullptr;  ///< the entry that accepts them; null: nothing decides them, so they pass
    std::size_t stage = 0;
    Boxes packets;
    bool complete = true;  ///< false: the budget ended, there may be more
};

/// From which side doubtful entries are taken: `possible` lets every packet pass that passes in some reading of the
/// doubts, `certain` only those that pass in all.
enum class Bound : std::uint8_t { possible, certain };

/// One stage of a view, indexed for questions on parts of its packets.
class StageFilter {
public:
    StageFilter(const View& view, std::size_t stage);

    /// Whether some entry can drop.
    bool drops() const { return drops_; }
    /// The packets of `packets` outside `cuts` that the stage lets pass, by the entry that does so. A packet is listed
    /// with one entry in the certain bound; in the possible one also with every doubtful entry before that.
    /// Ends early after `most` entries.
    std::vector<Passed> passing(const Boxes& packets, const Boxes& cuts, Bound bound, SetPool& pool,
                                const Budget& budget, std::size_t most = ~std::size_t{0}) const;

private:
    /// What entries before `place` take of the box; at the end of the list, what cannot come past it.
    std::vector<const Box*> decided_before(const Box& box, std::size_t place, Bound bound) const;

    const std::vector<Entry>& entries_;
    std::size_t stage_;
    bool drops_ = false;
    BoxIndex index_;
};

/// The stages of a view, each indexed once for any number of questions. Refers to the view.
class ViewFilter {
public:
    explicit ViewFilter(const View& view);

    const View& view() const { return view_; }
    const StageFilter& stage(std::size_t place) const { return stages_[place]; }

private:
    const View& view_;
    std::vector<StageFilter> stages_;
};

/// The packets outside `cuts` that pass every stage, each with the entry to blame: of the stages that filter at all, an
/// explicit rule before a policy, and the narrower rule before the wider. With `most`, no more than that many entries
/// of each stage are looked for, so nothing found does not mean that nothing passes.
std::vector<Passed> let_through(const ViewFilter& filter, const Boxes& packets, const Boxes& cuts, Bound bound,
                                SetPool& pool, const Budget& budget, std::size_t most = ~std::size_t{0});

}  // namespace lyncgate
