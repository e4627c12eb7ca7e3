// Cisco ASA: blanks, words and keywords of one statement.
//
// Every rule here works inside one statement: the end of input is the end of the statement.
#pragma once

#include <cstddef>
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

/// A keyword of the command line: case does not matter, and it ends at a blank.
template<char... Letters>
struct keyword : p::seq<p::istring<Letters...>, word_end> {};

#define LYNCGATE_ASA_KEYWORD(name, text)                                                                               \
    struct name : p::seq<TAO_PEGTL_ISTRING(text), word_end> {}

/// `keyword`, then a gap, both or nothing.
template<class Keyword>
struct lead : p::seq<Keyword, gap> {};

struct dotted_quad : p::seq<digits, p::one<'.'>, digits, p::one<'.'>, digits, p::one<'.'>, digits, word_end> {};

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

}  // namespace TAO_PEGTL_NAMESPACE
