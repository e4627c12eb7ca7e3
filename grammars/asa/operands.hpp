// Cisco ASA: the operands access lists, objects and groups are made of.
#pragma once

#include "asa/words.hpp"

namespace lyncgate::grammar::asa {

LYNCGATE_ASA_KEYWORD(kw_any, "any");
LYNCGATE_ASA_KEYWORD(kw_any4, "any4");
LYNCGATE_ASA_KEYWORD(kw_any6, "any6");
LYNCGATE_ASA_KEYWORD(kw_host, "host");
LYNCGATE_ASA_KEYWORD(kw_interface, "interface");
LYNCGATE_ASA_KEYWORD(kw_object, "object");
LYNCGATE_ASA_KEYWORD(kw_object_group, "object-group");
LYNCGATE_ASA_KEYWORD(kw_eq, "eq");
LYNCGATE_ASA_KEYWORD(kw_neq, "neq");
LYNCGATE_ASA_KEYWORD(kw_lt, "lt");
LYNCGATE_ASA_KEYWORD(kw_gt, "gt");
LYNCGATE_ASA_KEYWORD(kw_range, "range");

/// The one or two words an operand carries.
struct first : name_word {};
struct second : word {};
struct mask : dotted_quad {};
/// `2001:db8::/32`, `10.0.0.0/8`: anything with a slash.
struct slashed {
    using rule_t = slashed;
    using subs_t = p::empty_list;

    template<typename Input>
    static bool match(Input& in) {
        const char* at = in.current();
        while (at != in.end() && *at != ' ' && *at != '\t' && *at != '/') {
            ++at;
        }
        if (at == in.end() || *at != '/' || at == in.current()) {
            return false;
        }
        const char* const length = ++at;
        while (at != in.end() && *at >= '0' && *at <= '9') {
            ++at;
        }
        if (at == length || (at != in.end() && *at != ' ' && *at != '\t')) {
            return false;
        }
        in.bump_in_this_line(static_cast<std::size_t>(at - in.current()));
        return true;
    }
};

struct address_after_host : p::must<gap, first> {};
struct name_after_object : p::must<gap, first> {};

struct any_address : p::seq<kw_any> {};
struct any4_address : p::seq<kw_any4> {};
struct any6_address : p::seq<kw_any6> {};
struct host_address : p::if_must<kw_host, address_after_host> {};
struct interface_address : p::if_must<kw_interface, name_after_object> {};
struct object_operand : p::if_must<kw_object, name_after_object> {};
struct group_operand : p::if_must<kw_object_group, name_after_object> {};
struct masked_address : p::seq<first, gap, mask> {};
struct prefix_address : p::seq<slashed> {};

/// An address as access lists write it.
struct address_operand : p::sor<any_address, any4_address, any6_address, host_address, object_operand, group_operand,
                                interface_address, prefix_address, masked_address> {};

struct port_word : word {};
struct one_port : p::must<gap, port_word> {};
struct two_ports : p::must<gap, port_word, gap, second> {};
struct eq_ports : p::if_must<kw_eq, one_port> {};
struct neq_ports : p::if_must<kw_neq, one_port> {};
struct lt_ports : p::if_must<kw_lt, one_port> {};
struct gt_ports : p::if_must<kw_gt, one_port> {};
struct range_ports : p::if_must<kw_range, two_ports> {};
struct port_operand : p::sor<eq_ports, range_ports, gt_ports, lt_ports, neq_ports> {};

}  // namespace lyncgate::grammar::asa

namespace TAO_PEGTL_NAMESPACE {

template<typename Name>
struct analyze_traits<Name, lyncgate::grammar::asa::slashed> : analyze_any_traits<> {};

}  // namespace TAO_PEGTL_NAMESPACE
