#include "model/set_pool.hpp"

#include <utility>

namespace lyncgate {

const Set* SetPool::intern(Set set) {
    const std::size_t hash = hash_of(set);
    const auto [first, last] = by_hash_.equal_range(hash);
    for (auto at = first; at != last; ++at) {
        if (*at->second == set) {
            return at->second;
        }
    }
    const Set* const kept = &sets_.emplace_back(std::move(set));
    by_hash_.emplace(hash, kept);
    return kept;
}

}  // namespace lyncgate
