// The parts of pf.conf rules, written over the kinds of tokens: interfaces, hosts, ports, lists.
// Follows the grammar section of pf.conf(5) and parse.y of pfctl(8) for all versions at once.
#pragma once

#include <type_traits>

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/uint8.hpp>

#include "pf/kinds.hpp"

namespace lyncgate::pf::rules {

namespace pegtl = tao::pegtl;

/// A token of one of the kinds.
template<Kind... Kinds>
struct is : pegtl::uint8::one<static_cast<unsigned char>(Kinds)...> {
    static constexpr Kind kinds[] = {Kinds...};  ///< for messages
};

/// A word where a name is expected: also words that only some versions reserve.
struct word : pegtl::sor<is<Kind::text>, pegtl::uint8::range<static_cast<unsigned char>(first_soft_word),
                                                             static_cast<unsigned char>(last_soft_word)>> {};
struct number : is<Kind::number> {};
struct word_or_number : pegtl::sor<number, word> {};
/// Several words that count as one, with blanks between: only the first may be reserved somewhere.
struct words : pegtl::seq<word, pegtl::star<is<Kind::text>>> {};

/// `Rule` or nothing. Most rules of a file lack most of what they could have: one look at the kinds that `Rule` may
/// begin with tells so. Where failures are of interest, nothing is skipped.
template<typename Rule, Kind... Firsts>
struct opt_beginning {
    using rule_t = opt_beginning;
    using subs_t = pegtl::type_list<pegtl::opt<Rule>>;

    template<pegtl::apply_mode A, pegtl::rewind_mode M, template<typename...> class Action,
             template<typename...> class Control, typename Input, typename... States>
    [[nodiscard]] static bool match(Input& in, States&&... states) {
        if constexpr (std::is_same_v<Control<Rule>, pegtl::normal<Rule>>) {
            if (in.empty() || !((static_cast<Kind>(in.peek_uint8()) == Firsts) || ...)) {
                return true;
            }
        }
        return pegtl::match<pegtl::opt<Rule>, A, M, Action, Control>(in, states...);
    }
};
/// `Any`, which can only be `Plain` where a plain word or a number stands, as it nearly always does.
template<typename Plain, typename Any>
struct mostly_plain {
    using rule_t = mostly_plain;
    using subs_t = pegtl::type_list<Any>;

    template<pegtl::apply_mode A, pegtl::rewind_mode M, template<typename...> class Action,
             template<typename...> class Control, typename Input, typename... States>
    [[nodiscard]] static bool match(Input& in, States&&... states) {
        if constexpr (std::is_same_v<Control<Any>, pegtl::normal<Any>>) {
            const auto first = in.empty() ? Kind::end : static_cast<Kind>(in.peek_uint8());
            if (first == Kind::text || first == Kind::number) {
                return pegtl::match<Plain, A, M, Action, Control>(in, states...);
            }
        }
        return pegtl::match<Any, A, M, Action, Control>(in, states...);
    }
};

struct comma : pegtl::opt<is<Kind::comma>> {};
/// `{ item, item item }`
template<typename Item>
struct braced : pegtl::seq<is<Kind::open_brace>, Item, pegtl::star<comma, Item>, is<Kind::close_brace>> {};
template<typename Item>
struct one_or_braced : pegtl::sor<braced<Item>, Item> {};
template<typename... Rules>
struct in_parens : pegtl::seq<is<Kind::open_paren>, Rules..., is<Kind::close_paren>> {};

// Interfaces
struct interface_not : is<Kind::bang> {};
struct rdomain_number : number {};
struct interface_rdomain : pegtl::seq<is<Kind::kw_rdomain>, rdomain_number> {};
struct interface_name : pegtl::sor<is<Kind::kw_any>, word> {};
struct interface_plain : pegtl::sor<interface_rdomain, interface_name> {};
struct interface_item : pegtl::seq<pegtl::opt<interface_not>, interface_plain> {};
struct on_clause : pegtl::seq<is<Kind::kw_on>, one_or_braced<interface_item>> {};

// Hosts
struct host_not : is<Kind::bang> {};
struct host_any : is<Kind::kw_any> {};
struct host_no_route : is<Kind::kw_no_route> {};
struct host_urpf_failed : is<Kind::kw_urpf_failed> {};
struct host_label : word {};
struct host_route : pegtl::seq<is<Kind::kw_route>, host_label> {};
struct table_name : word_or_number {};
struct host_table : pegtl::seq<is<Kind::less>, table_name, is<Kind::greater>> {};
struct dynamic_name : word_or_number {};
struct host_bits : word_or_number {};
struct bits_clause : pegtl::seq<is<Kind::slash>, host_bits> {};
struct host_dynamic : pegtl::seq<in_parens<dynamic_name>, pegtl::opt<bits_clause>> {};
struct host_name : word_or_number {};
struct host_last : word {};
struct name_bits : word_or_number {};
struct name_rest : pegtl::sor<pegtl::seq<is<Kind::dash>, host_last>, pegtl::seq<is<Kind::slash>, name_bits>> {};
struct host_named : pegtl::seq<host_name, pegtl::opt<name_rest>> {};
struct host : pegtl::sor<host_table, host_dynamic, host_route, host_named> {};
struct host_any_kind : pegtl::sor<host_no_route, host_urpf_failed, host> {};
struct negatable_host : pegtl::seq<pegtl::opt<host_not>, mostly_plain<host_named, host_any_kind>> {};
struct host_list;
/// Lists may hold lists.
struct host_any_entry : pegtl::sor<host_any, host_list, negatable_host> {};
struct host_entry : mostly_plain<negatable_host, host_any_entry> {};
struct host_list : braced<host_entry> {};

// Ports, and user ids which have the same form
struct op_equal : is<Kind::equal> {};
struct op_not_equal : is<Kind::not_equal> {};
struct op_less : is<Kind::less> {};
struct op_less_equal : is<Kind::less_equal> {};
struct op_greater : is<Kind::greater> {};
struct op_greater_equal : is<Kind::greater_equal> {};
struct unary_op : pegtl::sor<op_equal, op_not_equal, op_less_equal, op_less, op_greater_equal, op_greater> {};
struct op_inside : is<Kind::inside> {};
struct op_outside : is<Kind::outside> {};
struct compare_low : word_or_number {};
struct compare_high : word_or_number {};
struct comparison : pegtl::sor<pegtl::seq<unary_op, compare_low>,
                               pegtl::seq<compare_low, pegtl::opt<pegtl::sor<op_inside, op_outside>, compare_high>>> {};
struct port_item : pegtl::seq<comparison> {};
struct port_clause : pegtl::seq<is<Kind::kw_port>, one_or_braced<port_item>> {};

struct host_spec : pegtl::sor<pegtl::seq<host_entry, pegtl::opt<port_clause>>, port_clause> {};
struct from_clause : pegtl::seq<is<Kind::kw_from>, host_spec> {};
struct to_clause : pegtl::seq<is<Kind::kw_to>, host_spec> {};
struct system_name : word {};
struct os_clause : pegtl::seq<is<Kind::kw_os>, one_or_braced<system_name>> {};
struct from_to
    : pegtl::sor<is<Kind::kw_all>, pegtl::seq<pegtl::opt<from_clause>, pegtl::opt<os_clause>, pegtl::opt<to_clause>>> {
};

// The beginning of a rule
struct direction_in : is<Kind::kw_in> {};
struct direction_out : is<Kind::kw_out> {};
struct direction : pegtl::opt<pegtl::sor<direction_in, direction_out>> {};
struct log_all : is<Kind::kw_all> {};
struct log_user : is<Kind::kw_user> {};
struct log_matches : is<Kind::kw_matches> {};
struct log_interface : word {};
struct log_group : is<Kind::kw_group> {};
struct log_option : pegtl::sor<log_all, log_user, log_group, log_matches, pegtl::seq<is<Kind::kw_to>, log_interface>> {
};
struct log_word : is<Kind::kw_log> {};
struct log : pegtl::seq<log_word, pegtl::opt<in_parens<log_option, pegtl::star<comma, log_option>>>> {};
struct quick : is<Kind::kw_quick> {};
struct log_quick : pegtl::opt<pegtl::sor<pegtl::seq<log, pegtl::opt<quick>>, pegtl::seq<quick, pegtl::opt<log>>>> {};
struct family_ipv4 : is<Kind::kw_inet> {};
struct family_ipv6 : is<Kind::kw_inet6> {};
struct family : pegtl::opt<pegtl::sor<family_ipv4, family_ipv6>> {};
struct protocol_item : word_or_number {};
struct protocol_clause : pegtl::seq<is<Kind::kw_proto>, one_or_braced<protocol_item>> {};

}  // namespace lyncgate::pf::rules
