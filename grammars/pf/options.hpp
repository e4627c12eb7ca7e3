// The options after the addresses of a pf.conf rule.
#pragma once

#include "pf/parts.hpp"

namespace lyncgate::pf::rules {

// Pools of addresses: nat-to, rdr-to, `->`, route-to
struct weight : pegtl::seq<is<Kind::kw_weight>, number> {};
struct pool_host : pegtl::seq<host, pegtl::opt<weight>> {};
struct pool_hosts : one_or_braced<pool_host> {};
struct pool_port : word_or_number {};
struct pool_bitmask : is<Kind::kw_bitmask> {};
struct pool_random : is<Kind::kw_random> {};
struct pool_round_robin : is<Kind::kw_round_robin> {};
struct pool_least_states : is<Kind::kw_least_states> {};
struct pool_key : is<Kind::text> {};
struct pool_hash_word : is<Kind::kw_source_hash> {};
struct pool_source_hash : pegtl::seq<pool_hash_word, pegtl::opt<pool_key>> {};
struct pool_sticky : is<Kind::kw_sticky_address> {};
struct pool_static_port : is<Kind::kw_static_port> {};
struct map_e : pegtl::seq<is<Kind::kw_map_e_portset>, number, is<Kind::slash>, number, is<Kind::slash>, number> {};
struct pool_options
    : pegtl::star<pegtl::sor<pool_bitmask, pool_random, pool_source_hash, pool_round_robin, pool_least_states,
                             pool_sticky, pool_static_port, map_e, is<Kind::kw_endpoint_independent>>> {};
struct pool_begin : pegtl::success {};
struct pool : pegtl::seq<pool_begin, pool_hosts, pegtl::opt<is<Kind::kw_port>, pool_port>, pool_options> {};

struct route_interface : word {};
/// `(em0 192.0.2.1)`, `(em0)`, or an address
struct route_in_parens : in_parens<route_interface, pegtl::opt<host>> {};
struct route_host
    : pegtl::seq<pegtl::sor<pegtl::seq<route_in_parens, pegtl::opt<bits_clause>>, host>, pegtl::opt<weight>> {};
struct route_pool : pegtl::seq<pool_begin, one_or_braced<route_host>, pegtl::opt<is<Kind::kw_port>, pool_port>,
                               pool_options, pegtl::opt<is<Kind::kw_prefer_ipv6_nexthop>>> {};
struct route_to : pegtl::seq<is<Kind::kw_route_to>, route_pool> {};
struct reply_to : pegtl::seq<is<Kind::kw_reply_to>, route_pool> {};
struct dup_to : pegtl::seq<is<Kind::kw_dup_to>, route_pool> {};
struct fastroute : is<Kind::kw_fastroute> {};
struct route : pegtl::sor<route_to, reply_to, dup_to, fastroute> {};

// State
struct timeout_name : word {};
struct timeout_value : number {};
struct max_states : number {};
struct max_source_states : number {};
struct max_source_nodes : number {};
struct max_source_connections : number {};
struct rate_limit : number {};
struct rate_seconds : number {};
struct overload_table : word {};
struct state_flush : is<Kind::kw_flush> {};
struct state_global : is<Kind::kw_global> {};
struct state_no_sync : is<Kind::kw_no_sync> {};
struct state_if_bound : is<Kind::kw_if_bound> {};
struct state_floating : is<Kind::kw_floating> {};
struct state_sloppy : is<Kind::kw_sloppy> {};
struct state_pflow : is<Kind::kw_pflow> {};
struct state_other : is<Kind::kw_allow_related, Kind::kw_defer, Kind::kw_no_defer> {};
struct track_word : is<Kind::kw_source_track> {};
struct track_rule : is<Kind::kw_rule> {};
struct track_global : is<Kind::kw_global> {};
struct state_option
    : pegtl::sor<pegtl::seq<is<Kind::kw_max>, max_states>, pegtl::seq<is<Kind::kw_max_src_states>, max_source_states>,
                 pegtl::seq<is<Kind::kw_max_src_nodes>, max_source_nodes>,
                 pegtl::seq<is<Kind::kw_max_src_conn>, max_source_connections>,
                 pegtl::seq<is<Kind::kw_max_src_conn_rate>, rate_limit, is<Kind::slash>, rate_seconds>,
                 pegtl::seq<is<Kind::kw_overload>, is<Kind::less>, overload_table, is<Kind::greater>,
                            pegtl::opt<state_flush, pegtl::opt<state_global>>>,
                 pegtl::seq<track_word, pegtl::opt<pegtl::sor<track_rule, track_global>>>, state_no_sync,
                 state_if_bound, state_floating, state_sloppy, state_pflow, state_other,
                 pegtl::seq<timeout_name, timeout_value>> {};
struct state_options : pegtl::seq<state_option, pegtl::star<comma, state_option>> {};
struct state_options_spec : pegtl::opt<in_parens<state_options>> {};
struct keep_word : is<Kind::kw_keep> {};
struct modulate_word : is<Kind::kw_modulate> {};
struct synproxy_word : is<Kind::kw_synproxy> {};
struct no_state : pegtl::seq<is<Kind::kw_no>, is<Kind::kw_state>> {};
struct keep
    : pegtl::sor<
          pegtl::seq<pegtl::sor<keep_word, modulate_word, synproxy_word>, is<Kind::kw_state>, state_options_spec>,
          no_state> {};

// Matches
struct user_item : pegtl::seq<comparison> {};
struct group_item : pegtl::seq<comparison> {};
struct user_clause : pegtl::seq<is<Kind::kw_user>, one_or_braced<user_item>> {};
struct group_clause : pegtl::seq<is<Kind::kw_group>, one_or_braced<group_item>> {};
struct flags_set : word {};
struct flags_mask : word {};
struct flags_any : is<Kind::kw_any> {};
struct flags_word : is<Kind::kw_flags> {};
struct flags
    : pegtl::seq<flags_word, pegtl::sor<flags_any, pegtl::seq<pegtl::opt<flags_set>, is<Kind::slash>, flags_mask>>> {};
struct icmp_type : word_or_number {};
struct icmp_code : word_or_number {};
struct icmp_item : pegtl::seq<icmp_type, pegtl::opt<is<Kind::kw_code>, icmp_code>> {};
struct icmp4_word : is<Kind::kw_icmp_type> {};
struct icmp6_word : is<Kind::kw_icmp6_type> {};
struct icmp_clause : pegtl::seq<pegtl::sor<icmp4_word, icmp6_word>, one_or_braced<icmp_item>> {};
struct tos_value : word_or_number {};
struct tos : pegtl::seq<is<Kind::kw_tos>, tos_value> {};
struct prio_value : number {};
struct prio : pegtl::seq<is<Kind::kw_prio>, prio_value> {};
struct probability_value : word_or_number {};
struct rtable_value : number {};
struct rtable : pegtl::seq<is<Kind::kw_rtable>, rtable_value> {};
struct tag_value : words {};
struct tag : pegtl::seq<is<Kind::kw_tag>, tag_value> {};
struct tagged_not : is<Kind::bang> {};
struct tagged_value : words {};
struct received_interface : pegtl::seq<interface_plain> {};
/// `! tagged X`, `! received-on em0`
struct negatable
    : pegtl::seq<pegtl::opt<tagged_not>, pegtl::sor<pegtl::seq<is<Kind::kw_tagged>, tagged_value>,
                                                    pegtl::seq<is<Kind::kw_received_on>, received_interface>>> {};

// What else a rule does
struct label_value : word_or_number {};
struct label : pegtl::seq<is<Kind::kw_label>, label_value> {};
struct queue_name : word {};
struct queue_second : word {};
struct queue
    : pegtl::seq<is<Kind::kw_queue>, pegtl::sor<in_parens<queue_name, pegtl::opt<comma, queue_second>>, queue_name>> {};
struct divert_host : pegtl::seq<host_name> {};
struct divert_port : word_or_number {};
/// The last form is of FreeBSD only.
struct divert_to
    : pegtl::seq<is<Kind::kw_divert_to>, pegtl::sor<pegtl::seq<is<Kind::kw_port>, divert_port>,
                                                    pegtl::seq<pegtl::at<word_or_number, is<Kind::kw_port>>,
                                                               divert_host, is<Kind::kw_port>, divert_port>,
                                                    divert_port>> {};
/// `state limiter name (block)`: what happens when the limit is reached.
struct limiter : pegtl::seq<is<Kind::kw_state, Kind::kw_source>, is<Kind::kw_limiter>, word_or_number,
                            pegtl::opt<in_parens<pegtl::sor<is<Kind::kw_block>, word>>>> {};
struct divert_reply : is<Kind::kw_divert_reply> {};
struct divert_packet : pegtl::seq<is<Kind::kw_divert_packet>, is<Kind::kw_port>, divert_port> {};
struct scrub_no_df : is<Kind::kw_no_df> {};
struct scrub_random_id : is<Kind::kw_random_id> {};
struct scrub_ttl : number {};
struct scrub_mss : number {};
struct scrub_protocol : word {};
struct scrub_tos : word_or_number {};
struct scrub_option
    : pegtl::sor<scrub_no_df, scrub_random_id, pegtl::seq<is<Kind::kw_min_ttl>, scrub_ttl>,
                 pegtl::seq<is<Kind::kw_max_mss>, scrub_mss>, pegtl::seq<is<Kind::kw_reassemble>, scrub_protocol>,
                 pegtl::seq<is<Kind::kw_set_tos>, scrub_tos>> {};
struct scrub : pegtl::seq<is<Kind::kw_scrub>, in_parens<scrub_option, pegtl::star<comma, scrub_option>>> {};
struct nat_to : pegtl::seq<is<Kind::kw_nat_to>, pool> {};
struct rdr_to : pegtl::seq<is<Kind::kw_rdr_to>, pool> {};
struct binat_to : pegtl::seq<is<Kind::kw_binat_to>, pool> {};
struct af_ipv4 : is<Kind::kw_inet> {};
struct af_ipv6 : is<Kind::kw_inet6> {};
struct af_from : pegtl::seq<pool> {};
struct af_target : pegtl::seq<pool> {};
struct af_to : pegtl::seq<is<Kind::kw_af_to>, pegtl::sor<af_ipv4, af_ipv6>, is<Kind::kw_from>, af_from,
                          pegtl::opt<is<Kind::kw_to>, af_target>> {};
struct set_prio_low : number {};
struct set_prio_high : number {};
struct set_tos_value : word_or_number {};
struct set_delay_value : number {};
struct set_item
    : pegtl::sor<pegtl::seq<is<Kind::kw_prio>, pegtl::sor<in_parens<set_prio_low, comma, set_prio_high>, set_prio_low>>,
                 queue, pegtl::seq<is<Kind::kw_tos>, set_tos_value>, pegtl::seq<is<Kind::kw_delay>, set_delay_value>> {
};
struct set_clause
    : pegtl::seq<is<Kind::kw_set>, pegtl::sor<in_parens<set_item, pegtl::star<comma, set_item>>, set_item>> {};
struct packet_limit : number {};
struct packet_seconds : number {};
struct packet_rate : pegtl::seq<is<Kind::kw_max_pkt_rate>, packet_limit, is<Kind::slash>, packet_seconds> {};
struct fragment : is<Kind::kw_fragment> {};
struct allow_options : is<Kind::kw_allow_opts> {};
struct once : is<Kind::kw_once> {};
struct ridentifier_value : number {};
struct dummynet_number : number {};
struct dummynet
    : pegtl::seq<is<Kind::kw_dnpipe, Kind::kw_dnqueue>,
                 pegtl::sor<in_parens<dummynet_number, pegtl::opt<comma, dummynet_number>>, dummynet_number>> {};
struct max_packet_size : pegtl::seq<is<Kind::kw_max_pkt_size>, number> {};

// Anchors
struct anchor_name : word_or_number {};
struct block_open : is<Kind::open_brace> {};

struct rule_option
    : pegtl::sor<user_clause, group_clause, flags, icmp_clause, tos, prio, keep, fragment, allow_options, label, queue,
                 tag, negatable, pegtl::seq<is<Kind::kw_probability>, probability_value>, rtable, divert_to,
                 divert_reply, divert_packet, scrub, nat_to, rdr_to, binat_to, af_to, route, once, packet_rate,
                 set_clause, pegtl::seq<is<Kind::kw_ridentifier>, ridentifier_value>, dummynet, max_packet_size,
                 limiter> {};
/// Whether there is another token: most rules have no options, and need not be asked for each of them.
struct more {
    using rule_t = more;
    using subs_t = pegtl::empty_list;

    template<typename Input>
    [[nodiscard]] static bool match(Input& in) {
        return !in.empty();
    }
};
struct rule_options : pegtl::star<more, rule_option> {};

}  // namespace lyncgate::pf::rules
