// Cisco ASA: one-line statements that decide what passes: names, routes, bindings of access lists, levels, crypto maps.
#pragma once

#include "asa/operands.hpp"

namespace lyncgate::grammar::asa::settings {

LYNCGATE_ASA_KEYWORD(kw_no, "no");
LYNCGATE_ASA_KEYWORD(kw_name, "name");
LYNCGATE_ASA_KEYWORD(kw_route, "route");
LYNCGATE_ASA_KEYWORD(kw_ipv6, "ipv6");
LYNCGATE_ASA_KEYWORD(kw_track, "track");
LYNCGATE_ASA_KEYWORD(kw_tunneled, "tunneled");
LYNCGATE_ASA_KEYWORD(kw_access_group, "access-group");
LYNCGATE_ASA_KEYWORD(kw_in, "in");
LYNCGATE_ASA_KEYWORD(kw_out, "out");
LYNCGATE_ASA_KEYWORD(kw_global, "global");
LYNCGATE_ASA_KEYWORD(kw_override, "per-user-override");
LYNCGATE_ASA_KEYWORD(kw_control_plane, "control-plane");
LYNCGATE_ASA_KEYWORD(kw_crypto, "crypto");
LYNCGATE_ASA_KEYWORD(kw_map, "map");
LYNCGATE_ASA_KEYWORD(kw_dynamic_map, "dynamic-map");
LYNCGATE_ASA_KEYWORD(kw_match, "match");
LYNCGATE_ASA_KEYWORD(kw_address, "address");
LYNCGATE_ASA_KEYWORD(kw_set, "set");
LYNCGATE_ASA_KEYWORD(kw_peer, "peer");
LYNCGATE_ASA_KEYWORD(kw_transform, "transform-set");
LYNCGATE_ASA_KEYWORD(kw_proposal, "ipsec-proposal");
LYNCGATE_ASA_KEYWORD(kw_ikev1, "ikev1");
LYNCGATE_ASA_KEYWORD(kw_ikev2, "ikev2");
LYNCGATE_ASA_KEYWORD(kw_dynamic, "dynamic");

/// `name 192.0.2.7 edge [description …]`.
struct name_value : word {};
struct name_alias : word {};
struct name_line : p::if_must<kw_name, gap, name_value, gap, name_alias, rest> {};

/// `route outside 0.0.0.0 0.0.0.0 192.0.2.1 [metric] [track N] [tunneled]`.
struct route_interface : word {};
struct route_network : word {};
struct route_mask : word {};
struct route_gateway : word {};
struct route_metric : number {};
struct route_track : p::if_must<kw_track, gap, number> {};
struct route_tunneled : p::seq<kw_tunneled> {};
struct route_tail : p::star<gap, p::sor<route_metric, route_track, route_tunneled>> {};
struct route_line : p::if_must<kw_route, gap, route_interface, gap, route_network, gap, route_mask, gap, route_gateway,
                               route_tail, finish> {};
struct v6_route_line
    : p::seq<kw_ipv6, gap, kw_route,
             p::must<gap, route_interface, gap, route_network, gap, route_gateway, route_tail, finish>> {};

/// `access-group LIST {in | out} interface NAME [per-user-override] [control-plane]`, `access-group LIST global`.
struct bound_list : word {};
struct bound_interface : word {};
struct direction_in : p::seq<kw_in> {};
struct direction_out : p::seq<kw_out> {};
struct direction_global : p::seq<kw_global> {};
struct per_user_override : p::seq<kw_override> {};
struct control_plane : p::seq<kw_control_plane> {};
struct to_interface : p::seq<p::sor<direction_in, direction_out>, gap, kw_interface, gap, bound_interface> {};
struct access_group_line : p::if_must<kw_access_group, gap, bound_list, gap, p::sor<direction_global, to_interface>,
                                      p::star<gap, p::sor<per_user_override, control_plane>>, finish> {};

/// `crypto map NAME SEQ …`, `crypto map NAME interface IF`, `crypto dynamic-map NAME SEQ …`.
struct map_name : word {};
struct map_sequence : number {};
struct map_interface : word {};
struct map_list : word {};
struct map_peer : word {};
struct map_proposal : word {};
struct map_dynamic : word {};
struct map_other : rest {};
struct map_match : p::seq<kw_match, gap, kw_address, p::must<gap, map_list, finish>> {};
struct map_peers : p::seq<kw_set, gap, kw_peer, p::must<p::plus<gap, map_peer>>> {};
struct map_proposals : p::seq<kw_set, gap, p::opt<p::sor<kw_ikev1, kw_ikev2>, gap>, p::sor<kw_transform, kw_proposal>,
                              p::must<p::plus<gap, map_proposal>>> {};
struct map_uses_dynamic
    : p::seq<TAO_PEGTL_ISTRING("ipsec-isakmp"), gap, kw_dynamic, p::must<gap, map_dynamic, finish>> {};
struct map_entry : p::seq<map_sequence, gap, p::sor<map_match, map_peers, map_proposals, map_uses_dynamic, map_other>> {
};
struct map_binding : p::seq<kw_interface, p::must<gap, map_interface, finish>> {};
struct is_dynamic_map : p::seq<kw_dynamic_map> {};
struct map_line : p::seq<kw_crypto, gap, p::sor<is_dynamic_map, kw_map>, gap, map_name, gap,
                         p::sor<map_binding, map_entry, map_other>> {};

}  // namespace lyncgate::grammar::asa::settings
