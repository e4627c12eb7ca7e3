// Differences of two firewalls against their fates packet by packet.
#include "catch.hpp"

#include <functional>

#include "model/difference.hpp"
#include "random_firewall.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

bool changes(const Difference& difference, ChangeKind kind, const Packet& packet) {
    for (const Change& change : difference.changes) {
        if (change.kind == kind && contains(change.packets, packet)) {
            return true;
        }
    }
    return false;
}

/// The firewall with one rule taken out, put in, moved or turned round.
Firewall edited(Random& random, const Firewall& original, const Shape& shape) {
    Firewall firewall = original;
    Chain& chain = firewall.chains[below(random, static_cast<unsigned>(firewall.chains.size()))];
    const unsigned count = static_cast<unsigned>(chain.rules.size());
    switch (below(random, 4)) {
    case 0:
        if (count > 0) {
            chain.rules.erase(chain.rules.begin() + below(random, count));
        }
        break;
    case 1:
        if (count > 1) {
            std::swap(chain.rules[below(random, count)], chain.rules[below(random, count)]);
        }
        break;
    case 2: {
        Rule rule;
        rule.match.boxes = {random_box(random, *firewall.pool)};
        rule.action = Decide{static_cast<Verdict>(below(random, 3))};
        chain.rules.insert(chain.rules.begin() + below(random, count + 1), rule);
        break;
    }
    default:
        chain.policy = chain.policy ? std::optional<Verdict>(static_cast<Verdict>(below(random, 2))) : chain.policy;
        break;
    }
    static_cast<void>(shape);
    prepare(firewall);
    return firewall;
}

void check_differences(unsigned seed, int rounds, const Shape& shape) {
    Random random(seed);
    for (int round = 0; round < rounds; ++round) {
        const Firewall before = random_firewall(random, shape);
        const Firewall after = below(random, 5) == 0 ? random_firewall(random, shape) : edited(random, before, shape);
        const Difference difference = compare(before, after, Box{}, From::outside);
        REQUIRE(difference.complete);
        SlowOracle was(before);
        SlowOracle is(after);
        for (int i = 0; i < 60; ++i) {
            const Packet packet = random_packet(random);
            const unsigned old_fates = was.fates(packet);
            const unsigned new_fates = is.fates(packet);
            if (old_fates == 3U || new_fates == 3U) {
                continue;
            }
            CHECK(changes(difference, ChangeKind::opened, packet) == (old_fates == 2U && new_fates == 1U));
            CHECK(changes(difference, ChangeKind::closed, packet) == (old_fates == 1U && new_fates == 2U));
        }
    }
}

}  // namespace

TEST_CASE("exactly the packets whose fate changes are reported") {
    check_differences(21, 1500, {});
}

TEST_CASE("differences over several stages are exact") {
    Shape shape;
    shape.stages = true;
    check_differences(22, 1500, shape);
}

TEST_CASE("rules that are written twice do not hide how little has changed between two edits") {
    Firewall before;
    before.chains.push_back({"FORWARD", {}, Verdict::drop, {}});
    before.forwarded.push_back({0, "FORWARD"});
    const auto host = [&](Value number, Verdict verdict) {
        Rule rule;
        Box box;
        assign(box, Field::destination, Set(number), *before.pool);
        rule.match.boxes = {box};
        rule.action = Decide{verdict};
        rule.number = static_cast<std::uint32_t>(before.chains[0].rules.size() + 1);
        return rule;
    };
    for (Value number = 0; number < 4'000; ++number) {
        // Two of three say the same.
        before.chains[0].rules.push_back(host(number % 3 == 0 ? 100'000 + number : number / 3,
                                              number / 3 % 5 == 0 ? Verdict::drop : Verdict::accept));
    }
    Firewall after = before;
    Chain& chain = after.chains[0];
    chain.rules.front() = host(500'000, Verdict::accept);
    chain.rules.back() = host(500'001, Verdict::accept);
    chain.rules.insert(chain.rules.begin() + 2'000, host(500'002, Verdict::accept));
    prepare(before);
    prepare(after);
    Budget budget;
    budget.boxes = 500;
    const Difference difference = compare(before, after, Box{}, From::outside, budget);
    CHECK(difference.complete);
    for (const Value number : {500'000, 500'001, 500'002}) {
        Packet packet;
        packet[Field::destination] = number;
        CHECK(changes(difference, ChangeKind::opened, packet));
    }
    Packet elsewhere;
    elsewhere[Field::destination] = 2;
    CHECK_FALSE(changes(difference, ChangeKind::opened, elsewhere));
    CHECK_FALSE(changes(difference, ChangeKind::closed, elsewhere));
}

TEST_CASE("a firewall does not differ from itself, nor from itself with a dead rule") {
    Random random(23);
    for (int round = 0; round < 300; ++round) {
        const Firewall firewall = random_firewall(random, {});
        CHECK(compare(firewall, firewall, Box{}, From::outside).none());
        Firewall padded = firewall;
        Rule never;
        never.action = Decide{Verdict::drop};
        padded.chains[0].rules.insert(padded.chains[0].rules.begin(), never);
        prepare(padded);
        CHECK(compare(firewall, padded, Box{}, From::outside).none());
    }
}
