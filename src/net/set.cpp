#include "net/set.hpp"

#include <algorithm>

namespace lyncgate {

namespace {

constexpr Value largest = ~Value{0};

/// Appends `[low, high]` to a canonical list whose members are all <= any later low.
void append(IntervalList& list, Value low, Value high) {
    if (!list.empty() && (list.back().high == largest || list.back().high + 1 >= low)) {
        list.back().high = std::max(list.back().high, high);
    } else {
        list.push_back({low, high});
    }
}

/// The first interval of a canonical list that ends at or after `value`.
const Interval* first_reaching(std::span<const Interval> list, Value value) {
    return std::partition_point(list.data(), list.data() + list.size(),
                                [value](const Interval& i) { return i.high < value; });
}

}  // namespace

Set Set::of(std::vector<Interval> intervals) {
    Set set;
    std::sort(intervals.begin(), intervals.end(), [](const Interval& a, const Interval& b) { return a.low < b.low; });
    for (const Interval& interval : intervals) {
        append(set.intervals_, interval.low, interval.high);
    }
    set.intervals_.shrink();
    return set;
}

bool Set::contains(Value value) const {
    const Interval* const at = first_reaching(intervals(), value);
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
    const Interval* i = first_reaching(a.intervals(), b.low());
    const Interval* j = first_reaching(b.intervals(), a.low());
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
    std::span<const Interval> rest = outer.intervals();
    for (const Interval& interval : inner.intervals()) {
        const Interval* const at = first_reaching(rest, interval.high);
        if (at == rest.data() + rest.size() || at->low > interval.low) {
            return false;
        }
        rest = rest.subspan(static_cast<std::size_t>(at - rest.data()));
    }
    return true;
}

bool disjoint(const Set& a, const Set& b) {
    if (a.empty() || b.empty() || a.high() < b.low() || b.high() < a.low()) {
        return true;
    }
    const std::span<const Interval> these = a.intervals();
    const std::span<const Interval> those = b.intervals();
    if (these.size() == 1 && those.size() == 1) {
        return false;
    }
    const Interval* i = first_reaching(these, b.low());
    const Interval* j = first_reaching(those, a.low());
    while (i != these.data() + these.size() && j != those.data() + those.size()) {
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
    // Folded multiplication, as in wyhash: both halves of a product depend on all bits of both factors.
    std::uint64_t hash = 0x9e3779b97f4a7c15ULL;
    const auto mix = [](std::uint64_t a, std::uint64_t b) {
        const Value product = Value{a} * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    const auto fold = [&](Value value, std::uint64_t key) {
        return mix(static_cast<std::uint64_t>(value) ^ key, static_cast<std::uint64_t>(value >> 64) ^ ~key);
    };
    for (const Interval& interval : set.intervals()) {
        hash = mix(hash ^ fold(interval.low, 0xa0761d6478bd642fULL), fold(interval.high, 0xe7037ed1a0b428dbULL) | 1);
    }
    return hash;
}

}  // namespace lyncgate
