// What the formats for other programs say of a finding.
#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "reporters/annotations.hpp"
#include "reporters/csv.hpp"
#include "reporters/junit.hpp"
#include "reporters/markdown.hpp"
#include "reporters/matrix.hpp"
#include "reporters/sample_reports.hpp"
#include "reporters/sarif.hpp"
#include "reporters/sarif_location.hpp"

using namespace lyncgate;
using nlohmann::json;

namespace {

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("sarif: rules, locations, fingerprints") {
    test::SampleReport sample;
    test::fill_small(sample);
    const json run = json::parse(write_sarif(sample.report, {}))["runs"][0];
    CHECK(run["tool"]["driver"]["rules"].size() == 2);
    CHECK(run["tool"]["driver"]["rules"][0]["properties"]["security-severity"] == "8.0");
    CHECK(run["tool"]["driver"]["rules"][1]["defaultConfiguration"]["level"] == "error");
    const json& result = run["results"][0];
    CHECK(result["ruleId"] == "missing-opening");
    CHECK(result["level"] == "error");
    const json& place = result["locations"][0]["physicalLocation"];
    CHECK(place["artifactLocation"]["uri"] == "configs/inner.rules");
    CHECK(place["region"]["startLine"] == 8);
    CHECK(place["region"]["endColumn"] == 53);
    CHECK(result["locations"][0]["logicalLocations"][0]["name"] == "inner");
    CHECK(result["relatedLocations"].size() == 2);
    CHECK(result["partialFingerprints"]["lyncgateIdentity/v1"] == sample.report.findings[0].identity);
    CHECK(run["results"][2]["properties"]["undecided"] == true);
    CHECK(run["results"][2]["level"] == "error");
    CHECK(run["artifacts"][0]["hashes"]["sha-256"] == sample.report.inputs[0].sha256);
    CHECK(run["invocations"][0]["exitCode"] == 1);
    CHECK(run["invocations"][0]["toolExecutionNotifications"][0]["level"] == "warning");
}

TEST_CASE("sarif: two findings of one identity keep apart, unknown checks become rules") {
    test::SampleReport sample;
    test::fill_small(sample);
    sample.report.findings.push_back(sample.report.findings[0]);
    sample.report.checks.clear();
    const json run = json::parse(write_sarif(sample.report, {}))["runs"][0];
    CHECK(run["results"][3]["partialFingerprints"]["primaryLocationLineHash"] ==
          sample.report.findings[0].identity + ":2");
    CHECK(run["tool"]["driver"]["rules"][1]["id"] == "over-permissive-rule");
    CHECK(run["tool"]["driver"]["rules"][1]["defaultConfiguration"]["level"] == "warning");
    CHECK(json::parse(write_gitlab(sample.report, {}))[3]["fingerprint"] == sample.report.findings[0].identity + "-2");
}

TEST_CASE("sarif: files are URIs, messages have neither links nor placeholders, columns count characters") {
    CHECK(uri_of("./a b/c%.rules") == "a%20b/c%25.rules");
    CHECK(uri_of("/etc/pf.conf") == "file:///etc/pf.conf");
    CHECK(sarif_text("pass {80} [a](b) \\") == "pass {{80}} \\[a\\](b) \\\\");
    const SourceFile file("f", "\xc3\xa4\xc3\xa4 rule\n");
    const Json location = sarif_location({{&file, {5, 9}}, "here"}, "site.yaml");
    CHECK(location["physicalLocation"]["region"]["startColumn"] == 4);
    CHECK(location["physicalLocation"]["region"]["endColumn"] == 8);
    CHECK(sarif_location({{}, ""}, "site.yaml")["physicalLocation"]["artifactLocation"]["uri"] == "site.yaml");
}

TEST_CASE("junit: closed flows fail, undecided ones are errors, what could not be checked is skipped") {
    test::SampleReport sample;
    test::fill_small(sample);
    const std::string text = write_junit(sample.report, {});
    CHECK(holds(text, R"(<testsuites name="lyncgate contoso" tests="5" failures="2" errors="1" skipped="1")"));
    CHECK(holds(text, R"(<failure message="closed: HTTP tcp/8080 reverse-proxy-internal -> director")"));
    CHECK(holds(text, R"(<error message="undecided: HTTPS tcp/4443 reverse-proxy-internal -> director")"));
    CHECK(holds(text, R"(<skipped message="no address for role dns")"));
}

TEST_CASE("junit: a closed flow without a finding does not pass silently and says which rule decides") {
    test::SampleReport sample;
    test::fill_clean(sample);
    sample.report.flows[2].verdict = FlowVerdict::closed;
    sample.report.flows[2].deciders = {"line 8"};
    const std::string text = write_junit(sample.report, {});
    CHECK(holds(text, R"(failures="0" errors="0" skipped="1")"));
    CHECK(holds(
        text,
        "<skipped message=\"closed, without a finding: not demanded by its row, or accepted (decided by line 8)\""));
}

TEST_CASE("junit: a note does not fail") {
    test::SampleReport sample;
    test::fill_clean(sample);
    Finding note;
    note.check = "unused-rule";
    note.severity = Severity::note;
    note.message = "rule is never reached";
    note.firewall = "inner";
    identify(note);
    sample.report.findings = {note};
    const std::string text = write_junit(sample.report, {});
    CHECK(holds(text, R"(tests="4" failures="0" errors="0")"));
    CHECK(holds(text, "<system-out>inner: note[unused-rule] rule is never reached"));
}

TEST_CASE("github: one command per finding, nothing of a stranger becomes one") {
    test::SampleReport sample;
    test::fill_small(sample);
    CHECK(holds(
        write_github(sample.report, {}),
        "::error file=configs/inner.rules,line=8,endLine=8,col=1,endColumn=53,title=error missing-opening::HTTP"));
    CHECK(holds(write_github(sample.report, {}), "\n::notice title=lyncgate contoso::1 error, 1 warning, 1 undecided"));
    test::SampleReport hostile;
    test::fill_hostile(hostile);
    const std::string text = write_github(hostile.report, {});
    CHECK_FALSE(holds(text, "\n::error::"));
    CHECK(std::count(text.begin(), text.end(), '\n') == 3);
    CHECK(holds(text, "%250A"));
}

TEST_CASE("gitlab: severity, path and lines") {
    test::SampleReport sample;
    test::fill_small(sample);
    const json issues = json::parse(write_gitlab(sample.report, {}));
    CHECK(issues[0]["severity"] == "critical");
    CHECK(issues[1]["severity"] == "major");
    CHECK(issues[0]["location"]["path"] == "configs/inner.rules");
    CHECK(issues[0]["location"]["lines"]["begin"] == 8);
    CHECK(issues[0]["other_locations"].size() == 2);
}

TEST_CASE("markdown: markup of strangers is shown, not obeyed") {
    CHECK(markdown_text("<b>@all</b> [x](y) `z` | #1") ==
          "&lt;b&gt;@<!-- -->all&lt;/b&gt; \\[x\\](y) \\`z\\` \\| #<!-- -->1");
    test::SampleReport hostile;
    test::fill_hostile(hostile);
    hostile.report.findings[0].help = "``````";
    const std::string text = write_markdown(hostile.report, {});
    // Inside the fence markup is harmless; the fence must be longer than what is in it.
    CHECK(holds(text, "\n```````text\n"));
    CHECK(text.find("<script>") > text.find("```````text"));
}

TEST_CASE("markdown: the first findings in full, the others on one line") {
    test::SampleReport sample;
    test::fill_large(sample, 100, 2);
    const std::string text = write_markdown(sample.report, {});
    std::size_t folded = 0;
    for (std::size_t at = text.find("<details>"); at != std::string::npos; at = text.find("<details>", at + 1)) {
        ++folded;
    }
    CHECK(folded == 20);
    CHECK(holds(text, "| fw01 |"));
    test::SampleReport clean;
    test::fill_clean(clean);
    CHECK(holds(write_markdown(clean.report, {}), "### \u2705 Lyncgate: contoso\n\n**no findings**; 3 of 3"));
}

TEST_CASE("csv: the matrix, formulas disarmed") {
    test::SampleReport sample;
    test::fill_small(sample);
    const std::string text = write_csv(sample.report, {});
    CHECK(holds(
        text,
        "\"pack\",\"row\",\"requirement\",\"flow\",\"inner\",\"outer\",\"not checked because\",\"findings\"\r\n"));
    CHECK(holds(text, "\"closed\",\"\",\"\",\"" + sample.report.findings[0].identity + "\"\r\n"));
    CHECK(holds(text, "\"check over-permissive-rule\",\"\",\"1\",\"\",\"\","));
    sample.report.flows[0].label = "=1+1 \"quoted\"";
    CHECK(holds(write_csv(sample.report, {}), "\"'=1+1 \"\"quoted\"\"\""));
}

TEST_CASE("matrix: several flows of one requirement at one firewall are told together") {
    test::SampleReport sample;
    test::fill_clean(sample);
    FlowResult twin = sample.report.flows[0];
    const auto verdict_with = [&](FlowVerdict first, FlowVerdict second) {
        sample.report.flows.resize(3);
        sample.report.flows[0].verdict = first;
        twin.verdict = second;
        sample.report.flows.push_back(twin);
        return *matrix_of(sample.report).rows[0].verdicts[0];
    };
    CHECK(verdict_with(FlowVerdict::open, FlowVerdict::open) == FlowVerdict::open);
    CHECK(verdict_with(FlowVerdict::closed, FlowVerdict::closed) == FlowVerdict::closed);
    CHECK(verdict_with(FlowVerdict::open, FlowVerdict::closed) == FlowVerdict::partly_open);
    CHECK(verdict_with(FlowVerdict::open, FlowVerdict::undecided) == FlowVerdict::undecided);
    CHECK(verdict_with(FlowVerdict::undecided, FlowVerdict::closed) == FlowVerdict::partly_open);
}
