// The verdict on a question: what is closed, what is undecided, and who decides each part.
#pragma once

#include <cstddef>
#include <vector>

#include "model/unfold.hpp"

namespace lyncgate {

/// Packets of a question with one fate.
struct Part {
    Boxes packets;
    std::size_t stage = 0;              ///< index into View::stages
    const Entry* decider = nullptr;     ///< the entry that decides (or, undecided, would decide) them
    std::vector<const Entry*> because;  ///< undecided only: the doubtful entries it hangs on
};

/// The answer to "which part of this packet set passes?". Entries point into the view.
struct Answer {
    std::vector<Part> closed;  ///< certainly dropped; by stage, then in order of the deciding rules; parts are disjoint
                               ///< within a stage
    std::vector<Part> undecided;  ///< may pass or be dropped
    bool complete = true;         ///< false: the budget ended; what is in neither list is *not* known to be open

    /// Whether every packet certainly passes.
    bool open() const { return complete && closed.empty() && undecided.empty(); }
};

/// Certain is what every reading of the doubtful rules agrees on (bounds: certain <= real <= possible): closed is the
/// certain drops without all earlier accepts, doubtful ones included; undecided is every drop without the certain
/// earlier accepts, as far as it is not closed.
Answer decide(const View& view, SetPool& pool, const Budget& budget = {});

/// Which entries of one stage accept packets of `packets`, each with its part, first match. `certain_only` leaves the
/// doubtful out.
std::vector<Part> accepted_by(const View& view, std::size_t stage, const Boxes& packets, bool certain_only,
                              SetPool& pool, bool& complete, const Budget& budget = {});

/// All packets of the parts, merged into few boxes.
Boxes packets_of(const std::vector<Part>& parts, SetPool& pool);

}  // namespace lyncgate
