// Binding: exactly the rows of a site's pages, with its addresses and ports.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "catch.hpp"
#include "net/address.hpp"
#include "requirements/fixture.hpp"
#include "requirements/listing.hpp"

using namespace lyncgate;
using test::embedded;
using test::site_of;

namespace {

/// Every role that has no addresses by itself.
const std::string roles = R"(
roles:
  director: 10.0.1.20
  director-hlb-vip: 10.0.1.21
  front-end: [10.0.1.10, 10.0.1.11]
  front-end-hlb-vip: 10.0.1.12
  edge-external-access: {addresses: 172.16.1.5, public: 198.51.100.5}
  edge-external-webconf: {addresses: 172.16.1.6, public: 198.51.100.6}
  edge-external-av: {addresses: 172.16.1.7, public: 198.51.100.7}
  edge-external-access-vip: 198.51.100.15
  edge-external-webconf-vip: 198.51.100.16
  edge-external-av-vip: 198.51.100.17
  edge-internal: 172.16.2.5
  edge-internal-vip: 172.16.2.6
  reverse-proxy-internal: 172.16.2.9
  reverse-proxy-external: {addresses: 172.16.1.9, public: 198.51.100.9}
  internal-client: 10.0.10.0/24
  office-web-apps-server: 10.0.1.30
)";

const std::string every_feature =
    "features: [external-access, autodiscover-over-http, xmpp-federation, federation-ocs2007, federation-ocs2007r2, "
    "federation-lync2010, federation-lync2013, public-im-windows-live-messenger, multiple-edge-pools, "
    "centralized-logging, "
    "office-web-apps]\n";

struct Bound {
    test::ReadSite read;
    Binding binding;
};

Bound bound(const std::string& text) {
    Bound result{site_of(text), {}};
    INFO(test::all_text(result.read.reading.diagnostics));
    REQUIRE(result.read.reading.site);
    result.binding = bind(embedded(), *result.read.reading.site);
    return result;
}

std::set<std::string> bound_ids(const Binding& binding, const std::string& topic) {
    std::set<std::string> ids;
    for (const Applicability& row : binding.rows) {
        if (row.outcome == Outcome::bound && row.requirement->topic == topic) {
            ids.insert(row.requirement->id);
        }
    }
    return ids;
}

const RequiredFlow& flow_of(const Binding& binding, const std::string& id, Family family = Family::ipv4) {
    for (const auto* list : {&binding.flows, &binding.ipsec}) {
        for (const RequiredFlow& flow : *list) {
            const auto is_it = [&](const Requirement* requirement) { return requirement->id == id; };
            if (flow.family == family && (is_it(flow.requirement) || std::ranges::any_of(flow.also, is_it))) {
                return flow;
            }
        }
    }
    FAIL("no flow for " << id);
    throw 0;
}

const Applicability& row_of(const Binding& binding, const std::string& id) {
    return *std::ranges::find_if(binding.rows, [&](const Applicability& row) { return row.requirement->id == id; });
}

std::string set_text(const Set& set) {
    std::string text;
    for (const std::string& part : describe_addresses(set)) {
        text += (text.empty() ? "" : " ") + part;
    }
    return text;
}

}  // namespace

TEST_CASE("each scenario binds exactly the rows of its page") {
    const std::map<std::string, std::pair<std::string, std::size_t>> pages = {
        {"edge-single-private-nat", {"{edge: single-private-nat}", 37}},
        {"edge-single-public", {"{edge: single-public}", 37}},
        {"edge-scaled-dns-private-nat", {"{edge: scaled-dns-private-nat}", 38}},
        {"edge-scaled-dns-public", {"{edge: scaled-dns-public}", 37}},
        {"edge-scaled-hlb", {"{edge: scaled-hlb}", 33}},
        {"director-single", {"{director: single}", 9}},
        {"director-pool-hlb", {"{director: pool-hlb}", 9}},
        {"director-pool-dns-hlb", {"{director: pool-dns-hlb}", 9}},
    };
    for (const auto& [topic, page] : pages) {
        INFO(topic);
        const Bound site = bound("scenario: " + page.first + "\n" + every_feature + roles);
        CHECK(bound_ids(site.binding, topic).size() == page.second);
        for (const auto& [other, ignored] : pages) {
            if (other != topic) {
                INFO(other);
                CHECK(bound_ids(site.binding, other).empty());
            }
        }
        CHECK(bound_ids(site.binding, "reverse-proxy").size() == 5);
        CHECK(bound_ids(site.binding, "autodiscover").size() == 4);
    }
}

TEST_CASE("switching a feature off removes exactly its rows") {
    const auto rows_with = [](const std::string& features) {
        const Bound site =
            bound("scenario: {edge: single-private-nat, director: single}\nfeatures: [" + features + "]\n" + roles);
        std::set<std::string> all = bound_ids(site.binding, "edge-single-private-nat");
        all.merge(bound_ids(site.binding, "director-single"));
        return all;
    };
    const std::set<std::string> all = rows_with("external-access, xmpp-federation, centralized-logging");
    const auto removed = [&](const std::string& features) {
        std::set<std::string> gone;
        const std::set<std::string> left = rows_with(features);
        std::ranges::set_difference(all, left, std::inserter(gone, gone.end()));
        CHECK(std::ranges::includes(all, left));
        return gone;
    };
    CHECK(removed("external-access, centralized-logging") ==
          std::set<std::string>{"edge-single-private-nat/external/1", "edge-single-private-nat/internal/1",
                                "edge-single-private-nat/xmpp/1", "edge-single-private-nat/xmpp/2",
                                "edge-single-private-nat/xmpp/3"});
    CHECK(removed("external-access, xmpp-federation") ==
          std::set<std::string>{"edge-single-private-nat/internal/9", "edge-single-private-nat/internal/10",
                                "edge-single-private-nat/internal/11", "director-single/director/7",
                                "director-single/director/8", "director-single/director/9"});
    CHECK(
        removed("external-user-access, external-av, external-web-conferencing, xmpp-federation, centralized-logging") ==
        std::set<std::string>{"director-single/director/1", "director-single/director/2"});
}

TEST_CASE("ends become addresses") {
    const Bound site = bound("scenario: {edge: single-private-nat, director: single}\n" + every_feature + roles);
    const RequiredFlow& published = flow_of(site.binding, "director-single/director/2");
    CHECK(set_text(published.source.addresses) == "172.16.2.9");
    CHECK(set_text(published.destination.addresses) == "10.0.1.20");
    CHECK(published.destination.public_addresses.empty());
    CHECK(published.destination_ports == Set(Value{4443}));
    CHECK(published.source_ports == any_port());
    CHECK(published.protocols == Set(Value{6}));
    CHECK(published.label == "HTTPS tcp/4443 reverse-proxy-internal -> director");
    // "any" narrowed by the page; towards the Internet; inside.
    CHECK(set_text(flow_of(site.binding, "edge-single-private-nat/internal/2").source.addresses) ==
          "10.0.1.10/31 10.0.1.20");
    const RequiredFlow& sign_in = flow_of(site.binding, "edge-single-private-nat/external/5");
    CHECK(sign_in.source.addresses.contains(parse_address("8.8.8.8")->number()));
    CHECK(set_text(sign_in.destination.addresses) == "172.16.1.5");
    CHECK(set_text(sign_in.destination.public_addresses) == "198.51.100.5");
    CHECK(set_text(flow_of(site.binding, "edge-single-private-nat/internal/6").source.addresses) ==
          "10.0.1.10/31 10.0.1.20 10.0.10.0/24");
    // The cell that is probably wrong is read as its siblings have it.
    CHECK(set_text(flow_of(site.binding, "director-single/director/7").destination.addresses) == "10.0.1.20");
}

TEST_CASE("the relay range is on the source side unless the partner is older") {
    const Bound site =
        bound("scenario: {edge: single-private-nat}\nports: {edge-media: 50000-50999}\n" + every_feature + roles);
    const RequiredFlow& tcp = flow_of(site.binding, "edge-single-private-nat/external/9");
    CHECK(tcp.source_ports == Set(50000, 50999));
    CHECK(tcp.destination_ports == Set(Value{443}));
    const RequiredFlow& udp = flow_of(site.binding, "edge-single-private-nat/external/10");
    CHECK(udp.source_ports == Set(50000, 50999));
    CHECK(udp.destination_ports == Set(50000, 59999));
    const RequiredFlow& inbound = flow_of(site.binding, "edge-single-private-nat/external/12");
    CHECK(inbound.destination_ports == Set(50000, 50999));
    CHECK(inbound.source_ports == any_port());
    // Source ports of other rows matter only where the firewall filters them.
    CHECK(flow_of(site.binding, "edge-single-private-nat/external/16").source_ports == any_port());
    const Bound strict =
        bound("scenario: {edge: single-private-nat}\nfeatures: [external-access, edge-source-ports]\n" + roles);
    CHECK(flow_of(strict.binding, "edge-single-private-nat/external/16").source_ports == Set(50000, 59999));
    CHECK(bound_ids(strict.binding, "external-av") ==
          std::set<std::string>{
              "external-av/source-and-destination-ports/1", "external-av/source-and-destination-ports/2",
              "external-av/source-and-destination-ports/3", "external-av/source-and-destination-ports/4"});
}

TEST_CASE("media ranges follow the site, start and count rather than the table") {
    const Bound plain = bound("scenario: {edge: single-public}\n" + roles);
    CHECK(flow_of(plain.binding, "internal-servers/servers/39").destination_ports == Set(49152, 57499));
    CHECK(flow_of(plain.binding, "internal-servers/servers/10").destination_ports == Set(57501, 65534));
    const Bound moved = bound("ports: {conferencing: {VideoPortStart: 60000, VideoPortCount: 100}}\n" + roles);
    CHECK(flow_of(moved.binding, "internal-servers/servers/10").destination_ports == Set(60000, 60099));
    CHECK(flow_of(moved.binding, "ipsec-exceptions/exceptions/9").media_ports ==
          unite(Set(49152, 57499), Set(60000, 60099)));
    CHECK(flow_of(moved.binding, "ipsec-exceptions/exceptions/9").destination_ports == any_port());
    const Bound clients = bound("ports: {clients: {ClientMediaPortRangeEnabled: true}}\n" + roles);
    const RequiredFlow& exempt = flow_of(clients.binding, "ipsec-exceptions/exceptions/15");
    CHECK(exempt.source_ports == Set(5350, 5389));
    CHECK(exempt.source.addresses == any_ipv4());
    CHECK(exempt.protocols == Set(Value{17}));
}

TEST_CASE("roles that the site does not place are reported, not guessed") {
    const Bound site =
        bound("scenario: {director: pool-hlb}\nroles: {director: 10.0.1.20, edge-internal: 172.16.2.5}\n");
    const Applicability& row = row_of(site.binding, "director-pool-hlb/director/6");
    CHECK(row.outcome == Outcome::role_missing);
    CHECK(row.reason == "the site has no address for director-hlb-vip");
    const auto missing = std::ranges::find(site.binding.missing, "director-hlb-vip", &MissingRole::role);
    REQUIRE(missing != site.binding.missing.end());
    CHECK(missing->needed_by.front()->topic == "director-pool-hlb");
    CHECK(row_of(site.binding, "sfb-edge/external/2").outcome == Outcome::other_product);
    CHECK(row_of(site.binding, "edge-single-public/external/2").outcome == Outcome::excluded);
    CHECK(row_of(site.binding, "edge-single-public/external/2").reason == "without edge-single-public");
    CHECK(row_of(site.binding, "media-ranges/defaults/1").outcome == Outcome::no_flow);
    CHECK(row_of(site.binding, "internal-servers/servers/1").outcome == Outcome::peer_unstated);
    const Bound families =
        bound("scenario: {director: single}\nroles: {director: \"2001:db8::20\", edge-internal: 172.16.2.5}\n");
    CHECK(row_of(families.binding, "director-single/director/6").outcome == Outcome::role_missing);
}

TEST_CASE("both families give two flows, pages that repeat each other one") {
    const Bound site = bound("scenario: {director: single}\nfeatures: [external-web-services]\n"
                             "roles: {director: [10.0.1.20, \"2001:db8:1::20\"], reverse-proxy-internal: [172.16.2.9, "
                             "\"2001:db8:2::9\"]}\n");
    const RequiredFlow& four = flow_of(site.binding, "director-single/director/2");
    const RequiredFlow& six = flow_of(site.binding, "director-single/director/2", Family::ipv6);
    CHECK(set_text(four.destination.addresses) == "10.0.1.20");
    CHECK(set_text(six.source.addresses) == "2001:db8:2::9");
    // The reverse proxy page demands the same packets of this site.
    CHECK(&flow_of(site.binding, "reverse-proxy/internal/2") == &four);
    CHECK(four.requirement->suspicions.empty());
}

TEST_CASE("an optional row becomes required with its feature") {
    const std::string site = "roles: {reverse-proxy-external: 198.51.100.9}\n";
    const Bound without = bound("features: [external-web-services]\n" + site);
    CHECK(flow_of(without.binding, "reverse-proxy/external/1").necessity == Necessity::optional);
    const Bound with = bound("features: [external-web-services, autodiscover-over-http]\n" + site);
    CHECK(flow_of(with.binding, "reverse-proxy/external/1").necessity == Necessity::required);
}

TEST_CASE("rows about both directions bind both") {
    const Bound site = bound("features: [hybrid]\nroles: {edge-external-access: 198.51.100.5}\n");
    std::size_t inbound = 0;
    std::size_t outbound = 0;
    for (const RequiredFlow& flow : site.binding.flows) {
        const bool mine = flow.requirement->id == "hybrid/ports/3";
        inbound += mine && set_text(flow.destination.addresses) == "198.51.100.5" ? 1 : 0;
        outbound += mine && set_text(flow.source.addresses) == "198.51.100.5" ? 1 : 0;
    }
    CHECK(inbound == 1);
    CHECK(outbound == 1);
}

TEST_CASE("Skype for Business binds its own tables") {
    const Bound site =
        bound("product: skype-for-business-2015\nscenario: {edge: scaled-dns-public}\nfeatures: [external-access, "
              "sip-federation, xmpp-federation, centralized-logging]\n" +
              roles);
    CHECK(bound_ids(site.binding, "sfb-edge").size() == 25);
    CHECK(bound_ids(site.binding, "sfb-edge-hlb").empty());
    CHECK(bound_ids(site.binding, "edge-scaled-dns-public").empty());
    const Bound later =
        bound("product: skype-for-business-2015\nscenario: {edge: single-public}\nfeatures: [external-access, "
              "sip-federation, xmpp-federation, skype-for-business-2019]\n" +
              roles);
    CHECK_FALSE(bound_ids(later.binding, "sfb-edge").contains("sfb-edge/external/1"));
}

TEST_CASE("the listing shows rows, doubts and fates") {
    const RequirementFilter directors{"", "director-single", ""};
    const std::string table = list_requirements(embedded(), directors, ListingFormat::table);
    CHECK(table.find("director-single/director/2    tcp/4443   HTTPS     reverse-proxy-internal -> director") !=
          std::string::npos);
    CHECK(table.find("director-single/director/7 !") != std::string::npos);
    CHECK(table.find("\n9 requirements\n") != std::string::npos);
    const Bound site = bound("scenario: {director: single}\n" + roles);
    const ListingSite shown{&*site.read.reading.site, &site.binding};
    const std::string fates = list_requirements(embedded(), directors, ListingFormat::table, shown);
    CHECK(fates.find("in: with director-single") != std::string::npos);
    CHECK(fates.find("out: without external-web-services") != std::string::npos);
    const std::string markdown = list_requirements(embedded(), {"", "", "edge-internal-vip"}, ListingFormat::markdown);
    CHECK(markdown.find("## edge-scaled-hlb") != std::string::npos);
    CHECK(markdown.find("any (director \\| director-hlb-vip \\| front-end") != std::string::npos);
    const std::string json = list_requirements(embedded(), directors, ListingFormat::json, shown);
    CHECK(json.find("\"version\": 1") != std::string::npos);
    CHECK(json.find("\"outcome\": \"excluded\"") != std::string::npos);
    CHECK(json.find("\"missing_roles\"") != std::string::npos);
    CHECK(problems_of(embedded(), {"", "directr-single", "edge-internl"}).size() == 2);
    CHECK(nearest_requirement(embedded(), "director-single/director/22") == "director-single/director/2");
    CHECK(list_vocabulary(embedded().vocabulary).find("edge: single-private-nat") != std::string::npos);
}

TEST_CASE("explain tells a requirement in full") {
    const std::string text = explain_requirement(embedded(), "edge-single-public/external/9");
    for (const char* part :
         {"JJ204756", "2013-02-21", "printed \"edge-external-access\", read as \"edge-external-av\"",
          "MediaCommunicationPortStart", "when closed", "Service Edge A/V", "edge-single-public.rules:"}) {
        INFO(part);
        CHECK(text.find(part) != std::string::npos);
    }
    CHECK(explain_requirement(embedded(), "internal-servers/servers/39")
              .find("the table prints 49152-57500, start and count give 49152-57499") != std::string::npos);
    CHECK(explain_requirement(embedded(), "no/such/1").empty());
    const Bound site = bound("scenario: {director: single}\n" + roles);
    const ListingSite shown{&*site.read.reading.site, &site.binding};
    CHECK(explain_requirement(embedded(), "director-single/director/3", shown)
              .find("flow          tcp from 10.0.1.20 to 10.0.1.10/31, ports 444") != std::string::npos);
}
