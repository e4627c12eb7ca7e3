#include "checks/reach_cache.hpp"

#include <algorithm>

#include "checks/in_parallel.hpp"

namespace lyncgate {

Budget budget_of_one_rule(const Budget& budget) {
    return {std::min<std::size_t>(budget.steps, 20'000), budget.boxes};
}

ReachCache::Reaches ReachCache::of(const RuleSequence& sequence, const Budget& budget) {
    const std::lock_guard<std::mutex> lock(mutex_);
    Reaches& known = known_[&sequence.chain];
    if (known == nullptr) {
        known = std::make_shared<const std::vector<Reach>>(
            in_parallel<Reach>(sequence.units.size(), [&](std::size_t i, SetPool& pool) {
                return reach_of(sequence, sequence.units[i], pool, budget);
            }));
    }
    return known;
}

}  // namespace lyncgate
