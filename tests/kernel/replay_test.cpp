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
#include "kernel/compare.hpp"
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
    std::vector<Walk> walks;
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto found = passed.find(static_cast<std::uint32_t>(i));
        walks.push_back(
            compare(tally, firewall, list[i], found == passed.end() ? nullptr : &found->second, text + sets));
    }
    compare_counters(tally, walks, printed_by(fmt::format("ip{}tables-{}-save -c", four ? "" : "6", backend)),
                     text + sets);
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

int main_of(int rounds, std::uint32_t seed, std::string_view only) {
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
        const bool four = row.flavour.family == Family::ipv4;
        const std::string name = fmt::format("{}, {}, {}", row.name, four ? "IPv4" : "IPv6", row.backend);
        if (name.find(only) == std::string::npos) {
            continue;
        }
        iptables::testing::Random random(seed);
        Tally tally;
        for (int i = 0; i < rounds; ++i) {
            replay(tally, wire, row.flavour, row.backend, random, 100);
        }
        run(fmt::format("ip{}tables-{}-restore", four ? "" : "6", row.backend), blank);
        fmt::print("{:26} rulesets {} (refused {}), packets {}, passed {}, unknown {}, counted rules {}, wrong {}\n",
                   name, tally.rulesets, tally.refused, tally.packets, tally.passed, tally.unknown, tally.counted,
                   tally.wrong);
        for (const auto& [reason, count] : tally.reasons) {
            fmt::print("    {} {}\n", count, reason);
        }
        std::fflush(stdout);
        wrong += tally.wrong + tally.refused;
    }
    if (wire.lost() != 0) {
        fmt::print("{} connections were not taken by the kernel\n", wire.lost());
    }
    return wrong + wire.lost() == 0 ? 0 : 1;
}

}  // namespace
}  // namespace lyncgate::kernel

/// test_kernel [ROUNDS [SEED [ROW]]]: so many rulesets per row; only rows whose name has ROW in it.
int main(int count, char** words) {
    const int rounds = count > 1 ? std::atoi(words[1]) : 20;
    const auto seed = static_cast<std::uint32_t>(count > 2 ? std::atoi(words[2]) : 1);
    return lyncgate::kernel::main_of(rounds, seed, count > 3 ? words[3] : "");
}
