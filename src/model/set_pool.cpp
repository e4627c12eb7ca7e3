#include "model/set_pool.hpp"

#include <utility>

namespace lyncgate {

const Set* SetPool::intern(const Set& set, std::size_t hash_of_set) {
    if (2 * (size_ + 1) > slots_.size()) {
        grow();
    }
    const auto hash = static_cast<std::uint32_t>(hash_of_set);
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash & mask;
    while (slots_[at].number != 0) {
        if (slots_[at].hash == hash && set_at(slots_[at].number - 1) == set) {
            return &set_at(slots_[at].number - 1);
        }
        at = (at + 1) & mask;
    }
    if (size_ % chunk == 0) {
        chunks_.push_back(std::make_unique<Chunk>());
    }
    Set& kept = set_at(size_);
    kept = set;
    slots_[at] = {hash, static_cast<std::uint32_t>(++size_)};
    return &kept;
}

void SetPool::grow() {
    constexpr std::size_t smallest = 16;
    const std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(slots_.empty() ? smallest : 2 * slots_.size()));
    const std::size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
        if (slot.number != 0) {
            std::size_t at = slot.hash & mask;
            while (slots_[at].number != 0) {
                at = (at + 1) & mask;
            }
            slots_[at] = slot;
        }
    }
}

}  // namespace lyncgate
