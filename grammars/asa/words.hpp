// Cisco ASA: blanks, words and keywords of one statement.
//
// Every rule here works inside one statement: the end of input is the end of the statement.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

namespace lyncgate::grammar::asa {

namespace p = tao::pegtl;

struct blank : p::one<' ', '\t'> {};
/// One blank or more. This and `word` are written by hand: nearly every byte of a configuration passes through them.
struct gap {
    using rule_t = gap;
    using subs_t = p::empty_list;

    template<typename Input>
    static bool match(Input& in) {
        const char* at = in.current();
        while (at != in.end() && (*at == ' ' || *at == '\t')) {
            ++at;
        }
        const auto length = static_cast<std::size_t>(at - in.current());
        in.bump_in_this_line(length);
        return length != 0;
    }
};
struct word_end : p::at<p::sor<blank, p::eof>> {};
/// Any run of non-blank characters.
struct word {
    using rule_t = word;
    using subs_t = p::empty_list;

    template<typename Input>
    static bool match(Input& in) {
        const char* at = in.current();
        while (at != in.end() && *at != ' ' && *at != '\t') {
            ++at;
        }
        const auto length = static_cast<std::size_t>(at - in.current());
        in.bump_in_this_line(length);
        return length != 0;
    }
};
struct digits : p::plus<p::digit> {};
struct number : p::seq<digits, word_end> {};
struct rest : p::star<p::any> {};

/// A keyword of the command line: case does not matter, and it ends at a blank. Nearly all are written as here, so that
/// is tried first.
template<class Letters>
struct keyword;
template<char... Letters>
struct keyword<p::istring<Letters...>> {
    using rule_t = keyword;
    using subs_t = p::empty_list;

    template<typename Input>
    static bool match(Input& in) {
        const char* const at = in.current();
        const auto left = static_cast<std::size_t>(in.end() - at);
        if (left < length || (left > length && at[length] != ' ' && at[length] != '\t')) {
            return false;
        }
        if (std::memcmp(at, letters.data(), length) != 0 && !same_letters(at)) {
            return false;
        }
        in.bump_in_this_line(length);
        return true;
    }

private:
    static constexpr std::size_t length = sizeof...(Letters);
    static constexpr std::array<char, length> letters{Letters...};

    static bool same_letters(const char* at) {
        return std::equal(letters.begin(), letters.end(), at, [](char letter, char c) {
            return letter == c || (letter >= 'a' && letter <= 'z' && letter == (c | 0x20));
        });
    }
};

#define LYNCGATE_ASA_KEYWORD(name, text)                                                                               \
    struct name : keyword<TAO_PEGTL_ISTRING(text)> {}

/// `keyword`, then a gap, both or nothing.
template<class Keyword>
struct lead : p::seq<Keyword, gap> {};

/// `255.255.255.0`: four numbers and three dots.
struct dotted_quad {
    using rule_t = dotted_quad;
    using subs_t = p::empty_list;

    template<typename Input>
    static bool match(Input& in) {
        const char* at = in.current();
        int dots = 0;
        bool digit = false;
        for (; at != in.end() && ((*at >= '0' && *at <= '9') || (*at == '.' && digit)); ++at) {
            digit = *at != '.';
            dots += digit ? 0 : 1;
        }
        if (dots != 3 || !digit || (at != in.end() && *at != ' ' && *at != '\t')) {
            return false;
        }
        in.bump_in_this_line(static_cast<std::size_t>(at - in.current()));
        return true;
    }
};

/// The end of a statement, blanks before it allowed.
struct finish : p::seq<p::star<blank>, p::eof> {};

/// A word or `"several words"`.
struct quoted : p::seq<p::one<'"'>, p::star<p::not_one<'"'>>, p::one<'"'>> {};
struct name_word : p::sor<quoted, word> {};

}  // namespace lyncgate::grammar::asa

namespace TAO_PEGTL_NAMESPACE {

template<typename Name>
struct analyze_traits<Name, lyncgate::grammar::asa::gap> : analyze_any_traits<> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::grammar::asa::word> : analyze_any_traits<> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::grammar::asa::dotted_quad> : analyze_any_traits<> {};
template<typename Name, typename Letters>
struct analyze_traits<Name, lyncgate::grammar::asa::keyword<Letters>> : analyze_any_traits<> {};

}  // namespace TAO_PEGTL_NAMESPACE
