// Alignment of two views: which decisions stand in both, and where they may differ.
#pragma once

#include "model/unfold.hpp"

namespace lyncgate {

/// Regions outside of which both views certainly decide alike; they may overlap. A decision that stands in both views
/// at corresponding places concerns nothing; for every other one its packets are cut down to what decisions for the
/// other verdict on the other side leave possible, so that one wide changed rule does not mean "everything".
Boxes changed_regions(const View& before, const View& after, SetPool& pool, const Budget& budget, bool& complete);

}  // namespace lyncgate
