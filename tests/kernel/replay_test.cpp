// Generated rulesets and packets through the real netfilter, compared with the flow model's verdicts.
//
// Needs root, a kernel with netfilter, and the tools iptables, ipset and nft. Where one is missing it says so and ends
// with status 77 (skipped); with LYNCGATE_KERNEL_TEST=required in the environment that is a failure.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <fmt/core.h>

#include "dialects/iptables/lower.hpp"
#include "dialects/iptables/parse.hpp"
#include "iptables/generate.hpp"
#include "kernel/sandbox.hpp"
#include "kernel/wire.hpp"
#include "model/walk.hpp"
#include "net/protocol.hpp"

namespace lyncgate::kernel {
namespace {

using iptables::testing::Flavour;
using iptables::testing::Probe;

constexpr int skipped = 77;

/// What every table looks like before a ruleset is loaded.
constexpr std::string_view blank =
    "*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"
    "*mangle\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING "
    "ACCEPT [0:0]\nCOMMIT\n"
    "*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\nCOMMIT\n"
    "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n"
    "*security\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";

struct Tally {
    int rulesets = 0, refused = 0, packets = 0, passed = 0, unknown = 0, wrong = 0;
    std::map<std::string, int> reasons;  ///< why verdicts are unknown
};

Packet as_model(const Probe& probe, const Firewall& firewall) {
    Packet packet;
    packet[Field::source] = probe.source.number();
    packet[Field::destination] = probe.destination.number();
    packet[Field::protocol] = probe.protocol;
    packet[Field::source_port] = probe.source_port;
    packet[Field::destination_port] = probe.destination_port;
    packet[Field::icmp] = icmp_value(probe.icmp_type, probe.icmp_code);
    packet[Field::tcp_flags] = probe.protocol == 6 ? probe.tcp_flags : 0;
    packet[Field::state] = static_cast<Value>(probe.state == iptables::state_invalid       ? State::invalid
                                              : probe.state == iptables::state_established ? State::established
                                              : probe.state == iptables::state_related     ? State::related
                                                                                           : State::new_);
    packet[Field::ingress] = probe.in.empty() ? 0 : *firewall.find_interface(probe.in);
    return packet;
}

std::string describe(const Probe& probe) {
    return fmt::format("{}:{} -> {}:{} proto {} flags {} icmp {}/{} state {}{} in '{}'", to_string(probe.source),
                       probe.source_port, to_string(probe.destination), probe.destination_port, probe.protocol,
                       probe.tcp_flags, probe.icmp_type, probe.icmp_code, probe.state, probe.reply ? " (reply)" : "",
                       probe.in);
}

/// How the packet left, where the model claims to know; empty when it agrees.
std::string difference(const Firewall& firewall, const Walk& walk, const Passed& passed) {
    const auto wrong = [&](Field field, Value value) {
        return !walk.unknown[index_of(field)] && walk.arrived[field] != value;
    };
    if (walk.delivered != passed.delivered && !walk.unknown[index_of(Field::destination)]) {
        return passed.delivered ? "the kernel delivers it, the model does not"
                                : "the model delivers it, the kernel does not";
    }
    if (wrong(Field::source, passed.probe.source.number()) ||
        wrong(Field::destination, passed.probe.destination.number())) {
        return fmt::format("addresses: kernel {} -> {}", to_string(passed.probe.source),
                           to_string(passed.probe.destination));
    }
    if (wrong(Field::source_port, passed.probe.source_port) ||
        wrong(Field::destination_port, passed.probe.destination_port)) {
        return fmt::format("ports: kernel {} -> {}", passed.probe.source_port, passed.probe.destination_port);
    }
    if (wrong(Field::mark, passed.mark)) {
        return fmt::format("mark: kernel {:#x}", passed.mark);
    }
    if (!passed.delivered && !walk.unknown[index_of(Field::egress)]) {
        const std::string& out = firewall.interfaces[static_cast<std::size_t>(walk.arrived[Field::egress])].name;
        return out == passed.out ? std::string()
                                 : fmt::format("leaves by {} in the kernel, by {} in the model", passed.out, out);
    }
    return {};
}

void report(Tally& tally, std::string_view what, const Probe& probe, const std::string& text, const std::string& sets) {
    if (++tally.wrong == 1) {
        fmt::print(stderr, "{}\n  {}\n{}{}", what, describe(probe), text, sets);
    }
}

void compare(Tally& tally, const Firewall& firewall, const Probe& probe, const Passed* passed, const std::string& text,
             const std::string& sets) {
    const Walk walked = walk(firewall, as_model(probe, firewall), probe.in.empty() ? From::itself : From::outside);
    ++tally.packets;
    tally.passed += passed != nullptr ? 1 : 0;
    if (walked.fate == Fate::unknown) {
        ++tally.unknown;
        for (const DoubtId doubt : walked.doubts) {
            ++tally.reasons[firewall.reason_of(doubt).reason];
        }
        return;
    }
    if ((walked.fate == Fate::accept) != (passed != nullptr)) {
        return report(tally,
                      passed != nullptr ? "the kernel accepts, the model drops" : "the kernel drops, the model accepts",
                      probe, text, sets);
    }
    if (passed != nullptr) {
        const std::string how = difference(firewall, walked, *passed);
        if (!how.empty()) {
            report(tally, how, probe, text, sets);
        }
    }
}

/// The types of sets that this kernel does not have.
const std::string& missing_set_types() {
    static const std::string missing = [] {
        std::string types;
        for (const std::string_view type : iptables::testing::rare_set_types) {
            if (!run(fmt::format("ipset create probe {} && ipset destroy probe", type)).empty()) {
                types += fmt::format("{}{}", types.empty() ? "" : " ", type);
            }
        }
        return types;
    }();
    return missing;
}

/// A ruleset in the kernel and in the model, and the probes through both.
bool replay(Tally& tally, Wire& wire, const Flavour& flavour, std::string_view backend,
            iptables::testing::Random& random, int probes) {
    const bool four = flavour.family == Family::ipv4;
    const std::string tool = fmt::format("ip{}tables-{}-restore", four ? "" : "6", backend);
    const std::string text = iptables::testing::random_ruleset(random, flavour);
    const std::string sets =
        flavour.sets ? iptables::testing::random_sets(random, flavour.family, missing_set_types()) : std::string();
    std::string error = run(tool, blank);
    if (flavour.sets && error.empty()) {
        run("ipset destroy s7; ipset destroy");
        error = run("ipset restore", sets);
    }
    error = error.empty() ? run(tool, text) : error;
    ++tally.rulesets;
    if (!error.empty()) {
        ++tally.refused;
        fmt::print(stderr, "{}\n", error.substr(0, 300));
        return false;
    }
    const SourceFile file("ruleset", text);
    const SourceFile set_file("sets", sets);
    const iptables::ReadRuleset read = iptables::parse(file);
    iptables::SetCatalogue catalogue;
    iptables::parse_ipset(set_file, catalogue);
    Firewall firewall = iptables::lower({four ? &read.ruleset : nullptr, four ? nullptr : &read.ruleset, &catalogue},
                                        iptables::testing::world_interfaces());
    prepare(firewall);
    std::vector<Probe> list;
    for (int i = 0; i < probes; ++i) {
        list.push_back(iptables::testing::random_probe(random, flavour, i % 5 == 4));
    }
    const std::map<std::uint32_t, Passed> passed = wire.replay(list);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto found = passed.find(static_cast<std::uint32_t>(i));
        compare(tally, firewall, list[i], found == passed.end() ? nullptr : &found->second, text, sets);
    }
    return true;
}

/// Without rules everything has to pass, or the replay would call every loss a drop.
bool world_works(Wire& wire, Family family) {
    const Flavour flavour{family, false, false, false, false, true};
    iptables::testing::Random random(99);
    run(family == Family::ipv4 ? "iptables-legacy-restore" : "ip6tables-legacy-restore", blank);
    std::vector<Probe> list;
    for (int i = 0; i < 300; ++i) {
        list.push_back(iptables::testing::random_probe(random, flavour, i % 5 == 4));
    }
    const auto passed = wire.replay(list);
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (passed.find(static_cast<std::uint32_t>(i)) == passed.end()) {
            fmt::print(stderr, "without rules this probe is lost: {}\n", describe(list[i]));
        }
    }
    return passed.size() == list.size();
}

int not_run(const std::string& why) {
    const char* const wish = std::getenv("LYNCGATE_KERNEL_TEST");
    const bool required = wish != nullptr && std::strcmp(wish, "required") == 0;
    fmt::print(stderr, "NOT RUN: the replay through the kernel needs root, netfilter, and iptables, ipset, nft: {}\n",
               why);
    return required ? 1 : skipped;
}

int main_of(int rounds, std::uint32_t seed) {
    const std::string closed = enter_sandbox();
    if (!closed.empty()) {
        return not_run(closed);
    }
    std::string error;
    Wire wire(error);
    if (!error.empty()) {
        return not_run(error);
    }
    if (!world_works(wire, Family::ipv4) || !world_works(wire, Family::ipv6)) {
        return 1;
    }
    struct Row {
        std::string_view name;
        Flavour flavour;
        std::string_view backend;
    };
    std::vector<Row> rows;
    for (const std::string_view backend : {"legacy", "nft"}) {
        for (const Family family : {Family::ipv4, Family::ipv6}) {
            rows.push_back({"filter", {family, false, false, false, false, true}, backend});
            rows.push_back({"all tables", {family, false, true, false, false, true}, backend});
            rows.push_back({"sets", {family, false, false, true, false, true}, backend});
            rows.push_back({"translation", {family, true, false, false, false, true}, backend});
            rows.push_back({"everything", {family, true, true, true, false, true}, backend});
        }
    }
    if (!missing_set_types().empty()) {
        fmt::print("not replayed, for this kernel has no such sets: {}\n", missing_set_types());
    }
    int wrong = 0;
    for (const Row& row : rows) {
        iptables::testing::Random random(seed);
        Tally tally;
        for (int i = 0; i < rounds; ++i) {
            replay(tally, wire, row.flavour, row.backend, random, 100);
        }
        const bool four = row.flavour.family == Family::ipv4;
        run(fmt::format("ip{}tables-{}-restore", four ? "" : "6", row.backend), blank);
        const std::string name = fmt::format("{}, {}, {}", row.name, four ? "IPv4" : "IPv6", row.backend);
        fmt::print("{:26} rulesets {} (refused {}), packets {}, passed {}, unknown {}, wrong {}\n", name,
                   tally.rulesets, tally.refused, tally.packets, tally.passed, tally.unknown, tally.wrong);
        for (const auto& [reason, count] : tally.reasons) {
            fmt::print("    {} {}\n", count, reason);
        }
        std::fflush(stdout);
        wrong += tally.wrong + tally.refused;
    }
    return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace lyncgate::kernel

int main(int count, char** words) {
    const int rounds = count > 1 ? std::atoi(words[1]) : 20;
    const auto seed = static_cast<std::uint32_t>(count > 2 ? std::atoi(words[2]) : 1);
    return lyncgate::kernel::main_of(rounds, seed);
}
