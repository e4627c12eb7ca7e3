// Cisco ASA: address translation. 8.3 and later: `nat` inside an object and twice NAT (ASA command reference, "nat
// (object)", "nat (global)"); before 8.3: `nat`, `global`, `static` (ASA 8.2 command reference).
#pragma once

#include "asa/operands.hpp"

namespace lyncgate::grammar::asa::nat {

LYNCGATE_ASA_KEYWORD(kw_nat, "nat");
LYNCGATE_ASA_KEYWORD(kw_global, "global");
LYNCGATE_ASA_KEYWORD(kw_static, "static");
LYNCGATE_ASA_KEYWORD(kw_dynamic, "dynamic");
LYNCGATE_ASA_KEYWORD(kw_source, "source");
LYNCGATE_ASA_KEYWORD(kw_destination, "destination");
LYNCGATE_ASA_KEYWORD(kw_service, "service");
LYNCGATE_ASA_KEYWORD(kw_after_auto, "after-auto");
LYNCGATE_ASA_KEYWORD(kw_pat_pool, "pat-pool");
LYNCGATE_ASA_KEYWORD(kw_ipv6, "ipv6");
LYNCGATE_ASA_KEYWORD(kw_dns, "dns");
LYNCGATE_ASA_KEYWORD(kw_unidirectional, "unidirectional");
LYNCGATE_ASA_KEYWORD(kw_inactive, "inactive");
LYNCGATE_ASA_KEYWORD(kw_route_lookup, "route-lookup");
LYNCGATE_ASA_KEYWORD(kw_net_to_net, "net-to-net");
LYNCGATE_ASA_KEYWORD(kw_description, "description");
LYNCGATE_ASA_KEYWORD(kw_access_list, "access-list");
LYNCGATE_ASA_KEYWORD(kw_netmask, "netmask");
LYNCGATE_ASA_KEYWORD(kw_outside, "outside");
LYNCGATE_ASA_KEYWORD(kw_tcp, "tcp");
LYNCGATE_ASA_KEYWORD(kw_udp, "udp");
LYNCGATE_ASA_KEYWORD(kw_sctp, "sctp");
LYNCGATE_ASA_KEYWORD(kw_norandomseq, "norandomseq");

struct interface_name : p::plus<p::not_one<' ', '\t', ',', '(', ')'>> {};
struct first_interface : interface_name {};
struct second_interface : interface_name {};
struct blanks : p::star<blank> {};
struct comma : p::seq<blanks, p::one<','>, blanks> {};
struct two_interfaces : p::seq<p::one<'('>, blanks, first_interface, comma, second_interface, blanks, p::one<')'>> {};
struct one_interface : p::seq<p::one<'('>, blanks, first_interface, blanks, p::one<')'>> {};

struct mapped_interface : p::seq<kw_interface, p::opt<gap, kw_ipv6>> {};
struct pool_flag : p::sor<TAO_PEGTL_ISTRING("round-robin"), TAO_PEGTL_ISTRING("extended"), TAO_PEGTL_ISTRING("flat"),
                          TAO_PEGTL_ISTRING("include-reserve"), TAO_PEGTL_ISTRING("block-allocation")> {};
struct pool_flags : p::star<gap, pool_flag, word_end> {};
struct port_protocol : p::sor<kw_tcp, kw_udp, kw_sctp> {};
struct real_port : word {};
struct mapped_port : word {};

// Options after the addresses, of both forms.
struct option_unidirectional : p::seq<kw_unidirectional> {};
struct option_inactive : p::seq<kw_inactive> {};
struct option_route_lookup : p::seq<kw_route_lookup> {};
struct option_net_to_net : p::seq<kw_net_to_net> {};
struct option_dns : p::seq<kw_dns> {};
struct option_quiet : p::seq<TAO_PEGTL_ISTRING("no-proxy-arp"), word_end> {};
struct description : p::seq<kw_description, rest> {};
struct option : p::sor<option_unidirectional, option_inactive, option_route_lookup, option_net_to_net, option_dns,
                       option_quiet, description> {};

// Object NAT.
struct object_target : word {};
struct object_interface : p::seq<mapped_interface> {};
struct pool_name : word {};
struct object_pool : p::if_must<kw_pat_pool, gap, pool_name, pool_flags> {};
struct object_service : p::if_must<kw_service, gap, port_protocol, gap, real_port, gap, mapped_port> {};
struct object_static : p::if_must<kw_static, gap, p::sor<object_interface, object_target>> {};
struct object_dynamic : p::if_must<kw_dynamic, gap, p::sor<object_interface, object_pool, object_target>,
                                   p::opt<gap, p::sor<object_interface, object_pool>>, p::opt<gap, object_interface>> {
};
struct object_rule : p::seq<kw_nat, gap, p::opt<two_interfaces, blanks>, p::sor<object_static, object_dynamic>,
                            p::must<p::star<gap, p::sor<object_service, option>>, finish>> {};

// Twice NAT.
struct real_source : word {};
struct mapped_source : word {};
struct source_interface : p::seq<mapped_interface> {};
struct source_pool : p::if_must<kw_pat_pool, gap, pool_name, pool_flags> {};
struct source_static : p::if_must<kw_static, gap, real_source, gap, p::sor<source_interface, mapped_source>> {};
struct source_dynamic
    : p::if_must<kw_dynamic, gap, real_source, gap, p::sor<source_interface, source_pool, mapped_source>,
                 p::opt<gap, p::sor<source_interface, source_pool>>, p::opt<gap, source_interface>> {};
struct mapped_destination : word {};
struct real_destination : word {};
struct destination_interface : p::seq<mapped_interface> {};
struct destination_clause : p::if_must<kw_destination, gap, kw_static, gap,
                                       p::sor<destination_interface, mapped_destination>, gap, real_destination> {};
struct first_service : word {};
struct second_service : word {};
struct service_clause : p::if_must<kw_service, gap, first_service, gap, second_service> {};
struct after_auto : p::seq<kw_after_auto> {};
struct rule_number : number {};
struct twice_body : p::if_must<kw_source, gap, p::sor<source_static, source_dynamic>,
                               p::star<gap, p::sor<destination_clause, service_clause, option>>, finish> {};
struct twice_rule : p::seq<kw_nat, p::star<blank>, p::opt<two_interfaces, blanks>, p::opt<after_auto, gap>,
                           p::opt<rule_number, gap>, twice_body> {};

// Before 8.3.
struct nat_id : digits {};
struct list_name : word {};
struct from_list : p::if_must<kw_access_list, gap, list_name> {};
struct from_any_host : p::seq<first> {};
struct outside_flag : p::seq<kw_outside> {};
struct limit
    : p::sor<p::seq<p::sor<kw_tcp, kw_udp>, gap, number, p::opt<gap, number>>, number, kw_norandomseq, kw_dns,
             p::seq<TAO_PEGTL_ISTRING("noproxyarp"), word_end>, p::seq<TAO_PEGTL_ISTRING("norandomseq"), word_end>> {};
struct old_nat_rest : p::must<gap, nat_id, word_end, gap, p::sor<from_list, masked_address, from_any_host>,
                              p::star<gap, p::sor<outside_flag, limit>>, finish> {};
struct old_nat : p::seq<kw_nat, p::star<blank>, one_interface, old_nat_rest> {};

struct pool_low : p::plus<p::not_one<' ', '\t', '-'>> {};
struct pool_high : word {};
struct global_interface : p::seq<kw_interface> {};
struct global_range : p::seq<pool_low, p::opt<p::one<'-'>, pool_high>, p::opt<gap, kw_netmask, gap, mask>> {};
struct old_global : p::if_must<kw_global, p::star<blank>, one_interface, gap, nat_id, gap,
                               p::sor<global_interface, global_range>, finish> {};

struct static_mapped : word {};
struct static_mapped_interface : p::seq<kw_interface> {};
struct static_real : word {};
struct static_target : p::sor<static_mapped_interface, static_mapped> {};
struct static_ports : p::seq<port_protocol, gap, static_target, gap, mapped_port, gap,
                             p::sor<from_list, p::seq<static_real, gap, real_port>>> {};
struct static_addresses : p::seq<static_target, gap, p::sor<from_list, static_real>> {};
struct old_static : p::if_must<kw_static, p::star<blank>, two_interfaces, gap, p::sor<static_ports, static_addresses>,
                               p::opt<gap, kw_netmask, gap, mask>, p::star<gap, limit>, finish> {};

}  // namespace lyncgate::grammar::asa::nat
