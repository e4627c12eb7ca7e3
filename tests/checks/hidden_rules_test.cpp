// Shadowed and redundant rules, against an interpreter of single packets on a small universe.
#include "catch.hpp"

#include "checks/hidden_rules.hpp"
#include "model/random_firewall.hpp"

namespace lyncgate {

namespace {

using testing::Random;

/// A packet of every class that random boxes can tell apart: the universe, and one value beyond it in each field.
std::vector<Packet> all_packets() {
    std::vector<Packet> packets;
    for (unsigned source = 0; source <= testing::universe; ++source) {
        for (unsigned destination = 0; destination <= testing::universe; ++destination) {
            for (unsigned port = 0; port <= testing::universe; ++port) {
                for (const Value protocol : {6, 17, 10, 200}) {
                    for (const Value ingress : {1, 2, 0}) {
                        Packet packet;
                        packet[Field::source] = testing::value_in(Field::source, source);
                        packet[Field::destination] = testing::value_in(Field::destination, destination);
                        packet[Field::protocol] = protocol;
                        packet[Field::ingress] = ingress;
                        packet[Field::destination_port] = port;
                        packets.push_back(packet);
                    }
                }
            }
        }
    }
    return packets;
}

/// One chain of rules that decide, pass or leave.
Firewall random_chain(Random& random, bool doubts) {
    Firewall firewall;
    firewall.interfaces.push_back({"in", {}, {}});
    firewall.interfaces.push_back({"out", {}, {}});
    Chain chain;
    chain.name = "chain";
    const unsigned rules = 1 + testing::below(random, 8);
    for (unsigned i = 0; i < rules; ++i) {
        Rule rule;
        Boxes boxes{testing::random_box(random, *firewall.pool, 1)};
        if (testing::below(random, 5) == 0) {
            boxes.push_back(testing::random_box(random, *firewall.pool, 1));
        }
        rule.match.boxes = boxes;
        const unsigned pick = testing::below(random, 10);
        rule.action = pick == 0   ? Action{Pass{}}
                      : pick == 1 ? Action{Return{}}
                                  : Action{Decide{static_cast<Verdict>(testing::below(random, 3))}};
        if (doubts && testing::below(random, 4) == 0) {
            rule.match.doubts.push_back(firewall.doubt("cannot be known", {}));
        }
        rule.number = i + 1;
        chain.rules.push_back(std::move(rule));
    }
    if (testing::below(random, 3) != 0) {
        chain.policy = static_cast<Verdict>(testing::below(random, 3));
    }
    firewall.chains.push_back(std::move(chain));
    prepare(firewall);
    return firewall;
}

/// Bits of the ends a packet can come to when rule `without` is not there: by verdict, 8 for leaving the chain.
/// Doubtful rules take it or not, so several are possible. Rule `seen`, when met, sets `reached`.
unsigned ends(const Chain& chain, const Packet& packet, std::size_t without, std::size_t seen, bool& reached) {
    unsigned possible = 0;
    for (std::size_t i = 0; i < chain.rules.size(); ++i) {
        const Rule& rule = chain.rules[i];
        if (i == without || !contains(rule.match.boxes, packet)) {
            continue;
        }
        reached = reached || i == seen;
        const auto* const decision = std::get_if<Decide>(&rule.action);
        const bool returns = std::holds_alternative<Return>(rule.action);
        if (decision == nullptr && !returns) {
            continue;
        }
        possible |= decision != nullptr ? 1U << static_cast<unsigned>(decision->verdict)
                    : chain.policy      ? 1U << static_cast<unsigned>(*chain.policy)
                                        : 8U;
        if (rule.match.doubts.empty()) {
            return possible;
        }
    }
    return possible | (chain.policy ? 1U << static_cast<unsigned>(*chain.policy) : 8U);
}

constexpr std::size_t none = ~std::size_t{0};

}  // namespace

TEST_CASE("shadowed rules are exactly those no packet reaches") {
    const std::vector<Packet> packets = all_packets();
    Random random(20131);
    std::size_t hidden = 0;
    for (int round = 0; round < 150; ++round) {
        const Firewall firewall = random_chain(random, round % 2 == 0);
        const RuleSequence sequence(firewall, firewall.chains[0], effects_of(firewall));
        for (std::size_t i = 0; i < sequence.units.size(); ++i) {
            SetPool pool;
            const Reach reach = reach_of(sequence, sequence.units[i], pool, {});
            bool reached = false;
            for (const Packet& packet : packets) {
                ends(firewall.chains[0], packet, none, i, reached);
            }
            REQUIRE((reach.state == Reach::State::reached) == reached);
            if (reach.state == Reach::State::reached) {
                REQUIRE(reach.witness);
                bool by_witness = false;
                ends(firewall.chains[0], *reach.witness, none, i, by_witness);
                REQUIRE(by_witness);
            }
            hidden += reach.state == Reach::State::hidden ? 1 : 0;
        }
    }
    REQUIRE(hidden > 50);
}

TEST_CASE("the rules that hide another are enough, and none can be spared") {
    Random random(7);
    std::size_t lists = 0;
    for (int round = 0; round < 2000; ++round) {
        const Firewall firewall = random_chain(random, false);
        const RuleSequence sequence(firewall, firewall.chains[0], effects_of(firewall));
        for (const RuleUnit& unit : sequence.units) {
            SetPool pool;
            const Reach reach = reach_of(sequence, unit, pool, {});
            if (reach.state != Reach::State::hidden || unit.items != 1) {
                continue;
            }
            const Box& box = *sequence.items[unit.first_item].box;
            const auto left_by = [&](std::size_t spared) {
                Boxes cuts(impossible_packets());
                for (std::size_t i = 0; i < reach.hiders.size(); ++i) {
                    for (const Box& other : sequence.rule_of(sequence.units[reach.hiders[i]]).match.boxes) {
                        if (i != spared) {
                            cuts.push_back(other);
                        }
                    }
                }
                return subtract(box, cuts, pool).boxes;
            };
            REQUIRE(left_by(none).empty());
            for (std::size_t i = 0; i < reach.hiders.size(); ++i) {
                REQUIRE_FALSE(left_by(i).empty());
            }
            lists += reach.hiders.size() > 1 ? 1 : 0;
        }
    }
    REQUIRE(lists > 5);
}

TEST_CASE("a redundant rule can be removed, and a rule that is not cannot") {
    const std::vector<Packet> packets = all_packets();
    Random random(99);
    std::size_t redundant = 0;
    for (int round = 0; round < 150; ++round) {
        const bool doubts = round % 3 == 0;
        const Firewall firewall = random_chain(random, doubts);
        const Chain& chain = firewall.chains[0];
        // What leaving a chain leads to is for its callers to say, so then the answer may only err towards no.
        const bool returns = std::any_of(chain.rules.begin(), chain.rules.end(),
                                         [](const Rule& rule) { return std::holds_alternative<Return>(rule.action); });
        const RuleSequence sequence(firewall, chain, effects_of(firewall));
        for (std::size_t i = 0; i < sequence.units.size(); ++i) {
            SetPool pool;
            const Reach reach = reach_of(sequence, sequence.units[i], pool, {});
            const Redundancy redundancy = redundancy_of(sequence, sequence.units[i], reach, pool, {});
            bool ignored = false;
            const bool changes = std::any_of(packets.begin(), packets.end(), [&](const Packet& packet) {
                return ends(chain, packet, none, none, ignored) != ends(chain, packet, i, none, ignored);
            });
            if (redundancy.redundant) {
                REQUIRE_FALSE(changes);
                ++redundant;
            } else if (!doubts && !returns && chain.policy && !std::holds_alternative<Pass>(chain.rules[i].action)) {
                const bool hidden = reach.state == Reach::State::hidden;
                REQUIRE((hidden || changes));
            }
        }
    }
    REQUIRE(redundant > 20);
}

TEST_CASE("a rule in doubt hides nothing, but may be hidden") {
    Firewall firewall;
    Chain chain;
    chain.name = "chain";
    Rule rule;
    rule.match.boxes = {Box{}};
    rule.action = Decide{Verdict::drop};
    rule.match.doubts.push_back(firewall.doubt("depends on the packet rate", {}));
    chain.rules.push_back(rule);
    rule.match.doubts.clear();
    chain.rules.push_back(rule);
    rule.match.doubts.push_back(0);
    chain.rules.push_back(rule);
    firewall.chains.push_back(chain);
    prepare(firewall);
    const RuleSequence sequence(firewall, firewall.chains[0], effects_of(firewall));
    SetPool pool;
    REQUIRE(reach_of(sequence, sequence.units[1], pool, {}).state == Reach::State::reached);
    const Reach last = reach_of(sequence, sequence.units[2], pool, {});
    REQUIRE(last.state == Reach::State::hidden);
    REQUIRE(last.hiders == std::vector<std::uint32_t>{1});
}

TEST_CASE("a rule for both families is hidden by one for each") {
    Firewall firewall;
    SetPool& pool = *firewall.pool;
    Chain chain;
    chain.name = "chain";
    for (const Family family : {Family::ipv4, Family::ipv6}) {
        Rule rule;
        Box box;
        assign(box, Field::source, any_address(family), pool);
        assign(box, Field::destination, any_address(family), pool);
        rule.match.boxes = {box};
        rule.action = Decide{Verdict::drop};
        chain.rules.push_back(rule);
    }
    Rule both;
    both.match.boxes = {Box{}};
    both.action = Decide{Verdict::accept};
    chain.rules.push_back(both);
    firewall.chains.push_back(chain);
    prepare(firewall);
    const RuleSequence sequence(firewall, firewall.chains[0], effects_of(firewall));
    const Reach reach = reach_of(sequence, sequence.units[2], pool, {});
    REQUIRE(reach.state == Reach::State::hidden);
    REQUIRE(reach.hiders == std::vector<std::uint32_t>{0, 1});
}

TEST_CASE("a rewritten field no longer keeps packets from later rules") {
    Firewall firewall;
    SetPool& pool = *firewall.pool;
    Chain chain;
    chain.name = "chain";
    Rule marked;
    Box with_mark;
    assign(with_mark, Field::mark, Set(1), pool);
    marked.match.boxes = {with_mark};
    marked.action = Decide{Verdict::drop};
    Rule mark;
    mark.match.boxes = {Box{}};
    mark.rewrites.push_back({Field::mark, Bits{0, 1}});
    chain.rules = {marked, mark, marked, marked};
    firewall.chains.push_back(chain);
    prepare(firewall);
    const RuleSequence sequence(firewall, firewall.chains[0], effects_of(firewall));
    REQUIRE(reach_of(sequence, sequence.units[2], pool, {}).state == Reach::State::reached);
    REQUIRE(reach_of(sequence, sequence.units[3], pool, {}).state == Reach::State::hidden);
}

TEST_CASE("a search that runs out of steps says so") {
    Firewall firewall;
    SetPool& pool = *firewall.pool;
    Chain chain;
    chain.name = "chain";
    // Two halves in each of two fields: no probe finds the way out, and one step cannot prove it.
    for (unsigned half = 0; half < 4; ++half) {
        Rule rule;
        Box box;
        assign(box, Field::source_port, half % 2 == 0 ? Set(0, 32767) : Set(32768, 65535), pool);
        assign(box, Field::destination_port, half / 2 == 0 ? Set(0, 32767) : Set(32768, 65535), pool);
        rule.match.boxes = {box};
        rule.action = Decide{Verdict::drop};
        chain.rules.push_back(rule);
    }
    Rule all;
    all.match.boxes = {Box{}};
    all.action = Decide{Verdict::accept};
    chain.rules.push_back(all);
    firewall.chains.push_back(chain);
    prepare(firewall);
    const RuleSequence sequence(firewall, firewall.chains[0], effects_of(firewall));
    REQUIRE(reach_of(sequence, sequence.units[4], pool, {1, 1}).state == Reach::State::inconclusive);
    REQUIRE(reach_of(sequence, sequence.units[4], pool, {}).state == Reach::State::hidden);
}

}  // namespace lyncgate
