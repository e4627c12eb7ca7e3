#include "reporters/html.hpp"

#include <algorithm>

#include "catch.hpp"
#include "findings/sha256.hpp"
#include "reporters/sample_reports.hpp"

using namespace lyncgate;

namespace {

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// The text between two marks; empty when they do not occur.
std::string between(const std::string& text, std::string_view open, std::string_view close) {
    const std::size_t begin = text.find(open);
    const std::size_t end = begin == std::string::npos ? begin : text.find(close, begin + open.size());
    return end == std::string::npos ? std::string{} : text.substr(begin + open.size(), end - begin - open.size());
}

std::size_t times(const std::string& text, std::string_view part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

std::string hex_of_base64(const std::string& text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string hex;
    unsigned bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const std::size_t digit = digits.find(c);
        if (digit == std::string_view::npos) {
            break;
        }
        bits = bits << 6U | static_cast<unsigned>(digit);
        held += 6;
        while (held >= 4) {
            held -= 4;
            hex += "0123456789abcdef"[bits >> held & 15U];
        }
    }
    return hex;
}

}  // namespace

TEST_CASE("html: the data holds no markup, and nothing is loaded from elsewhere") {
    test::SampleReport hostile;
    test::fill_hostile(hostile);
    const std::string page = write_html(hostile.report, {});
    CHECK(times(page, "<script") == 2);
    CHECK(times(page, "</script>") == 2);
    const std::string data = between(page, "id=\"data\">", "</script>");
    CHECK(data.find_first_of("<>&") == std::string::npos);
    CHECK(holds(data, "\\u003cimg src=x onerror=alert(1)\\u003e"));
    CHECK_FALSE(holds(page, "<img"));
    CHECK_FALSE(holds(page, "<link"));
    CHECK_FALSE(holds(page, "@import"));
    CHECK_FALSE(holds(page, "url("));
    CHECK_FALSE(holds(page, "{{"));
}

TEST_CASE("html: the policy names the script of the page and allows no other") {
    test::SampleReport sample;
    test::fill_small(sample);
    const std::string page = write_html(sample.report, {});
    const std::string script = between(page, "</script>\n<script>", "</script>");
    REQUIRE(script.size() > 10000);
    const std::string hash = between(page, "script-src 'sha256-", "'");
    CHECK(hex_of_base64(hash).substr(0, 64) == sha256(script));
    CHECK(holds(page, "default-src 'none'"));
}

TEST_CASE("html: without scripts the page says it all in text") {
    test::SampleReport sample;
    test::fill_small(sample);
    const std::string plain = between(write_html(sample.report, {}), "<noscript>", "</noscript>");
    CHECK(holds(plain, "configs/inner.rules:8:1: error[missing-opening]"));
    CHECK(holds(plain, "no address for role dns: 1 requirement (director-single/director/7)"));
}

TEST_CASE("html: a placeholder in the data is not filled in") {
    test::SampleReport sample;
    test::fill_clean(sample);
    sample.report.site = "{{style}}";
    const std::string page = write_html(sample.report, {});
    CHECK(holds(page, "<title>Lyncgate: {{style}}</title>"));
}

TEST_CASE("html: spans count the characters of the shown line") {
    const SourceFile file("f", "one\n\xf0\x9f\x94\xa5\xc3\xa4 \x01rule here\nthree\n");
    Report report;
    Finding finding;
    finding.check = "c";
    finding.message = "m";
    finding.primary = {{&file, {12, 16}}, "this"};
    report.findings = {finding};
    const Json data = html_data(report, {});
    const Json& span = data["findings"][0]["spans"][0];
    const std::size_t line = span["line"].get<std::size_t>();
    CHECK(line == 2);
    // The flame takes two UTF-16 units, the umlaut one, the control character is shown as one.
    CHECK(span["begin"] == 5);
    CHECK(span["end"] == 9);
    CHECK(data["sources"]["f"].size() == 3);
    CHECK_FALSE(data["findings"][0].contains("primary"));
}

TEST_CASE("html: text is escaped for elements and attributes") {
    CHECK(html_text("<a href=\"x\" id='y'>&\x1b") == "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;?");
    CHECK(json_in_html(Json("</script>&")) == "\"\\u003c/script\\u003e\\u0026\"");
}
