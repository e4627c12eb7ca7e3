// ipset save files: `create name type options`, `add name entry options`.
#pragma once

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

namespace lyncgate::grammar::ipset {

using namespace tao::pegtl;

struct space : one<' ', '\t'> {};
struct newline : one<'\n'> {};
struct line_end : seq<star<one<' ', '\t', '\r'>>, at<sor<newline, eof>>> {};
struct quoted : if_must<one<'"'>, until<one<'"'>, not_one<'\n'>>> {};
struct plain : plus<not_one<' ', '\t', '\r', '\n'>> {};
struct word : sor<quoted, plain> {};
struct words : opt<word, star<plus<space>, word>> {};
struct comment : seq<one<'#'>, star<not_one<'\n'>>> {};
struct statement : seq<words, line_end> {};
struct line : seq<star<space>, sor<seq<comment, line_end>, statement>> {};
struct whole_line : seq<line, opt<newline>> {};
struct file : seq<line, star<newline, line>, eof> {};

}  // namespace lyncgate::grammar::ipset
