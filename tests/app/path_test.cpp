// Several firewalls on the way of one requirement: which of them packets meet first.
#include "catch.hpp"

#include "audited.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

/// `small_site` with an Edge Server and a second firewall, between the clients and everything else.
const std::string clients_behind_core =
    std::string(small_site).replace(std::string(small_site).find("{director"), 1, "{edge: single-public, ") +
    "  - name: core\n    config: core.rules\n    interfaces:\n"
    "      eth0: [192.0.2.0/24, 10.1.0.0/16]\n      eth1: 10.2.0.0/16\n";

/// The findings about what clients send to the Edge Server, by firewall.
std::vector<Finding> about_edge(const Report& report) {
    std::vector<Finding> found = of(report, "missing-opening");
    std::erase_if(found, [](const Finding& finding) {
        return finding.message.find("inside -> edge-internal") == std::string::npos;
    });
    return found;
}

}  // namespace

TEST_CASE("of two firewalls that stop a requirement the one nearer the source is named as the first") {
    Audited both;
    both.folder.write("core.rules", rules(""));
    run_on_text(both, clients_behind_core, rules(""));
    bool core = false;
    bool inner = false;
    for (const Finding& finding : about_edge(both.report)) {
        CAPTURE(finding.message, finding.help);
        core = core || finding.firewall == "core";
        inner = inner || finding.firewall == "inner";
        const std::string first = finding.firewall == "core" ? "this one" : "core";
        CHECK(finding.help.find("; packets that meet several of them meet " + first + " first") != std::string::npos);
    }
    CHECK(core);
    CHECK(inner);
}

TEST_CASE("one firewall that stops a requirement is the only one named") {
    Audited one;
    one.folder.write("core.rules", rules("-A FORWARD -j ACCEPT\n"));
    run_on_text(one, clients_behind_core, rules(""));
    REQUIRE_FALSE(about_edge(one.report).empty());
    for (const Finding& finding : about_edge(one.report)) {
        CHECK(finding.firewall == "inner");
        CHECK(finding.help.find("meet several") == std::string::npos);
    }
}

TEST_CASE("of two firewalls side by side neither is the first") {
    Audited both;
    both.folder.write("core.rules", rules(""));
    std::string site = small_site;
    site += "  - name: core\n    config: core.rules\n    interfaces:\n      eth0: 192.0.2.0/24\n"
            "      eth1: [10.1.0.0/16, 10.2.0.0/16]\n";
    run_on_text(both, site, rules(""));
    for (const Finding& finding : of(both.report, "missing-opening")) {
        CHECK(finding.help.find("meet several") == std::string::npos);
    }
}
