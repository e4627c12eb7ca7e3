// An audit that asked nothing is undecided, never a pass.
#include "catch.hpp"

#include <algorithm>

#include "app/audit.hpp"
#include "app/baseline.hpp"
#include "workplace.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

/// The report on a site whose firewalls all have the same rules: replies, and what `forward` says.
Report audited(const std::string& site, const AuditRequest& request = {}, const std::string& firewall = {},
               const std::string& forward = {}) {
    const Folder folder;
    folder.write("inner.rules", rules(forward));
    LoadRequest load;
    load.site = folder.write("site.yaml", site);
    load.firewall = firewall;
    LoadedSite loaded = load_site(load);
    REQUIRE(loaded.usable);
    Report report = audit(loaded, request);
    for (Finding& finding : report.findings) {
        finding.primary.origin = {};  // points into a text that is gone
        finding.related.clear();
    }
    return report;
}

std::vector<Finding> idle(const Report& report) {
    std::vector<Finding> found;
    std::copy_if(report.findings.begin(), report.findings.end(), std::back_inserter(found),
                 [](const Finding& finding) { return finding.check == "nothing-checked"; });
    return found;
}

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

const std::string head = R"(name: small
scenario: {director: single}
features: [external-access]
)";

const std::string roles = R"(roles:
  director: 10.1.0.20
  front-end: 10.1.0.30
  edge-internal: 192.0.2.20
  reverse-proxy-internal: 192.0.2.10
  internal-client: 10.2.0.0/16
)";

const std::string inner = R"(  - name: inner
    config: inner.rules
    interfaces:
      eth0: 192.0.2.0/24
      eth1: [10.1.0.0/16, 10.2.0.0/16]
)";

}  // namespace

TEST_CASE("a site whose flows cross no firewall is undecided, and says what to write") {
    const std::string wrong = R"(firewalls:
  - name: inner
    config: inner.rules
    interfaces:
      eth0: [192.0.2.0/24, 10.0.0.0/8]
      eth1: 198.51.100.0/24
)";
    const Report report = audited(head + roles + wrong);
    CHECK(report.exit_status() == 3);
    CHECK(report.flows.empty());
    REQUIRE(idle(report).size() == 1);
    const Finding finding = idle(report).front();
    CHECK(finding.undecided);
    CHECK(finding.message == "nothing was checked: no required flow crosses a firewall of the site");
    CHECK(holds(finding.help, "under interfaces: of firewall inner"));
}

TEST_CASE("a site whose interfaces are not all described is undecided, and names the others") {
    const Report report =
        audited(head + roles + "firewalls:\n  - {name: inner, config: inner.rules, interfaces: {eth7: 192.0.2.0/24}}\n",
                {}, {}, "-A FORWARD -i eth7 -o eth8 -p tcp --dport 22 -s 192.0.2.1 -d 192.0.2.2 -j DROP\n");
    CHECK(report.exit_status() == 3);
    REQUIRE(idle(report).size() == 1);
    CHECK(holds(idle(report).front().help, "the networks behind eth8 under interfaces: of firewall inner"));
}

TEST_CASE("a site that does not place the roles needed is undecided, and names them") {
    const Report report = audited(head + "roles:\n  front-end: 10.1.0.30\nfirewalls:\n" + inner);
    CHECK(report.exit_status() == 3);
    REQUIRE(idle(report).size() == 1);
    const Finding finding = idle(report).front();
    CHECK(holds(finding.help, "reverse-proxy-internal"));
    CHECK(holds(finding.help, "internal-client"));
    CHECK_FALSE(holds(finding.help, " client"));  // stands for internal-client, which can be placed
    const Report none = audited(head + "roles:\n  pstn-gateway: 10.1.0.30\nfirewalls:\n" + inner);
    REQUIRE(idle(none).size() == 1);
    CHECK(idle(none).front().message ==
          "nothing was checked: no requirement applies to the roles that the site places");
    CHECK(none.exit_status() == 3);
}

TEST_CASE("roles that are not placed do not make an audit undecided while something is checked") {
    const Report report = audited(head + roles + "firewalls:\n" + inner, {}, {},
                                  "-A FORWARD -s 192.0.2.10/32 -d 10.1.0.20/32 -p tcp --dport 4443 -j ACCEPT\n");
    CHECK(idle(report).empty());
    const bool missing = std::any_of(report.unchecked.begin(), report.unchecked.end(),
                                     [](const Unchecked& one) { return !one.missing_roles.empty(); });
    CHECK(missing);
    CHECK(report.exit_status() == 1);
}

TEST_CASE("one firewall of several that stands before nothing is undecided") {
    const std::string second = R"(  - name: perimeter
    config: inner.rules
    interfaces:
      outside: internet
      dmz: 198.51.100.0/24
)";
    const Report report = audited(head + roles + "firewalls:\n" + inner + second);
    REQUIRE(idle(report).size() == 1);
    CHECK(idle(report).front().firewall == "perimeter");
    CHECK(idle(report).front().undecided);
    const Report alone = audited(head + roles + "firewalls:\n" + inner + second, {}, "perimeter");
    CHECK(alone.exit_status() == 3);
    REQUIRE(idle(alone).size() == 1);
    const bool unplaced = std::any_of(alone.findings.begin(), alone.findings.end(),
                                      [](const Finding& finding) { return finding.check == "unplaced-role"; });
    CHECK_FALSE(unplaced);  // the other firewall places them
}

TEST_CASE("a firewall without required flows, but with servers behind it, is a note") {
    const std::string guests = R"(  - name: guests
    config: inner.rules
    interfaces:
      wlan: 10.77.0.0/16
      lan: [10.1.0.0/16, 192.0.2.0/24, 10.2.0.0/16]
)";
    const Report report = audited(head + roles + "firewalls:\n" + inner + guests, {}, "guests");
    REQUIRE(idle(report).size() == 1);
    CHECK_FALSE(idle(report).front().undecided);
    CHECK(idle(report).front().severity == Severity::note);
    CHECK(report.exit_status() == 0);
}

TEST_CASE("what was asked depends on the checks that ran") {
    const std::string site = head + roles + "firewalls:\n" + inner;
    for (const char* const check : {"missing-return-path", "over-permissive-rule", "shadowed-rule"}) {
        CAPTURE(check);
        AuditRequest only;
        only.only = {check};
        const Report report = audited(site, only);
        CHECK(idle(report).empty());
        CHECK(report.exit_status() == 0);
    }
    const std::string beside = "roles:\n  front-end: 10.1.0.30\nfirewalls:\n" + inner;
    AuditRequest replies;
    replies.only = {"missing-return-path"};
    CHECK(audited(head + beside, replies).exit_status() == 3);
    AuditRequest hygiene;
    hygiene.only = {"shadowed-rule"};
    CHECK(audited(head + beside, hygiene).exit_status() == 0);
}

TEST_CASE("a baseline does not make a pass of an audit that asked nothing") {
    const std::string site = head + "roles:\n  front-end: 10.1.0.30\nfirewalls:\n" + inner;
    Report report = audited(site);
    const SourceFile file("baseline.json", write_baseline({&report}));
    Baseline baseline;
    std::string error;
    REQUIRE(read_baseline(file, baseline, error));
    leave_out_known(report, baseline);
    CHECK(report.exit_status() == 3);
    CHECK(report.findings.size() == 1);
}
