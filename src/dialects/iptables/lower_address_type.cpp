// The types of addresses as the kernel's routing tables give them (-m addrtype), and the machine's own addresses.
#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

enum : std::uint16_t {
    type_unspec = 1,
    type_unicast = 2,
    type_local = 4,
    type_broadcast = 8,
    type_anycast = 16,
    type_multicast = 32
};

Set v4(std::uint32_t low, std::uint32_t high) {
    return Set(Address::v4(low).number(), Address::v4(high).number());
}

Set v6(std::uint64_t low, std::uint64_t high, std::uint64_t high_tail) {
    return Set(Address::v6(low, 0).number(), Address::v6(high, high_tail).number());
}

/// IPv6: the kernel asks for each named type in turn, and all have to hold (net/netfilter/xt_addrtype.c). Only LOCAL,
/// ANYCAST and the like ask the routing table, and of these one is enough.
Taken taken_by_type6(Lowering& lowering, const AddressTypeIs& match) {
    const Field field = match.side == Side::source ? Field::source : Field::destination;
    const Set all = any_address(Family::ipv6);
    const Set multicast = v6(0xff00000000000000, ~std::uint64_t{0}, 0xfffffffeffffffff);
    const Set nobody(Address::v6(0, 0).number());
    const Set mapped = Set(Address::v6(0, 0xffff00000000).number(), Address::v6(0, 0xffffffffffff).number());
    const Set local_links = v6(0xfe80000000000000, 0xfebfffffffffffff, ~std::uint64_t{0});
    Set sure = all;
    if ((match.types & type_multicast) != 0) {
        sure = intersect(sure, multicast);
    }
    if ((match.types & type_unicast) != 0) {
        sure = subtract(subtract(subtract(sure, multicast), nobody), mapped);
    }
    if ((match.types & type_unspec) != 0) {
        sure = intersect(sure, nobody);
    }
    Set open;
    constexpr std::uint16_t known = type_unspec | type_unicast | type_local | type_multicast;
    if ((match.types & ~known) != 0) {
        // What else a routing table says is not in the text.
        open = (match.types & type_local) != 0 ? subtract(sure, lowering.own.certain) : sure;
        sure = subtract(sure, open);
    } else if ((match.types & type_local) != 0) {
        const Set others = subtract(subtract(sure, lowering.own.certain), multicast);
        open = lowering.own.complete ? intersect(others, unite(nobody, local_links)) : others;
        sure = intersect(sure, lowering.own.certain);
    }
    Taken result = within(lowering, field, match.negated ? subtract(subtract(all, sure), open) : sure);
    Part part{{}, false};
    if (assign(part.box, field, open, *lowering.firewall.pool)) {
        result.parts.push_back(part);
        result.reason = lowering.own.complete
                            ? "depends on the routing table (-m addrtype)"
                            : "depends on the firewall's own addresses (-m addrtype), which the site does not give";
    }
    return result;
}

}  // namespace

OwnAddresses own_addresses(const std::vector<Interface>& interfaces, Family family) {
    OwnAddresses own;
    own.certain = family == Family::ipv4 ? v4(0x7f000000, 0x7fffffff) : Set(Address::v6(0, 1).number());
    own.complete = !interfaces.empty();
    for (const Interface& interface : interfaces) {
        const Set addresses = intersect(interface.addresses, any_address(family));
        own.complete = own.complete && (!addresses.empty() || disjoint(interface.networks, any_address(family)));
        own.certain = unite(own.certain, addresses);
        for (const Interval& interval : addresses.intervals()) {
            // The prefix length is not known: the last address of any network around it may be the broadcast address.
            for (int bits = 2; family == Family::ipv4 && bits <= 24 && interval.low == interval.high; ++bits) {
                const Value host = (Value{1} << bits) - 1;
                own.perhaps_broadcast =
                    unite(own.perhaps_broadcast, unite(Set(interval.low | host), Set(interval.low & ~host)));
            }
        }
    }
    own.perhaps_broadcast = subtract(own.perhaps_broadcast, own.certain);
    return own;
}

Taken taken_by_address_type(Lowering& lowering, const AddressTypeIs& match) {
    if (match.limit_in || match.limit_out) {
        return perhaps("depends on the addresses of one interface (-m addrtype --limit-iface)");
    }
    if (lowering.ruleset.family == Family::ipv6) {
        return taken_by_type6(lowering, match);
    }
    const Field field = match.side == Side::source ? Field::source : Field::destination;
    constexpr std::uint16_t decidable = type_unicast | type_local | type_broadcast | type_multicast;
    if ((match.types & ~(decidable | type_unspec)) != 0) {
        return perhaps("depends on the routing table (-m addrtype)");
    }
    const OwnAddresses& own = lowering.own;
    const Set all = any_address(Family::ipv4);
    const Set multicast = v4(0xe0000000, 0xefffffff);
    // The kernel never asks a table about these two.
    const Set broadcast = unite(v4(0, 0), v4(0xffffffff, 0xffffffff));
    const Set local = subtract(subtract(own.certain, multicast), broadcast);
    const Set rest = subtract(subtract(subtract(all, multicast), broadcast), local);
    // Blackhole routes, anycast addresses, and networks' broadcast addresses are in no ruleset.
    const Set zeronet = v4(1, 0x00ffffff);
    const Set unsure = own.complete ? intersect(rest, unite(own.perhaps_broadcast, zeronet)) : rest;
    const Set unicast = subtract(rest, unsure);
    Set yes;
    yes = (match.types & type_multicast) != 0 ? unite(yes, multicast) : yes;
    yes = (match.types & type_broadcast) != 0 ? unite(yes, broadcast) : yes;
    yes = (match.types & type_local) != 0 ? unite(yes, local) : yes;
    yes = (match.types & type_unicast) != 0 ? unite(yes, unicast) : yes;
    Set open = unsure;
    // An address of nobody knows which of these types is surely of one of them.
    const std::uint16_t possible = own.complete ? type_unicast | type_local | type_broadcast | type_anycast
                                                : type_unicast | type_local | type_broadcast;
    if ((match.types & possible) == 0) {
        open = own.complete ? unsure : Set();
    }
    Taken result = within(lowering, field, match.negated ? subtract(subtract(all, yes), open) : yes);
    Part part{{}, false};
    if (assign(part.box, field, open, *lowering.firewall.pool)) {
        result.parts.push_back(part);
        result.reason = own.complete
                            ? "depends on the routing table (-m addrtype)"
                            : "depends on the firewall's own addresses (-m addrtype), which the site does not give";
    }
    return result;
}

}  // namespace lyncgate::iptables
