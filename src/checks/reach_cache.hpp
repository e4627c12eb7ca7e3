// What several checks ask of the order of a chain, answered once for each audit.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "checks/hidden_rules.hpp"

namespace lyncgate {

/// The reach of every unit of the chains asked about so far. Safe for checks that run at the same time.
class ReachCache {
public:
    using Reaches = std::shared_ptr<const std::vector<Reach>>;

    /// One per unit of the sequence, in order. Computed on all cores the first time a chain is asked about; `budget` is
    /// for each unit and has to be the same every time.
    Reaches of(const RuleSequence& sequence, const Budget& budget);

private:
    std::mutex mutex_;
    std::map<const Chain*, Reaches> known_;
};

/// Work that one rule may cost a check of the order of rules.
Budget budget_of_one_rule(const Budget& budget);

}  // namespace lyncgate
