// What a whole audit says of firewalls that let everything pass, or that send packets elsewhere.
#include "catch.hpp"

#include "audited.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

bool says(const std::vector<Finding>& findings, const std::string& words) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Finding& finding) { return finding.message.find(words) != std::string::npos; });
}

const std::string forward = "*filter\n:FORWARD ACCEPT [0:0]\n";

}  // namespace

TEST_CASE("what no rule decides is told apart from a firewall that filters nothing") {
    for (const std::string text :
         {"# pf.conf without rules\nset block-policy drop\n", "pass\n", "*nat\n:PREROUTING ACCEPT [0:0]\nCOMMIT\n",
          "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j LOG\nCOMMIT\n"}) {
        CAPTURE(text);
        Audited empty;
        run_on_text(empty, small_site, text);
        CHECK(says(of(empty.report, "over-permissive-rule"), "the firewall filters nothing") == (text != "pass\n"));
    }
    Audited open_end;
    run_on_text(open_end, small_site, "block in on eth0 proto udp\n");
    const std::vector<Finding> found = of(open_end.report, "over-permissive-rule");
    CHECK(says(found, "no rule decides"));
    CHECK_FALSE(says(found, "filters nothing"));
}

TEST_CASE("pf: skipping loopback opens no way through") {
    for (const std::string skip : {"lo0", "lo", "{ lo0 lo1 }"}) {
        CAPTURE(skip);
        Audited audited;
        run_on_text(audited, small_site, "set skip on " + skip + "\nblock all\n");
        CHECK(of(audited.report, "over-permissive-rule").empty());
    }
    Audited opened;
    run_on_text(opened, small_site, "set skip on eth\nblock all\n");
    CHECK_FALSE(of(opened.report, "over-permissive-rule").empty());
}

TEST_CASE("a required flow that a translation sends to somebody else is missing") {
    const auto missing = [](const std::string& translation) {
        Audited audited;
        run_on_text(audited, small_site,
                    "*nat\n:PREROUTING ACCEPT [0:0]\n" + translation + "COMMIT\n" + forward + "COMMIT\n");
        return of(audited.report, "missing-opening");
    };
    CHECK(missing("").empty());
    const std::vector<Finding> found =
        missing("-A PREROUTING -d 10.1.0.20/32 -p tcp -m tcp --dport 4443 -j DNAT --to-destination 10.1.0.99\n");
    REQUIRE_FALSE(found.empty());
    CHECK(says(found, "a translation sends them to another address than the role's"));
    CHECK_FALSE(found[0].undecided);
    const std::vector<Finding> moved =
        missing("-A PREROUTING -d 10.1.0.20/32 -p tcp -m tcp --dport 4443 -j DNAT --to-destination 10.1.0.20:443\n");
    REQUIRE_FALSE(moved.empty());
    CHECK(moved[0].undecided);
    CHECK(says(moved, "port 443 of 10.1.0.20"));
}
