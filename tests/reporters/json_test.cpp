#include "reporters/json.hpp"

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "reporters/sample_reports.hpp"

using namespace lyncgate;
using nlohmann::json;

TEST_CASE("json has the members a reader of version 1 relies on") {
    test::SampleReport sample;
    test::fill_small(sample);
    ReportStyle style;
    style.tool_version = "9.8.7";
    const json report = json::parse(write_json(sample.report, style));
    CHECK(report["version"] == 1);
    CHECK(report["tool"]["version"] == "9.8.7");
    const json& finding = report["findings"][0];
    CHECK(finding["check"] == "missing-opening");
    CHECK(finding["severity"] == "error");
    CHECK(finding["confidence"] == "certain");
    CHECK(finding["firewall"] == "inner");
    CHECK(finding["requirement"] ==
          json({{"pack", "lync-2013/director-single"}, {"row", 1}, {"id", "director-single/director/1"}}));
    CHECK(finding["primary"]["file"] == "configs/inner.rules");
    CHECK(finding["primary"]["line"] == 8);
    CHECK(finding["primary"]["column"] == 1);
    CHECK(finding["primary"]["text"] == "-A FORWARD -s 10.45.0.0/16 -d 10.10.0.0/16 -j REJECT");
    CHECK(finding["related"].size() == 2);
    CHECK(finding["packets"] == json::parse(R"([{"src": ["10.45.16.10"], "dst": ["10.10.0.5"], "protocol": "tcp",
        "src_ports": ["any"], "dst_ports": ["8080"], "other": []}])"));
    CHECK(finding["example"]["dst_port"] == 8080);
    CHECK(finding["identity"] == sample.report.findings[0].identity);
    CHECK(report["flows"][0]["verdict"] == "closed");
    CHECK(report["coverage"][0]["unmodelled"] == 1);
    CHECK(report["inputs"][0]["sha256"].get<std::string>().size() == 64);
    CHECK(report["summary"]["exit_status"] == 1);
}

TEST_CASE("a box of two protocols is two entries of one protocol each") {
    test::SampleReport sample;
    test::fill_small(sample);
    const json report = json::parse(write_json(sample.report, {}));
    const json& packets = report["findings"][1]["packets"];
    REQUIRE(packets.size() == 2);
    CHECK(packets[0]["protocol"] == "tcp");
    CHECK(packets[1]["protocol"] == "udp");
    CHECK(packets[0]["dst_ports"] == packets[1]["dst_ports"]);
}

TEST_CASE("equal reports give equal bytes, and bytes that are not UTF-8 do no harm") {
    test::SampleReport one;
    test::SampleReport other;
    test::fill_hostile(one);
    test::fill_hostile(other);
    const std::string text = write_json(one.report, {});
    CHECK(text == write_json(other.report, {}));
    const json report = json::parse(text);
    CHECK(report["findings"][1]["primary"]["line"].is_null());
    CHECK(report["findings"][0]["message"].get<std::string>().find("\xef\xbf\xbd") != std::string::npos);
}

TEST_CASE("the account of one file") {
    test::SampleReport sample;
    test::fill_small(sample);
    const json parsed = json::parse(write_parse_json(sample.report.coverage[0], sample.report.diagnostics));
    CHECK(parsed["version"] == 1);
    CHECK(parsed["file"] == "configs/inner.rules");
    CHECK(parsed["dialect"] == "iptables-save");
    CHECK(parsed["coverage"] ==
          json({{"statements", 10}, {"modelled", 8}, {"irrelevant", 1}, {"unmodelled", 1}, {"broken", 0}}));
    CHECK(parsed["notes"][0]["effect"] == "packets of this rule are undecided");
    CHECK(parsed["diagnostics"][0]["line"] == 7);
    CHECK(parsed["diagnostics"][0]["labels"][0]["line"] == 10);
}
