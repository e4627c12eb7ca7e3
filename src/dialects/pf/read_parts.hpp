// Actions of the token grammar: hosts, ports, interfaces, the beginning of a rule. Included by parse.cpp only.
#pragma once

#include <tao/pegtl.hpp>

#include "dialects/pf/names.hpp"
#include "dialects/pf/reading.hpp"
#include "pf/statements.hpp"

namespace lyncgate::pf {
namespace {

template<typename Rule>
struct act : tao::pegtl::nothing<Rule> {};

/// An action that is a function of the state and the first token of the match.
template<auto Function>
struct does {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        Function(r, r.token(in));
    }
};

/// All words of a match joined by blanks.
template<typename Input>
std::string_view joined(const Input& in, Reading& r) {
    if (in.size() == 1) {
        return r.token(in).text;
    }
    std::string text;
    for (std::size_t i = 0; i < in.size(); ++i) {
        text += (i ? " " : "") + std::string((&r.token(in))[i].text);
    }
    return r.store.text(text);
}

// Interfaces
template<>
struct act<rules::interface_not> : does<[](Reading& r, const Token&) { r.negated = true; }> {};
template<>
struct act<rules::interface_name> : does<[](Reading& r, const Token& t) {
    Interface interface;
    interface.name = t.text;
    interface.origin = r.origin(t);
    check_length(r, t, t.text, 15, "interface name");
    r.interfaces.push_back(interface);
}> {};
template<>
struct act<rules::rdomain_number> : does<[](Reading& r, const Token& t) {
    ++r.signs.openbsd_new;
    Interface interface;
    interface.rdomain = read_number(r, t, 255, "routing domain");
    interface.origin = r.origin(t);
    r.interfaces.push_back(interface);
}> {};
template<>
struct act<rules::interface_item>
    : does<[](Reading& r, const Token&) { r.interfaces.back().negated = std::exchange(r.negated, false); }> {};
template<>
struct act<rules::on_clause> : does<[](Reading& r, const Token&) { r.rule->interfaces = r.take(r.interfaces); }> {};

// Hosts
template<>
struct act<rules::host_not> : does<[](Reading& r, const Token&) { r.negated = true; }> {};
Host& add_host(Reading& r, const Token& t, HostKind kind) {
    Host& host = r.hosts.emplace_back();
    host.kind = kind;
    host.origin = r.origin(t);
    return host;
}
template<HostKind Wanted>
struct adds_host : does<[](Reading& r, const Token& t) { add_host(r, t, Wanted); }> {};
template<>
struct act<rules::host_any> : adds_host<HostKind::any> {};
template<>
struct act<rules::host_no_route> : adds_host<HostKind::no_route> {};
template<>
struct act<rules::host_urpf_failed> : adds_host<HostKind::urpf_failed> {};
template<>
struct act<rules::host_label>
    : does<[](Reading& r, const Token& t) { add_host(r, t, HostKind::route_label).text = t.text; }> {};
template<>
struct act<rules::table_name> : does<[](Reading& r, const Token& t) {
    add_host(r, t, HostKind::table).text = t.text;
    check_length(r, t, t.text, 31, "table name");
}> {};
template<>
struct act<rules::dynamic_name> : does<[](Reading& r, const Token& t) { r.hosts.push_back(read_dynamic(r, t)); }> {};
template<>
struct act<rules::host_bits> : does<[](Reading& r, const Token& t) {
    Host& host = r.hosts.back();
    if (host.kind == HostKind::dynamic) {
        read_bits(r, t, host);
    }
}> {};
/// A plain name is read when its whole form is known.
template<>
struct act<rules::host_named> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        const Token* const first = &r.token(in);
        Host& host = add_host(r, *first, HostKind::name);
        host.text = first->text;
        if (in.size() == 1 && first->kind == Kind::number) {
            r.error(*first, "'" + std::string(first->text) + "' is not an address", "an address or a network");
            return;
        }
        const bool network = in.size() == 3 && first[1].kind == Kind::slash;
        const bool read = read_host(r, *first, network ? first[2].text : std::string_view{}, host);
        if (read && in.size() == 3 && !network) {
            read_range_end(r, first[2], host);
        }
    }
};
template<>
struct act<rules::negatable_host>
    : does<[](Reading& r, const Token&) { r.hosts.back().negated = std::exchange(r.negated, false); }> {};

// Ports
template<Op Operator>
struct sets_operator : does<[](Reading& r, const Token&) { r.compare.op = Operator; }> {};
template<>
struct act<rules::op_equal> : sets_operator<Op::equal> {};
template<>
struct act<rules::op_not_equal> : sets_operator<Op::not_equal> {};
template<>
struct act<rules::op_less> : sets_operator<Op::less> {};
template<>
struct act<rules::op_less_equal> : sets_operator<Op::less_equal> {};
template<>
struct act<rules::op_greater> : sets_operator<Op::greater> {};
template<>
struct act<rules::op_greater_equal> : sets_operator<Op::greater_equal> {};
template<>
struct act<rules::op_inside> : sets_operator<Op::inside> {};
template<>
struct act<rules::op_outside> : sets_operator<Op::outside> {};
/// Ports and user ids share the form of a comparison; the words are read when it is known which they are.
template<>
struct act<rules::port_item> {
    template<typename Input>
    static void apply(const Input& in, Reading& r) {
        const Token* const first = &r.token(in);
        Compare compare;
        const bool unary = in.size() == 2;
        read_port(r, first[unary ? 1 : 0], compare);
        const bool is_range = compare.op == Op::range;
        if (unary || in.size() == 3) {
            if (is_range) {
                r.error(*first, "a port range cannot have an operator", "a single port");
            }
            compare.op = r.compare.op;
        } else if (!is_range) {
            compare.op = Op::equal;
        }
        if (in.size() == 3) {
            Compare high;
            read_port(r, first[2], high);
            if (high.op == Op::range) {
                r.error(first[2], "a port range cannot have an operator", "a single port");
            }
            compare.high = high.low;
        }
        r.compare = {};
        r.comparisons.push_back(compare);
    }
};
template<>
struct act<rules::from_clause> : does<[](Reading& r, const Token&) {
    r.rule->from.hosts = r.take(r.hosts);
    r.rule->from.ports = r.take(r.comparisons);
}> {};
template<>
struct act<rules::to_clause> : does<[](Reading& r, const Token&) {
    r.rule->to.hosts = r.take(r.hosts);
    r.rule->to.ports = r.take(r.comparisons);
    for (const Host& host : r.rule->to.hosts) {
        if (host.kind == HostKind::urpf_failed) {
            r.diagnostics.push_back(
                {Level::error, "'urpf-failed' cannot be a destination", host.origin, "an address", "", {}});
            r.failed = true;
        }
    }
}> {};
template<>
struct act<rules::system_name> : does<[](Reading& r, const Token& t) { r.details().systems.push_back(t.text); }> {};

// The beginning of a rule
template<>
struct act<rules::direction_in> : does<[](Reading& r, const Token&) { r.rule->direction = Direction::in; }> {};
template<>
struct act<rules::direction_out> : does<[](Reading& r, const Token&) { r.rule->direction = Direction::out; }> {};
template<>
struct act<rules::log_word> : does<[](Reading& r, const Token&) { r.rule->log = true; }> {};
template<>
struct act<rules::log_all> : does<[](Reading& r, const Token&) { r.rule->log_all = true; }> {};
template<>
struct act<rules::log_group> : does<[](Reading& r, const Token&) { r.rule->log_user = true; }> {};
template<>
struct act<rules::log_user> : does<[](Reading& r, const Token&) { r.rule->log_user = true; }> {};
template<>
struct act<rules::log_matches> : does<[](Reading& r, const Token&) {
    r.rule->log_matches = true;
    ++r.signs.openbsd_new;
}> {};
template<>
struct act<rules::log_interface> : does<[](Reading& r, const Token& t) {
    if (!t.text.starts_with("pflog")) {
        r.error(t, "'" + std::string(t.text) + "' is not a pflog interface", "pflog and a number");
        return;
    }
    Token number = t;
    number.text.remove_prefix(5);
    r.rule->log_interface = static_cast<std::uint8_t>(read_number(r, number, 255, "pflog number"));
}> {};
template<>
struct act<rules::quick> : does<[](Reading& r, const Token&) { r.rule->quick = true; }> {};
template<>
struct act<rules::family_ipv4> : does<[](Reading& r, const Token&) { r.rule->family = Family::ipv4; }> {};
template<>
struct act<rules::family_ipv6> : does<[](Reading& r, const Token&) { r.rule->family = Family::ipv6; }> {};
template<>
struct act<rules::protocol_item> : does<[](Reading& r, const Token& t) {
    ProtocolItem item;
    if (t.kind == Kind::number) {
        item.number = static_cast<std::uint8_t>(read_number(r, t, 255, "protocol"));
    } else if (const std::optional<std::uint8_t> number = protocol_of(t.text)) {
        item.number = *number;
    } else {
        r.error(t, "no protocol is named '" + std::string(t.text) + "'", "a protocol name or number");
        return;
    }
    if (item.number == 0) {
        r.error(t, "protocol 0 cannot be used", "a protocol from 1 to 255", "leave 'proto' out to mean every protocol");
    }
    r.protocols.push_back(item);
}> {};
template<>
struct act<rules::protocol_clause> : does<[](Reading& r, const Token&) {
    if (r.protocols.size() == 1) {
        r.rule->protocols = {&every_protocol[r.protocols.front().number], 1};
        r.protocols.clear();
    } else {
        r.rule->protocols = r.take(r.protocols);
    }
}> {};

}  // namespace
}  // namespace lyncgate::pf
