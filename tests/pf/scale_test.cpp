// Files that are long, deep or broken on purpose: reading stays bounded, and lists stay lists.
#include "catch.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "dialects/pf/expand.hpp"
#include "dialects/pf/lower.hpp"
#include "dialects/pf/print.hpp"

using namespace lyncgate;
using namespace lyncgate::pf;

namespace {

std::size_t errors_in(const std::vector<Diagnostic>& diagnostics) {
    return static_cast<std::size_t>(
        std::ranges::count(diagnostics, Level::error, [](const Diagnostic& d) { return d.level; }));
}

std::size_t errors_of(const std::string& text) {
    const SourceFile file("pf.conf", text);
    std::vector<Diagnostic> diagnostics;
    Config config = read_config(file, {}, diagnostics);
    check(config, loopback_only(config.era), diagnostics);
    const Firewall firewall = lower(config, {}, {}, diagnostics);
    CHECK(firewall.chains.size() >= 2);
    return errors_in(diagnostics);
}

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
        all += text;
    }
    return all;
}

std::string addresses(int count) {
    std::string list = "{ ";
    for (int i = 0; i < count; ++i) {
        list += fmt::format("10.0.{}.{} ", i / 250, i % 250);
    }
    return list + "}";
}

}  // namespace

TEST_CASE("pf: lists that multiply to millions of rules stay one rule") {
    std::string ports = "{ ";
    for (int i = 1; i <= 500; ++i) {
        ports += fmt::format("{} ", 2 * i);
    }
    const std::string text = fmt::format("pass in proto tcp from {0} to {0} port {1} }}\n", addresses(500), ports);
    const SourceFile file("pf.conf", text);
    std::vector<Diagnostic> diagnostics;
    Config config = read_config(file, {}, diagnostics);
    check(config, loopback_only(config.era), diagnostics);
    CHECK(errors_in(diagnostics) == 0);
    const Firewall firewall = lower(config, {}, {}, diagnostics);
    CHECK(firewall.chains[0].rules.size() == 2);  // established connections, and the rule
    const HostFacts facts = loopback_only(config.era);
    const std::string printed = dump_pfctl(config, expand(config, facts, diagnostics), facts);
    CHECK(printed.ends_with("# line 1: 125000000 rules, of which the first 100000 are printed\n"));
    CHECK(!config.main.statements.front().broken);
}

TEST_CASE("pf: what is wrong with one member of a long list is said") {
    CHECK(errors_of(fmt::format("pass in proto {{ tcp udp icmp }} from {} to any port 80\n", addresses(400))) == 1);
}

TEST_CASE("pf: braces that are never closed") {
    CHECK(errors_of(repeated("{\n", 20000)) <= 20000);
    CHECK(errors_of("pass from {" + repeated("\n{", 20000)) <= 20001);
    CHECK(errors_of(repeated("pass from a {\n", 20000) + "}\n") <= 20001);
    CHECK(errors_of(repeated("anchor {\n", 20000)) <= 40000);
}

TEST_CASE("pf: macros that stand for more and more") {
    const std::string text = "a = \"" + repeated("10.0.0.1 ", 5000) + "\"\n" + repeated("pass from { $a }\n", 400);
    CHECK(errors_of(text) == 1);
}

TEST_CASE("pf: a flat file has no limit, anchors that multiply have") {
    constexpr int count = 250'000;
    std::string text;
    for (int i = 0; i < count; ++i) {
        text += fmt::format("pass in quick proto tcp from any to 10.{}.{}.1 port 443\n", i / 250 % 250, i % 250);
    }
    const SourceFile flat("pf.conf", text);
    std::vector<Diagnostic> diagnostics;
    const Firewall firewall = lower(read_config(flat, {}, diagnostics), {}, {}, diagnostics);
    const auto unclear = [](const Firewall& any) {
        return std::ranges::count_if(any.chains.front().rules, [](const lyncgate::Rule& rule) {
            return std::holds_alternative<Unclear>(rule.action);
        });
    };
    CHECK(unclear(firewall) == 0);
    CHECK(firewall.chains.front().rules.size() > count);

    // Each anchor calls the one before it ten times.
    std::string ladder = "anchor a0 { pass in proto tcp to port 443 }\n";
    for (int i = 1; i <= 7; ++i) {
        ladder += fmt::format("anchor a{} {{\n", i) + repeated(fmt::format("anchor /a{}\n", i - 1), 10) + "}\n";
    }
    const SourceFile deep("pf.conf", ladder);
    CHECK(unclear(lower(read_config(deep, {}, diagnostics), {}, {}, diagnostics)) > 0);
}

TEST_CASE("pf: what an included file says counts as if it stood there") {
    const SourceFile inner("skip.conf", "set skip on em0\nether block in on em1\n");
    const SourceFile file("pf.conf", "include \"skip.conf\"\nblock\n");
    ReadOptions options;
    options.find = [&](std::string_view) { return &inner; };
    std::vector<Diagnostic> diagnostics;
    const Config config = read_config(file, options, diagnostics);
    const Firewall firewall = lower(config, options.find, {}, diagnostics);
    const std::vector<lyncgate::Rule>& rules = firewall.chains[0].rules;
    REQUIRE(rules.size() == 4);  // skipped, frames, established, block
    CHECK(std::get<Decide>(rules[0].action).verdict == Verdict::accept);
    CHECK(!rules[1].match.doubts.empty());
    CHECK(std::get<Decide>(rules[3].action).verdict == Verdict::drop);
}

TEST_CASE("pf: a file that includes itself") {
    const SourceFile file("pf.conf", "include \"pf.conf\"\ninclude \"pf.conf\"\n");
    ReadOptions options;
    options.find = [&](std::string_view) { return &file; };
    std::vector<Diagnostic> diagnostics;
    read_config(file, options, diagnostics);
    CHECK(errors_in(diagnostics) == 2);
}
