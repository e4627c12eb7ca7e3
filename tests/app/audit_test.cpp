#include "catch.hpp"

#include <algorithm>
#include <set>

#include "app/baseline.hpp"
#include "app/suppress.hpp"
#include "audited.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

void run(Audited& audited, const std::string& site, const std::string& forward,
         const std::string& today = "2026-06-01") {
    run_on_text(audited, site, rules(forward), today);
}

constexpr const char* everything_needed =
    "-A FORWARD -s 192.0.2.10/32 -d 10.1.0.20/31 -p tcp -m multiport --dports 8080,4443 -j ACCEPT\n"
    "-A FORWARD -s 192.0.2.10/32 -d 10.1.0.30/32 -p tcp -m multiport --dports 8080,4443 -j ACCEPT\n";

}  // namespace

TEST_CASE("the sample site has exactly its planted faults") {
    LoadRequest load;
    load.site = LYNCGATE_ROOT "/samples/contoso/site.yaml";
    LoadedSite loaded = load_site(load);
    REQUIRE(loaded.usable);
    const Report report = audit(loaded, {});
    CHECK(report.exit_status() == 1);
    for (const Finding& finding : report.findings) {
        CAPTURE(finding.message);
        const bool planted = finding.check == "missing-opening";
        CHECK((planted || finding.severity == Severity::note));
    }
    const std::vector<Finding> missing = of(report, "missing-opening");
    REQUIRE(missing.size() == 3);  // one fault is demanded by two tables
    for (const Finding& finding : missing) {
        REQUIRE(finding.packets.size() == 1);
        const std::string packets = one_line(finding.packets[0]);
        CAPTURE(packets);
        CHECK((packets == "tcp 172.16.2.30 -> 10.10.1.20 port 4443" ||
               packets == "tcp 10.10.1.11-10.10.1.13 -> 172.16.2.22 port 5061"));
    }
}

TEST_CASE("equal inputs give equal reports") {
    const auto report_text = [] {
        LoadRequest load;
        load.site = LYNCGATE_ROOT "/samples/contoso/site.yaml";
        LoadedSite loaded = load_site(load);
        return find_reporter("json")->write(audit(loaded, {}), {});
    };
    CHECK(report_text() == report_text());
}

TEST_CASE("a suppression takes its finding out, and is a finding when it is unused or has ended") {
    const std::string wide =
        "-A FORWARD -s 192.0.2.99/32 -d 10.1.0.20/32 -p tcp -m tcp --dport 3389 -m comment --comment ";
    const std::string tail = " -j ACCEPT\n";
    {
        Audited plain;
        run(plain, small_site, wide + "\"administration\"" + tail);
        CHECK(of(plain.report, "over-permissive-rule").size() == 1);
    }
    const std::string allowed = "\"lyncgate: allow over-permissive-rule reason='CR 4711' until=2026-12-31\"";
    {
        Audited suppressed;
        run(suppressed, small_site, wide + allowed + tail);
        CHECK(of(suppressed.report, "over-permissive-rule").empty());
        CHECK(suppressed.report.suppressed == 1);
        CHECK(of(suppressed.report, "unused-suppression").empty());
    }
    {
        Audited expired;
        run(expired, small_site, wide + allowed + tail, "2027-01-01");
        CHECK(of(expired.report, "over-permissive-rule").size() == 1);
        CHECK(of(expired.report, "expired-suppression").size() == 1);
    }
    {
        Audited unused;
        run(unused, small_site,
            "# lyncgate: allow over-permissive-rule reason=\"gone\"\n-A FORWARD -s 203.0.113.9/32 -d 203.0.113.10/32 "
            "-j DROP\n");
        REQUIRE(of(unused.report, "unused-suppression").size() == 1);
        CHECK(unused.report.exit_status() == 1);
    }
}

TEST_CASE("a suppression that cannot be read suppresses nothing and is said") {
    const auto complaint = [](const std::string& comment) {
        const SourceFile file("x.rules", comment + "\n-A FORWARD -j ACCEPT\n");
        std::vector<Diagnostic> diagnostics;
        CHECK(read_suppressions(file, diagnostics).empty());
        REQUIRE(diagnostics.size() == 1);
        return render(diagnostics[0]);
    };
    CHECK(complaint("# lyncgate: allow over-permisive-rule reason=\"x\"")
              .find("did you mean \"over-permissive-rule\"?") != std::string::npos);
    CHECK(complaint("# lyncgate: allow missing-opening").find("gives no reason") != std::string::npos);
    CHECK(complaint("# lyncgate: allow missing-opening reason=\"x\" until=soon").find("until=soon") !=
          std::string::npos);
    CHECK(complaint("# lyncgate: deny missing-opening").find("cannot read this suppression") != std::string::npos);
}

TEST_CASE("accepted flows that have ended count no more, and say so") {
    const std::string accepted = std::string(small_site) +
                                 "accepted:\n  - from: 192.0.2.99\n    to: director\n    ports: tcp/3389\n    reason: "
                                 "administration\n    until: 2026-12-31\n";
    const std::string forward = "-A FORWARD -s 192.0.2.99/32 -d 10.1.0.20/32 -p tcp -m tcp --dport 3389 -j ACCEPT\n";
    Audited before;
    run(before, accepted, forward);
    CHECK(of(before.report, "over-permissive-rule").empty());
    Audited after;
    run(after, accepted, forward, "2027-01-01");
    CHECK(of(after.report, "over-permissive-rule").size() == 1);
    CHECK(of(after.report, "expired-acceptance").size() == 1);
    CHECK(of(before.report, "unused-acceptance").empty());
    Audited closed;
    run(closed, accepted, "");
    CHECK(of(closed.report, "unused-acceptance").size() == 1);
}

TEST_CASE("a flow that two firewalls stop is told at each, with the other named") {
    const std::string site = std::string(small_site) + "  - name: second\n    config: second.rules\n    interfaces:\n" +
                             "      eth0: 192.0.2.0/24\n      eth1: [10.1.0.0/16, 10.2.0.0/16]\n";
    Audited both;
    both.folder.write("second.rules", rules(""));
    run(both, site, "");
    const std::vector<Finding> missing = of(both.report, "missing-opening");
    REQUIRE(missing.size() >= 2);
    for (const Finding& finding : missing) {
        const std::string other = finding.firewall == "inner" ? "second" : "inner";
        CHECK(finding.help.find("firewall " + other + " stops packets of it too") != std::string::npos);
    }
    Audited one;
    one.folder.write("second.rules", rules(everything_needed));
    run(one, site, "");
    std::set<std::string> stopped_by_second;
    for (const Finding& finding : of(one.report, "missing-opening")) {
        if (finding.firewall == "second") {
            stopped_by_second.insert(finding.requirement->id);
        }
    }
    std::size_t stopped_once = 0;
    for (const Finding& finding : of(one.report, "missing-opening")) {
        if (finding.firewall == "inner" && !stopped_by_second.contains(finding.requirement->id)) {
            ++stopped_once;
            CHECK(finding.help.find(" too") == std::string::npos);
        }
    }
    CHECK(stopped_once > 0);
}

TEST_CASE("replies that are dropped are a finding of their own") {
    Audited stateful;
    run(stateful, small_site, everything_needed);
    CHECK(of(stateful.report, "missing-return-path").empty());
    Audited stateless;
    run(stateless, small_site,
        std::string(everything_needed) + "-I FORWARD -m conntrack --ctstate ESTABLISHED -j DROP\n");
    REQUIRE(of(stateless.report, "missing-return-path").size() == 1);
    CHECK(of(stateless.report, "missing-return-path")[0].message.find("drops the replies of") != std::string::npos);
}

TEST_CASE("a baseline leaves out what is known, wherever its line is now") {
    Audited first;
    run(first, small_site, "");
    REQUIRE_FALSE(first.report.findings.empty());
    const SourceFile file("baseline.json", write_baseline({&first.report}));
    Baseline baseline;
    std::string error;
    REQUIRE(read_baseline(file, baseline, error));
    Audited second;
    run(second, small_site, "# a comment that moves every line\n");
    const std::size_t count = second.report.findings.size();
    const BaselineCount compared = leave_out_known(second.report, baseline);
    CHECK(compared.unchanged == count);
    CHECK(second.report.findings.empty());
    const SourceFile nonsense("n.json", "[1, 2]");
    CHECK_FALSE(read_baseline(nonsense, baseline, error));
}

TEST_CASE("a site whose files cannot be read is not audited at all") {
    const Folder folder;
    LoadRequest request;
    request.site = folder.write("site.yaml", small_site);
    const auto complaint = [&] {
        const LoadedSite loaded = load_site(request);
        CHECK_FALSE(loaded.usable);
        std::string all;
        for (const Diagnostic& diagnostic : loaded.diagnostics) {
            all += render(diagnostic);
        }
        return all;
    };
    CHECK(complaint().find("cannot read") != std::string::npos);
    folder.write("inner.rules", "");
    CHECK(complaint().find("the file is empty") != std::string::npos);
    folder.write("inner.rules", "Dear all,\nplease find attached.\n");
    CHECK(complaint().find("cannot tell what kind of configuration this is") != std::string::npos);
    folder.write("inner.rules", rules(""));
    request.firewall = "iner";
    CHECK(complaint().find("did you mean \"inner\"?") != std::string::npos);
}
