// The kinds of a pf.conf token: what the token grammar is written over.
#pragma once

namespace lyncgate::pf {

/// What a token is. A token is one byte to the token grammar, so a kind is one byte that is never 0.
/// Soft words are keywords of some versions of pf only and are still accepted where a plain word is expected.
enum class Kind : unsigned char {
    end = 1,  ///< after the last token of a statement
    newline,  ///< end of a line
    text,     ///< a word or a quoted string
    number,   ///< a decimal integer
    macro,    ///< `$name`, before expansion
    other,    ///< a byte that cannot start a token
    // operators
    open_brace,     ///< `{`
    close_brace,    ///< `}`
    open_paren,     ///< `(`
    close_paren,    ///< `)`
    less,           ///< `<`
    greater,        ///< `>`
    less_equal,     ///< `<=`
    greater_equal,  ///< `>=`
    not_equal,      ///< `!=`
    outside,        ///< `<>`
    inside,         ///< `><`
    equal,          ///< `=`
    bang,           ///< `!`
    slash,          ///< `/`
    comma,          ///< `,`
    arrow,          ///< `->`
    dash,           ///< `-`
    // words that are keywords everywhere
    kw_pass,
    kw_block,
    kw_scrub,
    kw_in,
    kw_out,
    kw_quick,
    kw_on,
    kw_from,
    kw_to,
    kw_all,
    kw_any,
    kw_inet,
    kw_inet6,
    kw_proto,
    kw_port,
    kw_log,
    kw_flags,
    kw_label,
    kw_no,
    kw_set,
    kw_table,
    kw_anchor,
    kw_antispoof,
    kw_for,
    kw_load,
    kw_include,
    kw_queue,
    kw_tag,
    kw_tagged,
    kw_user,
    kw_group,
    kw_keep,
    kw_modulate,
    kw_synproxy,
    kw_icmp_type,
    kw_icmp6_type,
    kw_os,
    kw_return,
    kw_return_rst,
    kw_return_icmp,
    kw_return_icmp6,
    kw_drop,
    kw_ttl,
    kw_tos,
    kw_fragment,
    kw_allow_opts,
    kw_no_df,
    kw_min_ttl,
    kw_max_mss,
    kw_random_id,
    kw_no_route,
    kw_urpf_failed,
    kw_route_to,
    kw_reply_to,
    kw_dup_to,
    kw_fastroute,
    kw_rtable,
    kw_probability,
    kw_file,
    kw_loginterface,
    kw_block_policy,
    kw_require_order,
    kw_fingerprints,
    kw_state_policy,
    kw_state_defaults,
    kw_ruleset_optimization,
    kw_nat_anchor,
    kw_rdr_anchor,
    kw_binat_anchor,
    kw_altq,
    kw_bandwidth,
    kw_nat_to,
    kw_rdr_to,
    kw_binat_to,
    kw_af_to,
    kw_divert_to,
    kw_divert_reply,
    kw_divert_packet,
    kw_received_on,
    kw_bitmask,
    kw_source_hash,
    kw_round_robin,
    kw_static_port,
    kw_sticky_address,
    kw_least_states,
    kw_max,
    kw_no_sync,
    kw_source_track,
    kw_max_src_nodes,
    kw_max_src_states,
    kw_max_src_conn,
    kw_max_src_conn_rate,
    kw_overload,
    kw_flush,
    kw_sloppy,
    kw_if_bound,
    // soft words
    kw_ether,
    kw_bridge_to,
    kw_l3,
    kw_dnpipe,
    kw_dnqueue,
    kw_ridentifier,
    kw_map_e_portset,
    kw_scrub_anchor,
    kw_dummynet_anchor,
    kw_dummynet,
    kw_prefer_ipv6_nexthop,
    kw_endpoint_independent,
    kw_cbq,
    kw_priq,
    kw_hfsc,
    kw_fairq,
    kw_codel,
    kw_tbrsize,
    kw_priority,
    kw_qlimit,
    kw_linkshare,
    kw_realtime,
    kw_upperlimit,
    kw_target,
    kw_interval,
    kw_crop,
    kw_drop_ovl,
    kw_prio,
    kw_delay,
    kw_once,
    kw_max_pkt_rate,
    kw_max_pkt_size,
    kw_pflow,
    kw_default,
    kw_parent,
    kw_burst,
    kw_flows,
    kw_quantum,
    kw_min,
    kw_weight,
    kw_matches,
    kw_rdomain,
    kw_set_tos,
    kw_counters,
    kw_keepcounters,
    kw_syncookies,
    kw_allow_related,
    kw_defer,
    kw_no_defer,
    kw_divert,
    kw_match,
    kw_nat,
    kw_rdr,
    kw_binat,
    kw_debug,
    kw_skip,
    kw_global,
    kw_rule,
    kw_floating,
    kw_route,
    kw_random,
    kw_state,
    kw_code,
    kw_timeout,
    kw_limit,
    kw_optimization,
    kw_reassemble,
    kw_hostid,
    kw_fail_policy,
    kw_limiter,
    kw_source,
};

inline constexpr Kind first_word = Kind::kw_pass;
inline constexpr Kind first_soft_word = Kind::kw_ether;
inline constexpr Kind last_soft_word = Kind::kw_source;

}  // namespace lyncgate::pf
