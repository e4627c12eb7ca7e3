#include "catch.hpp"

#include <array>

#include "text/coverage.hpp"
#include "text/diagnostic.hpp"
#include "text/suggest.hpp"

using namespace lyncgate;

TEST_CASE("positions count lines and columns from one") {
    const SourceFile file("f", "ab\r\ncd\n\nlast");
    CHECK(file.position(0) == Position{1, 1});
    CHECK(file.position(5) == Position{2, 2});
    CHECK(file.position(99) == Position{4, 5});
    CHECK(file.line(1) == "ab");
    CHECK(file.line(3).empty());
    CHECK(file.line(4) == "last");
    CHECK(file.line(5).empty());
    CHECK(file.line_count() == 4);
    CHECK(SourceFile("g", "one\n").line_count() == 1);
}

TEST_CASE("a diagnostic shows place, text, caret, expectation and help") {
    const SourceFile file("edge.rules", "-A INPUT\n-A FORWARD -x y\n");
    Diagnostic diagnostic;
    diagnostic.message = "unknown option \"-x\"";
    diagnostic.origin = {&file, {20, 22}};
    diagnostic.expected = "an option of iptables";
    diagnostic.help = "remove it";
    CHECK(render(diagnostic) == "edge.rules:2:12: error: unknown option \"-x\"\n"
                                "2 | -A FORWARD -x y\n"
                                "  |            ^~\n"
                                "  expected: an option of iptables\n"
                                "  help: remove it\n");
}

TEST_CASE("control characters of a source never reach the terminal") {
    const SourceFile file("f", std::string("a\x1b[31mb\n"));
    const std::string shown = render({Level::warning, "x\x07", {&file, {0, 1}}, {}, {}, {}});
    CHECK(shown.find('\x1b') == std::string::npos);
    CHECK(shown.find('\x07') == std::string::npos);
}

TEST_CASE("coverage adds up and keeps what is not modelled") {
    Coverage coverage;
    coverage.count(Treatment::modelled);
    coverage.count(Treatment::unmodelled, {}, "undecided");
    Coverage other;
    other.count(Treatment::broken, {}, "not read");
    other.count(Treatment::irrelevant);
    coverage.add(other);
    CHECK(coverage.statements == 4);
    CHECK(coverage.modelled + coverage.irrelevant + coverage.unmodelled + coverage.broken == 4);
    REQUIRE(coverage.notes.size() == 2);
    CHECK(coverage.notes[1].effect == "not read");
}

TEST_CASE("suggestions are near names only") {
    constexpr std::array<std::string_view, 3> known = {"director", "front-end", "edge-internal"};
    CHECK(nearest_name("directer", known) == "director");
    CHECK(nearest_name("edge-interanl", known) == "edge-internal");
    CHECK(nearest_name("banana", known).empty());
}
