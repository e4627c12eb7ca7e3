// The difference of two firewalls: the exact packets whose fate changes.
#pragma once

#include <memory>
#include <vector>

#include "model/decide.hpp"

namespace lyncgate {

/// How the fate of packets changes.
enum class ChangeKind : std::uint8_t {
    opened,      ///< certainly dropped before, certainly passes now
    closed,      ///< certainly passed before, certainly dropped now
    uncertain,   ///< undecided on one side, and not the same on the other
    redirected,  ///< passes on both sides, but leaves with other addresses or ports
};

/// Who decides in one of the two firewalls.
struct Decider {
    const Chain* chain = nullptr;
    const Rule* rule = nullptr;  ///< null: the policy of `chain`, or nothing at all when that is null too

    friend bool operator==(const Decider&, const Decider&) = default;
};

/// Packets with one change and one pair of deciders.
struct Change {
    ChangeKind kind = ChangeKind::opened;
    Boxes packets;
    Decider before;
    Decider after;
};

/// What differs. The sets of the changes live in `pool`, the rules in the two firewalls.
struct Difference {
    std::shared_ptr<SetPool> pool = std::make_shared<SetPool>();
    std::vector<Change> changes;
    bool complete = true;  ///< false: the budget ended; there may be further differences

    bool none() const { return complete && changes.empty(); }
};

/// Compares what two firewalls do with the packets of `question`. Both must number their interfaces alike (be read with
/// the same ReadContext::interfaces). Only the surroundings of decisions that are not the same on both sides are looked
/// at, so the work grows with the edits, not with the filters; the dialects may differ.
Difference compare(const Firewall& before, const Firewall& after, const Box& question, From from,
                   const Budget& budget = {});

}  // namespace lyncgate
