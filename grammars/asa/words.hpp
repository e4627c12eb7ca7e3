// Cisco ASA: blanks, words and keywords of one statement.
//
// Every rule here works inside one statement: the end of input is the end of the statement.
#pragma once

#include <tao/pegtl.hpp>

namespace lyncgate::grammar::asa {

namespace p = tao::pegtl;

struct blank : p::one<' ', '\t'> {};
struct gap : p::plus<blank> {};
struct word_end : p::at<p::sor<blank, p::eof>> {};
/// Any run of non-blank characters.
struct word : p::plus<p::not_one<' ', '\t'>> {};
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
