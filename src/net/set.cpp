#include "net/set.hpp"

#include <algorithm>

namespace lyncgate {

namespace {

constexpr Value largest = ~Value{0};

/// Appends `[low, high]` to a canonical list whose members are all <= any later low.
void append(std::vector<Interval>& list, Value low, Value high) {
    if (!list.empty() && (list.back().high == largest || list.back().high + 1 >= low)) {
        list.back().high = std::max(list.back().high, high);
    } else {
        list.push_back({low, high});
    }
}

/// The first interval of a canonical list that ends at or after `value`.
std::vector<Interval>::const_iterator first_reaching(const std::vector<Interval>& list, Value value) {
    return std::partition_point(list.begin(), list.end(), [value](const Interval& i) { return i.high < value; });
}

}  // namespace

Set Set::of(std::vector<Interval> intervals) {
    Set set;
    std::sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) { return a.low < b.low; });
    set.intervals_.reserve(intervals.size());
    for (const Interval& interval : intervals) {
        append(set.intervals_, interval.low, interval.high);
    }
    return set;
}

bool Set::contains(Value value) const {
    const auto at = first_reaching(intervals_, value);
    return at != intervals_.end() && at->low <= value;
}

Value Set::size() const {
    Value total = 0;
    for (const Interval& interval : intervals_) {
        const Value width = interval.high - interval.low;
        if (width == largest || total + width + 1 < total) {
            return largest;
        }
        total += width + 1;
    }
    return total;
}

Set unite(const Set& a, const Set& b) {
    Set result;
    result.intervals_.reserve(a.intervals_.size() + b.intervals_.size());
    auto i = a.intervals_.begin();
    auto j = b.intervals_.begin();
    while (i != a.intervals_.end() || j != b.intervals_.end()) {
        const bool from_a = j == b.intervals_.end() || (i != a.intervals_.end() && i->low <= j->low);
        const Interval& next = from_a ? *i++ : *j++;
        append(result.intervals_, next.low, next.high);
    }
    return result;
}

Set intersect(const Set& a, const Set& b) {
    Set result;
    if (a.empty() || b.empty()) {
        return result;
    }
    // Start both at the first interval that can meet the other, so that a small set against a large one is cheap.
    auto i = first_reaching(a.intervals_, b.low());
    auto j = first_reaching(b.intervals_, a.low());
    while (i != a.intervals_.end() && j != b.intervals_.end()) {
        const Value low = std::max(i->low, j->low);
        const Value high = std::min(i->high, j->high);
        if (low <= high) {
            result.intervals_.push_back({low, high});
        }
        if (i->high < j->high) {
            ++i;
        } else {
            ++j;
        }
    }
    return result;
}

Set subtract(const Set& a, const Set& b) {
    Set result;
    auto cut = b.intervals_.begin();
    for (const Interval& whole : a.intervals_) {
        Value low = whole.low;
        bool spent = false;
        while (cut != b.intervals_.end() && cut->high < low) {
            ++cut;
        }
        for (auto at = cut; !spent && at != b.intervals_.end() && at->low <= whole.high; ++at) {
            if (at->low > low) {
                result.intervals_.push_back({low, at->low - 1});
            }
            if (at->high >= whole.high) {
                spent = true;
            } else {
                low = at->high + 1;
                cut = at;
            }
        }
        if (!spent) {
            result.intervals_.push_back({low, whole.high});
        }
    }
    return result;
}

bool covers(const Set& outer, const Set& inner) {
    auto at = outer.intervals().begin();
    for (const Interval& interval : inner.intervals()) {
        at = std::partition_point(at, outer.intervals().end(),
                                  [&](const Interval& o) { return o.high < interval.high; });
        if (at == outer.intervals().end() || at->low > interval.low) {
            return false;
        }
    }
    return true;
}

bool disjoint(const Set& a, const Set& b) {
    if (a.empty() || b.empty() || a.high() < b.low() || b.high() < a.low()) {
        return true;
    }
    if (a.intervals().size() == 1 && b.intervals().size() == 1) {
        return false;
    }
    auto i = first_reaching(a.intervals(), b.low());
    auto j = first_reaching(b.intervals(), a.low());
    while (i != a.intervals().end() && j != b.intervals().end()) {
        if (std::max(i->low, j->low) <= std::min(i->high, j->high)) {
            return false;
        }
        if (i->high < j->high) {
            ++i;
        } else {
            ++j;
        }
    }
    return true;
}

Set shifted(const Set& set, Value delta) {
    std::vector<Interval> moved;
    moved.reserve(set.intervals().size());
    for (const Interval& interval : set.intervals()) {
        moved.push_back({interval.low + delta, interval.high + delta});
    }
    return Set::of(std::move(moved));
}

std::size_t hash_of(const Set& set) {
    std::uint64_t hash = 0x9e3779b97f4a7c15ULL;
    const auto mix = [&hash](std::uint64_t word) {
        hash ^= word + 0x9e3779b97f4a7c15ULL + (hash << 6) + (hash >> 2);
        hash *= 0xff51afd7ed558ccdULL;
        hash ^= hash >> 32;
    };
    for (const Interval& interval : set.intervals()) {
        mix(static_cast<std::uint64_t>(interval.low));
        mix(static_cast<std::uint64_t>(interval.low >> 64));
        mix(static_cast<std::uint64_t>(interval.high));
        mix(static_cast<std::uint64_t>(interval.high >> 64));
    }
    return hash;
}

}  // namespace lyncgate
