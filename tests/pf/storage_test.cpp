// Where the syntax tree lives, and what is remembered on the way into the model.
#include <cctype>
#include <cstdint>
#include <string>
#include <vector>

#include "catch.hpp"
#include "dialects/pf/expand.hpp"
#include "dialects/pf/keywords.hpp"
#include "dialects/pf/lower_recall.hpp"
#include "dialects/pf/parse.hpp"
#include "dialects/pf/pf.hpp"
#include "dialects/pf/pieces.hpp"
#include "dialects/pf/store.hpp"
#include "net/address.hpp"
#include "pf/characters.hpp"

using namespace lyncgate;
using namespace lyncgate::pf;

namespace {

/// What is said of a text, and how many statements are broken by it.
template<typename Look>
std::string said_of(const std::string& text, Era era, Look look) {
    const SourceFile file("pf.conf", text);
    ReadOptions options;
    options.era = era;
    options.exact = true;
    std::vector<Diagnostic> diagnostics;
    Config config = read_config(file, options, diagnostics);
    const HostFacts facts = loopback_only(era);
    look(config, facts, diagnostics);
    std::string said;
    for (const Diagnostic& diagnostic : diagnostics) {
        said += diagnostic.message + "\n";
    }
    for (const Statement& statement : config.main.statements) {
        said += statement.broken ? "broken " : "";
    }
    return said;
}

}  // namespace

TEST_CASE("pf: members of a growing sequence do not move") {
    Pieces<int> numbers;
    CHECK(numbers.empty());
    CHECK(numbers.begin() == numbers.end());
    int* const first = &(numbers.emplace_back() = 0);
    for (int i = 1; i < 1000; ++i) {
        numbers.emplace_back() = i;
    }
    CHECK(first == &*numbers.begin());
    CHECK(numbers.size() == 1000);
    CHECK(numbers.back() == 999);
    int next = 0;
    for (const int number : numbers) {
        REQUIRE(number == next++);
    }
    CHECK(next == 1000);
}

TEST_CASE("pf: words end where a character cannot stand in one, wherever that is") {
    const std::string inside = "abcXYZ019\"$%&'*+-.:;?@[]^_`|~";
    for (int c = 0; c < 256; ++c) {
        for (std::size_t before = 1; before < 40; ++before) {
            for (const std::size_t behind : {std::size_t{0}, std::size_t{1}, std::size_t{30}}) {
                const std::string text =
                    std::string(before, 'x') + static_cast<char>(c) + std::string(behind, 'y') + " ";
                const bool in_word =
                    c == '\\' || std::isalnum(c) != 0 || inside.find(static_cast<char>(c)) != std::string::npos;
                const std::size_t expected = in_word ? text.size() - 1 : before;
                const char* const end = text.data() + text.size();
                REQUIRE(lexical::word_end(text.data(), end) == text.data() + expected);
                REQUIRE(lexical::short_word_end(text.data(), end) == text.data() + expected);
            }
        }
    }
    for (const std::string text :
         {"1", "12345", "1234567", "12345678", "123456789012", "1.5", "12a", "1234567:", "1234567/"}) {
        const std::string longer = text + "        ";
        const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
        CHECK(lexical::all_digits(longer.data(), longer.data() + text.size(), longer.data() + longer.size()) == digits);
        CHECK(lexical::all_digits(text.data(), text.data() + text.size(), text.data() + text.size()) == digits);
    }
}

TEST_CASE("pf: remarks go on where their line does") {
    const std::string text = "# one \\\nblock in\npass in # two \\\r\nblock out\r\nblock all#\\ \n#\nmatch in #";
    const SourceFile file("pf.conf", text);
    std::vector<Diagnostic> diagnostics;
    const Config config = read_config(file, {}, diagnostics);
    CHECK(diagnostics.empty());
    std::vector<std::string_view> written;
    for (const Statement& statement : config.main.statements) {
        written.push_back(text_of(statement.origin));
    }
    CHECK(written == std::vector<std::string_view>{"pass in", "block all", "match in"});
}

TEST_CASE("pf: what is remembered of one rule is not taken for another one") {
    const SourceFile file(
        "pf.conf", "ether block quick l3 from <bad> to 192.0.2.1\nether block quick l3 from 192.0.2.2 to 192.0.2.3\n"
                   "block all\n");
    const Reading reading = Variant<any_pf>::read(file, {});
    for (const Chain& chain : reading.firewall.chains) {
        INFO(chain.name);
        const Set* const first = chain.rules.at(0).match.boxes.front()[Field::destination];
        REQUIRE(first != nullptr);
        CHECK(*first == addresses_of(*parse_prefix("192.0.2.1/32")));
    }
}

TEST_CASE("pf: lists keep what they hold, at places that fit") {
    Store store;
    std::vector<List<std::uint64_t>> lists;
    std::vector<std::string_view> texts;
    for (std::uint64_t i = 0; i < 2000; ++i) {
        const std::vector<std::uint64_t> members(i % 7, i);
        lists.push_back(store.list<std::uint64_t>(members));
        texts.push_back(store.text(std::string(i % 5, 'x')));
    }
    const std::vector<std::uint64_t> large(100'000, 1);
    CHECK(store.list<std::uint64_t>(large).size() == large.size());
    for (std::uint64_t i = 0; i < 2000; ++i) {
        REQUIRE(lists[i].size() == i % 7);
        for (const std::uint64_t& member : lists[i]) {
            REQUIRE(member == i);
            REQUIRE(reinterpret_cast<std::uintptr_t>(&member) % alignof(std::uint64_t) == 0);
        }
        REQUIRE(texts[i] == std::string(i % 5, 'x'));
    }
}

TEST_CASE("pf: what is remembered is what was made") {
    Recall<NetworkKey, std::uint64_t> recall(16);
    int made = 0;
    for (int round = 0; round < 2; ++round) {
        for (std::uint64_t low = 0; low < 500; ++low) {
            const NetworkKey key{0, low, 32, 0, false};
            REQUIRE(recall.get(key, [&] { return ++made, low; }) == low);
            REQUIRE(recall.get(key, [&] { return ++made, low + 1; }) == low);
        }
    }
    CHECK(made <= 1000);
}

TEST_CASE("pf: words that are nearly keywords") {
    CHECK(kind_of_word("pass") == Kind::kw_pass);
    CHECK(kind_of_word("max-src-conn-rate") == Kind::kw_max_src_conn_rate);
    CHECK(kind_of_word("ruleset-optimization") == Kind::kw_ruleset_optimization);
    for (const char* const word : {"p", "pas", "pAss", "passs", "Pass", "max-srX-conn-rate", "ruleset-optimizatiom"}) {
        CHECK(kind_of_word(word) == Kind::text);
    }
}

TEST_CASE("pf: a look at the rules says what their expansion says") {
    const std::vector<std::string> rules = {
        "pass quick inet proto tcp from 10.0.0.1 to 10.1.0.0/16 port 443",
        "pass proto { tcp udp } from <t> to 2001:db8::1 port { 80 443 }",
        "pass inet from 10.0.0.1 to 2001:db8::1",
        "pass from 10.0.0.1 to 2001:db8::1",
        "pass inet6 from 10.0.0.1",
        "pass from 10.0.0.0/64",
        "pass from { 10.0.0.0/64 10.0.0.1 }",
        "pass from any to { 10.0.0.1 10.1.0.0/16 <t> }",
        "pass from { 10.0.0.1 2001:db8::1 } to { 10.0.0.2 2001:db8::2 }",
        "pass from { 10.0.0.1 10.0.0.2 } to { 2001:db8::1 2001:db8::2 }",
        "pass inet6 from any to { 2001:db8::1 10.0.0.1 }",
        "pass inet from { any 2001:db8::1 } to any",
        "pass from { !10.0.0.1 !10.0.0.0/8 } to !any",
        "pass proto { tcp udp } from { 10.0.0.1 10.0.0.0/33 } to any port { 80 443 }",
        "pass to port 80",
        "pass proto icmp to port 80",
        "pass proto { tcp icmp } to port 80",
        "block allow-opts",
        "block keep state",
        "block no state",
        "block return-rst",
        "block return-rst proto udp",
        "pass inet proto icmp6",
        "pass flags S/SA proto udp",
        "pass proto udp flags S/SA",
        "pass fragment to port 80",
        "pass in on em0 from 192.0.2.1 to fe80::1%em1",
        "match from 10.0.0.1 to 2001:db8::1",
        "pass route-to 10.0.0.9",
        "pass in inet af-to inet from 10.0.0.1",
    };
    for (const Era era : {Era::openbsd, Era::openbsd_44, Era::freebsd}) {
        for (const std::string& rule : rules) {
            INFO(rule);
            CHECK(said_of(rule + "\n", era, check) ==
                  said_of(rule + "\n", era, [](auto&... told) { expand(told...); }));
        }
    }
}
