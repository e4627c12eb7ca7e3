// Rules on Ethernet frames (FreeBSD 14, pf.conf(5), "ETHERNET FILTERING").
#pragma once

#include "pf/options.hpp"

namespace lyncgate::pf::rules {

struct mac_not : is<Kind::bang> {};
struct mac_value : word {};
struct mac_length : number {};
struct mac_item : pegtl::seq<pegtl::opt<mac_not>, mac_value, pegtl::opt<is<Kind::slash>, mac_length>> {};
struct mac_from : pegtl::seq<is<Kind::kw_from>, one_or_braced<mac_item>> {};
struct mac_to : pegtl::seq<is<Kind::kw_to>, one_or_braced<mac_item>> {};
struct mac_from_to : pegtl::sor<is<Kind::kw_all>, pegtl::seq<pegtl::opt<mac_from>, pegtl::opt<mac_to>>> {};
struct frame_type : word_or_number {};
struct frame_types : pegtl::seq<is<Kind::kw_proto>, one_or_braced<frame_type>> {};
struct bridge_name : word {};
struct ether_pass : is<Kind::kw_pass> {};
struct ether_block : is<Kind::kw_block> {};
struct ether_action : pegtl::sor<ether_pass, pegtl::seq<ether_block, pegtl::opt<is<Kind::kw_drop, Kind::kw_return>>>> {
};
struct ether_rest : pegtl::seq<pegtl::opt<frame_types>, mac_from_to, pegtl::opt<is<Kind::kw_l3>, from_to>> {};
struct ether_option
    : pegtl::sor<label, queue, tag, negatable, pegtl::seq<is<Kind::kw_ridentifier>, ridentifier_value>, dummynet> {};
struct ether_rule
    : pegtl::seq<is<Kind::kw_ether>, ether_action, direction, pegtl::opt<quick>, pegtl::opt<on_clause>,
                 pegtl::opt<is<Kind::kw_bridge_to>, bridge_name>, ether_rest, pegtl::star<ether_option>, pegtl::eof> {};
struct ether_anchor
    : pegtl::seq<is<Kind::kw_ether>, is<Kind::kw_anchor>, pegtl::opt<anchor_name>, direction, pegtl::opt<quick>,
                 pegtl::opt<on_clause>, ether_rest, pegtl::opt<block_open>, pegtl::eof> {};

}  // namespace lyncgate::pf::rules
