// The flow model of random configurations against the interpreter of their syntax tree.
#include "catch.hpp"

#include <fmt/format.h>

#include "dialects/asa/config.hpp"
#include "dialects/asa/lower.hpp"
#include "interpreter.hpp"
#include "model/decide.hpp"
#include "random_config.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

struct Tally {
    std::size_t pairs = 0;
    std::size_t open = 0;
    std::size_t closed = 0;
    std::size_t undecided = 0;
    std::size_t unneeded = 0;  ///< undecided although the interpreter knows
};

unsigned fates_of(Fate fate) {
    return fate == Fate::accept ? unsigned{accepted} : fate == Fate::unknown ? unsigned{either} : unsigned{dropped};
}

std::string describe(const Probe& probe) {
    return fmt::format("{} {} {}:{} -> {}:{} icmp {} decrypted {}", probe.ingress, probe.protocol,
                       to_string(probe.source), probe.source_port, to_string(probe.destination), probe.destination_port,
                       probe.icmp, probe.decrypted);
}

/// `decide` for the one packet.
unsigned decided(const Firewall& firewall, const Packet& packet) {
    SetPool pool;
    Box box = box_of(packet, pool);
    for (const Field field : {Field::egress, Field::mark, Field::connmark, Field::translated, Field::ipsec_out}) {
        box.sets[index_of(field)] = nullptr;
    }
    const View view = unfold(firewall, box, From::outside, pool);
    const Answer answer = decide(view, pool);
    return answer.open() ? unsigned{accepted} : answer.undecided.empty() ? unsigned{dropped} : unsigned{either};
}

Tally compare(unsigned seed, int configs, int packets, const RandomConfigShape& shape) {
    std::mt19937 random(seed);
    Tally tally;
    for (int i = 0; i < configs; ++i) {
        const SourceFile file("random.cfg", random_config(random, shape));
        const std::vector<asa::Config> parsed = asa::parse(file);
        REQUIRE(parsed.size() == 1);
        REQUIRE(parsed[0].coverage.broken + parsed[0].coverage.unmodelled == 0);
        std::vector<Diagnostic> diagnostics;
        const Firewall firewall = asa::lower(parsed[0], {}, diagnostics);
        const AsaInterpreter interpreter(parsed[0]);
        for (int k = 0; k < packets; ++k) {
            const Probe probe = random_probe(random, !shape.old_nat);
            const Packet packet = packet_of(firewall, probe);
            const unsigned expected = interpreter.fates(probe);
            const Walk walked = walk(firewall, packet, From::outside);
            const unsigned found = fates_of(walked.fate);
            ++tally.pairs;
            tally.open += found == accepted ? 1U : 0U;
            tally.closed += found == dropped ? 1U : 0U;
            tally.undecided += found == either ? 1U : 0U;
            tally.unneeded += found == either && (expected & either) != either ? 1U : 0U;
            const bool right = found == either || found == expected || (expected & nowhere) != 0;
            const bool agrees = k % 20 != 0 || decided(firewall, packet) == found || found == either;
            if (!right || !agrees) {
                INFO(file.text());
                INFO(describe(probe));
                INFO("expected " << expected << ", found " << found << ", decided " << decided(firewall, packet));
                REQUIRE(right);
                REQUIRE(agrees);
            }
        }
    }
    return tally;
}

}  // namespace

TEST_CASE("lists, groups and levels agree with the interpreter") {
    const Tally tally = compare(1, 500, 100, {false, false, false});
    CHECK(tally.pairs == 50000);
    CHECK(tally.open > 2000);
    CHECK(tally.closed > 2000);
    CHECK(tally.unneeded == 0);
}

TEST_CASE("NAT since 8.3 agrees with the interpreter") {
    const Tally tally = compare(2, 600, 100, {false, false, true});
    CHECK(tally.pairs == 60000);
    CHECK(tally.open > 2000);
    CHECK(tally.closed > 2000);
    CHECK(tally.unneeded * 100 < tally.pairs);
}

TEST_CASE("NAT before 8.3 agrees with the interpreter") {
    const Tally tally = compare(3, 400, 100, {true, false, true});
    CHECK(tally.pairs == 40000);
    CHECK(tally.open > 2000);
    CHECK(tally.closed > 2000);
    CHECK(tally.unneeded * 100 < tally.pairs);
}

TEST_CASE("what cannot be decided from the text is never decided") {
    const Tally tally = compare(4, 400, 100, {false, true, true});
    CHECK(tally.undecided > 1000);
    CHECK(tally.open > 1000);
    CHECK(tally.closed > 1000);
}
