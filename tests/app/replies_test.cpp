// Replies to required flows, for firewalls that pass them by rules and for those that pass them by state.
#include "catch.hpp"

#include "audited.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

/// Audits `small_site` with this text as its only firewall.
void run(Audited& audited, const std::string& text, const std::string& site = small_site) {
    run_on_text(audited, site, text);
}

std::vector<Finding> replies_of(const Audited& audited) {
    return of(audited.report, "missing-return-path");
}

std::string packets_of(const Finding& finding) {
    std::string all;
    for (const DescribedBox& box : finding.packets) {
        all += one_line(box) + "\n";
    }
    return all;
}

const std::string needed =
    "-A FORWARD -s 192.0.2.10/32 -d 10.1.0.20/31 -p tcp -m multiport --dports 8080,4443 -j ACCEPT\n";

std::string filter(const std::string& forward) {
    return "*filter\n:FORWARD DROP [0:0]\n" + forward + "COMMIT\n";
}

}  // namespace

TEST_CASE("rules that let no established packets pass drop the replies, told packet by packet") {
    Audited audited;
    run(audited, filter(needed));
    const std::vector<Finding> found = replies_of(audited);
    REQUIRE(found.size() == 1);
    CHECK_FALSE(found[0].undecided);
    CHECK(packets_of(found[0]).find("tcp 10.1.0.20 port 4443, 8080 -> 192.0.2.10") != std::string::npos);
}

TEST_CASE("replies that may pass are undecided, with the reason") {
    Audited audited;
    run(audited, filter("-A FORWARD -m conntrack --ctstate ESTABLISHED -m limit --limit 5/s -j ACCEPT\n" + needed));
    const std::vector<Finding> found = replies_of(audited);
    REQUIRE(found.size() == 1);
    CHECK(found[0].undecided);
    CAPTURE(found[0].message);
    CHECK(found[0].message.find("limit") != std::string::npos);
    CHECK(found[0].reasons.size() == 1);
    CHECK(audited.report.exit_status() != 0);
}

TEST_CASE("packets that are not tracked have no established replies") {
    const std::string established = "-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT\n";
    Audited tracked;
    run(tracked, filter(established + needed));
    CHECK(replies_of(tracked).empty());
    Audited untracked;
    run(untracked, "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -s 192.0.2.10/32 -j CT --notrack\nCOMMIT\n" +
                       filter(established + needed));
    CHECK(replies_of(untracked).size() == 1);
    // The replies are not tracked either, and rules let them pass.
    Audited both;
    run(both,
        "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -j CT --notrack\nCOMMIT\n" +
            filter("-A FORWARD -m conntrack --ctstate UNTRACKED -s 10.1.0.0/16 -p tcp -m tcp --sport 4443 -j ACCEPT\n"
                   "-A FORWARD -m conntrack --ctstate UNTRACKED -s 10.1.0.0/16 -p tcp -m tcp --sport 8080 -j ACCEPT\n" +
                   needed));
    CHECK(replies_of(both).empty());
}

TEST_CASE("behind a translation the filter sees the reply come from the role's own address") {
    const std::string site = R"(name: small
scenario: {edge: single-private-nat}
features: [external-web-services]
roles:
  reverse-proxy-external: {addresses: 172.16.1.30, public: 198.51.100.30}
firewalls:
  - name: outer
    config: inner.rules
    interfaces:
      eth0: internet
      eth1: 172.16.1.0/24
)";
    const std::string nat = "*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n"
                            "-A PREROUTING -i eth0 -d 198.51.100.30/32 -j DNAT --to-destination 172.16.1.30\nCOMMIT\n";
    const std::string forth = "-A FORWARD -i eth0 -d 172.16.1.30/32 -p tcp -j ACCEPT\n";
    Audited none;
    run(none, nat + filter(forth), site);
    REQUIRE(replies_of(none).size() == 1);
    CHECK(packets_of(replies_of(none)[0]).find("tcp 172.16.1.30 port") != std::string::npos);
    Audited by_private;
    run(by_private, nat + filter(forth + "-A FORWARD -o eth0 -s 172.16.1.30/32 -j ACCEPT\n"), site);
    CHECK(replies_of(by_private).empty());
    Audited by_public;
    run(by_public, nat + filter(forth + "-A FORWARD -o eth0 -s 198.51.100.30/32 -j ACCEPT\n"), site);
    CHECK(replies_of(by_public).size() == 1);
}

TEST_CASE("pf: what passes without a state leaves its replies to the rules") {
    const std::string pass = "pass in on eth0 inet proto tcp from 192.0.2.10 to 10.1.0.20 port { 8080 4443 }";
    Audited stateful;
    run(stateful, "block all\n" + pass + "\npass out on eth1\n");
    CHECK(replies_of(stateful).empty());
    Audited in_without;
    run(in_without, "block all\n" + pass + " no state\npass out on eth1\n");
    CHECK(replies_of(in_without).size() == 1);
    Audited out_without;
    run(out_without, "block all\n" + pass + "\npass out on eth1 no state\n");
    CHECK(replies_of(out_without).size() == 1);
    Audited passed_back;
    run(passed_back, "block all\n" + pass +
                         " no state\npass out on eth1\n"
                         "pass out on eth0 inet proto tcp from 10.1.0.20 port { 8080 4443 } to 192.0.2.10 no state\n");
    CHECK(replies_of(passed_back).empty());
}

TEST_CASE("ASA: what bypasses the TCP state has an entry, and replies that come back here meet it") {
    const std::string asa =
        "ASA Version 9.8(2)\n"
        "interface GigabitEthernet0/0\n nameif eth0\n security-level 0\n ip address 192.0.2.1 255.255.255.0\n"
        "interface GigabitEthernet0/1\n nameif eth1\n security-level 100\n ip address 10.1.0.1 255.255.0.0\n"
        "access-list in extended permit ip any any\n"
        "access-list back extended deny ip any any\n"
        "access-list ways extended permit tcp any any\n"
        "access-group in in interface eth0\naccess-group back in interface eth1\n"
        "class-map ways\n match access-list ways\npolicy-map global_policy\n class ways\n"
        "  set connection advanced-options tcp-state-bypass\nservice-policy global_policy global\n";
    Audited audited;
    run(audited, asa);
    CHECK(of(audited.report, "missing-opening").empty());
    CHECK(replies_of(audited).empty());
}

TEST_CASE("replies of packets that the budget did not reach are undecided, not passed over") {
    const std::string rules = filter("-A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT\n"
                                     "-A FORWARD -p tcp -m tcp --sport 1000:2000 --dport 4443 -j DROP\n" +
                                     needed);
    Audited plenty;
    run(plenty, rules);
    CHECK(replies_of(plenty).empty());
    plenty.loaded.context.budget.boxes = 1;
    plenty.report = audit(plenty.loaded, {});
    const std::vector<Finding> found = replies_of(plenty);
    REQUIRE(found.size() == 1);
    CHECK(found[0].undecided);
    CHECK(found[0].message.find("inconclusive") != std::string::npos);
}
