// Site files: what they mean, and what is said about those that are wrong.
#include <string>

#include "catch.hpp"
#include "net/address.hpp"
#include "requirements/fixture.hpp"

using namespace lyncgate;
using test::site_of;

namespace {

const std::string good = R"(name: Contoso
scenario:
  edge: single-private-nat
  director: single
features:
  - external-access
  - federation-lync2013
roles:
  director: 10.0.1.20
  front-end: [10.0.1.10, 10.0.1.11-10.0.1.12]
  edge-external: {addresses: 172.16.1.5, public: 198.51.100.5}
  edge-external-av: {addresses: 172.16.1.7, public: 198.51.100.7}
  edge-internal: 172.16.2.5
  internal-client: [10.0.10.0/24, "2001:db8:1::/64"]
ports:
  edge-media: 50000-54999
  conferencing:
    AudioPortStart: 40000
    AudioPortCount: 1000
firewalls:
  - name: inner
    config: rules/inner.rules
    config6: inner.rules6
    ipsec: [xfrm.txt]
    dialect: iptables-save
    interfaces:
      eth0: 172.16.2.0/24
      eth1: {addresses: 10.0.0.1/24, networks: [10.0.0.0/8]}
      eth2: internet
accepted:
  - from: internal-client
    to: 192.0.2.0/24
    ports: [tcp/443, udp/3478]
    reason: conferences of a partner
    owner: messaging
    until: 2031-12-31
)";

/// All messages of a site that must not be accepted, with line and column.
std::string errors_of(const std::string& text) {
    const test::ReadSite site = site_of(text);
    CHECK_FALSE(site.reading.site.has_value());
    std::string all;
    for (const Diagnostic& diagnostic : site.reading.diagnostics) {
        const Position at = diagnostic.origin.file->position(diagnostic.origin.span.begin);
        all += std::to_string(at.line) + ":" + std::to_string(at.column) + " " + diagnostic.message + "; " +
               diagnostic.help + "\n";
    }
    return all;
}

bool contains(const std::string& text, const std::string& part) {
    INFO(text);
    INFO(part);
    const bool found = text.find(part) != std::string::npos;
    CHECK(found);
    return found;
}

Set address(const char* text) {
    return addresses_of(*parse_prefix(text));
}

}  // namespace

TEST_CASE("a site may name a version of pf") {
    for (const std::string dialect :
         {"pf", "pf-openbsd", "pf-freebsd", "pf-openbsd-3", "pf-openbsd-4.4", "pf-openbsd-4.8", "pf-openbsd-7"}) {
        INFO(dialect);
        const test::ReadSite site =
            site_of("name: one\nscenario: {edge: single-public, director: none, mediation: none}\n"
                    "roles: {front-end: 10.0.0.11}\nfirewalls:\n  - {name: f, config: c, dialect: " +
                    dialect + ", interfaces: {em0: internet}}\n");
        REQUIRE(site.reading.site.has_value());
        CHECK(site.reading.site->firewalls.front().dialect == std::optional<std::string>(dialect));
    }
}

TEST_CASE("a site means what it says") {
    const test::ReadSite read = site_of(good);
    INFO(test::all_text(read.reading.diagnostics));
    REQUIRE(read.reading.site);
    const Site& site = *read.reading.site;
    CHECK(site.name == "Contoso");
    CHECK(site.product == "lync-server-2013");
    CHECK(site.scenario.at("edge") == "single-private-nat");
    for (const char* fact : {"edge-single-private-nat", "edge-deployed", "director-deployed", "external-access",
                             "external-av", "external-web-services", "sip-federation", "federation-lync2013"}) {
        INFO(fact);
        CHECK(site.holds(fact));
    }
    CHECK_FALSE(site.holds("xmpp-federation"));
    CHECK(site.roles.at("front-end").addresses == Set(address("10.0.1.10").low(), address("10.0.1.12").low()));
    CHECK(describe_addresses(site.roles.at("internal-client").addresses) ==
          std::vector<std::string>{"10.0.10.0/24", "2001:db8:1::/64"});
    REQUIRE(site.accepted.size() == 2);
    CHECK(site.accepted[0].protocols == Set(Value{6}));
    CHECK(site.accepted[1].ports == Set(Value{3478}));
    CHECK(site.accepted[1].from == site.roles.at("internal-client").addresses);
    CHECK(site.accepted[0].until == "2031-12-31");
    CHECK(line_of(site.accepted[0].origin) == 31);
}

TEST_CASE("parts inherit the addresses of the whole") {
    const test::ReadSite read = site_of(good);
    REQUIRE(read.reading.site);
    const auto& roles = read.reading.site->roles;
    CHECK(roles.at("director-web-services").addresses == address("10.0.1.20"));
    CHECK(roles.at("director-web-services").inherited);
    CHECK(roles.at("edge-external-access").public_addresses == address("198.51.100.5"));
    CHECK(roles.at("edge-external-xmpp-proxy").addresses == address("172.16.1.5"));
    CHECK(roles.at("edge-external-av").addresses == address("172.16.1.7"));
    CHECK_FALSE(roles.at("edge-external-av").inherited);
    CHECK(roles.at("all-servers").addresses == unite(roles.at("front-end").addresses, roles.at("director").addresses));
    CHECK(roles.at("client").addresses == roles.at("internal-client").addresses);
    CHECK_FALSE(roles.contains("exchange-um"));
    // A Mediation Server is a part of the Front End Servers only where it is collocated.
    CHECK_FALSE(roles.contains("mediation-server"));
    const test::ReadSite collocated = site_of("scenario: {mediation: collocated}\nroles: {front-end: 10.0.1.10}\n");
    REQUIRE(collocated.reading.site);
    CHECK(collocated.reading.site->roles.at("mediation-server").addresses == address("10.0.1.10"));
}

TEST_CASE("the Internet is what is globally reachable and not the site's own") {
    const test::ReadSite read = site_of("roles: {edge-external: {addresses: 172.16.1.5, public: 11.1.1.5}}\n");
    REQUIRE(read.reading.site);
    const Set& internet = read.reading.site->roles.at("external-client").addresses;
    CHECK(internet.contains(address("8.8.8.8").low()));
    CHECK(internet.contains(address("2a00::1").low()));
    for (const char* not_there :
         {"11.1.1.5", "10.1.1.1", "192.168.1.1", "127.0.0.1", "198.51.100.1", "224.0.0.1", "fe80::1", "2001:db8::1"}) {
        INFO(not_there);
        CHECK_FALSE(internet.contains(address(not_there).low()));
    }
    const test::ReadSite named = site_of("roles: {external-client: 198.51.100.0/24}\n");
    REQUIRE(named.reading.site);
    CHECK(named.reading.site->roles.at("external-client").addresses == address("198.51.100.0/24"));
}

TEST_CASE("ports follow the site's settings") {
    const test::ReadSite read = site_of(good);
    REQUIRE(read.reading.site);
    const Site& site = *read.reading.site;
    CHECK(site.ports.at("edge-media") == Set(50000, 54999));
    CHECK(site.ports.at("conferencing-audio") == Set(40000, 40999));
    CHECK(site.ports.at("conferencing-video") == Set(57501, 65534));
    CHECK(site.ports.at("client-audio") == Set(1024, 65535));
    CHECK(site.changed_ports == std::set<std::string, std::less<>>{"conferencing-audio", "edge-media"});
    const auto ports = [](const std::string& text) {
        const test::ReadSite other = site_of(text);
        INFO(test::all_text(other.reading.diagnostics));
        REQUIRE(other.reading.site);
        return other.reading.site->ports;
    };
    CHECK(ports("features: [edge-single-address]\n").at("edge-webconf-client") == Set(Value{444}));
    CHECK(ports("ports: {edge: {DataPsomClientPort: 4444}}\n").at("edge-webconf-client") == Set(Value{4444}));
    CHECK(ports("ports: {edge: {MediaCommunicationPortCount: 20}}\n").at("edge-media") == Set(50000, 50019));
    CHECK(ports("ports: {clients: {ClientMediaPortRangeEnabled: true}}\n").at("client-video") == Set(5350, 5389));
    CHECK(ports("ports: {clients: {ClientMediaPortRangeEnabled: $True, ClientAudioPort: 50020, ClientAudioPortRange: "
                "20}}\n")
              .at("client-audio") == Set(50020, 50039));
    const test::ReadSite unused = site_of("ports: {clients: {ClientAudioPort: 50020}}\n");
    REQUIRE(unused.reading.site);
    CHECK(unused.reading.site->ports.at("client-audio") == Set(1024, 65535));
    REQUIRE(unused.reading.diagnostics.size() == 1);
    CHECK(unused.reading.diagnostics[0].level == Level::warning);
    CHECK(unused.reading.diagnostics[0].message == "ClientAudioPort has no effect without ClientMediaPortRangeEnabled");
}

TEST_CASE("firewalls know what lies behind their interfaces") {
    const test::ReadSite read = site_of(good);
    REQUIRE(read.reading.site);
    const SiteFirewall& firewall = read.reading.site->firewalls.at(0);
    CHECK(firewall.config.written == "rules/inner.rules");
    CHECK(firewall.config.path == "site/rules/inner.rules");
    REQUIRE(firewall.config6);
    CHECK(firewall.config6->path == "site/inner.rules6");
    REQUIRE(firewall.ipsec.size() == 1);
    CHECK(firewall.dialect == std::optional<std::string>("iptables-save"));
    REQUIRE(firewall.interfaces.size() == 3);
    CHECK(firewall.interfaces[1].addresses == address("10.0.0.1"));
    CHECK(firewall.interfaces[1].networks == address("10.0.0.0/8"));
    CHECK(firewall.interfaces[2].internet);
    CHECK(firewall.interfaces[2].networks ==
          subtract(any_address(), unite(address("10.0.0.0/8"), address("172.16.2.0/24"))));
}

TEST_CASE("a network inside another one wins over it") {
    const test::ReadSite read = site_of("firewalls:\n  - name: f\n    config: f\n    interfaces: {a: 10.0.0.0/8, b: "
                                        "[10.1.0.0/16], c: {addresses: 192.0.2.1/24}}\n");
    REQUIRE(read.reading.site);
    const auto& interfaces = read.reading.site->firewalls[0].interfaces;
    CHECK(interfaces[0].networks == subtract(address("10.0.0.0/8"), address("10.1.0.0/16")));
    CHECK(interfaces[1].networks == address("10.1.0.0/16"));
    CHECK(interfaces[2].networks == address("192.0.2.0/24"));
}

TEST_CASE("mistakes are located and the nearest name is suggested") {
    contains(errors_of("nmae: x\n"), "1:1 unknown key in the site \"nmae\"; did you mean \"name\"?");
    contains(errors_of("scenario: {edge: singel-private-nat}\n"),
             "1:18 unknown choice for edge \"singel-private-nat\"; did you mean \"single-private-nat\"?");
    contains(errors_of("scenario: {egde: none}\n"), "1:12 unknown key in scenario \"egde\"; did you mean \"edge\"?");
    contains(errors_of("features:\n  - xmpp-federaton\n"),
             "2:5 unknown feature \"xmpp-federaton\"; did you mean \"xmpp-federation\"?");
    contains(errors_of("features: {a: b}\n"), "expected a list of features");
    contains(errors_of("roles:\n  directr: 10.0.0.1\n"), "2:3 unknown role \"directr\"; did you mean \"director\"?");
    contains(errors_of("roles: [a]\n"), "expected a map for roles");
    contains(errors_of("roles:\n  director:\n"), "role \"director\" has no address");
    contains(errors_of("roles:\n  director: []\n"), "role \"director\" has no address");
    contains(errors_of("roles: {director: dir.contoso.com}\n"), "1:19 \"dir.contoso.com\" is not an address");
    contains(errors_of("roles: {director: 10.0.1.20/24}\n"),
             "has bits beyond its length; write 10.0.1.20 for the host, or 10.0.1.0/24 for the network");
    contains(errors_of("roles: {director: 10.0.0.9-10.0.0.1}\n"), "is not an address");
    contains(errors_of("roles: {director: {adresses: 10.0.0.1}}\n"), "did you mean \"addresses\"?");
    contains(errors_of("roles: {director: 10.0.0.1, director: 10.0.0.2}\n"), "key \"director\" occurs twice in roles");
    contains(errors_of("roles: {director: \"?\"}  # where it is\n"), "1:19 still to be filled in; where it is");
    contains(errors_of("ports: {edge-meda: 1}\n"), "did you mean \"edge-media\"?");
    contains(errors_of("ports: {edge-media: 70000}\n"), "\"70000\" is not a port");
    contains(errors_of("ports: {edge: 50000}\n"), "\"edge\" is a group of settings");
    contains(errors_of("ports: {edge: {MediaComunicationPortStart: 1}}\n"),
             "did you mean \"MediaCommunicationPortStart\"?");
    contains(errors_of("ports: {edge: {MediaCommunicationPortStart: 60000}}\n"),
             "reach from port 60000 over 10000 ports");
    contains(errors_of("ports: {edge: {MediaCommunicationPortStart: abc}}\n"),
             "expected a number from 0 to 65535, found \"abc\"");
    contains(errors_of("ports: {clients: {ClientMediaPortRangeEnabled: maybe}}\n"), "expected true or false");
    contains(errors_of("product: lync-server-2031\n"), "did you mean \"lync-server-2013\"?");
    contains(errors_of("firewalls:\n  - name: f\n"), "a firewall without a configuration");
    contains(errors_of("firewalls:\n  - {name: f, config: c}\n"), "a firewall without interfaces");
    contains(errors_of("firewalls:\n  - {config: c, interfaces: {a: internet}}\n"), "a firewall without a name");
    contains(errors_of("firewalls:\n  - {name: f, config: c, dialect: iptables, interfaces: {a: internet}}\n"),
             "unknown dialect \"iptables\"");
    contains(errors_of("firewalls:\n  - {name: f, config: c, interfaces: {a: internet}}\n  - {name: f, config: c, "
                       "interfaces: {a: internet}}\n"),
             "3:5 a second firewall \"f\"");
    contains(errors_of("firewalls:\n  - {name: f, config: c, interfaces: {a: 10.0.0.0/24, b: 10.0.0.0/24}}\n"),
             "lies behind \"a\" and behind \"b\"");
    contains(errors_of("firewalls:\n  - {name: f, config: c, interfaces: {a: {addresses: x}}}\n"),
             "\"x\" is not an address");
    contains(errors_of("accepted:\n  - {from: any, to: any}\n"), "an accepted flow without \"reason\"");
    contains(errors_of("accepted:\n  - {from: director, to: any, reason: x}\n"),
             "role \"director\" has no address in this site");
    contains(errors_of("accepted:\n  - {from: directr, to: any, reason: x}\n"), "unknown role \"directr\"");
    contains(errors_of("accepted:\n  - {from: any, to: any, reason: x, ports: http}\n"), "\"http\" is not traffic");
    contains(errors_of("accepted:\n  - {from: any, to: any, reason: x, until: 2030-13-01}\n"),
             "\"2030-13-01\" is not a date");
    contains(errors_of("name: [a]\n"), "expected the site's name");
}

TEST_CASE("damaged sites do no harm") {
    std::uint32_t state = 5;
    std::size_t refused = 0;
    for (int round = 0; round < 300; ++round) {
        std::string text = good;
        for (int change = 0; change < 2; ++change) {
            state = state * 1664525 + 1013904223;
            text[(state >> 8) % text.size()] = static_cast<char>(state >> 24);
        }
        const test::ReadSite site = site_of(text);
        refused += site.reading.site ? 0 : 1;
        for (const Diagnostic& diagnostic : site.reading.diagnostics) {
            CHECK_FALSE(render(diagnostic).empty());
        }
    }
    CHECK(refused > 100);
}

TEST_CASE("files that are no site are refused") {
    contains(errors_of(""), "the site file is empty");
    contains(errors_of("- a\n- b\n"), "expected a map for the site");
    contains(errors_of("name: \"open\n"), "not well-formed YAML");
    contains(errors_of("name: a\n---\nname: b\n"), "a second document");
    contains(errors_of("name: *nothing\n"), "not well-formed YAML");
    contains(errors_of(std::string(100000, '[')), "not well-formed YAML");
    // One mistake is enough: there is no half a site.
    CHECK_FALSE(site_of(good + "nmae: x\n").reading.site);
    CHECK(site_of("name: a\r\nroles:\r\n  director: 10.0.0.1\r\n").reading.site);
}
