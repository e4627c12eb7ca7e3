// Translation: what pools do to addresses and ports.
#include <algorithm>

#include <fmt/format.h>

#include "dialects/pf/lowering.hpp"

namespace lyncgate::pf {
namespace {

/// A constant, or a choice from several values.
Rewrite choose(Lowering& lowering, Field field, const Set& set) {
    if (set.single()) {
        return {field, Bits{0, set.low()}};
    }
    return {field, Choose{set.empty() ? nullptr : lowering.firewall.pool->intern(set)}};
}

/// Translation does not change the address family.
Set any_of_family(const std::optional<Family>& family) {
    return family ? any_address(*family) : any_address();
}

Rewrite translated_bit(bool source) {
    const Value bit = source ? 2 : 1;
    return {Field::translated, Bits{3 & ~bit, bit}};
}

/// The network of a pool whose hosts keep their place in it: new = network + old host part.
std::optional<Rewrite> keeping_host_part(const Host& host, Field field) {
    if (host.kind != HostKind::prefix) {
        return std::nullopt;
    }
    const int width = width_of(host.prefix()->address.family());
    const int bits = width - std::min(host.prefix()->length, width);
    const Value hosts = bits == 0 ? 0 : bits == 128 ? ~Value{0} : (Value{1} << bits) - 1;
    const Value network = addresses_of(*host.prefix()).low();
    return Rewrite{field, Bits{hosts, network}};
}

Set pool_addresses(Lowering& lowering, const Pool& pool, const std::optional<Family>& family, bool& known) {
    Set all;
    for (const Host& host : pool.hosts) {
        KnownSet set = addresses_of_host(lowering, host, family);
        if ((host.kind == HostKind::name || host.kind == HostKind::dynamic) && !set.doubts.empty() &&
            !set.certain.empty() && !host.modifiers.network) {
            // link-local addresses are never translated to
            set.possible = set.certain;
            set.doubts.clear();
        }
        known = known && set.doubts.empty();
        all = unite(all, set.possible);
    }
    return all;
}

/// The ports after translation.
void add_port_rewrite(Lowering& lowering, const Pool& pool, bool source, const RuleStatement& rule,
                      std::vector<Rewrite>& rewrites) {
    const Field field = source ? Field::source_port : Field::destination_port;
    if (!pool.port_low) {
        if (source && !pool.static_port) {
            rewrites.push_back({field, Choose{}});  // any free port
        }
        return;
    }
    const Value low = *pool.port_low;
    if (!source && pool.port_star) {
        const Compare first = rule.to.ports.empty() ? Compare{} : rule.to.ports.front();
        rewrites.push_back({field, Shift{low - Value{first.low}}});
        return;
    }
    const Value high = pool.port_high.value_or(static_cast<std::uint32_t>(low));
    rewrites.push_back(choose(lowering, field, low <= high ? Set(low, high) : Set(high, low)));
}

}  // namespace

std::vector<Rewrite> rewrites_of(Lowering& lowering, const Pool& pool, bool source, const RuleStatement& rule,
                                 const Origin& origin) {
    (void)origin;
    const Field field = source ? Field::source : Field::destination;
    std::vector<Rewrite> rewrites;
    const std::optional<Rewrite> mapped = pool.kind == PoolKind::bitmask && pool.hosts.size() == 1
                                              ? keeping_host_part(pool.hosts.front(), field)
                                              : std::nullopt;
    if (mapped) {
        rewrites.push_back(*mapped);
    } else {
        bool known = true;
        const Set set = pool_addresses(lowering, pool, rule.family, known);
        rewrites.push_back(choose(lowering, field, known ? set : any_of_family(rule.family)));
    }
    add_port_rewrite(lowering, pool, source, rule, rewrites);
    rewrites.push_back(translated_bit(source));
    return rewrites;
}

std::vector<Rewrite> mapping(Lowering& lowering, const Host& to, bool source, const std::optional<Family>& family) {
    const Field field = source ? Field::source : Field::destination;
    if (std::optional<Rewrite> mapped = keeping_host_part(to, field)) {
        return {*mapped, translated_bit(source)};
    }
    Pool pool;
    pool.hosts = {to};
    bool known = true;
    const Set set = pool_addresses(lowering, pool, family, known);
    return {choose(lowering, field, known ? set : any_of_family(family)), translated_bit(source)};
}

std::vector<RuleStatement> by_family(const RuleStatement& rule) {
    std::vector<RuleStatement> halves(2, rule);
    halves[0].family = Family::ipv4;
    halves[1].family = Family::ipv6;
    return halves;
}

std::vector<Rewrite> rewrites_of_route(Lowering& lowering, const RuleStatement& rule) {
    if (rule.route_kind != RouteKind::route_to || !rule.details().route || lowering.direction != Direction::in) {
        return {};
    }
    Set ways;
    for (const Host& host : rule.details().route->hosts) {
        const std::string_view name = !host.at.empty() ? host.at
                                      : host.kind == HostKind::dynamic || host.kind == HostKind::name
                                          ? host.text
                                          : std::string_view{};
        if (!name.empty()) {
            ways = unite(ways, Set(lowering.firewall.interface_number(name)));
            continue;
        }
        // only the gateway is named: it lies behind the interface that packets leave by
        const KnownSet gateways = addresses_of_host(lowering, host, rule.family);
        Set found;
        for (std::size_t i = 1; i < lowering.firewall.interfaces.size(); ++i) {
            if (!disjoint(lowering.firewall.interfaces[i].networks, gateways.possible)) {
                found = unite(found, Set(i));
            }
        }
        if (found.empty()) {
            return {{Field::egress, Choose{}}};
        }
        ways = unite(ways, found);
    }
    return {choose(lowering, Field::egress, ways)};
}

std::vector<Rewrite> rewrites_of_rule(Lowering& lowering, const RuleStatement& rule, const Origin& origin,
                                      bool inbound_binat) {
    std::vector<Rewrite> rewrites;
    const auto append = [&](const std::vector<Rewrite>& more) {
        rewrites.insert(rewrites.end(), more.begin(), more.end());
    };
    const RuleDetails& details = rule.details();
    if (inbound_binat && !rule.from.hosts.empty()) {
        append(mapping(lowering, rule.from.hosts.front(), false, rule.family));
    } else if (rule.binat_to && details.nat) {
        append(mapping(lowering, details.nat->hosts.front(), true, rule.family));
    } else {
        if (details.rdr && !rule.af_to) {
            append(rewrites_of(lowering, *details.rdr, false, rule, origin));
        }
        if (details.nat && !rule.af_to) {
            append(rewrites_of(lowering, *details.nat, true, rule, origin));
        }
    }
    append(rewrites_of_route(lowering, rule));
    return rewrites;
}

}  // namespace lyncgate::pf
