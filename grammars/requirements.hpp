// The language of requirement packs, one statement at a time. A statement starts at the left margin; indented lines
// continue it. See docs/writing-requirements.md.
#pragma once

#include <cstdint>

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/integer.hpp>

namespace lyncgate::grammar::requirements {

namespace p = tao::pegtl;

struct comment : p::seq<p::one<'#'>, p::until<p::at<p::eolf>>> {};
struct sp : p::star<p::sor<p::one<' ', '\t', '\r', '\n'>, comment>> {};

// Names may hold '-' inside, so that `a->b` is two names and an arrow.
struct name_char : p::sor<p::alnum, p::one<'_', '.', '/'>, p::seq<p::one<'-'>, p::at<p::alnum>>> {};
struct name : p::seq<p::alnum, p::star<name_char>> {};
template<class Word>
struct keyword : p::seq<Word, p::not_at<name_char>, sp> {};

struct text_body : p::star<p::not_one<'"', '\n'>> {};
struct text_end : p::one<'"'> {};
struct text : p::if_must<p::one<'"'>, text_body, text_end, sp> {};

// Ports: any, 443, 50000-59999, 80,443
struct port : p::maximum_rule<std::uint16_t, 65535> {};
struct port_low : port {};
struct port_high : port {};
struct port_range : p::seq<port_low, p::opt<p::if_must<p::one<'-'>, port_high>>> {};
struct any_port : p::seq<TAO_PEGTL_STRING("any"), p::not_at<name_char>> {};
struct port_list : p::sor<any_port, p::list_must<port_range, p::one<','>>> {};
struct tunable_name : name {};
template<class Tunable>
struct tunables : p::list_must<p::seq<Tunable, sp>, p::seq<p::one<','>, sp>> {};
template<class Tunable>
struct of_tunables : p::opt<p::if_must<p::seq<TAO_PEGTL_STRING("of"), p::not_at<name_char>, sp>, tunables<Tunable>>> {};

struct tcp_udp : TAO_PEGTL_STRING("tcp+udp") {};
struct tcp : TAO_PEGTL_STRING("tcp") {};
struct udp : TAO_PEGTL_STRING("udp") {};
struct transport : p::seq<p::sor<tcp_udp, tcp, udp>, p::not_at<p::sor<p::alnum, p::one<'-', '_', '+'>>>> {};
struct row_ports : port_list {};
struct row_traffic : p::seq<transport, p::opt<p::if_must<p::one<'/'>, row_ports>>, sp> {};

struct label_word : p::plus<p::not_one<' ', '\t', '\r', '\n', '"', '#'>> {};
struct label_text : text_body {};
struct label : p::seq<p::sor<p::if_must<p::one<'"'>, label_text, text_end>, label_word>, sp> {};

// Ends: director | front-end, any (director | front-end), ~client (our reading), ? (the table does not say)
struct role_name : name {};
struct narrowed_name : name {};
struct bar : p::seq<p::one<'|'>, sp> {};
struct close : p::one<')'> {};
struct narrowing : p::if_must<p::seq<p::one<'('>, sp>, p::list_must<p::seq<narrowed_name, sp>, bar>, close, sp> {};
struct inferred_mark : p::one<'~'> {};
struct unstated_mark : p::one<'?'> {};
struct at_public_vip : TAO_PEGTL_STRING("vip-public") {};
struct at_vip : TAO_PEGTL_STRING("vip") {};
struct at_public : TAO_PEGTL_STRING("public") {};
struct at_node : TAO_PEGTL_STRING("node") {};
struct address_kind : p::seq<p::sor<at_public_vip, at_vip, at_public, at_node>, p::not_at<name_char>> {};
struct address_mark : p::if_must<p::one<'@'>, address_kind> {};
struct role : p::seq<role_name, p::opt<address_mark>, sp, p::opt<narrowing>> {};
struct roles : p::sor<p::seq<unstated_mark, sp>, p::seq<p::opt<inferred_mark>, p::list_must<role, bar>>> {};
struct source_end : roles {};
struct destination_end : roles {};
struct owner_end : roles {};
struct one_way : TAO_PEGTL_STRING("->") {};
struct both_ways : TAO_PEGTL_STRING("<->") {};
struct arrow : p::seq<p::sor<one_way, both_ways>, sp> {};
struct flow_ends : p::seq<source_end, p::must<arrow, destination_end>> {};
struct owner : p::if_must<keyword<TAO_PEGTL_STRING("of")>, owner_end> {};

// Conditions: a and (b or not c)
struct condition;
struct condition_name : p::seq<p::not_at<p::sor<keyword<TAO_PEGTL_STRING("and")>, keyword<TAO_PEGTL_STRING("or")>,
                                                keyword<TAO_PEGTL_STRING("not")>>>,
                               name> {};
struct group : p::if_must<p::seq<p::one<'('>, sp>, condition, close, sp> {};
struct operand : p::sor<group, p::seq<condition_name, sp>> {};
struct negated : p::if_must<keyword<TAO_PEGTL_STRING("not")>, operand> {};
struct factor : p::sor<negated, operand> {};
struct and_factor : p::if_must<keyword<TAO_PEGTL_STRING("and")>, factor> {};
struct conjunction : p::seq<factor, p::star<and_factor>> {};
struct or_conjunction : p::if_must<keyword<TAO_PEGTL_STRING("or")>, conjunction> {};
struct condition : p::seq<conjunction, p::star<or_conjunction>> {};

// Clauses of a row, in any order.
struct when_condition : condition {};
struct when_clause : p::if_must<keyword<TAO_PEGTL_STRING("when")>, when_condition> {};
struct unless_condition : condition {};
struct optional_word : keyword<TAO_PEGTL_STRING("optional")> {};
struct optional_clause
    : p::seq<optional_word, p::opt<p::if_must<keyword<TAO_PEGTL_STRING("unless")>, unless_condition>>> {};
struct conditional_clause : keyword<TAO_PEGTL_STRING("conditional")> {};
struct informational_clause : keyword<TAO_PEGTL_STRING("informational")> {};
struct from_ports : port_list {};
struct from_tunable : tunable_name {};
struct from_feature : name {};
struct from_clause : p::if_must<keyword<TAO_PEGTL_STRING("from")>, from_ports, sp, of_tunables<from_tunable>,
                                p::opt<p::if_must<keyword<TAO_PEGTL_STRING("with")>, from_feature, sp>>> {};
struct follows_tunable : tunable_name {};
struct follows_clause : p::if_must<keyword<TAO_PEGTL_STRING("follows")>, tunables<follows_tunable>> {};
struct media_tunable : tunable_name {};
struct media_clause : p::if_must<keyword<TAO_PEGTL_STRING("media")>, tunables<media_tunable>> {};
struct breaks_text : text_body {};
struct breaks_clause : p::if_must<keyword<TAO_PEGTL_STRING("breaks")>, p::one<'"'>, breaks_text, text_end, sp> {};
struct printed_text : text_body {};
struct printed_clause : p::if_must<keyword<TAO_PEGTL_STRING("printed")>, p::one<'"'>, printed_text, text_end, sp> {};
struct inferred_ports : keyword<TAO_PEGTL_STRING("ports")> {};
struct inferred_protocol : keyword<TAO_PEGTL_STRING("protocol")> {};
struct inferred_clause : p::if_must<keyword<TAO_PEGTL_STRING("inferred")>, p::sor<inferred_ports, inferred_protocol>> {
};
struct remark_text : text_body {};
struct remark_clause : p::if_must<p::one<'"'>, remark_text, text_end, sp> {};

// suspect CELL ["as printed"] [read …] because "why"
struct suspect_printed : text_body {};
struct suspect_because : text_body {};
struct suspect_end : roles {};
struct suspect_from_ports : port_list {};
struct suspect_from_tunable : tunable_name {};
struct suspect_to_ports : port_list {};
struct suspect_to_tunable : tunable_name {};
struct suspect_from
    : p::if_must<keyword<TAO_PEGTL_STRING("from")>, suspect_from_ports, sp, of_tunables<suspect_from_tunable>> {};
struct suspect_to : p::if_must<keyword<TAO_PEGTL_STRING("to")>, suspect_to_ports, sp, of_tunables<suspect_to_tunable>> {
};
struct read_ports : p::sor<p::seq<suspect_from, p::opt<suspect_to>>, suspect_to> {};
struct suspect_source : keyword<TAO_PEGTL_STRING("source")> {};
struct suspect_destination : keyword<TAO_PEGTL_STRING("destination")> {};
struct suspect_ports : keyword<TAO_PEGTL_STRING("ports")> {};
struct suspect_protocol : keyword<TAO_PEGTL_STRING("protocol")> {};
struct suspect_note : keyword<TAO_PEGTL_STRING("note")> {};
struct suspect_row : keyword<TAO_PEGTL_STRING("row")> {};
struct suspect_as : p::opt<p::if_must<p::one<'"'>, suspect_printed, text_end, sp>> {};
struct read_word : keyword<TAO_PEGTL_STRING("read")> {};
struct suspect_cell
    : p::sor<
          p::seq<p::sor<suspect_source, suspect_destination>, suspect_as, p::opt<p::if_must<read_word, suspect_end>>>,
          p::seq<suspect_ports, suspect_as, p::opt<p::if_must<read_word, read_ports>>>,
          p::seq<p::sor<suspect_protocol, suspect_note, suspect_row>, suspect_as>> {};
struct because_word : keyword<TAO_PEGTL_STRING("because")> {};
struct suspect_clause : p::if_must<keyword<TAO_PEGTL_STRING("suspect")>, suspect_cell, because_word, p::one<'"'>,
                                   suspect_because, text_end, sp> {};

struct row_clause
    : p::sor<remark_clause, when_clause, follows_clause, from_clause, conditional_clause, optional_clause,
             informational_clause, media_clause, breaks_clause, printed_clause, inferred_clause, suspect_clause> {};
struct end_of_statement : p::seq<sp, p::eof> {};

struct row_number : p::maximum_rule<std::uint32_t, 100000> {};
struct nothing : p::seq<p::one<'-'>, p::at<p::sor<p::blank, p::eolf>>, sp> {};
struct row_ends : p::sor<owner, flow_ends> {};
struct row_body : p::sor<nothing, p::seq<row_traffic, p::must<label, row_ends>>> {};
struct row
    : p::if_must<keyword<TAO_PEGTL_STRING("row")>, row_number, sp, row_body, p::star<row_clause>, end_of_statement> {};

// Statements about the pack.
struct pack_name : name {};
struct pack_title : text_body {};
struct pack : p::if_must<keyword<TAO_PEGTL_STRING("pack")>, pack_name, sp, p::one<'"'>, pack_title, text_end,
                         end_of_statement> {};
struct product_name : name {};
struct product : p::if_must<keyword<TAO_PEGTL_STRING("product")>, product_name, sp,
                            p::opt<p::if_must<p::one<'"'>, pack_title, text_end>>, end_of_statement> {};
struct topic_name : name {};
struct topic : p::if_must<keyword<TAO_PEGTL_STRING("topic")>, topic_name, end_of_statement> {};
struct source_page : name {};
struct source_technet : name {};
struct source_date : p::seq<p::rep<4, p::digit>, p::one<'-'>, p::rep<2, p::digit>, p::one<'-'>, p::rep<2, p::digit>> {};
struct source
    : p::if_must<keyword<TAO_PEGTL_STRING("source")>, source_page, sp,
                 p::opt<p::if_must<keyword<TAO_PEGTL_STRING("technet")>, source_technet, sp>>,
                 p::opt<p::if_must<keyword<TAO_PEGTL_STRING("modified")>, source_date, sp>>, end_of_statement> {};
struct pack_when : p::if_must<keyword<TAO_PEGTL_STRING("when")>, when_condition, end_of_statement> {};

struct on_external : keyword<TAO_PEGTL_STRING("external")> {};
struct on_internal : keyword<TAO_PEGTL_STRING("internal")> {};
struct on_both : keyword<TAO_PEGTL_STRING("both")> {};
struct on_hosts : keyword<TAO_PEGTL_STRING("hosts")> {};
struct boundary : p::sor<on_external, on_internal, on_both, on_hosts> {};
struct ipsec_word : keyword<TAO_PEGTL_STRING("ipsec")> {};
struct table_name : name {};
struct table
    : p::if_must<keyword<TAO_PEGTL_STRING("table")>, table_name, sp, keyword<TAO_PEGTL_STRING("on")>, boundary,
                 p::opt<ipsec_word>, p::opt<when_clause>, p::one<'"'>, pack_title, text_end, end_of_statement> {};

// Statements of the vocabulary.
struct new_name : name {};
struct english_text : text_body {};
struct french_text : text_body {};
struct english : p::seq<p::one<'"'>, english_text, text_end, sp> {};
struct in_inside : keyword<TAO_PEGTL_STRING("inside")> {};
struct in_perimeter : keyword<TAO_PEGTL_STRING("perimeter")> {};
struct in_outward : keyword<TAO_PEGTL_STRING("outward")> {};
struct in_outside : keyword<TAO_PEGTL_STRING("outside")> {};
struct zone : p::sor<in_inside, in_perimeter, in_outward, in_outside> {};
struct parent_name : name {};
struct parent_if : name {};
struct part_of : p::if_must<keyword<TAO_PEGTL_STRING("part-of")>, parent_name, sp,
                            p::opt<p::if_must<keyword<TAO_PEGTL_STRING("with")>, parent_if, sp>>> {};
struct member_name : name {};
struct members
    : p::if_must<keyword<TAO_PEGTL_STRING("members")>, p::list_must<p::seq<member_name, sp>, p::seq<p::one<','>, sp>>> {
};
struct role_statement
    : p::if_must<keyword<TAO_PEGTL_STRING("role")>, new_name, sp, english,
                 p::if_must<keyword<TAO_PEGTL_STRING("french")>, p::one<'"'>, french_text, text_end, sp>, zone,
                 p::opt<p::sor<part_of, members>>, end_of_statement> {};
struct implied_name : name {};
struct implies : p::if_must<keyword<TAO_PEGTL_STRING("implies")>,
                            p::list_must<p::seq<implied_name, sp>, p::seq<p::one<','>, sp>>> {};
struct feature_statement
    : p::if_must<keyword<TAO_PEGTL_STRING("feature")>, new_name, sp, english, p::opt<implies>, end_of_statement> {};
struct scenario_key : name {};
struct scenario_statement : p::if_must<keyword<TAO_PEGTL_STRING("scenario")>, scenario_key, sp, new_name, sp, english,
                                       p::opt<implies>, end_of_statement> {};
struct default_ports : port_list {};
struct table_ports : port_list {};
struct alternative_name : name {};
struct alternative_ports : port_list {};
struct enabled_name : name {};
struct enabled_ports : port_list {};
struct service_name : name {};
struct start_name : name {};
struct count_name : name {};
struct parameters : p::if_must<keyword<TAO_PEGTL_STRING("set")>, service_name, sp, start_name, sp,
                               p::opt<p::if_must<p::seq<p::one<'+'>, sp>, count_name, sp>>> {};
struct alternative : p::if_must<keyword<TAO_PEGTL_STRING("with")>, alternative_name, sp, alternative_ports, sp> {};
struct once_enabled : p::if_must<keyword<TAO_PEGTL_STRING("enabled")>, enabled_name, sp, enabled_ports, sp> {};
struct in_table : p::if_must<keyword<TAO_PEGTL_STRING("table")>, table_ports, sp> {};
struct tunable_statement
    : p::if_must<keyword<TAO_PEGTL_STRING("tunable")>, new_name, sp, english, default_ports, sp,
                 p::star<p::sor<in_table, parameters, alternative, once_enabled>>, end_of_statement> {};

struct statement : p::sor<row, table, pack, product, topic, source, pack_when, role_statement, feature_statement,
                          scenario_statement, tunable_statement> {};
struct known_statement : p::must<statement> {};

}  // namespace lyncgate::grammar::requirements
