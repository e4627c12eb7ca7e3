// Boxes as rules keep them: small, shared and unchangeable.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <span>
#include <utility>

#include "model/box.hpp"

namespace lyncgate {

/// A union of boxes that does not change any more. Of each box only the fields that are constrained are stored, and
/// copies share one block of memory: a rule of pf stands in two chains, one of iptables names four fields of fifteen.
/// Going through the list makes each Box anew, so keep a copy and no address of one.
class BoxList {
public:
    BoxList() = default;
    BoxList(const Box& only) : BoxList(std::span(&only, 1)) {}
    BoxList(const Boxes& boxes) : BoxList(std::span(boxes)) {}
    BoxList(std::initializer_list<Box> boxes) : BoxList(std::span(boxes.begin(), boxes.size())) {}
    explicit BoxList(std::span<const Box> boxes);
    BoxList(const BoxList& other) noexcept : block_(other.block_) {
        if (block_ != nullptr) {
            block_->users.fetch_add(1, std::memory_order_relaxed);
        }
    }
    BoxList(BoxList&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
    BoxList& operator=(BoxList other) noexcept {
        std::swap(block_, other.block_);
        return *this;
    }
    ~BoxList() {
        if (block_ != nullptr && block_->users.fetch_sub(1, std::memory_order_acq_rel) == 1) {
            release();
        }
    }

    class Iterator;

    bool empty() const { return block_ == nullptr; }
    /// Whether the first box holds every packet.
    bool takes_everything() const { return block_ != nullptr && block_->first()->head.fields == 0; }
    /// Counts them: linear.
    std::size_t size() const;
    Iterator begin() const;
    Iterator end() const;
    /// Precondition: not empty.
    Box front() const;
    /// All of them, to be changed.
    Boxes all() const;
    /// Whether the other list has the same boxes in the same order.
    friend bool operator==(const BoxList& a, const BoxList& b);

private:
    /// A word of a box: first which fields are constrained, bit i for field i, and how many; then their sets in the
    /// order of the bits.
    union Word {
        struct {
            std::uint32_t fields;
            std::uint32_t count;
        } head;
        const Set* set;
    };
    /// The head of the memory; the words of the boxes follow it.
    struct Block {
        std::atomic<std::uint32_t> users;
        std::uint32_t words;

        const Word* first() const { return reinterpret_cast<const Word*>(this + 1); }
    };
    void release() noexcept;

    Block* block_ = nullptr;
};

/// A place in a list. Its boxes are values, so it is an input iterator to the older algorithms.
class BoxList::Iterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = Box;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Box;

    Iterator() = default;

    Box operator*() const {
        Box box;
        const Word* set = at_;
        for (std::uint32_t fields = at_->head.fields; fields != 0; fields &= fields - 1) {
            box.sets[static_cast<std::size_t>(std::countr_zero(fields))] = (++set)->set;
        }
        return box;
    }
    Iterator& operator++() {
        at_ += 1 + std::size_t{at_->head.count};
        return *this;
    }
    Iterator operator++(int) {
        const Iterator before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

private:
    friend class BoxList;
    explicit Iterator(const Word* at) : at_(at) {}

    const Word* at_ = nullptr;
};

inline BoxList::Iterator BoxList::begin() const {
    return Iterator(block_ == nullptr ? nullptr : block_->first());
}

inline BoxList::Iterator BoxList::end() const {
    return Iterator(block_ == nullptr ? nullptr : block_->first() + block_->words);
}

inline std::size_t BoxList::size() const {
    return static_cast<std::size_t>(std::distance(begin(), end()));
}

inline Boxes BoxList::all() const {
    return {begin(), end()};
}

inline Box BoxList::front() const {
    return *begin();
}

bool contains(const BoxList& boxes, const Packet& packet);

}  // namespace lyncgate
