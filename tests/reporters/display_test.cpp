#include "reporters/display.hpp"

#include "catch.hpp"
#include "reporters/place.hpp"
#include "reporters/snippet.hpp"

using namespace lyncgate;

TEST_CASE("displayed text is UTF-8 and cannot write to a terminal") {
    CHECK(displayed("plain \xc3\xa4\xe2\x82\xac\xf0\x9f\x94\xa5") == "plain \xc3\xa4\xe2\x82\xac\xf0\x9f\x94\xa5");
    CHECK(displayed("a\tb\nc\033[1m\x7f") == "a b?c?[1m?");
    CHECK(displayed("\xc2\x9b"
                    "31m") == "?31m");               // C1 control sequence introducer
    CHECK(displayed("\xe2\x80\xae") == "?");         // right-to-left override
    CHECK(displayed("\xc0\xaf") == "??");            // overlong
    CHECK(displayed("\xed\xa0\x80") == "???");       // surrogate
    CHECK(displayed("\xf4\x90\x80\x80") == "????");  // above U+10FFFF
    CHECK(displayed("\xe2\x82") == "??");            // cut
    CHECK(displayed_lines("a\nb\r") == "a\nb?");
}

TEST_CASE("widths and cuts count characters") {
    CHECK(display_width("\xc3\xa4\xe2\x82\xac!") == 3);
    CHECK(shortened("\xc3\xa4\xc3\xb6\xc3\xbc", 2) == "\xc3\xa4\xc3\xb6...");
    CHECK(shortened("ab", 2) == "ab");
    CHECK(counted(1, "flow") == "1 flow");
    CHECK(counted(0, "flow") == "0 flows");
}

TEST_CASE("a place does not include the line end") {
    const SourceFile file("f", "one\r\ntwo\n");
    const Located at = locate({&file, {0, 5}});
    CHECK(at.text == "one");
    CHECK(at.end_line == 1);
    CHECK(at.end_column == 4);
    CHECK(locate({}).file.empty());
}

TEST_CASE("carets stand under wide characters, tabs and cut lines") {
    const SourceFile file("f", "\xc3\xa4\t\xc3\xb6 target\n" + std::string(300, 'a') + "HERE" + std::string(300, 'b'));
    CHECK(render_labelled({{{&file, {6, 12}}, "this", true}}, 2, Ink::error, false) ==
          "  --> f:1:7\n   |\n 1 | \xc3\xa4 \xc3\xb6 target\n   |     ^^^^^^ this\n   |\n");
    const std::string cut = render_labelled({{{&file, {313, 317}}, "", true}}, 2, Ink::error, false);
    const std::size_t line = cut.find(" 2 | ");
    const std::size_t carets = cut.find('^');
    REQUIRE(line != std::string::npos);
    REQUIRE(carets != std::string::npos);
    const std::size_t next = cut.find('\n', line) + 1;
    CHECK(cut.find("HERE", line) - line == carets - next);
    CHECK(cut.substr(carets, 5) == "^^^^\n");
}

TEST_CASE("a span over several lines is underlined to the end of its first line") {
    const SourceFile file("f", "abc def\nghi\n");
    CHECK(render_labelled({{{&file, {4, 11}}, "", false}}, 2, Ink::error, false) ==
          "  --> f:1:5\n   |\n 1 | abc def\n   |     ---\n   |\n");
}
