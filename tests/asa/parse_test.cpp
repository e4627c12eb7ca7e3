// Reading: nothing is lost, nothing crashes, every statement is accounted for.
#include "catch.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <random>

#include "dialects/asa/asa.hpp"
#include "dialects/asa/config.hpp"
#include "random_config.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

asa::Config only(const SourceFile& file) {
    std::vector<asa::Config> configs = asa::parse(file);
    REQUIRE(configs.size() == 1);
    return std::move(configs.front());
}

void check_account(const SourceFile& file) {
    const Reading reading = asa::read(file, {});
    const Coverage& c = reading.coverage;
    CHECK(c.statements == c.modelled + c.irrelevant + c.unmodelled + c.broken);
    CHECK(c.notes.size() == c.unmodelled + c.broken);
    for (const Diagnostic& diagnostic : reading.diagnostics) {
        CHECK(diagnostic.origin.span.end <= file.text().size());
        CHECK(diagnostic.origin.span.begin <= diagnostic.origin.span.end);
    }
}

}  // namespace

TEST_CASE("damaged text neither crashes nor escapes the account") {
    std::mt19937 random(7);
    for (int i = 0; i < 60; ++i) {
        const std::string whole = random_config(random, {i % 2 == 0, true, true});
        std::string text = whole.substr(0, random() % whole.size());
        for (unsigned k = random() % 40; k > 0 && !text.empty(); --k) {
            text[random() % text.size()] = static_cast<char>(random() % 256);
        }
        check_account(SourceFile("damaged.cfg", text));
        std::string shuffled;
        std::vector<std::string> lines;
        for (std::size_t begin = 0; begin < whole.size();) {
            const std::size_t end = whole.find('\n', begin);
            lines.push_back(whole.substr(begin, end - begin + 1));
            begin = end + 1;
        }
        std::shuffle(lines.begin(), lines.end(), random);
        for (const std::string& line : lines) {
            shuffled += line;
        }
        check_account(SourceFile("shuffled.cfg", shuffled));
    }
    check_account(SourceFile("empty.cfg", ""));
    check_account(SourceFile("zeros.cfg", std::string(5000, '\0')));
    check_account(SourceFile("long.cfg", "access-list a extended permit tcp " + std::string(100000, 'x')));
}

TEST_CASE("groups that hold themselves end") {
    const SourceFile file("loop.cfg",
                          "ASA Version 9.1(2)\n"
                          "object-group network a\n group-object b\n"
                          "object-group network b\n group-object a\n network-object host 192.0.2.7\n"
                          "object-group service s\n group-object s\n service-object tcp destination eq 443\n"
                          "access-list l extended permit object-group s object-group a any\n"
                          "access-group l in interface outside\n");
    const Reading reading = asa::read(file, {});
    CHECK(reading.firewall.doubts.size() >= 2);
}

TEST_CASE("carriage returns, prompts, pagers and show tech sections") {
    const SourceFile file("tech.txt", "------------------ show version ------------------\r\n"
                                      "Cisco Adaptive Security Appliance Software\r\n"
                                      "------------------ show running-config ------------------\r\n"
                                      ": Saved\r\n"
                                      "ASA Version 9.1(2)\r\n"
                                      "interface Ethernet0/0\r\n"
                                      " nameif outside\r\n"
                                      "<--- More --->\r              \r security-level 7\r\n"
                                      "------------------ show blocks ------------------\r\n"
                                      "access-list not extended permit ip any any\r\n");
    const asa::Config config = only(file);
    REQUIRE(config.interfaces.size() == 1);
    CHECK(config.interfaces[0].name == "outside");
    CHECK(config.interfaces[0].level_text == "7");
    CHECK(config.lists.empty());
    CHECK(config.version.major == 9);
    CHECK(config.coverage.unmodelled == 0);
    const SourceFile typed(
        "typed.txt", "fw(config)# access-list a permit ip any any\nfw(config)# show route\nC 10.0.0.0\nfw# exit\n");
    CHECK(only(typed).lists.size() == 1);
    CHECK(only(typed).coverage.unmodelled == 0);
}

TEST_CASE("several contexts in one file; the site's interfaces choose") {
    const SourceFile file("contexts.txt", "ASA Version 9.8(4) <context>\nhostname one\n"
                                          "interface a\n nameif red\naccess-list x extended permit ip any any\n"
                                          "access-group x in interface red\n"
                                          "ASA Version 9.8(4) <context>\nhostname two\n"
                                          "interface a\n nameif blue\naccess-list x extended deny ip any any\n"
                                          "access-group x in interface blue\n");
    REQUIRE(asa::parse(file).size() == 2);
    ReadContext context;
    context.interfaces.push_back({"blue", {}, {}});
    CHECK(asa::read(file, context).firewall.name == "two");
    CHECK(asa::read(file, {}).firewall.name == "one");
}

TEST_CASE("the 100,000th entry costs what the first did") {
    std::string text = "ASA Version 9.16(3)\nobject-group network big\n";
    for (int i = 0; i < 5000; ++i) {
        text += fmt::format(" network-object host 10.1.{}.{}\n", i / 250, 1 + i % 250);
    }
    for (int i = 0; i < 20000; ++i) {
        text += fmt::format("access-list in line {} extended permit tcp object-group big host 192.0.2.{} eq {}\n",
                            i % 7 == 0 ? 1 : i + 1, i % 250, i);
    }
    const SourceFile file("big.cfg", text);
    const Reading reading = asa::read(file, {});
    CHECK(reading.coverage.modelled == 25002);
    // One set for the group, one for each destination and each port, and few besides.
    CHECK(reading.firewall.pool->size() < 21000);
}

TEST_CASE("words longer than any device takes are undecided, never another word") {
    const std::string zeros(70'000, '0');
    const std::string far(5'000'000, ' ');
    const std::string names(70'000, 'n');
    for (const std::string& tail : {"any any eq " + zeros + "443", "any any range 5060" + far + "5061",
                                    "host 10.0.0." + zeros + "1 any", "any object-group " + names}) {
        const SourceFile file("long.cfg", "object-group network " + names + "\n network-object host 10.0.0.7\n" +
                                              "access-list in extended permit tcp " + tail + "\n" +
                                              "access-group in in interface inside\n");
        const Reading reading = asa::read(file, {});
        const auto list = std::find_if(reading.firewall.chains.begin(), reading.firewall.chains.end(),
                                       [](const Chain& chain) { return chain.name == "in"; });
        REQUIRE(list != reading.firewall.chains.end());
        REQUIRE(list->rules.size() == 1);
        CHECK_FALSE(list->rules.front().match.doubts.empty());
    }
}

TEST_CASE("groups and lists of an indented file are read in the time of their length") {
    std::string text = " ASA Version 9.16(3)\n";
    for (int i = 0; i < 2000; ++i) {
        text += fmt::format(" object-group network g{}\n  network-object host 10.1.{}.{}\n  group-object g{}\n"
                            "  network-object host 10.2.{}.{}\n",
                            i, i / 250, 1 + i % 250, i == 0 ? 0 : i - 1, i / 250, 1 + i % 250);
    }
    const SourceFile file("indented.cfg", text);
    const asa::Config config = only(file);
    CHECK(config.groups.size() == 2000);
    CHECK(config.groups.back().members.size() == 3);
    CHECK(config.groups.back().members.capacity() < 10);
}

TEST_CASE("the syntax dump names everything that was read") {
    const SourceFile file("dump.cfg", "ASA Version 9.16(3)\nhostname fw\nusername admin password 5ecret encrypted\n"
                                      "object network edge\n host 172.16.0.5\n"
                                      "access-list in extended permit tcp any object edge range 50000 59999\n");
    const std::string dump = asa::dumps()[0].write(file, {});
    CHECK(dump.find("object network edge: host 172.16.0.5") != std::string::npos);
    CHECK(dump.find("1 permit word tcp | any  | object edge ports 50000 59999") != std::string::npos);
    CHECK(dump.find("5ecret") == std::string::npos);
}
