// The flow model against the interpreter, on random files and packets.
#include "catch.hpp"

#include <fmt/format.h>

#include "dialects/pf/expand.hpp"
#include "dialects/pf/lower.hpp"
#include "model/decide.hpp"
#include "model/walk.hpp"
#include "net/protocol.hpp"
#include "pf/generate.hpp"

using namespace lyncgate;
using namespace lyncgate::pf;
using namespace lyncgate::pf::testing;

namespace {

lyncgate::Packet packet_of(const Probe& probe, const Firewall& firewall) {
    lyncgate::Packet packet;
    packet[Field::source] = probe.source.number();
    packet[Field::destination] = probe.destination.number();
    packet[Field::protocol] = probe.protocol;
    packet[Field::source_port] = probe.source_port;
    packet[Field::destination_port] = probe.destination_port;
    packet[Field::icmp] = icmp_value(probe.icmp_type, probe.icmp_code);
    packet[Field::tcp_flags] = probe.protocol == 6 ? probe.tcp_flags : 0;
    packet[Field::state] = static_cast<Value>(State::new_);
    packet[Field::ingress] = *firewall.find_interface(probe.in);
    return packet;
}

struct Tally {
    int packets = 0, unknown = 0, wrong = 0, needless = 0;
    std::string wrong_example, needless_example;  ///< the shortest of each
};

void note(std::string& example, const std::string& what, const std::string& text, const Probe& probe) {
    if (example.empty() || text.size() + 200 < example.size()) {
        example = fmt::format("{}\n{} port {} -> {} port {}, proto {}, flags {}, icmp {}/{}, in by {}\n{}", what,
                              to_string(probe.source), probe.source_port, to_string(probe.destination),
                              probe.destination_port, probe.protocol, probe.tcp_flags, probe.icmp_type, probe.icmp_code,
                              probe.in, text);
    }
}

bool same_outcome(Fate fate, Ending ending) {
    return (fate == Fate::accept && ending == Ending::accept) || (fate == Fate::drop && ending == Ending::drop) ||
           (fate == Fate::reject && ending == Ending::reject);
}

/// What the packet looks like when it leaves, as far as the model claims to know it.
bool same_packet(const Walk& walk, const Journey& journey) {
    const auto same = [&](Field field, Value value) {
        return walk.unknown[index_of(field)] || walk.arrived[field] == value;
    };
    const bool ports = journey.left.protocol == 6 || journey.left.protocol == 17;
    return same(Field::source, journey.left.source.number()) &&
           same(Field::destination, journey.left.destination.number()) &&
           (!ports || (same(Field::source_port, journey.left.source_port) &&
                       same(Field::destination_port, journey.left.destination_port))) &&
           (walk.unknown[index_of(Field::destination)] || walk.delivered == journey.delivered);
}

/// Whether the packet passed a stage without leaving a state behind; `otherwise` when the model is not certain which
/// rule passed it.
bool stateless_at(const Walk& walk, const Stage& stage, bool otherwise) {
    bool stateless = otherwise;
    for (const Step& step : walk.steps) {
        if (step.stage == &stage) {
            if (!step.certain) {
                return otherwise;
            }
            stateless = step.rule != nullptr ? step.rule->stateless : step.chain->policy_stateless;
        }
    }
    return stateless;
}

bool same_states(const Walk& walk, const Firewall& firewall, const Journey& journey) {
    return stateless_at(walk, firewall.entering.front(), journey.stateless_in) == journey.stateless_in &&
           (journey.delivered ||
            stateless_at(walk, firewall.forwarded.front(), journey.stateless_out) == journey.stateless_out);
}

/// The answer of the box question, which is the slower way, must not contradict the walk.
void compare_box(Tally& tally, const Firewall& firewall, const lyncgate::Packet& packet, Fate fate,
                 const std::string& text, const Probe& probe) {
    SetPool pool;
    Box question = box_of(packet, pool);
    for (const Field own : {Field::egress, Field::mark, Field::translated, Field::connmark}) {
        question.sets[index_of(own)] = nullptr;
    }
    const View view = unfold(firewall, question, From::outside, pool);
    const lyncgate::Answer answer = decide(view, pool);
    const Fate boxed = !answer.closed.empty() ? Fate::drop : !answer.open() ? Fate::unknown : Fate::accept;
    if (boxed != Fate::unknown && fate != Fate::unknown && (boxed == Fate::accept) != (fate == Fate::accept)) {
        ++tally.wrong;
        note(tally.wrong_example, "the box question and the walk disagree", text, probe);
    }
}

void compare(Tally& tally, const Firewall& firewall, const Machine& base, const Probe& probe, const std::string& text) {
    const lyncgate::Packet packet = packet_of(probe, firewall);
    const Walk walked = walk(firewall, packet, From::outside);
    bool guessed = false;
    for (const std::uint32_t world : {0U, 1U, 2U, 7U}) {
        Machine machine = base;
        machine.world = world;
        const Journey journey = interpret(machine, probe);
        guessed = guessed || journey.guessed;
        const bool blocked = journey.guessed && walked.fate != Fate::accept && journey.ending != Ending::accept;
        if (walked.fate != Fate::unknown && !blocked && !same_outcome(walked.fate, journey.ending)) {
            ++tally.wrong;
            note(tally.wrong_example,
                 fmt::format("model says {}, interpreter says {} in world {} by line {}", static_cast<int>(walked.fate),
                             static_cast<int>(journey.ending), world, journey.line),
                 text, probe);
        } else if (walked.fate == Fate::accept && !same_packet(walked, journey)) {
            ++tally.wrong;
            note(tally.wrong_example,
                 fmt::format("the packet leaves differently: {} -> {} port {}", to_string(journey.left.source),
                             to_string(journey.left.destination), journey.left.destination_port),
                 text, probe);
        } else if (walked.fate == Fate::accept && !journey.guessed && !same_states(walked, firewall, journey)) {
            ++tally.wrong;
            note(tally.wrong_example,
                 fmt::format("without state: interpreter says {} in, {} out", journey.stateless_in,
                             journey.stateless_out),
                 text, probe);
        }
    }
    ++tally.packets;
    tally.unknown += walked.fate == Fate::unknown ? 1 : 0;
    if (walked.fate == Fate::unknown && !guessed) {
        ++tally.needless;
        note(tally.needless_example,
             "unknown without a reason: " +
                 firewall.reason_of(walked.doubts.empty() ? translation_choice : walked.doubts.front()).reason,
             text, probe);
    }
    if (tally.packets % 50 == 0) {
        compare_box(tally, firewall, packet, walked.fate, text, probe);
    }
}

Tally run(bool old, std::uint32_t seed, int files, int packets) {
    Random random(seed);
    Tally tally;
    for (int i = 0; i < files; ++i) {
        const std::string text = random_config(random, old);
        const SourceFile file("random", text);
        std::vector<Diagnostic> diagnostics;
        ReadOptions options;
        options.era = old ? Era::freebsd : Era::openbsd;
        options.exact = true;
        Config config = read_config(file, options, diagnostics);
        const bool valid = std::none_of(diagnostics.begin(), diagnostics.end(),
                                        [](const Diagnostic& d) { return d.level == Level::error; });
        if (!valid) {
            FAIL(render(diagnostics.front()) + "\n" + text);
        }
        Firewall firewall = lower(config, {}, world_interfaces(), diagnostics);
        prepare(firewall);
        const Machine machine{&config, world_ports(), 0};
        for (int j = 0; j < packets; ++j) {
            compare(tally, firewall, machine, random_probe(random), text);
        }
    }
    return tally;
}

void expect_agreement(const Tally& tally) {
    INFO(tally.wrong_example);
    CHECK(tally.wrong == 0);
    INFO(tally.needless_example);
    CHECK(tally.needless <= tally.packets / 50);
    CHECK(tally.unknown * 2 < tally.packets);
}

}  // namespace

TEST_CASE("pf: the model agrees with the interpreter, newer syntax") {
    expect_agreement(run(false, 20240517, 3000, 20));
}

TEST_CASE("pf: the model agrees with the interpreter, older syntax") {
    expect_agreement(run(true, 77, 3000, 20));
}
