#include <fmt/format.h>

#include "dialects/pf/print_options.hpp"

namespace lyncgate::pf {
namespace {

std::string print_modifiers(const Host& host) {
    std::string text;
    text += host.modifiers.network ? ":network" : "";
    text += host.modifiers.broadcast ? ":broadcast" : "";
    text += host.modifiers.peer ? ":peer" : "";
    text += host.modifiers.no_alias ? ":0" : "";
    return text;
}

std::string print_bits(const Host& host) {
    return host.bits < 0 ? "" : fmt::format("/{}", host.bits);
}

std::string print_prefix(const Prefix& prefix) {
    const int width = width_of(prefix.address.family());
    const int length = std::min(prefix.length, width);
    const Set network = addresses_of({prefix.address, length});
    if (length == 0 && prefix.address.bits() == 0) {
        return "any";
    }
    return to_string(Address::at(network.low())) + (length < width ? fmt::format("/{}", length) : "");
}

/// The key as pf prints it: 128 bits in hexadecimal.
std::string print_key(const Pool& pool) {
    if (!pool.has_key) {
        return "";
    }
    if (!pool.hash_key.starts_with("0x")) {
        return " 0x" + md5_hex(pool.hash_key);
    }
    std::string key(pool.hash_key);
    for (char& c : key) {
        c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return " " + key;
}

std::string print_kind(const Pool& pool, PoolKind kind) {
    std::string text;
    switch (kind) {
    case PoolKind::none: break;
    case PoolKind::bitmask: text = " bitmask"; break;
    case PoolKind::random: text = " random"; break;
    case PoolKind::source_hash: text = " source-hash" + print_key(pool); break;
    case PoolKind::round_robin: text = " round-robin"; break;
    case PoolKind::least_states: text = " least-states"; break;
    }
    return text + (pool.sticky ? " sticky-address" : "");
}

/// Pools of several addresses are used in turn unless told otherwise.
bool has_several_addresses(const Host& host) {
    if (host.kind != HostKind::dynamic) {
        return host.kind == HostKind::table;
    }
    const bool last_is_digit = !host.text.empty() && host.text.back() >= '0' && host.text.back() <= '9';
    return !host.modifiers.no_alias || !last_is_digit;
}

std::string print_pool_port(const Pool& pool, const Compare& to_port, bool redirects) {
    if (!pool.port_low) {
        return "";
    }
    const std::uint32_t low = *pool.port_low;
    std::uint32_t high = pool.port_high.value_or(redirects ? 0 : low);
    if (pool.port_star) {
        high = redirects ? low + (to_port.op == Op::range ? to_port.high - to_port.low : 0 - to_port.low) : low;
        high &= 0xffff;
    }
    if (redirects) {
        if (low == 0) {
            return "";
        }
        return high != 0 && high != low ? fmt::format(" port {}:{}", low, high) : fmt::format(" port {}", low);
    }
    return high != low && high != 0 ? fmt::format(" port {}:{}", low, high) : fmt::format(" port {}", low);
}

std::string print_list(const Pool& pool, Era era) {
    std::string text;
    for (const Host& host : pool.hosts) {
        text += (text.empty() ? "" : ", ") + print_host(host, era);
    }
    return pool.hosts.size() > 1 ? "{ " + text + " }" : text;
}

/// A pool of newer pf: one address or one table. FreeBSD keeps lists.
std::string print_new_pool(const Pool& pool, const std::string& automatic, const RuleLine& line, bool redirects,
                           Era era) {
    const Host& first = pool.hosts.front();
    const bool list = automatic.empty() && pool.hosts.size() > 1;
    std::string text = list                ? print_list(pool, era)
                       : automatic.empty() ? print_host(first, era)
                                           : "<" + automatic + ">";
    text += print_pool_port(pool, line.to_port, redirects);
    PoolKind kind = pool.kind;
    if (kind == PoolKind::none && (list || !automatic.empty() || has_several_addresses(first))) {
        kind = PoolKind::round_robin;
    }
    text += print_kind(pool, kind);
    return text + (pool.static_port && !redirects ? " static-port" : "");
}

std::string print_route_host(const Host& host, Era era) {
    Host plain = host;
    plain.at = {};
    if (host.kind == HostKind::dynamic && host.at.empty()) {
        return std::string(host.text);
    }
    return host.at.empty() ? print_host(plain, era) : fmt::format("({} {})", host.at, print_host(plain, era));
}

std::string_view route_word(RouteKind kind) {
    switch (kind) {
    case RouteKind::route_to: return " route-to";
    case RouteKind::reply_to: return " reply-to";
    case RouteKind::dup_to: return " dup-to";
    case RouteKind::fastroute: return " fastroute";
    case RouteKind::none: break;
    }
    return "";
}

std::string print_new_route(const RuleLine& line, Era era) {
    std::string text(route_word(line.written->route_kind));
    if (!line.route) {
        return text;
    }
    const Host& first = line.route->hosts.front();
    if (!line.automatic_route.empty()) {
        text += " <" + line.automatic_route + ">";
    } else if (first.at.empty()) {
        text += " " + (first.kind == HostKind::dynamic && era == Era::openbsd_48 && !first.modifiers.peer
                           ? std::string(first.text)
                           : print_host(first, era));
    } else {
        Host plain = first;
        plain.at = {};
        text += " " + print_host(plain, era) + "@" + std::string(first.at);
    }
    const bool turns =
        line.route->kind == PoolKind::none && (!line.automatic_route.empty() || first.kind == HostKind::table);
    return text + print_kind(*line.route, turns ? PoolKind::round_robin : line.route->kind);
}

}  // namespace

std::string print_host(const Host& host, Era, const std::optional<Family>& family) {
    switch (host.kind) {
    case HostKind::any: return "any";
    case HostKind::prefix: return print_prefix(*host.prefix());
    case HostKind::range: return to_string(host.prefix()->address) + " - " + std::string(host.last->text);
    case HostKind::name: return std::string(host.text) + print_modifiers(host) + print_bits(host);
    case HostKind::dynamic:
        return "(" + std::string(host.text) + print_modifiers(host) + ")" +
               (family == Family::ipv4 && host.bits >= 32 ? "" : print_bits(host));
    case HostKind::table: return "<" + std::string(host.text) + ">";
    case HostKind::no_route: return "no-route";
    case HostKind::urpf_failed: return "urpf-failed";
    case HostKind::route_label: return "route \"" + std::string(host.text) + "\"";
    }
    return "";
}

std::string print_divert(const RuleLine& line, Era era) {
    const RuleStatement& rule = *line.written;
    switch (rule.divert) {
    case DivertKind::none: return "";
    case DivertKind::reply: return " divert-reply";
    case DivertKind::packet: return fmt::format(" divert-packet port {}", rule.details().divert_port);
    case DivertKind::to: break;
    }
    if (era == Era::freebsd) {
        return fmt::format(" divert-to {}", rule.details().divert_port);
    }
    if (!rule.details().divert_host) {
        return fmt::format(" divert-to port {}", rule.details().divert_port);
    }
    return fmt::format(" divert-to {} port {}", print_host(*rule.details().divert_host, Era::openbsd),
                       rule.details().divert_port);
}

std::string print_old_route(const RuleLine& line, Era era) {
    std::string text(route_word(line.written->route_kind));
    if (!line.route) {
        return text;
    }
    std::string hosts;
    for (const Host& host : line.route->hosts) {
        hosts += (hosts.empty() ? "" : ", ") + print_route_host(host, era);
    }
    const bool several = line.route->hosts.size() > 1;
    text += several ? " { " + hosts + " }" : " " + hosts;
    const PoolKind kind = line.route->kind == PoolKind::none && several ? PoolKind::round_robin : line.route->kind;
    return text + print_kind(*line.route, kind);
}

std::string print_old_redirect(const RuleLine& line, Era era) {
    const bool written =
        line.action == RuleAction::nat || line.action == RuleAction::rdr || line.action == RuleAction::binat;
    if (!written || !line.rdr) {
        return "";
    }
    const Pool& pool = *line.rdr;
    std::string text = " -> " + print_list(pool, era);
    if (line.action == RuleAction::binat) {
        return text;
    }
    const bool redirects = line.action == RuleAction::rdr;
    text += print_pool_port(pool, line.to_port, redirects);
    const Host& first = pool.hosts.front();
    const bool single =
        pool.hosts.size() == 1 &&
        ((first.kind == HostKind::prefix && first.prefix()->length >= width_of(first.prefix()->address.family())) ||
         (first.kind == HostKind::name && first.bits < 0 && !first.modifiers.network));
    PoolKind kind = pool.kind == PoolKind::none ? PoolKind::round_robin : pool.kind;
    text += print_kind(pool, single ? PoolKind::none : kind);
    return text + (pool.static_port && !redirects ? " static-port" : "");
}

std::string print_pools(const RuleLine& line, Era era) {
    std::string text;
    if (line.written->af_to && line.nat) {
        text = fmt::format(" af-to {} from ", *line.written->af_to == Family::ipv4 ? "inet" : "inet6") +
               print_new_pool(*line.nat, line.automatic_nat, line, false, era);
        if (line.rdr) {
            text += " to " + print_new_pool(*line.rdr, line.automatic_rdr, line, true, era);
        }
    } else if (line.nat) {
        text = " nat-to " + print_new_pool(*line.nat, line.automatic_nat, line, false, era);
    } else if (line.rdr && line.written->details().rdr) {
        text = " rdr-to " + print_new_pool(*line.rdr, line.automatic_rdr, line, true, era);
    } else if (line.rdr && line.written->binat_to) {
        text = " rdr-to " + print_new_pool(*line.rdr, {}, line, true, era);
    }
    const bool new_route = !translates_first(era);
    return text + (new_route && line.written->route_kind != RouteKind::none ? print_new_route(line, era) : "");
}

}  // namespace lyncgate::pf
