#include "net/interval_list.hpp"

#include <utility>

#include "catch.hpp"

namespace lyncgate {

namespace {

IntervalList of_length(std::size_t length) {
    IntervalList list;
    for (std::size_t i = 0; i < length; ++i) {
        list.push_back({10 * i, 10 * i + 5});
    }
    return list;
}

bool is_of_length(const IntervalList& list, std::size_t length) {
    bool right = list.size() == length && list.empty() == (length == 0);
    for (std::size_t i = 0; right && i < length; ++i) {
        right = list.view()[i] == Interval{10 * i, 10 * i + 5};
    }
    return right;
}

}  // namespace

TEST_CASE("Lists of intervals keep their members when copied and moved, in place or not") {
    for (const std::size_t length : {0U, 1U, 2U, 3U, 100U}) {
        for (const std::size_t other : {0U, 1U, 2U, 50U}) {
            CAPTURE(length, other);
            IntervalList list = of_length(length);
            CHECK(is_of_length(list, length));
            IntervalList copy = of_length(other);
            copy = list;
            CHECK(is_of_length(copy, length));
            CHECK(is_of_length(list, length));
            IntervalList moved = of_length(other);
            moved = std::move(copy);
            CHECK(is_of_length(moved, length));
            const IntervalList& self = moved;
            moved = self;
            CHECK(is_of_length(moved, length));
            const IntervalList last(std::move(moved));
            CHECK(is_of_length(last, length));
        }
    }
}

TEST_CASE("A list of intervals may grow by a member of its own") {
    IntervalList list(Interval{1, 2});
    list.push_back(list.front());
    list.push_back(list.front());
    CHECK(list.size() == 3);
    CHECK(list.back() == Interval{1, 2});
    list.reserve(100);
    list.shrink();
    CHECK(list.size() == 3);
    CHECK(list.front() == Interval{1, 2});
}

}  // namespace lyncgate
