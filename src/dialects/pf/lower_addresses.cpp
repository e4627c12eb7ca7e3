#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "dialects/pf/lowering.hpp"

namespace lyncgate::pf {
namespace {

Set loopback() {
    return unite(addresses_of({Address::v4(0x7f000000), 8}), Set(Address::v6(0, 1).number()));
}
Set link_local() {
    return addresses_of({Address::v6(0xfe80000000000000, 0), 10});
}

KnownSet unknown_addresses(Lowering& lowering, std::string reason, const Origin& origin) {
    return {{}, any_address(), {lowering.firewall.doubt(std::move(reason), origin)}};
}

/// The addresses of the machine itself. Known when the site gives addresses for every interface it names.
KnownSet own_addresses(Lowering& lowering, const Origin& origin) {
    KnownSet own;
    own.certain = unite(lowering.firewall.own_addresses(), loopback());
    const std::vector<lyncgate::Interface>& interfaces = lowering.firewall.interfaces;
    bool all = interfaces.size() > 1;
    for (std::size_t i = 1; i < interfaces.size(); ++i) {
        all = all && (!interfaces[i].addresses.empty() || interfaces[i].networks.empty());
    }
    own.possible = all ? unite(own.certain, link_local()) : any_address();
    own.doubts = {lowering.firewall.doubt("depends on which addresses the firewall itself has", origin)};
    return own;
}

/// `em0`, `(em0)`, `em0:network`, of all interfaces that the name stands for.
KnownSet addresses_of_interface(Lowering& lowering, const Host& host) {
    if (host.text == "self") {
        return own_addresses(lowering, host.origin);
    }
    if (host.text.starts_with("lo") && (host.text.size() == 2 || host.text == "lo0")) {
        return exactly(host.modifiers.network ? loopback() : unite(loopback(), link_local()));
    }
    const KnownSet numbers = interfaces_named(lowering, host.text, host.origin);
    KnownSet result;
    bool known = numbers.doubts.empty();
    bool networks_known = known;
    for (const Interval& interval : numbers.possible.intervals()) {
        for (Value number = interval.low; number <= interval.high && number < lowering.firewall.interfaces.size();
             ++number) {
            const lyncgate::Interface& interface = lowering.firewall.interfaces[static_cast<std::size_t>(number)];
            result.certain = unite(result.certain, interface.addresses);
            result.possible = unite(result.possible, unite(interface.addresses, interface.networks));
            known = known && !interface.addresses.empty();
            networks_known = networks_known && !interface.networks.empty();
        }
    }
    const bool plain = !host.modifiers.network && !host.modifiers.broadcast && !host.modifiers.peer && host.bits < 0;
    if (plain && known && !host.modifiers.no_alias) {
        // its own link-local address is the only one a site does not list
        result.possible = unite(result.certain, link_local());
    } else if (plain && known) {
        result.possible = result.certain;
        if (!result.certain.single()) {
            result.certain = {};
        } else {
            return exactly(result.certain);
        }
    } else if (networks_known && numbers.doubts.empty()) {
        result.certain = host.modifiers.network ? result.certain : Set{};
        result.possible = unite(result.possible, link_local());
    } else {
        result.certain = {};
        result.possible = any_address();
    }
    result.doubts = {lowering.firewall.doubt(
        fmt::format("depends on the addresses of '{}', which the file does not say", text_of(host.origin)),
        host.origin)};
    return result;
}

/// Addresses without a route, as far as the site says where networks lie.
KnownSet unrouted(Lowering& lowering, const Host& host) {
    Set routed;
    bool all = lowering.firewall.interfaces.size() > 1;
    for (std::size_t i = 1; i < lowering.firewall.interfaces.size(); ++i) {
        routed = unite(routed, lowering.firewall.interfaces[i].networks);
    }
    return {{},
            all ? subtract(any_address(), routed) : any_address(),
            {lowering.firewall.doubt("depends on the routing table", host.origin)}};
}

KnownSet plain_addresses(Lowering& lowering, const Host& host) {
    switch (host.kind) {
    case HostKind::any: return exactly(any_address());
    case HostKind::prefix: return exactly(addresses_of(*host.prefix()));
    case HostKind::range: {
        const Value first = host.prefix()->address.number();
        const Value last = host.last->address.number();
        return exactly(first <= last ? Set(first, last) : Set{});
    }
    case HostKind::table: {
        const auto found = lowering.tables.find(host.text);
        if (found != lowering.tables.end()) {
            return found->second;
        }
        return unknown_addresses(lowering, fmt::format("table <{}> is not in the file", host.text), host.origin);
    }
    case HostKind::no_route: return unrouted(lowering, host);
    case HostKind::urpf_failed:
        return unknown_addresses(lowering, "depends on the routing table (urpf-failed)", host.origin);
    case HostKind::route_label: return unknown_addresses(lowering, "depends on the labels of routes", host.origin);
    case HostKind::dynamic: return addresses_of_interface(lowering, host);
    case HostKind::name:
        if (host.text == "localhost") {
            return exactly(unite(Set(Address::v4(0x7f000001).number()), Set(Address::v6(0, 1).number())));
        }
        if (host.text.find('.') != std::string_view::npos || host.text.find('-') != std::string_view::npos) {
            return unknown_addresses(lowering, fmt::format("depends on what the name '{}' stands for", host.text),
                                     host.origin);
        }
        return addresses_of_interface(lowering, host);
    }
    return exactly(any_address());
}

}  // namespace

KnownSet exactly(Set set) {
    return {set, set, {}};
}

KnownSet unite(const KnownSet& a, const KnownSet& b) {
    KnownSet result{unite(a.certain, b.certain), unite(a.possible, b.possible), a.doubts};
    result.doubts.insert(result.doubts.end(), b.doubts.begin(), b.doubts.end());
    if (result.certain == result.possible) {
        result.doubts.clear();
    }
    return result;
}

KnownSet complement(const KnownSet& set, const Set& whole) {
    return {subtract(whole, set.possible), subtract(whole, set.certain), set.doubts};
}

KnownSet addresses_of_host(Lowering& lowering, const Host& host, const std::optional<Family>& family) {
    KnownSet set = plain_addresses(lowering, host);
    if (host.negated) {
        // `! 10/8` is about IPv4 only; a table or interface is of both families
        const Set& whole = host.prefix() ? any_address(host.prefix()->address.family()) : any_address();
        set = complement(set, whole);
    }
    if (family) {
        set.certain = intersect(set.certain, any_address(*family));
        set.possible = intersect(set.possible, any_address(*family));
    }
    if (set.certain == set.possible) {
        set.doubts.clear();
    }
    return set;
}

KnownSet addresses_of_hosts(Lowering& lowering, List<Host> hosts, const std::optional<Family>& family) {
    if (hosts.empty()) {
        return exactly(family ? any_address(*family) : any_address());
    }
    const bool newer = !translates_first(lowering.config.era);
    const auto is_any = [](const Host& host) { return host.kind == HostKind::any; };
    const bool only_any = std::ranges::all_of(hosts, is_any);
    KnownSet all;
    std::vector<Interval> exact;  // of the hosts that are known exactly; lists can be long, so they are joined at once
    const auto join_exact = [&] {
        if (!exact.empty()) {
            all = unite(all, exactly(Set::of(std::exchange(exact, {}))));
        }
    };
    for (const Host& host : hosts) {
        // beside other hosts in a list, `any` is everything in newer pf; older pfctl drops it, and then a list with
        // `any` means less: take the certain part without it, the possible part with it
        KnownSet one = addresses_of_host(lowering, host, family);
        if (is_any(host) && !only_any && !newer) {
            one.certain = {};
            one.doubts = {lowering.firewall.doubt("older versions of pf leave 'any' out of a list", host.origin)};
        }
        if (one.doubts.empty()) {
            exact.insert(exact.end(), one.certain.intervals().begin(), one.certain.intervals().end());
        } else {
            join_exact();
            all = unite(all, one);
        }
    }
    join_exact();
    return all;
}

namespace {

/// The pool's copy of the values of a field that are in `values`.
const Set* held(Lowering& lowering, Field field, const Set& values) {
    const Set& domain = domain_of(field);
    return values.empty() ? Bound::nothing()
           : values == domain
               ? nullptr
               : lowering.firewall.pool->intern(covers(domain, values) ? values : intersect(values, domain));
}

/// The addresses of one network that are of the family.
Set network(const Host& host, const std::optional<Family>& family) {
    const Prefix prefix = *host.prefix();
    const Family own = prefix.address.family();
    if (family && *family != own) {
        return {};
    }
    return host.negated ? subtract(any_address(own), addresses_of(prefix)) : addresses_of(prefix);
}

}  // namespace

Bound bound_of(Lowering& lowering, Field field, const KnownSet& set) {
    Bound bound;
    bound.certain = held(lowering, field, set.certain);
    bound.possible = set.certain == set.possible ? bound.certain : held(lowering, field, set.possible);
    bound.doubts = set.doubts;
    return bound;
}

Bound bound_of_hosts(Lowering& lowering, List<Host> hosts, const std::optional<Family>& family) {
    const auto make = [&] { return bound_of(lowering, Field::source, addresses_of_hosts(lowering, hosts, family)); };
    const auto families = static_cast<std::uint8_t>(family ? 1 + static_cast<int>(*family) : 0);
    if (hosts.size() == 1 && hosts.front().kind == HostKind::prefix) {
        const Host& host = hosts.front();
        const NetworkKey key{static_cast<std::uint64_t>(host.prefix_number >> 64),
                             static_cast<std::uint64_t>(host.prefix_number), host.prefix_length, families,
                             host.negated};
        const Set* const set = lowering.recalled.networks.get(key, [&] {
            const Set addresses = network(host, family);
            return addresses.empty() ? Bound::nothing() : lowering.firewall.pool->intern(addresses);
        });
        return {set, set, {}};
    }
    if (hosts.empty() || (hosts.size() == 1 && hosts.front().kind == HostKind::any && !hosts.front().negated)) {
        const Set* const set = family ? lowering.recalled.families[families - 1U] : nullptr;
        return {set, set, {}};
    }
    if (hosts.size() == 1 && hosts.front().kind == HostKind::table && lowering.tables.contains(hosts.front().text)) {
        const auto [place, added] =
            lowering.recalled.tables.try_emplace({hosts.front().text, hosts.front().negated, families});
        if (added) {
            place->second = make();
        }
        return place->second;
    }
    return make();
}

}  // namespace lyncgate::pf
