// Actions of the token grammar: the options of rules, and pools. Included by parse.cpp only.
#pragma once

#include "dialects/pf/read_parts.hpp"

namespace lyncgate::pf {
namespace {

// Pools
template<>
struct act<rules::pool_begin> {
    static void apply0(Reading& r) {
        r.pool = {};
        r.hosts.clear();
        r.negated = false;
    }
};
template<>
struct act<rules::pool_port> : does<[](Reading& r, const Token& t) {
    Token port = t;
    r.pool.port_star = port.text.ends_with(":*");
    if (r.pool.port_star) {
        port.text.remove_suffix(2);
    }
    Compare compare;
    read_port(r, port, compare);
    r.pool.port_low = compare.low;
    if (compare.op == Op::range) {
        r.pool.port_high = compare.high;
    }
}> {};
template<PoolKind Wanted>
struct sets_pool : does<[](Reading& r, const Token& t) {
    r.once(r.pool.kind != PoolKind::none, t, "pool type");
    r.pool.kind = Wanted;
}> {};
template<>
struct act<rules::pool_bitmask> : sets_pool<PoolKind::bitmask> {};
template<>
struct act<rules::pool_random> : sets_pool<PoolKind::random> {};
template<>
struct act<rules::pool_round_robin> : sets_pool<PoolKind::round_robin> {};
template<>
struct act<rules::pool_least_states> : does<[](Reading& r, const Token& t) {
    r.once(r.pool.kind != PoolKind::none, t, "pool type");
    r.pool.kind = PoolKind::least_states;
    ++r.signs.openbsd_new;
}> {};
template<>
struct act<rules::pool_hash_word> : sets_pool<PoolKind::source_hash> {};
template<>
struct act<rules::pool_key> : does<[](Reading& r, const Token& t) {
    r.pool.hash_key = t.text;
    r.pool.has_key = true;
    if (t.text.starts_with("0x") && t.text.size() != 34) {
        r.error(t, "hash key '" + std::string(t.text) + "' is not 128 bits long", "0x and 32 hexadecimal digits");
    }
}> {};
template<>
struct act<rules::pool_sticky> : does<[](Reading& r, const Token& t) {
    r.once(r.pool.sticky, t, "sticky-address");
    r.pool.sticky = true;
}> {};
template<>
struct act<rules::pool_static_port> : does<[](Reading& r, const Token&) { r.pool.static_port = true; }> {};
Pool take_pool(Reading& r, const Token& t) {
    r.pool.hosts.assign(r.hosts.begin(), r.hosts.end());
    r.hosts.clear();
    r.pool.origin = r.origin(t);
    return std::exchange(r.pool, {});
}
template<>
struct act<rules::nat_to> : does<[](Reading& r, const Token& t) {
    r.once(r.details().nat.has_value(), t, "nat-to");
    r.details().nat = take_pool(r, t);
    ++r.signs.openbsd;
}> {};
template<>
struct act<rules::binat_to> : does<[](Reading& r, const Token& t) {
    r.once(r.details().nat.has_value(), t, "binat-to");
    r.details().nat = take_pool(r, t);
    r.rule->binat_to = true;
    ++r.signs.openbsd;
}> {};
template<>
struct act<rules::rdr_to> : does<[](Reading& r, const Token& t) {
    r.once(r.details().rdr.has_value(), t, "rdr-to");
    r.details().rdr = take_pool(r, t);
    ++r.signs.openbsd;
}> {};
template<>
struct act<rules::af_ipv4> : does<[](Reading& r, const Token&) { r.rule->af_to = Family::ipv4; }> {};
template<>
struct act<rules::af_ipv6> : does<[](Reading& r, const Token&) { r.rule->af_to = Family::ipv6; }> {};
template<>
struct act<rules::af_from> : does<[](Reading& r, const Token& t) {
    r.once(r.details().nat.has_value(), t, "af-to");
    r.details().nat = take_pool(r, t);
}> {};
template<>
struct act<rules::af_target> : does<[](Reading& r, const Token& t) { r.details().rdr = take_pool(r, t); }> {};

// Routes
template<>
struct act<rules::route_interface> : does<[](Reading& r, const Token& t) {
    r.route_interface = t.text;
    r.hosts_before_route = r.hosts.size();
}> {};
template<>
struct act<rules::route_in_parens> : does<[](Reading& r, const Token& t) {
    if (r.hosts.size() == r.hosts_before_route) {  // `(em0)`: the address of the interface
        r.hosts.push_back(read_dynamic(r, *(&t + 1)));
    } else {
        r.hosts.back().at = r.route_interface;
    }
}> {};
template<RouteKind Wanted>
struct sets_route : does<[](Reading& r, const Token& t) {
    r.once(r.rule->route_kind != RouteKind::none, t, "route option");
    r.rule->route_kind = Wanted;
    r.details().route = take_pool(r, t);
}> {};
template<>
struct act<rules::route_to> : sets_route<RouteKind::route_to> {};
template<>
struct act<rules::reply_to> : sets_route<RouteKind::reply_to> {};
template<>
struct act<rules::dup_to> : sets_route<RouteKind::dup_to> {};
template<>
struct act<rules::fastroute> : does<[](Reading& r, const Token&) { r.rule->route_kind = RouteKind::fastroute; }> {};

// State
template<auto Member>
struct sets_number : does<[](Reading& r, const Token& t) {
    r.once((r.details().state_options.get().*Member).has_value(), t, "state option");
    r.details().state_options.make().*Member = read_number(r, t, 0xffffffff, "state option");
}> {};
template<auto Member>
struct sets_state_flag : does<[](Reading& r, const Token&) { r.details().state_options.make().*Member = true; }> {};
template<auto Member>
struct sets_state_flag_once : does<[](Reading& r, const Token& t) {
    r.once(r.details().state_options.get().*Member, t, "state option");
    r.details().state_options.make().*Member = true;
}> {};
template<>
struct act<rules::max_states> : sets_number<&StateOptions::max> {};
template<>
struct act<rules::max_source_states> : sets_number<&StateOptions::max_src_states> {};
template<>
struct act<rules::max_source_nodes> : sets_number<&StateOptions::max_src_nodes> {};
template<>
struct act<rules::max_source_connections> : sets_number<&StateOptions::max_src_conn> {};
template<>
struct act<rules::rate_limit> : sets_number<&StateOptions::rate_limit> {};
template<>
struct act<rules::rate_seconds> : sets_number<&StateOptions::rate_seconds> {};
template<>
struct act<rules::overload_table> : does<[](Reading& r, const Token& t) {
    r.once(!r.details().state_options.get().overload.empty(), t, "overload table");
    check_length(r, t, t.text, 31, "table name");
    r.details().state_options.make().overload = t.text;
}> {};
template<>
struct act<rules::state_flush> : sets_state_flag<&StateOptions::flush> {};
template<>
struct act<rules::state_global> : sets_state_flag<&StateOptions::flush_global> {};
template<>
struct act<rules::track_word> : sets_state_flag_once<&StateOptions::source_track> {};
template<>
struct act<rules::track_rule> : sets_state_flag<&StateOptions::track_rule> {};
template<>
struct act<rules::track_global> : sets_state_flag<&StateOptions::track_global> {};
template<>
struct act<rules::state_no_sync> : sets_state_flag_once<&StateOptions::no_sync> {};
template<>
struct act<rules::state_if_bound> : sets_state_flag_once<&StateOptions::if_bound> {};
template<>
struct act<rules::state_floating> : sets_state_flag_once<&StateOptions::floating> {};
template<>
struct act<rules::state_sloppy> : sets_state_flag_once<&StateOptions::sloppy> {};
template<>
struct act<rules::state_pflow> : sets_state_flag_once<&StateOptions::pflow> {};
template<>
struct act<rules::state_other> : sets_state_flag<&StateOptions::other> {};
template<>
struct act<rules::timeout_name> : does<[](Reading& r, const Token& t) {
    const std::optional<int> number = timeout_of(t.text);
    if (!number || t.text.find('.') == std::string_view::npos) {
        r.error(t, "'" + std::string(t.text) + "' is not a state option",
                "a state option or a timeout such as tcp.established");
    }
    r.details().state_options.make().timeouts.emplace_back(number.value_or(0), 0);
}> {};
template<>
struct act<rules::timeout_value> : does<[](Reading& r, const Token& t) {
    r.details().state_options.make().timeouts.back().second = read_number(r, t, 0xffffffff, "timeout");
}> {};
template<StateKind Wanted>
struct sets_state : does<[](Reading& r, const Token& t) {
    r.once(r.rule->state != StateKind::unsaid, t, "state");
    r.rule->state = Wanted;
}> {};
template<>
struct act<rules::keep_word> : sets_state<StateKind::keep> {};
template<>
struct act<rules::modulate_word> : sets_state<StateKind::modulate> {};
template<>
struct act<rules::synproxy_word> : sets_state<StateKind::synproxy> {};
template<>
struct act<rules::no_state> : sets_state<StateKind::no> {};

}  // namespace
}  // namespace lyncgate::pf
