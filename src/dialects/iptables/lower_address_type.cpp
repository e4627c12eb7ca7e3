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
    const Family family = lowering.ruleset.family;
    const Field field = match.side == Side::source ? Field::source : Field::destination;
    if (match.limit_in || match.limit_out) {
        return perhaps("depends on the addresses of one interface (-m addrtype --limit-iface)");
    }
    constexpr std::uint16_t decidable = type_unicast | type_local | type_broadcast | type_multicast;
    if ((match.types & ~(decidable | type_unspec)) != 0) {
        return perhaps("depends on the routing table (-m addrtype)");
    }
    const OwnAddresses& own = lowering.own;
    const Set all = any_address(family);
    const Set multicast = family == Family::ipv4 ? v4(0xe0000000, 0xefffffff)
                                                 : v6(0xff00000000000000, ~std::uint64_t{0}, 0xfffffffeffffffff);
    // The IPv4 code never asks a table about these two.
    const Set broadcast = family == Family::ipv4 ? unite(v4(0, 0), v4(0xffffffff, 0xffffffff)) : Set();
    const Set local = subtract(subtract(own.certain, multicast), broadcast);
    const Set rest = subtract(subtract(subtract(all, multicast), broadcast), local);
    // IPv6 and blackhole routes, anycast addresses, and networks' broadcast addresses are in no ruleset.
    const Set zeronet = family == Family::ipv4 ? v4(1, 0x00ffffff)
                                               : unite(Set(Address::v6(0, 0).number()),
                                                       v6(0xfe80000000000000, 0xfebfffffffffffff, ~std::uint64_t{0}));
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
