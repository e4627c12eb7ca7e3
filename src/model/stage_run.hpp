// One stage of a firewall, unfolded for the packets of one question.
#pragma once

#include <optional>
#include <vector>

#include "model/cube.hpp"
#include "model/unfold.hpp"

namespace lyncgate {

/// Runs cubes through the chain of one stage and writes down every decision they can meet.
///
/// Decisions never split cubes: the list of entries is first match, so a packet that an earlier entry decides is simply
/// not concerned by later ones. Cubes are split only where packets take different ways: RETURN, goto, rewrites.
class StageRun {
public:
    StageRun(const Firewall& firewall, View& view, SetPool& pool, const Budget& budget)
        : firewall_(firewall), view_(view), pool_(pool), budget_(budget), steps_(budget.steps) {}

    /// Adds the stage's entries to the view; returns the cubes as they leave the stage, decided ones included.
    std::vector<Cube> run(const Stage& stage, std::vector<Cube> cubes);

private:
    using Cubes = std::vector<Cube>;
    using Doubts = std::vector<DoubtId>;

    /// A rule meeting a cube: the parts it takes and why it may not take them.
    struct Meeting {
        const Rule& rule;
        const Cube& cube;
        Cubes hits;  ///< may overlap when the rule has several boxes
        Doubts why;  ///< empty: it certainly takes them
    };

    Cubes run_chain(ChainId chain, Cubes cubes);
    void apply(const Rule& rule, const Chain& chain, Cubes& alive, Cubes& left);
    /// What becomes of the cube in this chain; nothing when it just goes on.
    std::optional<Cubes> step(const Meeting& meeting, const Chain& chain, Cubes& left);
    std::optional<Cubes> decide(const Meeting& meeting, const Chain& chain, Verdict verdict);
    std::optional<Cubes> call(const Meeting& meeting, const Call& action);
    Cubes go(const Meeting& meeting, const Goto& action, Cubes& left);
    Cubes come_back(const Meeting& meeting, Cubes& left);
    Cubes pass_rewriting(const Meeting& meeting);
    /// Lets the packets of a cube that were accepted earlier leave the stage, before the cube itself goes.
    void finish_settled(const Cube& cube);
    /// The packets that came back from a call, as the caller had them.
    Cubes restored(const Cube& caller, const Cubes& returned);
    /// Whether an earlier doubtful accept may already have taken some of these packets out of the stage.
    bool contested(const Cubes& parts) const;

    void emit(const Meeting& meeting, const Chain& chain, Verdict verdict);
    /// The hits made disjoint and freed of what is already settled, and the rest of the cube.
    Cubes parts_of(const Meeting& meeting, Cubes& rest, const Boxes& settled);
    Cubes rewritten_by(const Rule& rule, Cubes parts);

    const Firewall& firewall_;
    View& view_;
    SetPool& pool_;
    const Budget& budget_;
    std::size_t steps_;
    std::size_t depth_ = 0;
    bool stage_rewrites_ = false;
    std::vector<Entry> entries_;
    Boxes settled_;  ///< accepted in this stage without a rewrite: no later rewrite of the stage touches them
    Boxes perhaps_settled_;
    Cubes finished_;  ///< rewritten and decided: they leave the stage
};

}  // namespace lyncgate
