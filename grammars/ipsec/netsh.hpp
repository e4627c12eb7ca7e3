// What netsh prints about IPsec: lines of `Name: value`, and lines that go on with the value before.
// Sources of the rules: output of `netsh advfirewall consec show rule` and of `netsh ipsec static show all`, Windows
// Server 2008 to 2012 R2, English.
#pragma once

#include <tao/pegtl.hpp>

namespace lyncgate::grammar::netsh {

namespace pegtl = tao::pegtl;

struct blank : pegtl::one<' ', '\t'> {};
struct line_end : pegtl::one<'\n', '\r'> {};
/// The name of a setting, from the first column; blanks may stand before its colon.
struct name : pegtl::seq<pegtl::not_at<blank>, pegtl::plus<pegtl::not_one<':', '\r', '\n'>>> {};
struct value : pegtl::star<pegtl::not_one<'\r', '\n'>> {};
struct setting : pegtl::seq<name, pegtl::one<':'>, value> {};
/// An indented line goes on with the value of the line before it.
struct continued : pegtl::seq<blank, value> {};
/// Headings, rulers of dashes, "Ok."
struct heading : pegtl::plus<pegtl::not_one<'\r', '\n'>> {};
struct file : pegtl::until<pegtl::eof, pegtl::sor<line_end, continued, setting, heading>> {};

}  // namespace lyncgate::grammar::netsh
