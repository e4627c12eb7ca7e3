// Configurations that were cut, shuffled or damaged are read to the end, and no secret of one leaves the reader.
#include "catch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "dialects/asa/asa.hpp"
#include "model/dump.hpp"

using namespace lyncgate;

namespace {

std::vector<std::string> all_cases() {
    std::vector<std::string> texts;
    for (const auto& folder : std::filesystem::directory_iterator(LYNCGATE_ROOT "/tests/asa/cases")) {
        std::ifstream in(folder.path() / "asa.cfg");
        std::ostringstream text;
        text << in.rdbuf();
        texts.push_back(text.str());
    }
    std::sort(texts.begin(), texts.end());
    return texts;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::string joined(const std::vector<std::string>& lines, const char* end) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + end;
    }
    return text;
}

/// Cuts words short, drops some and swaps others: what a person pastes.
std::string worn(std::mt19937& random, const std::string& text) {
    std::string out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line); out += '\n') {
        std::istringstream words(line);
        for (std::string word; words >> word; out += ' ') {
            if (random() % 8 == 0) {
                word.resize(random() % word.size() + 1);
            }
            out += random() % 20 == 0 ? "" : word;
        }
    }
    return out;
}

std::string mangled(std::mt19937& random, const std::string& text) {
    std::vector<std::string> lines = lines_of(text);
    std::string bytes = text;
    switch (random() % 5) {
    case 0: return text.substr(0, random() % (text.size() + 1));
    case 1: std::shuffle(lines.begin(), lines.end(), random); return joined(lines, "\r\n");
    case 2:
        for (std::size_t i = 0; i < 1 + bytes.size() / 100; ++i) {
            bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
        }
        return bytes;
    case 3: return worn(random, text);
    default:
        std::transform(bytes.begin(), bytes.end(), bytes.begin(), [](char c) { return c == '\n' ? '\r' : c; });
        return bytes;
    }
}

/// Every text that may reach a person.
std::string everything_said(const SourceFile& file) {
    const Reading reading = asa::read(file, {});
    std::string said = dump(reading.firewall);
    for (const Diagnostic& diagnostic : reading.diagnostics) {
        said += render(diagnostic);
    }
    for (const StatementNote& note : reading.coverage.notes) {
        said += std::string(text_of(note.origin)) + note.effect;
    }
    for (const Doubt& doubt : reading.firewall.doubts) {
        said += doubt.reason + std::string(text_of(doubt.origin));
    }
    for (const Dump& writer : asa::dumps()) {
        said += writer.write(file, {});
    }
    return said;
}

}  // namespace

TEST_CASE("damaged configurations are read to the end") {
    const std::vector<std::string> texts = all_cases();
    REQUIRE(texts.size() > 30);
    std::mt19937 random(11);
    std::size_t understood = 0;
    for (int i = 0; i < 1500; ++i) {
        const SourceFile file("mangled.cfg", mangled(random, texts[random() % texts.size()]));
        const Reading reading = asa::read(file, {});
        const auto& coverage = reading.coverage;
        REQUIRE(coverage.statements == coverage.modelled + coverage.irrelevant + coverage.unmodelled + coverage.broken);
        for (const Chain& chain : reading.firewall.chains) {
            for (const Rule& rule : chain.rules) {
                REQUIRE(rule.origin.span.end <= file.text().size());
            }
        }
        understood += coverage.modelled;
    }
    CHECK(understood > 10000);
}

TEST_CASE("one line of a kind repeated without end takes no more than its length") {
    for (const std::string line :
         {"filter url except 10.0.0.7 255.255.255.255 0 0\n", "no access-list a extended permit ip any any\n",
          "shun 10.0.0.7\n", "icmp deny any inside\n", "outbound 1 deny 10.0.0.7 255.255.255.255 80 tcp\n",
          "ip audit name a info action drop\n", "route-map a permit 10\n",
          "wccp interface inside web-cache redirect in\n", "service-policy a global\n",
          "policy-map a\n class b\n  inspect http c\n", "int g0/0\nsec 5\n"}) {
        std::string text = "ASA Version 9.8(2)\ninterface g0/1\n nameif inside\n ip address 10.0.0.1 255.255.255.0\n"
                           "access-list a extended permit ip any any\napply (inside) 1 outgoing_src\n"
                           "ip audit interface inside a\n";
        for (int i = 0; i < 3000; ++i) {
            text += line;
        }
        const SourceFile file("long.cfg", text);
        CHECK(asa::read(file, {}).coverage.statements > 3000);
    }
}

TEST_CASE("no secret of a configuration leaves its reader") {
    const SourceFile file("secrets.cfg", R"(ASA Version 9.8(2)
hostname edge
enable password Zx9SecretA encrypted
passwd Zx9SecretB encrypted
username admin password Zx9SecretC encrypted privilege 15
interface GigabitEthernet0/0
 nameif outside
 ospf authentication-key Zx9SecretD
 ospf message-digest-key 1 md5 Zx9SecretE
 ip address 192.0.2.1 255.255.255.0
tunnel-group 198.51.100.10 type ipsec-l2l
tunnel-group 198.51.100.10 ipsec-attributes
 ikev1 pre-shared-key Zx9SecretF
 ikev2 remote-authentication pre-shared-key Zx9SecretG
 ikev2 local-authentication pre-shared-key Zx9SecretH
isakmp key Zx9SecretI address 198.51.100.11
aaa-server RADIUS (outside) host 198.51.100.12
 key Zx9SecretJ
snmp-server community Zx9SecretK
snmp-server host outside 198.51.100.13 community Zx9SecretL version 2c
snmp-server user monitor group v3 auth sha Zx9SecretM priv aes 128 Zx9SecretN
ntp authentication-key 1 md5 Zx9SecretO
failover key Zx9SecretP
failover ipsec pre-shared-key Zx9SecretQ
vpdn username pppoe password Zx9SecretR
ldap-login-password Zx9SecretS
ip local pool broken words Zx9Public
vpnclient username bob password Zx9SecretT
access-list outside_in extended permit tcp any host
crypto isakmp key Zx9SecretU address 198.51.100.14 netmask 255.255.255.255
usern bob pass Zx9SecretV
enab pass Zx9SecretW
 radius-common-pw Zx9SecretX
)");
    const std::string said = everything_said(file);
    CHECK(said.find("outside_in") != std::string::npos);
    for (char letter = 'A'; letter <= 'X'; ++letter) {
        INFO(letter);
        CHECK(said.find(std::string("Zx9Secret") + letter) == std::string::npos);
    }
}
