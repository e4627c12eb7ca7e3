#include "reporters/text.hpp"

#include "catch.hpp"
#include "reporters/sample_reports.hpp"

using namespace lyncgate;

namespace {

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::size_t lines_of(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::string last_line(const std::string& text) {
    const std::size_t start = text.rfind('\n', text.size() - 2);
    return text.substr(start == std::string::npos ? 0 : start + 1);
}

}  // namespace

TEST_CASE("text shows a finding with its labelled spans, packets, example, requirement and help") {
    test::SampleReport sample;
    test::fill_small(sample);
    const std::string text = write_text(sample.report, {});
    const std::string expected =
        R"(error[missing-opening]: HTTP tcp/8080 reverse-proxy-internal -> director does not pass firewall inner
  --> configs/inner.rules:8:1
   |
 6 | -A FORWARD -s 10.45.16.0/24 -d 10.10.0.5/32 -p tcp -m tcp --dport 5061 -j ACCEPT
   |                             --------------- the director is named here
...
 8 | -A FORWARD -s 10.45.0.0/16 -d 10.10.0.0/16 -j REJECT
   | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this rule rejects them
   |
  ::: lync-2013/director.rules:2:1
   |
 2 | row 1 tcp/8080 HTTP reverse-proxy-internal -> director
   | ------------------------------------------------------ the requirement
   |
   = packets: tcp 10.45.16.10 -> 10.10.0.5 port 8080
   = example: tcp 10.45.16.10:50000 -> 10.10.0.5:8080
   = requirement: lync-2013/director-single, row 1 (director-single/director/1)
   = firewall: inner
   = help: open exactly the packets listed

)";
    CHECK(text.substr(0, expected.size()) == expected);
    CHECK(holds(text, "undecided[missing-opening]: cannot decide"));
    CHECK(holds(text, "= because: set \"partners\" is not defined in the input\n"));
}

TEST_CASE("text ends with the tables of the summary and one line of counts") {
    test::SampleReport sample;
    test::fill_small(sample);
    const std::string text = write_text(sample.report, {});
    CHECK(holds(text, "required flows  open  closed  partly  undecided\n"
                      "  inner            1       1       -          1\n"
                      "  outer            -       -       -          -\n"));
    CHECK(holds(text, "requirements not checked\n"
                      "  no address for role dns: 1 requirement (director-single/director/7)\n"
                      "  1 requirement without a firewall between the ends, or whose table names no end (--verbose "
                      "lists them)\n"
                      "  = help: write the addresses of these roles under roles: in the site file; "));
    CHECK(holds(text, "inputs not fully understood\n  configs/inner.rules: 10 statements, 8 modelled, 1 irrelevant"));
    CHECK(last_line(text) == "1 error, 1 warning, 1 undecided; 1 of 3 required flows open; 1 requirement not checked; "
                             "1 statement not understood\n");
    sample.report.suppressed = 2;
    sample.report.known = 1;
    CHECK(holds(last_line(write_text(sample.report, {})), "; 2 suppressed, 1 in the baseline; "));
    test::SampleReport clean;
    test::fill_clean(clean);
    CHECK(last_line(write_text(clean.report, {})) == "no findings; 3 of 3 required flows open\n");
}

TEST_CASE("a flow that is not open and has no finding is still told") {
    test::SampleReport sample;
    test::fill_clean(sample);
    sample.report.flows[1].verdict = FlowVerdict::partly_open;
    sample.report.flows[1].deciders = {"line 8", "line 9"};
    CHECK(holds(write_text(sample.report, {}),
                "not open, without a finding: not demanded, or accepted\n"
                "  partly-open inner: HTTPS tcp/4443 reverse-proxy-internal -> director (line 8, line 9)\n"));
    ReportStyle verbose;
    verbose.verbose = true;
    CHECK(holds(write_text(sample.report, verbose), "  open        inner: HTTP tcp/8080"));
}

TEST_CASE("quiet text is one line per finding and nothing else") {
    test::SampleReport sample;
    test::fill_small(sample);
    ReportStyle quiet;
    quiet.quiet = true;
    const std::string text = write_text(sample.report, quiet);
    CHECK(lines_of(text) == sample.report.findings.size());
    CHECK(holds(text,
                "configs/inner.rules:8:1: error[missing-opening] HTTP tcp/8080 reverse-proxy-internal -> director "
                "does not pass firewall inner\n"));
    test::SampleReport clean;
    test::fill_clean(clean);
    CHECK(write_text(clean.report, quiet).empty());
}

TEST_CASE("text is coloured only on demand, and hostile text cannot colour it") {
    test::SampleReport sample;
    test::fill_small(sample);
    ReportStyle color;
    color.color = true;
    CHECK(holds(write_text(sample.report, color), "\033[1;31merror[missing-opening]\033[0m"));
    CHECK_FALSE(holds(write_text(sample.report, {}), "\033"));
    test::SampleReport hostile;
    test::fill_hostile(hostile);
    for (const bool quiet : {false, true}) {
        ReportStyle style;
        style.quiet = quiet;
        style.verbose = true;
        const std::string text = write_text(hostile.report, style);
        CHECK_FALSE(holds(text, "\033"));
        CHECK_FALSE(holds(text, "\r"));
        CHECK_FALSE(holds(text, "\xe2\x80\xae"));
        CHECK_FALSE(holds(text, "\xff"));
        CHECK(holds(text, "<script>"));
    }
}

TEST_CASE("a finding without a place in a file is placed at its firewall, or at the site") {
    Finding finding;
    finding.check = "missing-opening";
    finding.message = "the policy drops them";
    finding.firewall = "inner";
    CHECK(terse_line(finding) == "inner: error[missing-opening] the policy drops them");
    finding.firewall.clear();
    CHECK(terse_line(finding) == "site: error[missing-opening] the policy drops them");
    finding.primary.text = "default policy";
    Report report;
    report.findings = {finding};
    CHECK(holds(write_text(report, {}), "   = where: default policy\n"));
}

TEST_CASE("many packets and many diagnostics are cut, and verbose shows all") {
    test::SampleReport sample;
    test::fill_small(sample);
    const DescribedBox box = sample.report.findings[0].packets[0];
    sample.report.findings[0].packets.assign(20, box);
    sample.report.diagnostics.assign(30, sample.report.diagnostics[0]);
    const std::string text = write_text(sample.report, {});
    CHECK(holds(text, "and 12 more\n"));
    CHECK(holds(text, "and 18 messages more"));
    ReportStyle verbose;
    verbose.verbose = true;
    const std::string all = write_text(sample.report, verbose);
    CHECK_FALSE(holds(all, " more\n"));
    CHECK(holds(all, "= identity: " + sample.report.findings[0].identity));
    sample.report.findings[0].packets_cut = true;
    CHECK(holds(write_text(sample.report, verbose), "and more than can be listed\n"));
}
