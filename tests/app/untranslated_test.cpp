// Public addresses that a firewall should translate and does not.
#include "catch.hpp"

#include "audited.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

const std::string roles = R"(name: small
scenario: {edge: single-private-nat}
features: [external-web-services, external-user-access, external-av]
roles:
  reverse-proxy-external: {addresses: 172.16.1.30, public: 198.51.100.30}
  edge-external-access: {addresses: 172.16.1.20, public: 198.51.100.20}
firewalls:
)";

std::string firewall(const std::string& name, const std::string& file, const std::string& outer,
                     const std::string& inner) {
    return "  - name: " + name + "\n    config: " + file + "\n    interfaces:\n      eth0: " + outer +
           "\n      eth1: " + inner + "\n";
}

const std::string outer = firewall("outer", "inner.rules", "internet", "172.16.1.0/24");

std::string translating(const std::vector<int>& hosts) {
    std::string text = "*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n";
    for (const int host : hosts) {
        text += "-A PREROUTING -i eth0 -d 198.51.100." + std::to_string(host) +
                "/32 -j DNAT --to-destination 172.16.1." + std::to_string(host) + "\n";
    }
    return text + "COMMIT\n*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n";
}

/// The public addresses that the missing openings are about, and what the notes say of others.
struct Told {
    std::vector<std::string> missing;
    std::vector<std::string> notes;
};

Told told_by(const Report& report) {
    Told told;
    for (const Finding& finding : of(report, "missing-opening")) {
        for (const DescribedBox& box : finding.packets) {
            told.missing.insert(told.missing.end(), box.destinations.begin(), box.destinations.end());
        }
    }
    std::sort(told.missing.begin(), told.missing.end());
    told.missing.erase(std::unique(told.missing.begin(), told.missing.end()), told.missing.end());
    for (const Diagnostic& diagnostic : report.diagnostics) {
        if (diagnostic.message.find("no firewall of the site translates") == 0) {
            told.notes.push_back(diagnostic.message);
        }
    }
    return told;
}

Told audit_of(const std::string& firewalls, const std::string& text, const std::string& other = {}) {
    Audited audited;
    audited.folder.write("other.rules", other);
    run_on_text(audited, roles + firewalls, text);
    return told_by(audited.report);
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("all public addresses translated: nothing is missing and nothing is said") {
    const Told told = audit_of(outer, translating({20, 30}));
    CHECK(told.missing == Words{});
    CHECK(told.notes == Words{});
}

TEST_CASE("a forgotten translation is a missing opening at the firewall that makes the others") {
    const Told proxy = audit_of(outer, translating({20}));
    CHECK(proxy.missing == Words{"198.51.100.30"});
    CHECK(proxy.notes == Words{"no firewall of the site translates 198.51.100.30 to reverse-proxy-external"});
    const Told edge = audit_of(outer, translating({30}));
    CHECK(edge.missing == Words{"198.51.100.20"});
}

TEST_CASE("where nobody translates, flows are judged by the roles' own addresses, and it is said") {
    const Told told = audit_of(outer, "*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n");
    CHECK(told.missing == Words{});
    CHECK(told.notes.size() == 2);
}

TEST_CASE("what another firewall translates is not asked of this one") {
    const std::string two = outer + firewall("second", "other.rules", "internet", "172.16.1.0/24");
    const Told told = audit_of(two, translating({20}), translating({30}));
    CHECK(told.missing == Words{});
    CHECK(told.notes == Words{});
    const Told forgotten = audit_of(two, translating({20}), translating({}));
    CHECK(forgotten.missing == Words{"198.51.100.30"});
}
