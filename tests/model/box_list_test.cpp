// Kept boxes come back as they were put in, and copies are one memory.
#include "model/box_list.hpp"

#include "catch.hpp"
#include "model/random_firewall.hpp"

namespace lyncgate {

using testing::below;
using testing::random_box;

TEST_CASE("A list gives back the boxes it was made of, in their order") {
    testing::Random random(11);
    SetPool pool;
    for (int round = 0; round < 200; ++round) {
        Boxes boxes;
        for (unsigned n = below(random, 6); n > 0; --n) {
            boxes.push_back(random_box(random, pool));
        }
        const BoxList list(boxes);
        const Boxes back = list.all();
        REQUIRE(list.size() == boxes.size());
        REQUIRE(list.empty() == boxes.empty());
        REQUIRE(std::equal(back.begin(), back.end(), boxes.begin(), boxes.end(),
                           [](const Box& a, const Box& b) { return a.sets == b.sets; }));
        REQUIRE(list == BoxList(back));
    }
}

TEST_CASE("Every field of a box is kept") {
    SetPool pool;
    Box box;
    for (const Field field : all_fields) {
        box.sets[index_of(field)] = pool.intern(Set(index_of(field)));
    }
    REQUIRE(BoxList(box).front().sets == box.sets);
    REQUIRE(BoxList(Box{}).front().sets == Box{}.sets);
}

TEST_CASE("Copies outlive what they were copied from, and lists that differ are told apart") {
    SetPool pool;
    Box ports;
    REQUIRE(assign(ports, Field::destination_port, Set(443), pool));
    BoxList copy;
    {
        const BoxList first{ports, Box{}};
        copy = first;
        REQUIRE(copy == first);
    }
    REQUIRE(copy.size() == 2);
    REQUIRE(copy.front().sets == ports.sets);
    BoxList moved = std::move(copy);
    REQUIRE(moved == BoxList({ports, Box{}}));
    REQUIRE_FALSE(moved == BoxList({Box{}, ports}));
    REQUIRE_FALSE(moved == BoxList(ports));
    REQUIRE_FALSE(BoxList() == BoxList(ports));
    moved = BoxList();
    REQUIRE(moved.empty());
    REQUIRE(moved == BoxList());
}

}  // namespace lyncgate
