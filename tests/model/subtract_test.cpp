// Subtraction, coverage proofs and merging against packet-by-packet membership.
#include "catch.hpp"

#include <functional>

#include "model/subtract.hpp"
#include "random_firewall.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

TEST_CASE("subtraction is exact, disjoint and agrees with the coverage proof") {
    Random random(7);
    for (int round = 0; round < 4000; ++round) {
        SetPool pool;
        const Box whole = random_box(random, pool, 3);
        Boxes cuts;
        const unsigned count = below(random, 7);
        for (unsigned i = 0; i < count; ++i) {
            cuts.push_back(random_box(random, pool, 1));
        }
        const Remainder left = subtract(whole, cuts, pool);
        REQUIRE(left.complete);
        std::vector<const Box*> pointers;
        for (const Box& cut : cuts) {
            pointers.push_back(&cut);
        }
        const CoverageProof proof = prove_covered(whole, pointers, pool);
        CHECK((proof.result == Covering::covered) == left.boxes.empty());
        if (proof.result == Covering::covered) {
            std::vector<const Box*> used;
            for (const std::size_t at : proof.used) {
                used.push_back(pointers[at]);
            }
            CHECK(prove_covered(whole, used, pool).result == Covering::covered);
        }
        const Boxes few = merged(left.boxes, pool);
        CHECK(few.size() <= left.boxes.size());
        for (int i = 0; i < 40; ++i) {
            const Packet packet = random_packet(random);
            const bool expected = contains(whole, packet) && !contains(cuts, packet);
            int holders = 0;
            for (const Box& box : left.boxes) {
                holders += contains(box, packet) ? 1 : 0;
            }
            CHECK(holders == (expected ? 1 : 0));
            CHECK(contains(few, packet) == expected);
        }
    }
}

TEST_CASE("a budget that ends says so") {
    SetPool pool;
    Random random(11);
    Boxes cuts;
    for (int i = 0; i < 60; ++i) {
        cuts.push_back(random_box(random, pool, 1));
    }
    Budget tiny;
    tiny.steps = 2;
    CHECK_FALSE(subtract(Box{}, cuts, pool, tiny).complete);
    std::vector<const Box*> pointers;
    for (const Box& cut : cuts) {
        pointers.push_back(&cut);
    }
    CHECK(prove_covered(Box{}, pointers, pool, tiny).result == Covering::inconclusive);
}

TEST_CASE("merging joins neighbours and drops what another box holds") {
    SetPool pool;
    const auto ports = [&](unsigned low, unsigned high) {
        Box box;
        narrow(box, Field::destination_port, Set(low, high), pool);
        return box;
    };
    const Boxes few = merged({ports(10, 20), ports(21, 30), ports(12, 15)}, pool);
    REQUIRE(few.size() == 1);
    CHECK(values_of(few[0], Field::destination_port) == Set(10, 30));
}
