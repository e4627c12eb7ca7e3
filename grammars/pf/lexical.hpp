// The tokens of pf.conf. A grammar of characters: what follows is written over the tokens it finds.
// Source of the rules: the scanner of pfctl(8) (yylex of parse.y), OpenBSD 3.9 to 7.x and FreeBSD.
#pragma once

#include <tao/pegtl.hpp>

namespace lyncgate::pf::lexical {

namespace pegtl = tao::pegtl;

struct line_break : pegtl::sor<pegtl::one<'\n'>, pegtl::string<'\r', '\n'>> {};
/// A line break that ends the line: one that no backslash takes away.
struct line_end : pegtl::seq<line_break> {};
struct blank : pegtl::plus<pegtl::one<' ', '\t'>> {};
/// A backslash before the end of a line: the line goes on.
struct continuation : pegtl::seq<pegtl::one<'\\'>, line_break> {};
/// A backslash before anything else stands for nothing.
struct escape : pegtl::seq<pegtl::one<'\\'>, pegtl::not_at<line_break>> {};
/// Runs to the end of the line; a continuation continues it.
struct comment : pegtl::seq<pegtl::one<'#'>,
                            pegtl::star<pegtl::sor<continuation, pegtl::not_one<'\n', '\r'>,
                                                   pegtl::seq<pegtl::one<'\r'>, pegtl::not_at<pegtl::one<'\n'>>>>>> {};

/// What may stand in a word after its first character.
struct word_rest : pegtl::sor<pegtl::alnum,
                              pegtl::one<'"', '$', '%', '&', '\'', '*', '+', '-', '.', ':', ';', '?', '@', '[', ']',
                                         '^', '_', '`', '|', '~'>,
                              pegtl::seq<pegtl::one<'\\'>, pegtl::not_at<line_break>>> {};
struct word : pegtl::seq<pegtl::sor<pegtl::alnum, pegtl::one<':', '_'>>, pegtl::star<word_rest>> {};
/// Word characters right after a macro: they join its last word.
struct glue : pegtl::plus<word_rest> {};

struct number_end : pegtl::sor<pegtl::space, pegtl::one<')', ',', '/', '}', '='>, pegtl::eof> {};
struct number : pegtl::seq<pegtl::opt<pegtl::one<'-'>>, pegtl::plus<pegtl::digit>, pegtl::at<number_end>> {};

/// A quoted string: it may run over lines; only the quote itself, a blank and a line end can be escaped.
template<char Quote>
struct quoted
    : pegtl::seq<
          pegtl::one<Quote>,
          pegtl::star<pegtl::sor<pegtl::seq<pegtl::one<'\\'>, pegtl::one<Quote, ' ', '\t'>>, pegtl::not_one<Quote>>>,
          pegtl::one<Quote>> {};
struct double_quoted : quoted<'"'> {};
struct single_quoted : quoted<'\''> {};
/// A quote that is never closed takes the rest of the text.
struct open_quote : pegtl::seq<pegtl::one<'"', '\''>, pegtl::until<pegtl::eof>> {};

struct macro_name : pegtl::star<pegtl::sor<pegtl::alnum, pegtl::one<'_'>>> {};
struct macro : pegtl::seq<pegtl::one<'$'>, macro_name, pegtl::opt<glue>> {};

/// Two-character operators before one-character ones.
struct operators : pegtl::sor<pegtl::string<'!', '='>, pegtl::string<'<', '='>, pegtl::string<'>', '='>,
                              pegtl::string<'<', '>'>, pegtl::string<'>', '<'>, pegtl::string<'-', '>'>,
                              pegtl::one<'{', '}', '(', ')', '<', '>', '=', '!', '/', ',', '-'>> {};
struct other : pegtl::any {};

struct token : pegtl::sor<blank, number, word, line_end, operators, macro, comment, double_quoted, single_quoted,
                          continuation, escape, open_quote, other> {};
struct file : pegtl::until<pegtl::eof, token> {};

}  // namespace lyncgate::pf::lexical
