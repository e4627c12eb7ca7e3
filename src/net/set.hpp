// Sets of numbers as sorted disjoint intervals: the value of every field of a packet.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "net/interval_list.hpp"

namespace lyncgate {

/// A set of numbers. Canonical: intervals are sorted, disjoint and do not touch, so equal sets have equal
/// representations. Deliberately knows nothing of fields or of a universe.
class Set {
public:
    Set() = default;
    explicit Set(Value only) : intervals_({only, only}) {}
    Set(Value low, Value high) : intervals_({low, high}) {}
    /// The union of any intervals, in any order, overlapping or not.
    static Set of(std::vector<Interval> intervals);

    bool empty() const { return intervals_.empty(); }
    std::span<const Interval> intervals() const { return intervals_.view(); }
    /// Smallest and largest member. Precondition: not empty.
    Value low() const { return intervals_.front().low; }
    Value high() const { return intervals_.back().high; }
    bool contains(Value value) const;
    /// Whether the set has exactly one member.
    bool single() const { return intervals_.size() == 1 && low() == high(); }
    /// Number of members; saturates at 2^128 - 1.
    Value size() const;

    friend bool operator==(const Set& a, const Set& b) { return std::ranges::equal(a.intervals(), b.intervals()); }

private:
    friend Set unite(const Set& a, const Set& b);
    friend Set intersect(const Set& a, const Set& b);
    friend Set subtract(const Set& a, const Set& b);

    IntervalList intervals_;
};

Set unite(const Set& a, const Set& b);
Set intersect(const Set& a, const Set& b);
/// Members of `a` that are not in `b`.
Set subtract(const Set& a, const Set& b);
/// Whether every member of `inner` is in `outer`. O(intervals of inner * log(intervals of outer)).
bool covers(const Set& outer, const Set& inner);
bool disjoint(const Set& a, const Set& b);
/// `{x + delta}` modulo 2^128. Precondition: no interval wraps round.
Set shifted(const Set& set, Value delta);
/// A stable hash of the members.
std::size_t hash_of(const Set& set);

}  // namespace lyncgate
