#include <random>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ipset_save.hpp"
#include "iptables_save.hpp"

namespace {

namespace grammar = lyncgate::grammar;
namespace save = lyncgate::grammar::iptables_save;

using Words = std::vector<std::string>;

template<typename Rule>
struct Keep : tao::pegtl::nothing<Rule> {};
struct KeepWord {
    template<typename Input>
    static void apply(const Input& in, Words& words) {
        words.push_back(in.string());
    }
};
template<>
struct Keep<save::bare_word> : KeepWord {};
template<>
struct Keep<save::quoted_word> : KeepWord {};

/// What a rule makes of a text: its words, and how far it came.
template<typename Rule>
std::pair<Words, std::size_t> read(const std::string& text) {
    // A copy without room behind it, so that a look past the end is found.
    const std::vector<char> exact(text.begin(), text.end());
    tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy, tao::pegtl::eol::lf> in(
        exact.data(), exact.data() + exact.size(), "text");
    Words words;
    try {
        tao::pegtl::parse<Rule, Keep>(in, words);
    } catch (const tao::pegtl::parse_error&) {
        words.push_back("no closing quote");
    }
    return {words, static_cast<std::size_t>(in.current() - in.begin())};
}

std::string draw_line(std::mt19937& random) {
    const std::string often = "  \t\"\\\n\r!-.x\x01\x0b\x7f\xc3";
    std::string text;
    const std::size_t size = random() % 200;
    const unsigned plain = random() % 40 + 1;
    while (text.size() < size) {
        text += random() % plain != 0 ? static_cast<char>('a' + random() % 26) : often[random() % often.size()];
    }
    return text;
}

}  // namespace

TEST_CASE("the iptables-save grammar has no loops without progress") {
    CHECK(tao::pegtl::analyze<save::file>(-1) == 0);
}

TEST_CASE("the ipset grammar has no loops without progress") {
    CHECK(tao::pegtl::analyze<lyncgate::grammar::ipset::file>(-1) == 0);
}

TEST_CASE("words found sixty-four bytes at a time are those found one after the other") {
    std::mt19937 random(7);
    for (int i = 0; i < 20'000; ++i) {
        const std::string text = draw_line(random);
        INFO(text);
        REQUIRE(read<save::words>(text) == read<tao::pegtl::star<save::next_word>>(text));
    }
}

TEST_CASE("words that cross the sixty-fourth byte") {
    for (std::size_t size = 0; size < 200; ++size) {
        const std::string word(size, 'x');
        Words expected = {"-A", word, "-j"};
        if (size == 0) {
            expected.erase(expected.begin() + 1);
        }
        CHECK(read<save::words>("-A " + word + " -j\n-A").first == expected);
        CHECK(read<save::words>("-A " + word + " -j").first == expected);
    }
}

TEST_CASE("the marks of bytes are the same on any machine") {
    std::mt19937 random(11);
    std::string text(grammar::marked_bytes, ' ');
    for (int i = 0; i < 10'000; ++i) {
        for (char& c : text) {
            c = static_cast<char>(random() % 3 == 0 ? random() % 40 : random() % 256);
        }
        grammar::ByteMarks marks;
        for (std::size_t at = 0; at < text.size(); ++at) {
            const auto c = static_cast<unsigned char>(text[at]);
            marks.spaces |= std::uint64_t{c == ' '} << at;
            marks.others |= std::uint64_t{c < ' ' || c == '"'} << at;
        }
        for (const grammar::ByteMarks& found :
             {grammar::byte_marks(text.data()), grammar::portable_byte_marks(text.data())}) {
            REQUIRE(found.spaces == marks.spaces);
            REQUIRE(found.others == marks.others);
        }
    }
}
