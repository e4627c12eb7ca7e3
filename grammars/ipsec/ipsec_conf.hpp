// The tokens of OpenBSD's ipsec.conf; what follows is written over the statements they make, one a line.
// Source of the rules: ipsec.conf(5) and the scanner of ipsecctl(8).
#pragma once

#include <tao/pegtl.hpp>

namespace lyncgate::grammar::ipsec_conf {

namespace pegtl = tao::pegtl;

struct line_break : pegtl::sor<pegtl::one<'\n'>, pegtl::string<'\r', '\n'>> {};
struct line_end : pegtl::seq<line_break> {};
struct blank : pegtl::plus<pegtl::one<' ', '\t', '\r'>> {};
/// A backslash before the end of a line: the statement goes on.
struct continuation : pegtl::seq<pegtl::one<'\\'>, line_break> {};
struct comment : pegtl::seq<pegtl::one<'#'>, pegtl::star<pegtl::not_one<'\n'>>> {};
struct quoted : pegtl::seq<pegtl::one<'"'>, pegtl::star<pegtl::not_one<'"', '\n'>>, pegtl::one<'"'>> {};
struct symbol : pegtl::one<'{', '}', '(', ')', ',', '='> {};
struct word : pegtl::plus<pegtl::not_one<' ', '\t', '\r', '\n', '{', '}', '(', ')', ',', '=', '#', '"', '\\'>> {};
struct other : pegtl::any {};
struct token : pegtl::sor<line_end, blank, continuation, comment, quoted, symbol, word, other> {};
struct file : pegtl::until<pegtl::eof, token> {};

}  // namespace lyncgate::grammar::ipsec_conf
