// Golden cases: one feature per folder of tests/iptables/cases. `rules` (and `rules6`, `sets`) are read, `probes` are
// traced, and everything said about them is compared with `expected`. LYNCGATE_BLESS=1 writes `expected` anew.
#include "catch.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/core.h>

#include "dialects/iptables/iptables.hpp"
#include "iptables/generate.hpp"
#include "model/walk.hpp"
#include "net/protocol.hpp"

using namespace lyncgate;

namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string said(const Reading& reading) {
    std::string text;
    for (const Diagnostic& diagnostic : reading.diagnostics) {
        text += render(diagnostic) + "\n";
    }
    const Coverage& c = reading.coverage;
    text += fmt::format("statements {}: modelled {}, irrelevant {}, unmodelled {}, broken {}\n", c.statements,
                        c.modelled, c.irrelevant, c.unmodelled, c.broken);
    for (const StatementNote& note : c.notes) {
        text += fmt::format("{} {}: {}\n", name_of(note.treatment), text_of(note.origin), note.effect);
    }
    return text;
}

std::string_view word_of(Fate fate) {
    switch (fate) {
    case Fate::accept: return "accept";
    case Fate::drop: return "drop";
    case Fate::reject: return "reject";
    case Fate::unknown: return "unknown";
    }
    return {};
}

/// `in source destination protocol source-port destination-port [state]`; `in` is "local" for the machine itself.
std::string traced(const Firewall& firewall, const std::string& line) {
    std::istringstream words(line);
    std::string in, source, destination, protocol, state = "NEW";
    unsigned source_port = 0, destination_port = 0;
    words >> in >> source >> destination >> protocol >> source_port >> destination_port >> state;
    Packet packet;
    packet[Field::source] = parse_address(source)->number();
    packet[Field::destination] = parse_address(destination)->number();
    packet[Field::protocol] = static_cast<Value>(*parse_protocol(protocol));
    const bool icmp = protocol == "icmp" || protocol == "ipv6-icmp";
    packet[Field::source_port] = icmp ? 0 : source_port;
    packet[Field::destination_port] = icmp ? 0 : destination_port;
    packet[Field::icmp] =
        icmp ? icmp_value(static_cast<std::uint8_t>(source_port), static_cast<std::uint8_t>(destination_port)) : 0;
    packet[Field::tcp_flags] = protocol == "tcp" ? 2 : 0;
    packet[Field::state] = static_cast<Value>(state == "ESTABLISHED" ? State::established
                                              : state == "RELATED"   ? State::related
                                              : state == "INVALID"   ? State::invalid
                                                                     : State::new_);
    packet[Field::ingress] = in == "local" ? 0 : firewall.find_interface(in).value_or(0);
    const Walk walked = walk(firewall, packet, in == "local" ? From::itself : From::outside);
    std::string text = fmt::format("{}: {}", line, word_of(walked.fate));
    if (walked.decider) {
        const Step& step = walked.steps[*walked.decider];
        text += fmt::format(", by {}",
                            step.rule != nullptr ? text_of(step.rule->origin) : text_of(step.chain->policy_origin));
    }
    for (const DoubtId doubt : walked.doubts) {
        text += fmt::format("; {}", firewall.reason_of(doubt).reason);
    }
    const auto known = [&](Field field) { return !walked.unknown[index_of(field)]; };
    if (walked.fate == Fate::accept) {
        text +=
            fmt::format("; leaves {} -> {} port {}{}",
                        known(Field::source) ? to_string(Address::at(walked.arrived[Field::source])) : "?",
                        known(Field::destination) ? to_string(Address::at(walked.arrived[Field::destination])) : "?",
                        known(Field::destination_port)
                            ? fmt::format("{}", static_cast<unsigned>(walked.arrived[Field::destination_port]))
                            : "?",
                        walked.delivered ? ", to the firewall itself" : "");
    }
    return text + "\n";
}

std::string outcome_of(const fs::path& folder) {
    SourceStore store;
    ReadContext context;
    context.interfaces = iptables::testing::world_interfaces();
    const SourceFile& rules = store.add("rules", content(folder / "rules"));
    for (const char* const companion : {"rules6", "sets"}) {
        if (fs::exists(folder / companion)) {
            context.companions.push_back(&store.add(companion, content(folder / companion)));
        }
    }
    const Reading reading = iptables::read(rules, context);
    std::string text = said(reading);
    for (const Dump& dump : iptables::dumps()) {
        if (dump.name == "syntax") {
            text += dump.write(rules, context);
        }
    }
    std::istringstream probes(content(folder / "probes"));
    for (std::string line; std::getline(probes, line);) {
        text += traced(reading.firewall, line);
    }
    return text;
}

}  // namespace

TEST_CASE("golden cases", "[cases]") {
    const fs::path root = fs::path(LYNCGATE_ROOT) / "tests/iptables/cases";
    std::vector<fs::path> folders;
    for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
        folders.push_back(entry.path());
    }
    std::sort(folders.begin(), folders.end());
    REQUIRE(folders.size() > 10);
    for (const fs::path& folder : folders) {
        const std::string outcome = outcome_of(folder);
        const char* const bless = std::getenv("LYNCGATE_BLESS");
        if (bless != nullptr && *bless == '1') {
            std::ofstream(folder / "expected", std::ios::binary) << outcome;
        }
        INFO(folder.filename().string());
        CHECK(outcome == content(folder / "expected"));
    }
}
