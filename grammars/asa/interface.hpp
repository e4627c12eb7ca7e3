// Cisco ASA: `interface` and the lines inside that decide what passes; the one-line forms of PIX 6 (ASA command
// reference, "interface", "nameif", "security-level", "ip address", "ipv6 address"; PIX 6.3 command reference).
#pragma once

#include "asa/operands.hpp"

namespace lyncgate::grammar::asa::interfaces {

LYNCGATE_ASA_KEYWORD(kw_no, "no");
LYNCGATE_ASA_KEYWORD(kw_nameif, "nameif");
LYNCGATE_ASA_KEYWORD(kw_security_level, "security-level");
LYNCGATE_ASA_KEYWORD(kw_ip, "ip");
LYNCGATE_ASA_KEYWORD(kw_ipv6, "ipv6");
LYNCGATE_ASA_KEYWORD(kw_address, "address");
LYNCGATE_ASA_KEYWORD(kw_standby, "standby");
LYNCGATE_ASA_KEYWORD(kw_dhcp, "dhcp");
LYNCGATE_ASA_KEYWORD(kw_pppoe, "pppoe");
LYNCGATE_ASA_KEYWORD(kw_vlan, "vlan");
struct kw_shutdown : p::seq<TAO_PEGTL_ISTRING("shut"), p::opt<TAO_PEGTL_ISTRING("down")>, word_end> {};
LYNCGATE_ASA_KEYWORD(kw_management_only, "management-only");
LYNCGATE_ASA_KEYWORD(kw_bridge_group, "bridge-group");
LYNCGATE_ASA_KEYWORD(kw_tunnel, "tunnel");
LYNCGATE_ASA_KEYWORD(kw_source, "source");
LYNCGATE_ASA_KEYWORD(kw_destination, "destination");
LYNCGATE_ASA_KEYWORD(kw_mode, "mode");
LYNCGATE_ASA_KEYWORD(kw_protection, "protection");
LYNCGATE_ASA_KEYWORD(kw_ipsec, "ipsec");
LYNCGATE_ASA_KEYWORD(kw_profile, "profile");
LYNCGATE_ASA_KEYWORD(kw_policy, "policy");

struct hardware : word {};
struct interface_name : word {};
struct flag_shutdown : p::seq<kw_shutdown> {};
/// `interface GigabitEthernet0/0`; PIX 6: `interface ethernet0 auto [shutdown]`.
struct header : p::if_must<kw_interface, gap, hardware, p::star<gap, p::sor<flag_shutdown, word>>, finish> {};

struct level : number {};
struct standby_address : word {};
struct nameif_line : p::if_must<kw_nameif, gap, interface_name, finish> {};
struct level_line : p::if_must<kw_security_level, gap, level, finish> {};
struct standby : p::if_must<kw_standby, gap, standby_address> {};
struct dynamic_address : p::seq<p::sor<kw_dhcp, kw_pppoe>, rest> {};
struct static_address : p::seq<masked_address, p::opt<gap, standby>, p::star<gap, word>> {};
struct address_line : p::seq<kw_ip, gap, kw_address, p::must<gap, p::sor<dynamic_address, static_address>, finish>> {};
struct v6_prefix : p::seq<slashed> {};
struct v6_address : p::seq<v6_prefix, p::opt<gap, standby>, p::star<gap, word>> {};
struct v6_other : rest {};
struct v6_line : p::seq<kw_ipv6, gap, kw_address, p::must<gap, p::sor<v6_address, v6_other>, finish>> {};
struct vlan_line : p::if_must<kw_vlan, rest> {};
struct shutdown_line : p::seq<kw_shutdown, finish> {};
struct management_line : p::seq<kw_management_only, rest> {};
struct bridge_number : digits {};
struct bridge_line : p::if_must<kw_bridge_group, gap, bridge_number, finish> {};
struct tunnel_source : word {};
struct tunnel_destination : word {};
struct tunnel_mode : rest {};
struct tunnel_profile : word {};
struct tunnel_list : word {};
struct tunnel_source_line : p::seq<kw_source, gap, p::opt<lead<kw_interface>>, tunnel_source, finish> {};
struct tunnel_destination_line : p::seq<kw_destination, gap, tunnel_destination, finish> {};
struct tunnel_mode_line : p::seq<kw_mode, gap, tunnel_mode> {};
struct tunnel_protection_line
    : p::seq<kw_protection, gap, kw_ipsec, gap,
             p::sor<p::seq<kw_profile, gap, tunnel_profile>, p::seq<kw_policy, gap, tunnel_list>>, rest> {};
struct tunnel_line
    : p::if_must<kw_tunnel, gap,
                 p::sor<tunnel_source_line, tunnel_destination_line, tunnel_mode_line, tunnel_protection_line>> {};
struct undo : p::seq<kw_no, gap,
                     p::sor<kw_nameif, kw_security_level, kw_shutdown, kw_management_only,
                            p::seq<kw_ip, gap, kw_address>, kw_vlan, kw_bridge_group>,
                     rest> {};
struct undo_shutdown : p::seq<kw_no, gap, kw_shutdown, finish> {};
struct undo_management : p::seq<kw_no, gap, kw_management_only, rest> {};

struct line : p::sor<nameif_line, level_line, address_line, v6_line, vlan_line, shutdown_line, management_line,
                     bridge_line, tunnel_line, undo_shutdown, undo_management, undo> {};

// PIX 6.
struct old_level : digits {};
struct old_nameif
    : p::if_must<kw_nameif, gap, hardware, gap, interface_name, gap, TAO_PEGTL_ISTRING("security"), old_level, finish> {
};
struct old_dynamic : p::seq<p::sor<kw_dhcp, kw_pppoe>, rest> {};
struct old_address : p::seq<kw_ip, gap, kw_address, gap, interface_name, gap,
                            p::must<p::sor<old_dynamic, p::seq<masked_address, p::star<gap, word>>>, finish>> {};

}  // namespace lyncgate::grammar::asa::interfaces
