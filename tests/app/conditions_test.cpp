// What is open only under a condition: the finding names the condition and the line that has it.
#include "catch.hpp"

#include "audited.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

/// What an audit says of HTTPS from the reverse proxy to the Director.
struct Said {
    bool undecided = false;
    std::string words;               ///< the message and the reasons
    std::vector<std::string> lines;  ///< of the places, primary first
};

std::string line_text(const Place& place) {
    return place.origin ? std::string(text_of(place.origin)) : std::string{};
}

Said said_of(const std::string& text, const std::string& dialect) {
    std::string site = small_site;
    site.replace(site.find("    interfaces:"), 0, "    dialect: " + dialect + "\n");
    Audited audited;
    run_on_text(audited, site, text);
    for (const Finding& finding : of(audited.report, "missing-opening")) {
        if (finding.message.find("tcp/4443 reverse-proxy-internal -> director") == std::string::npos) {
            continue;
        }
        Said said{finding.undecided, finding.message, {line_text(finding.primary)}};
        for (const std::string& reason : finding.reasons) {
            said.words += "\n" + reason;
        }
        for (const Place& place : finding.related) {
            said.lines.push_back(line_text(place));
        }
        return said;
    }
    FAIL("no finding about the flow");
    return {};
}

bool has_line(const Said& said, const std::string& part) {
    return std::any_of(said.lines.begin(), said.lines.end(),
                       [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

std::string iptables(const std::string& rules, const std::string& tables = {}) {
    return tables + "*filter\n:FORWARD DROP [0:0]\n" + rules + "COMMIT\n";
}

std::string iptables_rule(const std::string& condition) {
    return iptables("-A FORWARD -s 192.0.2.10/32 -p tcp --dport 4443 " + condition + " -j ACCEPT\n");
}

std::string pf_rule(const std::string& condition) {
    return "block all\npass out all\npass in on eth0 proto tcp from 192.0.2.10 to 10.1.0.0/16 port 4443 " + condition +
           "\n";
}

std::string asa_entry(const std::string& operands) {
    return "ASA Version 9.12(4)\n"
           "interface GigabitEthernet0/0\n nameif eth0\n security-level 0\n ip address 192.0.2.1 255.255.255.0\n"
           "interface GigabitEthernet0/1\n nameif eth1\n security-level 100\n ip address 10.1.0.1 255.255.0.0\n"
           "time-range office\n periodic weekdays 8:00 to 18:00\n"
           "object network web\n fqdn v4 web.example.com\n"
           "access-list in extended permit tcp " +
           operands +
           "\naccess-list in extended deny ip any any\n"
           "access-group in in interface eth0\n";
}

struct Conditional {
    const char* dialect;
    std::string text;
    std::string words;
    std::string line;
};

void check(const Conditional& one, bool undecided) {
    CAPTURE(one.text);
    const Said said = said_of(one.text, one.dialect);
    CAPTURE(said.words);
    CHECK(said.undecided == undecided);
    CHECK(said.words.find(one.words) != std::string::npos);
    CHECK(has_line(said, one.line));
}

}  // namespace

TEST_CASE("what holds at times only, or for some only, is undecided and names what it hangs on") {
    const std::string ends = "host 192.0.2.10 10.1.0.0 255.255.0.0 eq 4443";
    for (const Conditional& one : {
             Conditional{"iptables-save", iptables_rule("-m time --timestart 08:00:00 --timestop 18:00:00"),
                         "(-m time)", "--timestart"},
             {"iptables-save", iptables_rule("-m limit --limit 3/sec"), "(-m limit)", "--limit"},
             {"iptables-save", iptables_rule("-m cgroup --cgroup 3"), "(-m cgroup)", "--cgroup"},
             {"pf-openbsd", pf_rule("user 1000"), "(user)", "user 1000"},
             {"pf-openbsd", pf_rule("group wheel"), "(group)", "group wheel"},
             {"pf-openbsd", pf_rule("probability 50%"), "(probability)", "probability 50%"},
             {"asa", asa_entry(ends + " time-range office"), "time-range 'office'", "time-range office"},
             {"asa", asa_entry("user LOCAL\\bob " + ends), "'user LOCAL\\bob'", "user LOCAL\\bob"},
             {"asa", asa_entry("object-group-user admins " + ends), "'object-group-user admins'", "admins"},
             {"asa", asa_entry("host 192.0.2.10 security-group name web 10.1.0.0 255.255.0.0 eq 4443"),
              "'security-group name web'", "security-group"},
             {"asa", asa_entry("host 192.0.2.10 object web eq 4443"), "'web.example.com'", "object web"},
         }) {
        check(one, true);
    }
}

TEST_CASE("identity operands of both ends are named together") {
    const Said said =
        said_of(asa_entry("user LOCAL\\bob host 192.0.2.10 security-group tag 7 10.1.0.0 255.255.0.0 eq 4443"), "asa");
    CHECK(said.words.find("'user LOCAL\\bob host 192.0.2.10 security-group tag 7'") != std::string::npos);
}

TEST_CASE("a condition in another line than the rule that accepts is shown too") {
    const std::string ends = "-s 192.0.2.10/32 -p tcp --dport 4443";
    const std::string called = iptables("-A FORWARD -m limit --limit 3/sec -j part\n-A part " + ends + " -j ACCEPT\n");
    std::string text = called;
    text.insert(text.find("-A"), ":part - [0:0]\n");
    check({"iptables-save", text, "(-m limit)", "-m limit --limit 3/sec -j part"}, true);
    const std::string marked =
        iptables("-A FORWARD -m mark --mark 0x1/0x1 -j ACCEPT\n",
                 "*mangle\n:FORWARD ACCEPT [0:0]\n-A FORWARD " + ends +
                     " -m time --timestart 08:00:00 --timestop 18:00:00 -j MARK --set-xmark 0x1/0x1\nCOMMIT\n");
    check({"iptables-save", marked, "(-m time)", "-j MARK"}, true);
    CHECK(said_of(marked, "iptables-save").words.find("translation") == std::string::npos);
}

TEST_CASE("what passes under IPsec only is closed, and the rule is named") {
    for (const char* const condition : {"-m policy --dir in --pol ipsec", "-m policy --dir out --pol ipsec"}) {
        check({"iptables-save", iptables_rule(condition), "line 3 of FORWARD opens it under IPsec only", "--pol ipsec"},
              false);
    }
    const Said closed = said_of(iptables_rule("-m policy --dir in --pol ipsec -m tcp ! --dport 4443"), "iptables-save");
    CHECK(closed.words.find("IPsec") == std::string::npos);
}

TEST_CASE("what passes under IPsec only because of another rule is closed, and the rule that accepts is named") {
    const std::string part = "-A part -s 192.0.2.10/32 -p tcp --dport 4443 -j ACCEPT\n";
    check({"iptables-save", iptables(":part - [0:0]\n-A FORWARD -m policy --dir in --pol ipsec -g part\n" + part),
           "line 5 of part opens it under IPsec only", "-A part"},
          false);
    check({"iptables-save",
           iptables("-A FORWARD -m policy --dir in --pol none -p tcp -j DROP\n" +
                    std::string("-A FORWARD -s 192.0.2.10/32 -p tcp --dport 4443 -j ACCEPT\n")),
           "line 4 of FORWARD opens it under IPsec only", "--dport 4443"},
          false);
}

TEST_CASE("excess that a drop before may stop names that drop") {
    Audited audited;
    std::string site = small_site;
    site.replace(site.find("    interfaces:"), 0, "    dialect: iptables-save\n");
    run_on_text(audited, site,
                iptables("-A FORWARD -p tcp --dport 9999 -m recent --name seen --rcheck -j DROP\n"
                         "-A FORWARD -s 192.0.2.10/32 -d 10.1.0.20/32 -p tcp --dport 9999 -j ACCEPT\n"));
    std::size_t found = 0;
    for (const Finding& finding : of(audited.report, "over-permissive-rule")) {
        if (finding.message.find("9999") == std::string::npos) {
            continue;
        }
        ++found;
        CHECK(finding.confidence == Confidence::possible);
        CHECK(finding.reasons ==
              std::vector<std::string>{"depends on the packets that went before (-m recent) (line 3)"});
        CHECK(std::any_of(finding.related.begin(), finding.related.end(),
                          [](const Place& place) { return line_text(place).find("--rcheck") != std::string::npos; }));
    }
    CHECK(found == 1);
}

TEST_CASE("an entry that is switched off opens nothing, and is named") {
    check({"asa", asa_entry("host 192.0.2.10 10.1.0.0 255.255.0.0 eq 4443 inactive"),
           "of in would open it, but is inactive", "eq 4443 inactive"},
          false);
    const Said other = said_of(asa_entry("host 192.0.2.11 10.1.0.0 255.255.0.0 eq 4443 inactive"), "asa");
    CHECK(other.words.find("inactive") == std::string::npos);
}
