#include "model/set_pool.hpp"

#include <utility>

namespace lyncgate {

const Set* SetPool::intern(const Set& set) {
    if (2 * (sets_.size() + 1) > slots_.size()) {
        grow();
    }
    const std::size_t hash = hash_of(set);
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].set != nullptr) {
        if (slots_[at].hash == hash && *slots_[at].set == set) {
            return slots_[at].set;
        }
        at = (at + 1) & mask;
    }
    slots_[at] = {&sets_.emplace_back(set), hash};
    return slots_[at].set;
}

void SetPool::grow() {
    constexpr std::size_t smallest = 16;
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.empty() ? smallest : 2 * slots_.size()));
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.set != nullptr) {
            std::size_t at = slot.hash & mask;
            while (slots_[at].set != nullptr) {
                at = (at + 1) & mask;
            }
            slots_[at] = slot;
        }
    }
}

}  // namespace lyncgate
