// Rules that never decide anything, and rules that could be left out.
#pragma once

#include <optional>
#include <vector>

#include "checks/rule_sequence.hpp"
#include "model/subtract.hpp"

namespace lyncgate {

/// Whether a packet can reach a rule.
struct Reach {
    enum class State : std::uint8_t { reached, hidden, inconclusive };
    State state = State::reached;
    std::optional<Packet> witness;      ///< reached: a packet that no earlier rule certainly keeps from it
    std::vector<std::uint32_t> hiders;  ///< hidden: a minimal list of earlier units that together take all its packets
};

/// Whether earlier rules of the chain certainly take every packet of a unit. A rule whose match is in doubt hides
/// nothing. Exact for packets that enter the chain at its first rule.
Reach reach_of(const RuleSequence& sequence, const RuleUnit& unit, SetPool& pool, const Budget& budget);

/// Why a unit could be left out.
struct Redundancy {
    bool redundant = false;
    std::vector<std::uint32_t> repeaters;  ///< later units that decide the same for what it decides
    bool by_policy = false;                ///< so does the end of the chain
};

/// Whether removing the unit, and only it, changes no verdict. `reach` is the unit's own. When the question is too hard
/// for the budget the answer is no.
Redundancy redundancy_of(const RuleSequence& sequence, const RuleUnit& unit, const Reach& reach, SetPool& pool,
                         const Budget& budget);

}  // namespace lyncgate
