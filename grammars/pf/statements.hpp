// The statements of pf.conf. Each rule takes all tokens of one statement.
#pragma once

#include "pf/ether.hpp"

namespace lyncgate::pf::rules {

// Filter rules
struct action_pass : is<Kind::kw_pass> {};
struct action_match : is<Kind::kw_match> {};
struct action_block : is<Kind::kw_block> {};
struct answer_drop : is<Kind::kw_drop> {};
struct answer_any : is<Kind::kw_return> {};
struct answer_reset : is<Kind::kw_return_rst> {};
struct answer_icmp : is<Kind::kw_return_icmp> {};
struct answer_icmp6 : is<Kind::kw_return_icmp6> {};
struct return_ttl : number {};
struct return_code : word_or_number {};
struct return_code6 : word_or_number {};
struct answer
    : pegtl::opt<pegtl::sor<
          answer_drop, answer_any, pegtl::seq<answer_reset, pegtl::opt<in_parens<is<Kind::kw_ttl>, return_ttl>>>,
          pegtl::seq<answer_icmp, pegtl::opt<in_parens<return_code, pegtl::opt<comma, return_code6>>>>,
          pegtl::seq<answer_icmp6, pegtl::opt<in_parens<return_code6>>>>> {};
struct action : pegtl::sor<action_pass, action_match, pegtl::seq<action_block, answer>> {};
struct optional_route
    : opt_beginning<route, Kind::kw_route_to, Kind::kw_reply_to, Kind::kw_dup_to, Kind::kw_fastroute> {};
struct filter_rule
    : pegtl::seq<action, direction, log_quick, opt_beginning<on_clause, Kind::kw_on>, optional_route, family,
                 opt_beginning<protocol_clause, Kind::kw_proto>, from_to, rule_options, pegtl::eof> {};

// Translation and normalisation of the older syntax
struct negated_rule : is<Kind::kw_no> {};
struct action_nat : is<Kind::kw_nat> {};
struct action_rdr : is<Kind::kw_rdr> {};
struct action_binat : is<Kind::kw_binat> {};
struct translation_pass : is<Kind::kw_pass> {};
struct redirect : pegtl::seq<is<Kind::arrow>, pool> {};
struct translation_head : pegtl::seq<pegtl::opt<negated_rule>, pegtl::sor<action_nat, action_rdr, action_binat>> {};
struct translation_tags : pegtl::star<pegtl::sor<tag, negatable, rtable>> {};
struct translation
    : pegtl::seq<translation_head, pegtl::opt<translation_pass>, pegtl::opt<log>, pegtl::opt<on_clause>, family,
                 pegtl::opt<protocol_clause>, from_to, translation_tags, pegtl::opt<redirect>, pegtl::eof> {};

struct action_scrub : is<Kind::kw_scrub> {};
struct fragment_reassemble : is<Kind::kw_reassemble> {};
struct fragment_crop : is<Kind::kw_crop> {};
struct fragment_drop : is<Kind::kw_drop_ovl> {};
struct fragment_no : is<Kind::kw_no> {};
struct scrub_fragment
    : pegtl::sor<pegtl::seq<is<Kind::kw_fragment>, pegtl::sor<fragment_reassemble, fragment_crop, fragment_drop>>,
                 pegtl::seq<is<Kind::kw_fragment>, fragment_no, is<Kind::kw_reassemble>>> {};
struct scrub_rule
    : pegtl::seq<pegtl::opt<negated_rule>, action_scrub, direction, log_quick, pegtl::opt<on_clause>, family,
                 pegtl::opt<protocol_clause>, from_to,
                 pegtl::star<pegtl::sor<scrub_fragment, scrub_option, rtable, tag, negatable>>, pegtl::eof> {};

// Anchors
struct anchor_filter : is<Kind::kw_anchor> {};
struct anchor_nat : is<Kind::kw_nat_anchor> {};
struct anchor_rdr : is<Kind::kw_rdr_anchor> {};
struct anchor_binat : is<Kind::kw_binat_anchor> {};
struct anchor_other : is<Kind::kw_scrub_anchor, Kind::kw_dummynet_anchor> {};
struct anchor_rule
    : pegtl::seq<anchor_filter, pegtl::opt<anchor_name>, direction, log_quick, pegtl::opt<on_clause>, family,
                 pegtl::opt<protocol_clause>, from_to, rule_options, pegtl::opt<block_open>, pegtl::eof> {};
struct translation_anchor
    : pegtl::seq<pegtl::sor<anchor_nat, anchor_rdr, anchor_binat, anchor_other>, anchor_name, pegtl::opt<on_clause>,
                 family, pegtl::opt<protocol_clause>, from_to, translation_tags, pegtl::eof> {};
struct load_name : word_or_number {};
struct load_path : words {};
struct load_anchor
    : pegtl::seq<is<Kind::kw_load>, is<Kind::kw_anchor>, load_name, is<Kind::kw_from>, load_path, pegtl::eof> {};
struct include_path : word {};
struct include : pegtl::seq<is<Kind::kw_include>, include_path, pegtl::eof> {};
struct block_close : pegtl::seq<is<Kind::close_brace>, pegtl::eof> {};

// Macros and tables
struct macro_target : word {};
struct macro_value : pegtl::plus<word_or_number> {};
struct macro : pegtl::seq<macro_target, is<Kind::equal>, macro_value, pegtl::eof> {};
struct table_word : word {};
struct table_path : word {};
struct table_file : pegtl::seq<is<Kind::kw_file>, table_path> {};
struct table_host
    : pegtl::seq<pegtl::opt<host_not>, pegtl::sor<host_no_route, host_urpf_failed, host>, pegtl::opt<weight>> {};
struct table_list;
struct table_entry : pegtl::sor<table_list, table_host> {};
struct table_list : braced<table_entry> {};
struct table_empty : pegtl::seq<is<Kind::open_brace>, is<Kind::close_brace>> {};
struct defined_table : word_or_number {};
struct table : pegtl::seq<is<Kind::kw_table>, is<Kind::less>, defined_table, is<Kind::greater>,
                          pegtl::star<pegtl::sor<table_file, table_empty, table_list, table_word>>, pegtl::eof> {};

// Options
struct option_value : pegtl::sor<word_or_number, is<Kind::kw_no>, is<Kind::kw_all>, is<Kind::kw_drop>,
                                 is<Kind::kw_return>, is<Kind::kw_if_bound>, is<Kind::kw_no_df>> {};
struct timeout_pair : pegtl::seq<option_value, option_value> {};
struct option_name_pairs : is<Kind::kw_timeout, Kind::kw_limit> {};
struct option_name_skip : is<Kind::kw_skip> {};
struct option_name_defaults : is<Kind::kw_state_defaults> {};
struct option_name_one
    : is<Kind::kw_optimization, Kind::kw_loginterface, Kind::kw_block_policy, Kind::kw_require_order,
         Kind::kw_fingerprints, Kind::kw_state_policy, Kind::kw_debug, Kind::kw_hostid, Kind::kw_ruleset_optimization,
         Kind::kw_reassemble, Kind::kw_syncookies, Kind::kw_keepcounters, Kind::kw_fail_policy> {};
struct percent_pair : pegtl::seq<word, word_or_number> {};
struct option_rest
    : pegtl::opt<pegtl::sor<in_parens<percent_pair, pegtl::star<comma, percent_pair>>, is<Kind::kw_no_df>>> {};
struct set_option : pegtl::seq<is<Kind::kw_set>,
                               pegtl::sor<pegtl::seq<option_name_pairs, one_or_braced<timeout_pair>>,
                                          pegtl::seq<option_name_skip, pegtl::opt<on_clause>>,
                                          pegtl::seq<option_name_defaults, state_options>,
                                          pegtl::seq<option_name_one, pegtl::opt<option_value>, option_rest>>,
                               pegtl::eof> {};

struct antispoof_interface : pegtl::seq<interface_plain> {};
struct antispoof_dynamic : in_parens<interface_plain> {};
struct antispoof_item : pegtl::seq<pegtl::opt<interface_not>, pegtl::sor<antispoof_dynamic, antispoof_interface>> {};
struct antispoof
    : pegtl::seq<is<Kind::kw_antispoof>, log_quick, is<Kind::kw_for>, one_or_braced<antispoof_item>, family,
                 pegtl::star<pegtl::sor<label, rtable, pegtl::seq<is<Kind::kw_ridentifier>, number>>>, pegtl::eof> {};

// Queueing
struct bandwidth : word_or_number {};
struct curve_time : word_or_number {};
struct curve_bandwidth
    : pegtl::seq<bandwidth, pegtl::opt<is<Kind::kw_burst>, bandwidth, is<Kind::kw_for>, curve_time>> {};
struct rate_main : pegtl::seq<curve_bandwidth> {};
struct rate_min : pegtl::seq<curve_bandwidth> {};
struct rate_max : pegtl::seq<curve_bandwidth> {};
struct rate_bounds
    : pegtl::star<comma, pegtl::sor<pegtl::seq<is<Kind::kw_min>, rate_min>, pegtl::seq<is<Kind::kw_max>, rate_max>>> {};
struct hfsc_curve : pegtl::sor<in_parens<bandwidth, number, bandwidth>, bandwidth> {};
struct hfsc_linkshare : pegtl::seq<is<Kind::kw_linkshare>, hfsc_curve> {};
struct hfsc_realtime : pegtl::seq<is<Kind::kw_realtime>, hfsc_curve> {};
struct hfsc_upperlimit : pegtl::seq<is<Kind::kw_upperlimit>, hfsc_curve> {};
struct scheduler_flag : word {};
struct scheduler_item : pegtl::sor<hfsc_linkshare, hfsc_realtime, hfsc_upperlimit,
                                   pegtl::seq<is<Kind::kw_target, Kind::kw_interval>, word_or_number>, scheduler_flag> {
};
struct scheduler_name : is<Kind::kw_cbq, Kind::kw_priq, Kind::kw_hfsc, Kind::kw_fairq, Kind::kw_codel> {};
struct scheduler
    : pegtl::seq<scheduler_name, pegtl::opt<in_parens<scheduler_item, pegtl::star<comma, scheduler_item>>>> {};
struct queue_parent : word {};
struct queue_priority : number {};
struct queue_limit : number {};
struct queue_tbrsize : number {};
struct queue_flows : number {};
struct queue_quantum : number {};
struct queue_default : is<Kind::kw_default> {};
struct queue_option
    : pegtl::sor<pegtl::seq<is<Kind::kw_bandwidth>, rate_main, rate_bounds>,
                 pegtl::seq<is<Kind::kw_parent>, queue_parent>, pegtl::seq<is<Kind::kw_priority>, queue_priority>,
                 pegtl::seq<is<Kind::kw_qlimit>, queue_limit>, pegtl::seq<is<Kind::kw_tbrsize>, queue_tbrsize>,
                 pegtl::seq<is<Kind::kw_flows>, queue_flows>, pegtl::seq<is<Kind::kw_quantum>, queue_quantum>,
                 queue_default, scheduler> {};
struct queue_child : word {};
struct queue_children : one_or_braced<queue_child> {};
struct defined_queue : word {};
struct altq_word : is<Kind::kw_altq> {};
struct altq : pegtl::seq<altq_word, pegtl::opt<on_clause>, pegtl::star<queue_option>, is<Kind::kw_queue>,
                         pegtl::opt<queue_children>, pegtl::eof> {};
struct queue_statement : pegtl::seq<is<Kind::kw_queue>, defined_queue, pegtl::opt<on_clause>, pegtl::star<queue_option>,
                                    pegtl::opt<queue_children>, pegtl::eof> {};

/// Limits that rules name (OpenBSD 7.9, FreeBSD 16). Their numbers are not read: how many states there are is not
/// known.
struct limiter_definition
    : pegtl::seq<is<Kind::kw_state, Kind::kw_source>, is<Kind::kw_limiter>, word_or_number, pegtl::until<pegtl::eof>> {
};

struct any_statement
    : pegtl::sor<macro, filter_rule, translation, scrub_rule, anchor_rule, translation_anchor, load_anchor, include,
                 table, set_option, antispoof, altq, queue_statement, limiter_definition, ether_rule, ether_anchor> {};
/// Most statements are rules that pass or block, and these words begin nothing else.
struct statement {
    using rule_t = statement;
    using subs_t = pegtl::type_list<filter_rule, any_statement>;

    template<pegtl::apply_mode A, pegtl::rewind_mode M, template<typename...> class Action,
             template<typename...> class Control, typename Input, typename... States>
    [[nodiscard]] static bool match(Input& in, States&&... states) {
        const auto first = in.empty() ? Kind::end : static_cast<Kind>(in.peek_uint8());
        if (first == Kind::kw_pass || first == Kind::kw_block) {
            return pegtl::match<filter_rule, A, M, Action, Control>(in, states...);
        }
        return pegtl::match<any_statement, A, M, Action, Control>(in, states...);
    }
};

}  // namespace lyncgate::pf::rules
