#include "net/set.hpp"

#include <algorithm>
#include <bit>

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

/// Whether a canonical list has a member from `low` to `high`.
bool meets(std::span<const Interval> list, Value low, Value high) {
    const Interval* const at = first_reaching(list, low);
    return at != list.data() + list.size() && at->low <= high;
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
    if (inner.empty()) {
        return true;
    }
    if (outer.empty() || inner.low() < outer.low() || outer.high() < inner.high()) {
        return false;
    }
    const std::span<const Interval> those = outer.intervals();
    if (those.size() < inner.intervals().size()) {
        // Nothing of the inner set may lie in a gap of the outer one.
        for (std::size_t i = 1; i < those.size(); ++i) {
            if (meets(inner.intervals(), those[i - 1].high + 1, those[i].low - 1)) {
                return false;
            }
        }
        return true;
    }
    std::size_t at = 0;
    for (const Interval& interval : inner.intervals()) {
        // The next one is near as a rule: steps that double cost little then, and never much.
        std::size_t step = 1;
        while (at + step < those.size() && those[at + step].high < interval.high) {
            at += step;
            step *= 2;
        }
        const std::span<const Interval> near = those.subspan(at, std::min(step + 1, those.size() - at));
        at = static_cast<std::size_t>(first_reaching(near, interval.high) - those.data());
        if (at == those.size() || those[at].low > interval.low) {
            return false;
        }
    }
    return true;
}

bool disjoint(const Set& a, const Set& b) {
    if (a.empty() || b.empty() || a.high() < b.low() || b.high() < a.low()) {
        return true;
    }
    const bool swapped = b.intervals().size() < a.intervals().size();
    const std::span<const Interval> few = (swapped ? b : a).intervals();
    const std::span<const Interval> many = (swapped ? a : b).intervals();
    if (many.size() > few.size() * static_cast<std::size_t>(std::bit_width(many.size()))) {
        return std::none_of(few.begin(), few.end(),
                            [&](const Interval& interval) { return meets(many, interval.low, interval.high); });
    }
    const Interval* i = first_reaching(few, many.front().low);
    const Interval* j = first_reaching(many, few.front().low);
    while (i != few.data() + few.size() && j != many.data() + many.size()) {
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
