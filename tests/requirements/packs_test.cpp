// The embedded packs: every row of every table, and nothing that does not exist.
#include <map>
#include <set>
#include <string>

#include "catch.hpp"
#include "requirements/fixture.hpp"

using namespace lyncgate;

using test::all_text;
using test::embedded;

TEST_CASE("the embedded packs are sound") {
    INFO(all_text(embedded().diagnostics));
    CHECK(embedded().diagnostics.empty());
}

TEST_CASE("every table has all its rows") {
    // As counted in Microsoft's pages; "topic/table".
    const std::map<std::string, std::size_t> expected = {
        {"internal-servers/servers", 52},
        {"internal-servers/load-balancer", 20},
        {"internal-servers/load-balancer-with-dns", 7},
        {"internal-servers/clients", 12},
        {"ipsec-exceptions/exceptions", 15},
        {"edge-single-private-nat/external", 16},
        {"edge-single-private-nat/internal", 11},
        {"edge-single-private-nat/federation", 1},
        {"edge-single-private-nat/public-im", 6},
        {"edge-single-private-nat/xmpp", 3},
        {"edge-single-public/external", 16},
        {"edge-single-public/internal", 11},
        {"edge-single-public/federation", 1},
        {"edge-single-public/public-im", 6},
        {"edge-single-public/xmpp", 3},
        {"edge-scaled-dns-private-nat/external", 17},
        {"edge-scaled-dns-private-nat/internal", 11},
        {"edge-scaled-dns-private-nat/federation", 1},
        {"edge-scaled-dns-private-nat/public-im", 6},
        {"edge-scaled-dns-private-nat/xmpp", 3},
        {"edge-scaled-dns-public/external", 16},
        {"edge-scaled-dns-public/internal", 11},
        {"edge-scaled-dns-public/federation", 1},
        {"edge-scaled-dns-public/public-im", 6},
        {"edge-scaled-dns-public/xmpp", 3},
        {"edge-scaled-hlb/external-node", 11},
        {"edge-scaled-hlb/internal-node", 8},
        {"edge-scaled-hlb/external-vip", 8},
        {"edge-scaled-hlb/internal-vip", 6},
        {"reverse-proxy/external", 2},
        {"reverse-proxy/internal", 3},
        {"federation-sip-xmpp-pic/federation", 1},
        {"federation-sip-xmpp-pic/public-im", 6},
        {"federation-sip-xmpp-pic/xmpp", 3},
        {"federation-xmpp/xmpp", 3},
        {"federation-pic/public-im", 6},
        {"director-single/director", 9},
        {"director-pool-hlb/director", 9},
        {"director-pool-dns-hlb/director", 9},
        {"autodiscover/external", 2},
        {"autodiscover/internal", 2},
        {"external-av/destination-ports", 4},
        {"external-av/source-and-destination-ports", 4},
        {"external-av/federation-ocs2007", 4},
        {"external-av/federation-later", 1},
        {"external-av/transports", 2},
        {"external-av/nat", 5},
        {"media-ranges/defaults", 13},
        {"media-ranges/qos-examples", 12},
        {"media-ranges/clients-enabled", 6},
        {"media-ranges/ipsec", 1},
        {"cmdlet-documented/cmdlets", 22},
        {"sfb-internal-servers/servers", 53},
        {"sfb-internal-servers/load-balancer", 20},
        {"sfb-internal-servers/load-balancer-with-dns", 6},
        {"sfb-internal-servers/clients", 12},
        {"sfb-ipsec-exceptions/exceptions", 15},
        {"sfb-edge/external", 14},
        {"sfb-edge/internal", 11},
        {"sfb-edge-hlb/external-node", 9},
        {"sfb-edge-hlb/internal-node", 8},
        {"sfb-edge-hlb/external-vip", 8},
        {"sfb-edge-hlb/internal-vip", 5},
    };
    // The pages that add to the tables, by topic.
    const std::map<std::string, std::size_t> further = {
        {"sql", 4},
        {"sql-mirroring", 3},
        {"pool-pairing", 2},
        {"centralized-logging", 3},
        {"persistent-chat", 2},
        {"mobility", 4},
        {"reverse-proxy-bridging", 2},
        {"hlb-web-mapping", 5},
        {"edge-single-ip", 3},
        {"pstn-gateway", 4},
        {"mediation", 2},
        {"applications", 4},
        {"hybrid", 7},
        {"lync-phone-edition", 1},
        {"remote-call-control", 1},
        {"trusted-applications", 2},
        {"lync-room-system", 2},
        {"monitoring-scom", 1},
        {"dns-srv", 4},
        {"exchange-um", 8},
    };
    std::map<std::string, std::size_t> tables;
    std::map<std::string, std::size_t> topics;
    std::size_t rows = 0;
    for (const RequirementPack& pack : embedded().packs) {
        for (const Requirement& requirement : pack.requirements) {
            ++rows;
            if (further.contains(requirement.topic)) {
                ++topics[requirement.topic];
            } else {
                ++tables[requirement.topic + "/" + requirement.table];
            }
        }
    }
    CHECK(tables == expected);
    CHECK(topics == further);
    CHECK(rows == 612 + 15 + 15);
}

TEST_CASE("rows are numbered without gaps") {
    std::map<std::string, std::uint32_t> last;
    for (const RequirementPack& pack : embedded().packs) {
        for (const Requirement& requirement : pack.requirements) {
            std::uint32_t& before = last[requirement.topic + "/" + requirement.table];
            INFO(requirement.id);
            // Pages that mix firewalls are cut into two tables of one count.
            CHECK(requirement.row > before);
            before = requirement.row;
        }
    }
}

TEST_CASE("every requirement says why it exists and what breaks") {
    for (const RequirementPack& pack : embedded().packs) {
        CHECK_FALSE(pack.title.empty());
        for (const Requirement& requirement : pack.requirements) {
            INFO(requirement.id);
            CHECK_FALSE(requirement.remark.empty());
            if (requirement.kind != RequirementKind::statement) {
                CHECK_FALSE(requirement.breaks.empty());
                CHECK_FALSE(requirement.transports.empty());
                CHECK_FALSE(requirement.destination_ports.empty());
                CHECK_FALSE(requirement.provenance.page.empty());
            }
        }
    }
}

TEST_CASE("tunables and printed ports agree") {
    const Vocabulary& vocabulary = embedded().vocabulary;
    for (const RequirementPack& pack : embedded().packs) {
        for (const Requirement& requirement : pack.requirements) {
            Set printed;
            bool alternative = false;
            for (const std::string& name : requirement.tunables) {
                const Tunable& tunable = vocabulary.tunables.find(name)->second;
                printed = unite(printed, tunable.printed);
                printed = unite(printed, tunable.ports);
                alternative = alternative || tunable.alternative == requirement.ports;
            }
            INFO(requirement.id);
            if (!requirement.tunables.empty() && !alternative) {
                CHECK(covers(printed, requirement.destination_ports));
            }
        }
    }
}
