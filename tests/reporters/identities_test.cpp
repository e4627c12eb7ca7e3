#include <algorithm>
#include <regex>
#include <set>

#include "catch.hpp"
#include "reporters/reporter.hpp"
#include "reporters/sample_reports.hpp"

using namespace lyncgate;

namespace {

/// Every word of 16 hexadecimal digits: no other text of a report looks like that (digests have 64).
std::set<std::string> identities_in(const std::string& text) {
    static const std::regex word("(^|[^0-9a-zA-Z])([0-9a-f]{16})(?![0-9a-zA-Z])");
    std::set<std::string> found;
    for (std::sregex_iterator it(text.begin(), text.end(), word); it != std::sregex_iterator(); ++it) {
        found.insert((*it)[2]);
    }
    return found;
}

}  // namespace

TEST_CASE("every format carries the same findings") {
    for (const int which : {0, 1, 2, 3}) {
        test::SampleReport sample;
        switch (which) {
        case 0: test::fill_clean(sample); break;
        case 1: test::fill_small(sample); break;
        case 2: test::fill_large(sample, 200, 6); break;
        default: test::fill_hostile(sample); break;
        }
        std::set<std::string> expected;
        for (const Finding& finding : sample.report.findings) {
            expected.insert(finding.identity);
        }
        CHECK(expected.size() == sample.report.findings.size());
        ReportStyle style;
        style.verbose = true;
        for (const Reporter& reporter : reporters()) {
            CAPTURE(which, std::string(reporter.name));
            CHECK(identities_in(reporter.write(sample.report, style)) == expected);
        }
    }
}

TEST_CASE("every format gives equal bytes for equal reports") {
    test::SampleReport one;
    test::SampleReport other;
    test::fill_large(one, 50, 3);
    test::fill_large(other, 50, 3);
    for (const Reporter& reporter : reporters()) {
        CAPTURE(std::string(reporter.name));
        CHECK(reporter.write(one.report, {}) == reporter.write(other.report, {}));
    }
}

TEST_CASE("formats are found by name") {
    CHECK(find_reporter("sarif") != nullptr);
    CHECK(find_reporter("sarf") == nullptr);
    for (const Reporter& reporter : reporters()) {
        CHECK(find_reporter(reporter.name) == &reporter);
        CHECK_FALSE(reporter.summary.empty());
    }
}
