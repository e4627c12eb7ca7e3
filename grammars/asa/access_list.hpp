// Cisco ASA: `access-list` and `ipv6 access-list` (ASA command reference, "access-list extended", "... standard",
// "... ethertype", "... webtype", "... remark").
#pragma once

#include "asa/operands.hpp"

namespace lyncgate::grammar::asa::access_list {

LYNCGATE_ASA_KEYWORD(kw_access_list, "access-list");
LYNCGATE_ASA_KEYWORD(kw_conduit, "conduit");
LYNCGATE_ASA_KEYWORD(kw_ipv6, "ipv6");
LYNCGATE_ASA_KEYWORD(kw_line, "line");
LYNCGATE_ASA_KEYWORD(kw_remark, "remark");
LYNCGATE_ASA_KEYWORD(kw_extended, "extended");
LYNCGATE_ASA_KEYWORD(kw_standard, "standard");
LYNCGATE_ASA_KEYWORD(kw_ethertype, "ethertype");
LYNCGATE_ASA_KEYWORD(kw_webtype, "webtype");
LYNCGATE_ASA_KEYWORD(kw_permit, "permit");
LYNCGATE_ASA_KEYWORD(kw_deny, "deny");
LYNCGATE_ASA_KEYWORD(kw_log, "log");
LYNCGATE_ASA_KEYWORD(kw_disable, "disable");
LYNCGATE_ASA_KEYWORD(kw_default, "default");
LYNCGATE_ASA_KEYWORD(kw_interval, "interval");
LYNCGATE_ASA_KEYWORD(kw_inactive, "inactive");
LYNCGATE_ASA_KEYWORD(kw_time_range, "time-range");
LYNCGATE_ASA_KEYWORD(kw_user, "user");
LYNCGATE_ASA_KEYWORD(kw_user_group, "user-group");
LYNCGATE_ASA_KEYWORD(kw_group_user, "object-group-user");
LYNCGATE_ASA_KEYWORD(kw_security_group, "security-group");
LYNCGATE_ASA_KEYWORD(kw_group_security, "object-group-security");
LYNCGATE_ASA_KEYWORD(kw_network_service, "object-group-network-service");
LYNCGATE_ASA_KEYWORD(kw_name, "name");
LYNCGATE_ASA_KEYWORD(kw_tag, "tag");
LYNCGATE_ASA_KEYWORD(kw_advanced, "advanced");
LYNCGATE_ASA_KEYWORD(kw_trust, "trust");
LYNCGATE_ASA_KEYWORD(kw_ifc, "ifc");
LYNCGATE_ASA_KEYWORD(kw_rule_id, "rule-id");
LYNCGATE_ASA_KEYWORD(kw_event_log, "event-log");
LYNCGATE_ASA_KEYWORD(kw_fqdn, "fqdn");

struct list_name : word {};
struct line_number : number {};
struct line_clause : p::if_must<kw_line, gap, line_number, gap> {};

struct action_permit : p::seq<kw_permit> {};
struct action_deny : p::seq<kw_deny> {};
/// Firepower Threat Defense: accepted without a look by its intrusion engine.
struct action_trust : p::seq<kw_trust> {};
struct action : p::sor<action_permit, action_deny, action_trust> {};

/// `tcp`, `6`, `object-group X`, `object X`.
struct protocol_word : word {};
struct protocol_object : p::if_must<kw_object, name_after_object> {};
struct protocol_group : p::if_must<kw_object_group, name_after_object> {};
struct protocol : p::sor<protocol_group, protocol_object, protocol_word> {};

/// Identity operands: they stand before the address they belong to.
struct identity_word : word {};
struct security_operand : p::seq<gap, p::sor<kw_name, kw_tag>, gap, identity_word> {};
struct identity
    : p::sor<p::if_must<p::sor<kw_user, kw_user_group, kw_group_user, kw_group_security, kw_network_service>, gap,
                        identity_word>,
             p::if_must<kw_security_group, security_operand>> {};

struct log_level : p::seq<p::not_at<p::sor<kw_interval, kw_inactive, kw_time_range>>, word> {};
struct log_clause
    : p::seq<kw_log, p::opt<gap, p::sor<kw_disable, kw_default, log_level>>, p::opt<gap, kw_interval, gap, number>> {};
struct time_name : word {};
struct time_clause : p::if_must<kw_time_range, gap, time_name> {};
struct inactive_clause : p::seq<kw_inactive> {};
/// Firepower Threat Defense: the interface of the address that follows, and what its manager notes.
struct ifc_name : word {};
struct ifc_clause : p::if_must<kw_ifc, gap, ifc_name> {};
struct note_clause : p::if_must<p::sor<kw_rule_id, kw_event_log>, gap, word> {};
/// `fqdn www.example.com (unresolved)`, as `show access-list` prints such objects.
struct resolution : p::seq<gap, p::one<'('>, p::star<p::not_one<')'>>, p::one<')'>> {};
struct shown_fqdn : p::if_must<kw_fqdn, gap, first, p::opt<resolution>> {};
/// `(hitcnt=12) 0x1a2b3c4d`, `(inactive)`: what `show access-list` adds.
struct shown_clause : p::seq<p::one<'('>, rest> {};
/// An ICMP type or code, by name or number; or a word that does not belong here, which the reader rejects.
struct message_word : word {};

/// What may stand at any place of the operands.
struct plain_item : p::sor<prefix_address, masked_address, message_word> {};
struct a_item : p::sor<any_address, any4_address, any6_address, plain_item> {};
struct e_item : p::sor<eq_ports, note_clause, plain_item> {};
struct f_item : p::sor<shown_fqdn, plain_item> {};
struct g_item : p::sor<gt_ports, plain_item> {};
struct h_item : p::sor<host_address, plain_item> {};
struct i_item : p::sor<inactive_clause, ifc_clause, interface_address, plain_item> {};
struct l_item : p::sor<log_clause, lt_ports, plain_item> {};
struct n_item : p::sor<neq_ports, plain_item> {};
struct o_item : p::sor<object_operand, group_operand, identity, plain_item> {};
struct r_item : p::sor<range_ports, note_clause, plain_item> {};
struct t_item : p::sor<time_clause, plain_item> {};
struct identity_item : p::sor<identity, plain_item> {};
struct parenthesis_item : p::sor<shown_clause, plain_item> {};
/// One of them; the first character decides.
struct item {
    using rule_t = item;
    using subs_t = p::type_list<a_item, e_item, f_item, g_item, h_item, i_item, l_item, n_item, o_item, r_item, t_item,
                                identity_item, parenthesis_item, plain_item>;

    template<p::apply_mode A, p::rewind_mode M, template<typename...> class Action, template<typename...> class Control,
             typename Input, typename... States>
    static bool match(Input& in, States&&... states) {
        switch (in.empty() ? '\0' : in.peek_char()) {
        case 'A':
        case 'a': return Control<a_item>::template match<A, M, Action, Control>(in, states...);
        case 'E':
        case 'e': return Control<e_item>::template match<A, M, Action, Control>(in, states...);
        case 'F':
        case 'f': return Control<f_item>::template match<A, M, Action, Control>(in, states...);
        case 'G':
        case 'g': return Control<g_item>::template match<A, M, Action, Control>(in, states...);
        case 'H':
        case 'h': return Control<h_item>::template match<A, M, Action, Control>(in, states...);
        case 'I':
        case 'i': return Control<i_item>::template match<A, M, Action, Control>(in, states...);
        case 'L':
        case 'l': return Control<l_item>::template match<A, M, Action, Control>(in, states...);
        case 'N':
        case 'n': return Control<n_item>::template match<A, M, Action, Control>(in, states...);
        case 'O':
        case 'o': return Control<o_item>::template match<A, M, Action, Control>(in, states...);
        case 'R':
        case 'r': return Control<r_item>::template match<A, M, Action, Control>(in, states...);
        case 'T':
        case 't': return Control<t_item>::template match<A, M, Action, Control>(in, states...);
        case 'S':
        case 's':
        case 'U':
        case 'u': return Control<identity_item>::template match<A, M, Action, Control>(in, states...);
        case '(': return Control<parenthesis_item>::template match<A, M, Action, Control>(in, states...);
        default: return Control<plain_item>::template match<A, M, Action, Control>(in, states...);
        }
    }
};
struct items : p::plus<gap, item> {};

struct extended_body : p::seq<action, p::must<gap, protocol, items, finish>> {};
struct advanced_marker : lead<kw_advanced> {};
struct extended_entry : p::seq<p::opt<p::sor<lead<kw_extended>, advanced_marker>>, extended_body> {};

struct standard_address : p::sor<any_address, any4_address, host_address, prefix_address, masked_address> {};
struct bare_host : first {};
struct standard_entry : p::if_must<kw_standard, gap, p::opt<line_clause>, action, gap,
                                   p::sor<standard_address, bare_host>, p::opt<gap, shown_clause>, finish> {};

struct ethertype_word : word {};
struct ethertype_entry : p::if_must<kw_ethertype, gap, action, gap, ethertype_word, rest> {};
struct webtype_entry : p::if_must<kw_webtype, gap, action, gap, rest> {};
struct remark_entry : p::seq<kw_remark, rest> {};

/// `conduit permit tcp host 192.0.2.7 eq smtp any` (PIX 6): an extended entry whose destination stands first.
struct conduit : p::seq<kw_conduit, p::must<gap, extended_body>> {};

/// Settings that share the first word but define no list. A list may bear the same name.
struct entry_word
    : p::sor<kw_remark, kw_standard, kw_ethertype, kw_webtype, kw_extended, kw_advanced, kw_line, action> {};
struct setting_word : p::sor<TAO_PEGTL_ISTRING("alert-interval"), TAO_PEGTL_ISTRING("deny-flow-max"),
                             TAO_PEGTL_ISTRING("cached"), TAO_PEGTL_ISTRING("mode")> {};
struct summary : p::seq<p::plus<p::not_one<' ', '\t', ';'>>, p::one<';'>> {};
struct setting : p::sor<p::seq<setting_word, gap, p::not_at<entry_word>, rest>, p::seq<summary, word_end, rest>> {};

struct entry : p::seq<list_name, p::must<gap>, p::opt<line_clause>,
                      p::must<p::sor<remark_entry, standard_entry, ethertype_entry, webtype_entry, extended_entry>>> {};
struct ipv6_marker : lead<kw_ipv6> {};
struct statement : p::seq<p::opt<ipv6_marker>, p::must<kw_access_list, gap, p::sor<setting, entry>>> {};

}  // namespace lyncgate::grammar::asa::access_list

namespace TAO_PEGTL_NAMESPACE {

template<typename Name>
struct analyze_traits<Name, lyncgate::grammar::asa::access_list::item>
    : analyze_sor_traits<
          lyncgate::grammar::asa::access_list::a_item, lyncgate::grammar::asa::access_list::e_item,
          lyncgate::grammar::asa::access_list::f_item, lyncgate::grammar::asa::access_list::g_item,
          lyncgate::grammar::asa::access_list::h_item, lyncgate::grammar::asa::access_list::i_item,
          lyncgate::grammar::asa::access_list::l_item, lyncgate::grammar::asa::access_list::n_item,
          lyncgate::grammar::asa::access_list::o_item, lyncgate::grammar::asa::access_list::r_item,
          lyncgate::grammar::asa::access_list::t_item, lyncgate::grammar::asa::access_list::identity_item,
          lyncgate::grammar::asa::access_list::parenthesis_item, lyncgate::grammar::asa::access_list::plain_item> {};

}  // namespace TAO_PEGTL_NAMESPACE
