// The whole check on sites from texts: planted conflicts are found, exactly, and nothing else.
#include "catch.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <random>

#include "checks/ipsec_conflicts.hpp"
#include "checks/ipsec_on_media.hpp"
#include "ipsec/audited_site.hpp"
#include "net/address.hpp"

using namespace lyncgate;
using test::AuditedSite;

namespace {

const std::string site = R"(name: planted
product: lync-server-2013
scenario:
  edge: single-public
roles:
  front-end: 10.0.1.10
  edge-internal: 172.16.2.5
  edge-external-access: 203.0.113.5
  edge-external-webconf: 203.0.113.6
  edge-external-av: 203.0.113.7
  internal-client: 10.0.10.0/24
  director: 10.0.1.20
features: [external-access]
)";

const std::string interfaces = R"(      inside: [10.0.0.0/8]
      perimeter: [172.16.2.0/24]
      outside: [internet, 192.168.0.0/16]
)";

const std::string asa_head = R"(ASA Version 9.1(2)
interface GigabitEthernet0/0
 nameif outside
 security-level 0
 ip address 198.51.100.1 255.255.255.0
interface GigabitEthernet0/1
 nameif inside
 security-level 100
 ip address 10.0.0.1 255.0.0.0
interface GigabitEthernet0/2
 nameif perimeter
 security-level 50
 ip address 172.16.2.1 255.255.255.0
)";

const std::string asa_tail = R"(crypto ipsec ikev1 transform-set AES esp-aes esp-sha-hmac
crypto map VPN 10 match address BRANCH
crypto map VPN 10 set peer 198.51.100.9
crypto map VPN 10 set ikev1 transform-set AES
crypto map VPN interface outside
)";

std::vector<Finding> findings_of(const AuditedSite& audited) {
    INFO(test::all_text(audited.read.reading.diagnostics));
    REQUIRE(audited.read.reading.site);
    REQUIRE(audited.usable);
    INFO(test::all_text(audited.firewall().reading.diagnostics));
    REQUIRE(audited.firewall().reading.usable);
    return ipsec_on_media(audited.context).findings;
}

std::vector<std::string> lines_of(const std::vector<Finding>& findings) {
    std::vector<std::string> lines;
    for (const Finding& finding : findings) {
        std::string packets;
        for (const DescribedBox& box : finding.packets) {
            packets += (packets.empty() ? "" : " | ") + one_line(box);
        }
        lines.push_back(fmt::format("{} line {} row {}{}: {}", name_of(finding.severity),
                                    line_of(finding.primary.origin), finding.requirement ? finding.requirement->row : 0,
                                    finding.undecided ? "?" : "", packets));
    }
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("asa: media in a crypto map, as it leaves and as it arrives") {
    const AuditedSite audited(
        site, interfaces, "asa",
        asa_head +
            "access-list BRANCH extended permit udp host 10.0.1.10 range 50000 50099 192.168.7.0 255.255.255.0\n" +
            asa_tail);
    const std::vector<Finding> findings = findings_of(audited);
    CHECK(lines_of(findings) == Lines{"error line 16 row 9: udp 192.168.7.0/24 -> 10.0.1.10 port 50000-50099",
                                      "error line 16 row 10: udp 10.0.1.10 port 50000-50099 -> 192.168.7.0/24"});
    CHECK(findings[1].message ==
          "crypto map VPN 10 encrypts media that IPsec must leave alone: A/V Conferencing Outbound");
    CHECK(findings[0].message == "crypto map VPN 10 drops what arrives unprotected of media that IPsec must leave "
                                 "alone: A/V Conferencing Inbound");
    REQUIRE_FALSE(findings[1].related.empty());
    CHECK(line_of(findings[1].related[0].origin) == 14);
    CHECK(findings[1].help.find("deny these packets") == 0);
}

TEST_CASE("asa: a deny before the permit exempts, one after it does not") {
    const std::string permit = "access-list BRANCH extended permit ip host 10.0.1.10 192.168.7.0 255.255.255.0\n";
    const std::string deny = "access-list BRANCH extended deny ip host 10.0.1.10 192.168.7.0 255.255.255.0\n";
    CHECK(findings_of(AuditedSite(site, interfaces, "asa", asa_head + deny + permit + asa_tail)).empty());
    CHECK_FALSE(findings_of(AuditedSite(site, interfaces, "asa", asa_head + permit + deny + asa_tail)).empty());
}

TEST_CASE("asa: tunnels for other traffic are no conflict") {
    const AuditedSite audited(
        site, interfaces, "asa",
        asa_head +
            "access-list BRANCH extended permit tcp host 10.0.1.20 192.168.7.0 255.255.255.0 eq 5061\n"
            "access-list BRANCH extended permit ip 10.77.0.0 255.255.0.0 192.168.7.0 255.255.255.0\n"
            "access-list BRANCH extended permit tcp host 10.0.1.10 eq 5061 192.168.7.0 255.255.255.0\n" +
            asa_tail);
    CHECK(lines_of(findings_of(audited)) == Lines{});
}

TEST_CASE("asa: what the text does not say is undecided, once for each tunnel") {
    const AuditedSite audited(site, interfaces, "asa", asa_head + asa_tail);
    const std::vector<Finding> findings = findings_of(audited);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].undecided);
    CHECK(findings[0].confidence == Confidence::possible);
    CHECK_FALSE(findings[0].reasons.empty());
}

TEST_CASE("asa: a tunnel sees packets after translation") {
    const std::string objects = "object network LAN\n subnet 10.0.0.0 255.0.0.0\n"
                                "object network BRANCH-NET\n subnet 192.168.7.0 255.255.255.0\n";
    const std::string exempt = "nat (inside,outside) source static LAN LAN destination static BRANCH-NET BRANCH-NET\n";
    const std::string hide = "nat (inside,outside) after-auto source dynamic LAN interface\n";
    const std::string list =
        "access-list BRANCH extended permit udp host 10.0.1.10 range 50000 50099 192.168.7.0 255.255.255.0\n"
        "access-list INSIDE extended permit ip any any\naccess-group INSIDE in interface inside\n";
    const auto has_leaving = [&](const std::string& nat) {
        const Lines lines =
            lines_of(findings_of(AuditedSite(site, interfaces, "asa", asa_head + objects + list + nat + asa_tail)));
        return std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
            return line.find("row 10: udp 10.0.1.10 port 50000-50099 -> 192.168.7.0/24") != std::string::npos;
        });
    };
    CHECK(has_leaving({}));
    CHECK(has_leaving(exempt + hide));
    CHECK_FALSE(has_leaving(hide));
}

TEST_CASE("asa: planted media, and nothing but that") {
    std::mt19937 random(7);
    const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    for (int round = 0; round < 40; ++round) {
        const unsigned low = 45000 + below(15000);
        const unsigned high = std::min(65535U, low + below(9000));
        const unsigned net = below(200);
        const bool tcp = below(2) == 0;
        std::string config = asa_head;
        for (unsigned i = 0; i < below(4); ++i) {
            config +=
                fmt::format("access-list BRANCH extended permit tcp host 10.0.1.{} 192.168.{}.0 255.255.255.0 eq {}\n",
                            100 + below(100), below(200), 1 + below(1000));
        }
        config +=
            fmt::format("access-list BRANCH extended permit {} host 10.0.1.10 range {} {} 192.168.{}.0 255.255.255.0\n",
                        tcp ? "tcp" : "udp", low, high, net);
        const AuditedSite audited(site, interfaces, "asa", config + asa_tail);
        REQUIRE(audited.read.reading.site);
        SetPool pool;
        Boxes leaving;
        Boxes arriving;
        for (const PolicyList& list : policy_lists(audited.firewall())) {
            const ConflictsFound found = find_conflicts(list, media_of(audited.context), audited.firewall(), pool, {});
            for (const IpsecConflict& conflict : found.conflicts) {
                CHECK(conflict.possible.empty());
                leaving.insert(leaving.end(), conflict.leaving.begin(), conflict.leaving.end());
                arriving.insert(arriving.end(), conflict.arriving.begin(), conflict.arriving.end());
            }
        }
        // Audio and video leave port 57500 out, application sharing, which is TCP, does not.
        const Set ranges = tcp ? Set(49152, 65534) : Set::of({{49152, 57499}, {57501, 65534}});
        const Set media = intersect(Set(low, high), ranges);
        INFO(config);
        const auto covered = [&](const Boxes& boxes, Field near, Field port, Field far) {
            Set ports;
            for (const Box& box : boxes) {
                CHECK(values_of(box, near) == Set(parse_address("10.0.1.10")->number()));
                CHECK(values_of(box, far) == addresses_of(*parse_prefix(fmt::format("192.168.{}.0/24", net))));
                CHECK(values_of(box, Field::protocol) == Set(tcp ? 6 : 17));
                ports = unite(ports, values_of(box, port));
            }
            return ports;
        };
        CHECK(covered(leaving, Field::source, Field::source_port, Field::destination) == media);
        CHECK(covered(arriving, Field::destination, Field::destination_port, Field::source) == media);
    }
}

namespace {

const std::string filter_head = "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n";

std::string consec_rule(const std::string& name, const std::string& one, const std::string& two,
                        const std::string& protocol, const std::string& action, const std::string& more = {}) {
    return fmt::format("\nRule Name:                            {}\n"
                       "----------------------------------------------------------------------\n"
                       "Enabled:                              Yes\n"
                       "Profiles:                             Domain,Private,Public\n"
                       "Endpoint1:                            {}\n"
                       "Endpoint2:                            {}\n"
                       "{}Protocol:                             {}\n"
                       "Action:                               {}\n",
                       name, one, two, more, protocol, action);
}

const std::string isolation = consec_rule("Isolation", "Any", "Any", "Any", "RequireInRequestOut");

/// What Microsoft's table asks for, for the servers of the site.
std::string exemptions() {
    std::string text;
    for (const std::string address : {"172.16.2.5", "203.0.113.7", "10.0.1.10"}) {
        for (const std::string protocol : {"TCP", "UDP"}) {
            text += consec_rule("Media of " + address + " " + protocol, "Any", address + "/32", protocol,
                                "NoAuthentication");
        }
    }
    return text + consec_rule("Clients", "Any", "Any", "UDP", "NoAuthentication",
                              "Port1:                                1024-65535\n"
                              "Port2:                                Any\n");
}

}  // namespace

TEST_CASE("windows: without exemptions every row of the site is in conflict") {
    const AuditedSite audited(site, interfaces, "iptables-save", filter_head + "COMMIT\n", {isolation});
    const std::vector<Finding> findings = findings_of(audited);
    std::vector<unsigned> rows;
    for (const Finding& finding : findings) {
        if (finding.requirement->id.find("ipsec-exceptions") == 0) {
            rows.push_back(finding.requirement->row);
        }
        CHECK(line_of(finding.primary.origin) == 2);
    }
    std::sort(rows.begin(), rows.end());
    CHECK(rows == std::vector<unsigned>{1, 2, 3, 4, 9, 10, 12, 13, 15});
    CHECK(findings[0].message.find("no rule exempts it") != std::string::npos);
    CHECK(findings[0].help.find("action=noauthentication") != std::string::npos);
}

TEST_CASE("windows: the exemptions of the table are enough, and none is too broad") {
    const AuditedSite audited(site, interfaces, "iptables-save", filter_head + "COMMIT\n", {isolation + exemptions()});
    CHECK(lines_of(findings_of(audited)) == Lines{});
}

TEST_CASE("windows: an exemption that is too narrow leaves the rest") {
    std::string narrow = exemptions();
    const std::string rule = consec_rule("Media of 10.0.1.10 TCP", "Any", "10.0.1.10/32", "TCP", "NoAuthentication");
    narrow.replace(narrow.find(rule), rule.size(),
                   consec_rule("Media of 10.0.1.10 TCP", "10.0.0.0/8", "10.0.1.10/32", "TCP", "NoAuthentication"));
    const AuditedSite audited(site, interfaces, "iptables-save", filter_head + "COMMIT\n", {isolation + narrow});
    const std::vector<Finding> findings = findings_of(audited);
    REQUIRE(findings.size() >= 2);
    CHECK(findings[0].requirement->row == 9);
    CHECK(findings[0].message.find("the exemption is too narrow") != std::string::npos);
    CHECK(findings[0].packets[0].protocols == std::vector<std::string>{"tcp"});
    CHECK(findings[0].packets[0].destination_ports == std::vector<std::string>{"49152-57499", "57501-65534"});
    CHECK(findings[0].packets[0].sources == std::vector<std::string>{"0.0.0.0-9.255.255.255", "11.0.0.0-172.16.2.4",
                                                                     "172.16.2.6-203.0.113.6",
                                                                     "203.0.113.8-255.255.255.255"});
}

TEST_CASE("windows: a rule with the exception's name that authenticates is pointed at") {
    const std::string named =
        consec_rule("A/V Conferencing Inbound", "Any", "10.0.1.10/32", "Any", "RequestInRequestOut");
    const AuditedSite audited(site, interfaces, "iptables-save", filter_head + "COMMIT\n", {named});
    const std::vector<Finding> findings = findings_of(audited);
    REQUIRE_FALSE(findings.empty());
    CHECK(findings[0].severity == Severity::warning);
    CHECK(findings[0].message.find("negotiates IPsec for media") != std::string::npos);
}

TEST_CASE("windows: an exemption beyond the table is a note") {
    const std::string broad =
        consec_rule("Everything of the front end", "Any", "10.0.1.10/32", "Any", "NoAuthentication");
    const AuditedSite audited(site, interfaces, "iptables-save", filter_head + "COMMIT\n",
                              {isolation + exemptions() + broad});
    const std::vector<Finding> findings = findings_of(audited);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].severity == Severity::note);
    CHECK(
        findings[0].message ==
        "connection security rule \"Everything of the front end\" exempts more than the exceptions for media ask for");
    CHECK(findings[0].packets[0].protocols.front() == "hopopt");
}

TEST_CASE("iptables: xfrm policies, ordered by priority") {
    const std::string tunnel = "src 10.0.1.0/24 dst 192.168.7.0/24 \n\tdir out priority 100 \n"
                               "\ttmpl src 198.51.100.1 dst 198.51.100.9\n\t\tproto esp reqid 1 mode tunnel\n";
    const std::string exempt = "src 10.0.1.10/32 dst 192.168.7.0/24 \n\tdir out priority 50 \n";
    const AuditedSite conflict(site, interfaces, "iptables-save", filter_head + "COMMIT\n", {tunnel});
    CHECK(lines_of(findings_of(conflict)) ==
          Lines{"error line 1 row 10: tcp, udp 10.0.1.10 port 49152-57499, 57501-65534 -> 192.168.7.0/24",
                "error line 1 row 13: tcp 10.0.1.10 port 49152-65534 -> 192.168.7.0/24"});
    const AuditedSite exempted(site, interfaces, "iptables-save", filter_head + "COMMIT\n", {tunnel + exempt});
    CHECK(lines_of(findings_of(exempted)) ==
          Lines{"note line 5 row 10: hopopt, icmp, igmp, ggp and 4 more 10.0.1.10 -> 192.168.7.0/24"});
}

TEST_CASE("iptables: media that passes only under IPsec") {
    const std::string clear = "-A FORWARD -d 172.16.2.5/32 -p udp -m udp --dport 3478 -j ACCEPT\n";
    const std::string guarded =
        "-A FORWARD -d 172.16.2.5/32 -p udp -m udp --dport 3478 -m policy --dir in --pol ipsec -j ACCEPT\n";
    const AuditedSite open(site, interfaces, "iptables-save", filter_head + clear + "COMMIT\n");
    CHECK(findings_of(open).empty());
    const AuditedSite shut(site, interfaces, "iptables-save", filter_head + guarded + "COMMIT\n");
    const std::vector<Finding> findings = findings_of(shut);
    REQUIRE_FALSE(findings.empty());
    for (const Finding& finding : findings) {
        CHECK(finding.message.find("media passes firewall gate only under IPsec") == 0);
        CHECK(line_of(finding.primary.origin) == 5);
        REQUIRE(finding.packets.size() == 1);
        CHECK(finding.packets[0].destinations == std::vector<std::string>{"172.16.2.5"});
        CHECK(finding.packets[0].destination_ports == std::vector<std::string>{"3478"});
    }
    const AuditedSite both(site, interfaces, "iptables-save", filter_head + guarded + clear + "COMMIT\n");
    CHECK(findings_of(both).empty());
}

TEST_CASE("iptables: media that passes only under IPsec because of another rule than the one that accepts") {
    const std::string accept = "-d 172.16.2.5/32 -p udp -m udp --dport 3478 -j ACCEPT\n";
    struct Shape {
        std::string rules;
        std::uint32_t line;
    };
    const Shape shapes[] = {
        {":guarded - [0:0]\n-A FORWARD -m policy --dir in --pol ipsec -j guarded\n-A guarded " + accept, 7},
        {"-A FORWARD -p udp -m policy --dir in --pol none -j DROP\n-A FORWARD " + accept, 6},
    };
    for (const Shape& shape : shapes) {
        CAPTURE(shape.rules);
        const AuditedSite shut(site, interfaces, "iptables-save", filter_head + shape.rules + "COMMIT\n");
        const std::vector<Finding> findings = findings_of(shut);
        REQUIRE_FALSE(findings.empty());
        for (const Finding& finding : findings) {
            CHECK(finding.message.find("media passes firewall gate only under IPsec") == 0);
            CHECK(line_of(finding.primary.origin) == shape.line);
            REQUIRE(finding.packets.size() == 1);
            CHECK(finding.packets[0].destination_ports == std::vector<std::string>{"3478"});
        }
    }
}
