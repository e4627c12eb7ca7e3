// The flow model against the interpreter, on random rulesets and packets.
#include "catch.hpp"

#include <fmt/core.h>

#include "dialects/iptables/lower.hpp"
#include "dialects/iptables/parse.hpp"
#include "iptables/generate.hpp"
#include "model/decide.hpp"
#include "model/walk.hpp"

using namespace lyncgate;
using namespace lyncgate::iptables;
using namespace lyncgate::iptables::testing;

namespace {

lyncgate::Packet packet_of(const Probe& probe, const Firewall& firewall) {
    lyncgate::Packet packet;
    packet[Field::source] = probe.source.number();
    packet[Field::destination] = probe.destination.number();
    packet[Field::protocol] = probe.protocol;
    packet[Field::source_port] = probe.source_port;
    packet[Field::destination_port] = probe.destination_port;
    packet[Field::icmp] = static_cast<Value>(probe.icmp_type * 256 + probe.icmp_code);
    packet[Field::tcp_flags] = probe.protocol == 6 ? probe.tcp_flags : 0;
    const State state = probe.state == state_new           ? State::new_
                        : probe.state == state_established ? State::established
                        : probe.state == state_related     ? State::related
                        : probe.state == state_invalid     ? State::invalid
                                                           : State::untracked;
    packet[Field::state] = static_cast<Value>(state);
    packet[Field::ingress] = probe.in.empty() ? 0 : *firewall.find_interface(probe.in);
    return packet;
}

struct Tally {
    int packets = 0, unknown = 0, wrong = 0, needless = 0;
    std::string first;
};

void note(Tally& tally, std::string_view what, const std::string& text, const Probe& probe) {
    if (tally.first.empty()) {
        tally.first =
            fmt::format("{}\n{} -> {} proto {} {} -> {} flags {} state {} icmp {} in '{}'\n{}", what,
                        to_string(probe.source), to_string(probe.destination), probe.protocol, probe.source_port,
                        probe.destination_port, probe.tcp_flags, probe.state, probe.icmp_type, probe.in, text);
    }
}

bool same_outcome(Fate outcome, Ending ending) {
    return (outcome == Fate::accept && ending == Ending::accept) || (outcome == Fate::drop && ending == Ending::drop) ||
           (outcome == Fate::reject && ending == Ending::reject);
}

/// What the packet looks like when it leaves, as far as the model claims to know it.
bool same_packet(const Walk& walk, const Journey& journey) {
    const auto same = [&](Field field, Value value) {
        return walk.unknown[index_of(field)] || walk.arrived[field] == value;
    };
    return same(Field::source, journey.left.source.number()) &&
           same(Field::destination, journey.left.destination.number()) &&
           same(Field::source_port, journey.left.source_port) &&
           same(Field::destination_port, journey.left.destination_port) && same(Field::mark, journey.left.mark) &&
           (walk.unknown[index_of(Field::destination)] || walk.delivered == journey.delivered);
}

void compare(Tally& tally, const Firewall& firewall, const Machine& base, const Probe& probe, bool local,
             const std::string& text) {
    const lyncgate::Packet packet = packet_of(probe, firewall);
    const Walk walked = walk(firewall, packet, local ? From::itself : From::outside);
    bool guessed = false;
    for (const std::uint32_t world : {0u, 1u, 2u, 7u}) {
        Machine machine = base;
        machine.world = world;
        const Journey journey = interpret(machine, probe, local);
        guessed = guessed || journey.guessed;
        // Whether an open match answers a blocked packet or not is no difference in what passes.
        const bool blocked = journey.guessed && walked.fate != Fate::accept && journey.ending != Ending::accept;
        if (walked.fate != Fate::unknown && !blocked && !same_outcome(walked.fate, journey.ending)) {
            ++tally.wrong;
            note(tally,
                 fmt::format("model {} interpreter {} in world {} decided at {}", static_cast<int>(walked.fate),
                             static_cast<int>(journey.ending), world,
                             text.substr(journey.decider.begin, journey.decider.end - journey.decider.begin)),
                 text, probe);
        } else if (walked.fate == Fate::accept && !same_packet(walked, journey)) {
            ++tally.wrong;
            note(tally,
                 fmt::format("the packet leaves differently: model {}:{} interpreter {}:{}",
                             to_string(Address::at(walked.arrived[Field::destination])),
                             static_cast<unsigned>(walked.arrived[Field::destination_port]),
                             to_string(journey.left.destination), journey.left.destination_port),
                 text, probe);
        }
    }
    ++tally.packets;
    tally.unknown += walked.fate == Fate::unknown ? 1 : 0;
    if (walked.fate == Fate::unknown && !guessed) {
        ++tally.needless;
        note(tally,
             "unknown without a reason: " +
                 firewall.reason_of(walked.doubts.empty() ? translation_choice : walked.doubts.front()).reason,
             text, probe);
    }
    // The answer of the box question, now and then: it is the slower way.
    if (tally.packets % 50 == 0) {
        SetPool pool;
        Box question = box_of(packet, pool);
        for (const Field own : {Field::egress, Field::mark, Field::translated, Field::connmark}) {
            question.sets[index_of(own)] = nullptr;
        }
        assign(question, Field::connmark, lyncgate::Set(0), pool);
        const View view = unfold(firewall, question, local ? From::itself : From::outside, pool);
        const Answer answer = decide(view, pool);
        const Fate outcome = !answer.closed.empty() ? Fate::drop : !answer.open() ? Fate::unknown : Fate::accept;
        const bool same = outcome == Fate::unknown || walked.fate == Fate::unknown ||
                          (outcome == Fate::accept) == (walked.fate == Fate::accept);
        if (!same) {
            ++tally.wrong;
            note(tally, "the box question and the walk disagree", text, probe);
        }
    }
}

Tally run(const Flavour& flavour, std::uint32_t seed, int rulesets, int packets) {
    Random random(seed);
    Tally tally;
    for (int i = 0; i < rulesets; ++i) {
        const std::string text = random_ruleset(random, flavour);
        const SourceFile file("random", text);
        const ReadRuleset read = parse(file);
        if (read.coverage.broken != 0) {
            FAIL(render(read.diagnostics.front()));
        }
        const std::string sets_text = random_sets(random, flavour.family);
        const SourceFile sets_file("sets", sets_text);
        SetCatalogue sets;
        const ReadSets read_sets = parse_ipset(sets_file, sets);
        if (read_sets.coverage.broken != 0) {
            FAIL(render(read_sets.diagnostics.front()));
        }
        const bool four = flavour.family == Family::ipv4;
        Firewall firewall =
            lower({four ? &read.ruleset : nullptr, four ? nullptr : &read.ruleset, &sets}, world_interfaces());
        prepare(firewall);
        const Machine machine{&read.ruleset, &sets, world_ports(), 0};
        for (int j = 0; j < packets; ++j) {
            const bool local = j % 5 == 4;
            compare(tally, firewall, machine, random_probe(random, flavour, local), local, text + sets_text);
        }
    }
    return tally;
}

void check(const Flavour& flavour, std::uint32_t seed, int rulesets) {
    const Tally tally = run(flavour, seed, rulesets, 80);
    INFO(tally.first);
    INFO(fmt::format("{} packets, {} unknown, {} wrong, {} unknown without a reason", tally.packets, tally.unknown,
                     tally.wrong, tally.needless));
    CHECK(tally.wrong == 0);
    CHECK(tally.needless == 0);
    CHECK(tally.packets == rulesets * 80);
}

}  // namespace

TEST_CASE("the model agrees with the interpreter: filter, IPv4", "[agreement]") {
    check({Family::ipv4, false, false, false, false, false}, 1, 500);
}
TEST_CASE("the model agrees with the interpreter: filter, IPv6", "[agreement]") {
    check({Family::ipv6, false, false, false, false, false}, 2, 400);
}
TEST_CASE("the model agrees with the interpreter: open matches", "[agreement]") {
    check({Family::ipv4, false, false, false, true, false}, 3, 400);
}
TEST_CASE("the model agrees with the interpreter: all tables and marks", "[agreement]") {
    check({Family::ipv4, false, true, false, false, false}, 4, 400);
}
TEST_CASE("the model agrees with the interpreter: sets", "[agreement]") {
    check({Family::ipv4, false, false, true, false, false}, 5, 250);
}
TEST_CASE("the model agrees with the interpreter: sets, IPv6", "[agreement]") {
    check({Family::ipv6, false, false, true, false, false}, 6, 150);
}
TEST_CASE("the model agrees with the interpreter: translation", "[agreement]") {
    check({Family::ipv4, true, false, false, false, false}, 7, 300);
}
TEST_CASE("the model agrees with the interpreter: everything", "[agreement]") {
    check({Family::ipv4, true, true, true, true, false}, 8, 200);
}
TEST_CASE("the model agrees with the interpreter: everything, IPv6", "[agreement]") {
    check({Family::ipv6, true, true, true, true, false}, 9, 150);
}
