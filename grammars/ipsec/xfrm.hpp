// The output of `ip xfrm policy`: a line with the selector, then lines about the policy, which are indented.
// Source of the rules: xfrm_policy_info_print and xfrm_selector_print of iproute2 (ip/ipxfrm.c).
#pragma once

#include <tao/pegtl.hpp>

namespace lyncgate::grammar::xfrm {

namespace pegtl = tao::pegtl;

struct blank : pegtl::one<' ', '\t'> {};
struct line_end : pegtl::one<'\n', '\r'> {};
struct word : pegtl::plus<pegtl::not_one<' ', '\t', '\r', '\n'>> {};
struct words : pegtl::seq<word, pegtl::star<pegtl::plus<blank>, word>> {};
/// The line a policy starts with: `src PREFIX dst PREFIX [proto NAME] [sport N] [dport N] [dev NAME]`.
struct selector : pegtl::seq<pegtl::at<pegtl::string<'s', 'r', 'c'>, blank>, words> {};
/// Any other line: direction and priority, a template, a mark.
struct detail : pegtl::seq<words> {};
struct file : pegtl::until<pegtl::eof, pegtl::sor<line_end, blank, selector, detail>> {};

}  // namespace lyncgate::grammar::xfrm
