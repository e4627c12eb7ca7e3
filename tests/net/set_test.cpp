#include "catch.hpp"

#include <bitset>
#include <rapidcheck.h>

#include "net/set.hpp"

using namespace lyncgate;

namespace {

using Small = std::bitset<256>;

Small small_of(const Set& set) {
    Small small;
    for (unsigned v = 0; v < 256; ++v) {
        small[v] = set.contains(v);
    }
    return small;
}

bool canonical(const Set& set) {
    for (std::size_t i = 0; i < set.intervals().size(); ++i) {
        if (set.intervals()[i].low > set.intervals()[i].high ||
            (i > 0 && set.intervals()[i].low <= set.intervals()[i - 1].high + 1)) {
            return false;
        }
    }
    return true;
}

Set any_set() {
    std::vector<Interval> intervals;
    const auto count = *rc::gen::inRange(0, 6);
    for (int i = 0; i < count; ++i) {
        const unsigned low = *rc::gen::inRange(0U, 256U);
        intervals.push_back({low, *rc::gen::inRange(low, 256U)});
    }
    return Set::of(intervals);
}

}  // namespace

TEST_CASE("set operations agree with a bit per member") {
    CHECK(rc::check("union, intersection, difference, covers, disjoint", [] {
        const Set a = any_set();
        const Set b = any_set();
        const Small x = small_of(a);
        const Small y = small_of(b);
        RC_ASSERT(canonical(unite(a, b)) && canonical(intersect(a, b)) && canonical(subtract(a, b)));
        RC_ASSERT(small_of(unite(a, b)) == (x | y));
        RC_ASSERT(small_of(intersect(a, b)) == (x & y));
        RC_ASSERT(small_of(subtract(a, b)) == (x & ~y));
        RC_ASSERT(covers(a, b) == ((y & ~x).none()));
        RC_ASSERT(disjoint(a, b) == ((x & y).none()));
        RC_ASSERT(a.size() == x.count());
        RC_ASSERT((a == b) == (x == y));
    }));
}

TEST_CASE("sets reach both ends of the number line") {
    constexpr Value top = ~Value{0};
    const Set all(0, top);
    CHECK(subtract(all, Set(0)) == Set(1, top));
    CHECK(subtract(all, Set(top)) == Set(0, top - 1));
    CHECK(unite(Set(0, top - 1), Set(top)) == all);
    CHECK(all.size() == top);
    CHECK(Set::of({{5, top}, {0, 4}}) == all);
    CHECK(shifted(Set(10, 12), ~Value{0}) == Set(9, 11));
}
