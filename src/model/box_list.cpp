#include "model/box_list.hpp"

#include <algorithm>
#include <cstring>
#include <new>

namespace lyncgate {

BoxList::BoxList(std::span<const Box> boxes) {
    if (boxes.empty()) {
        return;
    }
    std::size_t words = boxes.size();
    for (const Box& box : boxes) {
        words += static_cast<std::size_t>(
            std::count_if(box.sets.begin(), box.sets.end(), [](const Set* set) { return set != nullptr; }));
    }
    static_assert(sizeof(Block) % alignof(Word) == 0 && sizeof(Word) == 8);
    block_ = new (::operator new(sizeof(Block) + words * sizeof(Word))) Block{{1}, static_cast<std::uint32_t>(words)};
    auto* next = reinterpret_cast<Word*>(block_ + 1);
    for (const Box& box : boxes) {
        Word* const head = new (next++) Word{{0, 0}};
        for (std::size_t f = 0; f < field_count; ++f) {
            if (box.sets[f] != nullptr) {
                head->head.fields |= 1U << f;
                ++head->head.count;
                (new (next++) Word)->set = box.sets[f];
            }
        }
    }
}

void BoxList::release() noexcept {
    block_->~Block();
    ::operator delete(block_);
}

bool operator==(const BoxList& a, const BoxList& b) {
    if (a.block_ == b.block_ || a.empty() || b.empty()) {
        return a.block_ == b.block_;
    }
    return a.block_->words == b.block_->words &&
           std::memcmp(a.block_->first(), b.block_->first(), a.block_->words * sizeof(BoxList::Word)) == 0;
}

bool contains(const BoxList& boxes, const Packet& packet) {
    return std::any_of(boxes.begin(), boxes.end(), [&](const Box& box) { return contains(box, packet); });
}

}  // namespace lyncgate
