// The set engine and the single-packet walk against a slow interpreter that tries every reading.
#include "catch.hpp"

#include <functional>

#include "model/decide.hpp"
#include "model/walk.hpp"
#include "random_firewall.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

bool in_parts(const std::vector<Part>& parts, const Packet& packet) {
    for (const Part& part : parts) {
        if (contains(part.packets, packet)) {
            return true;
        }
    }
    return false;
}

struct Tally {
    int packets = 0;
    int undecided = 0;
    int needlessly_undecided = 0;
};

/// Asks a random question of a random firewall and checks random packets of it.
void compare(Random& random, const Shape& shape, Tally& tally) {
    const Firewall firewall = random_firewall(random, shape);
    SlowOracle oracle(firewall);
    SetPool pool;
    const Box question = random_box(random, pool, 4);
    const View view = unfold(firewall, question, From::outside, pool);
    const Answer answer = decide(view, pool);
    REQUIRE(answer.complete);
    for (int i = 0; i < 40; ++i) {
        const Packet packet = random_packet(random);
        if (!contains(question, packet)) {
            continue;
        }
        ++tally.packets;
        const unsigned fates = oracle.fates(packet);
        const bool closed = in_parts(answer.closed, packet);
        const bool undecided = in_parts(answer.undecided, packet);
        CHECK_FALSE((closed && undecided));
        const Fate walked = walk(firewall, packet, From::outside).fate;
        if (closed) {
            CHECK(fates == 2U);
        } else if (!undecided) {
            CHECK(fates == 1U);
        } else {
            ++tally.undecided;
            tally.needlessly_undecided += fates != 3U ? 1 : 0;
        }
        if (walked == Fate::accept) {
            CHECK(fates == 1U);
        } else if (walked != Fate::unknown) {
            CHECK(fates == 2U);
        } else if (!shape.doubts && !shape.rewrites) {
            CHECK(fates == 3U);
        }
    }
}

Tally compare_many(unsigned seed, int rounds, const Shape& shape) {
    Random random(seed);
    Tally tally;
    for (int i = 0; i < rounds; ++i) {
        compare(random, shape, tally);
    }
    return tally;
}

}  // namespace

TEST_CASE("verdicts are exact for chains, calls, gotos and returns") {
    const Tally tally = compare_many(1, 3000, {});
    CHECK(tally.packets > 10'000);
    CHECK(tally.needlessly_undecided == 0);
}

TEST_CASE("verdicts are exact over several stages") {
    Shape shape;
    shape.stages = true;
    const Tally tally = compare_many(2, 3000, shape);
    CHECK(tally.packets > 10'000);
    CHECK(tally.needlessly_undecided == 0);
}

TEST_CASE("doubts never turn into certainty") {
    Shape shape;
    shape.doubts = true;
    shape.stages = true;
    const Tally tally = compare_many(3, 3000, shape);
    CHECK(tally.undecided > 100);
    CHECK(tally.needlessly_undecided * 3 < tally.undecided);
}

TEST_CASE("rewrites are followed, and choices stay open") {
    Shape shape;
    shape.rewrites = true;
    shape.stages = true;
    const Tally tally = compare_many(4, 3000, shape);
    CHECK(tally.packets > 10'000);
}

TEST_CASE("rewrites and doubts together are sound") {
    Shape shape;
    shape.rewrites = true;
    shape.stages = true;
    shape.doubts = true;
    const Tally tally = compare_many(5, 3000, shape);
    CHECK(tally.packets > 10'000);
}
