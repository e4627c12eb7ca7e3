// A list of intervals that keeps one of them in place.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace lyncgate {

/// The number type of every field. Addresses need all 128 bits; ports, protocols and the rest use the low ones.
__extension__ using Value = unsigned __int128;

/// A closed interval `[low, high]`, low <= high.
struct Interval {
    Value low = 0;
    Value high = 0;

    friend bool operator==(const Interval&, const Interval&) = default;
};

/// A growing array of intervals. The first has its room in the list itself: nearly every set of a firewall is one
/// address, one prefix or one range of ports, and is made and forgotten many times.
class IntervalList {
public:
    IntervalList() noexcept {}
    explicit IntervalList(Interval only) noexcept : only_(only), size_(1) {}
    IntervalList(const IntervalList& other) : IntervalList() { assign(other.view()); }
    IntervalList(IntervalList&& other) noexcept : IntervalList() { steal(other); }
    IntervalList& operator=(const IntervalList& other) {
        if (this != &other) {
            size_ = 0;
            assign(other.view());
        }
        return *this;
    }
    IntervalList& operator=(IntervalList&& other) noexcept {
        if (this != &other) {
            release();
            steal(other);
        }
        return *this;
    }
    ~IntervalList() { release(); }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    std::span<const Interval> view() const { return {data(), size_}; }
    const Interval* begin() const { return data(); }
    const Interval* end() const { return data() + size_; }
    const Interval& front() const { return data()[0]; }
    const Interval& back() const { return data()[size_ - 1]; }
    Interval& back() { return data()[size_ - 1]; }

    void push_back(const Interval& interval) {
        const Interval copy = interval;
        if (size_ == capacity_) {
            reserve(2 * std::size_t{capacity_});
        }
        data()[size_++] = copy;
    }
    void reserve(std::size_t room) {
        if (room > capacity_) {
            auto* const larger = new Interval[room];
            std::copy_n(data(), size_, larger);
            release();
            many_ = larger;
            capacity_ = static_cast<std::uint32_t>(room);
        }
    }
    /// Gives back room that is not used.
    void shrink() {
        if (capacity_ > 1 && size_ < capacity_) {
            IntervalList exact;
            exact.assign(view());
            *this = std::move(exact);
        }
    }

private:
    bool in_place() const { return capacity_ == 1; }
    Interval* data() { return in_place() ? &only_ : many_; }
    const Interval* data() const { return in_place() ? &only_ : many_; }
    void assign(std::span<const Interval> from) {
        reserve(from.size());
        std::copy(from.begin(), from.end(), data());
        size_ = static_cast<std::uint32_t>(from.size());
    }
    /// Precondition: nothing of its own to give back.
    void steal(IntervalList& other) noexcept {
        size_ = std::exchange(other.size_, 0);
        capacity_ = std::exchange(other.capacity_, 1);
        if (in_place()) {
            only_ = other.only_;
        } else {
            many_ = other.many_;
        }
    }
    void release() {
        if (!in_place()) {
            delete[] many_;
        }
    }

    union {
        Interval only_ = {};
        Interval* many_;
    };
    std::uint32_t size_ = 0;
    std::uint32_t capacity_ = 1;  ///< 1: in place
};

}  // namespace lyncgate
