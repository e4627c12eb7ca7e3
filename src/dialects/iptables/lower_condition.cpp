#include <bit>

#include <fmt/core.h>

#include "dialects/iptables/lowering.hpp"
#include "net/protocol.hpp"

namespace lyncgate::iptables {

namespace {

bool has_ingress(Hook hook) {
    return hook == Hook::prerouting || hook == Hook::input || hook == Hook::forward;
}

bool has_egress(Hook hook) {
    return hook == Hook::forward || hook == Hook::output || hook == Hook::postrouting;
}

Field address_field(Side side) {
    return side == Side::source ? Field::source : Field::destination;
}

Taken nothing() {
    return {};
}

Taken flip(Taken constant, bool negated) {
    return negated ? (constant.parts.empty() ? everything() : nothing()) : constant;
}

/// The set of a field, or all its other values.
Plain plainly(Field field, Set set, bool negated) {
    return {field, negated ? subtract(domain_of(field), set) : std::move(set)};
}

/// How many intervals the addresses under an IPv4 mask are. Nobody writes such masks for IPv6.
std::size_t intervals_under(Value mask) {
    const std::uint32_t open = ~static_cast<std::uint32_t>(mask);
    const int run = std::countr_one(open);
    return std::size_t{1} << (run == 32 ? 0 : std::popcount(open >> run));
}

PlainOrTaken taken(Lowering& lowering, const AddressIs& match) {
    const Field field = address_field(match.side);
    const auto addresses = [&](std::uint32_t i) -> std::optional<Set> {
        const MaskedAddress address = lowering.ruleset.addresses[match.addresses.first + i];
        const std::size_t count = address.address.family() == Family::ipv4 ? intervals_under(address.mask) : 1;
        if (count > 1 && count > lowering.scattered_left) {
            return {};
        }
        lowering.scattered_left -= count > 1 ? count : 0;
        return addresses_under_mask(address.address, address.mask);
    };
    std::optional<Set> one = addresses(0);
    std::vector<Interval> several;
    for (std::uint32_t i = 1; one && i < match.addresses.count; ++i) {
        several.insert(several.end(), one->intervals().begin(), one->intervals().end());
        one = addresses(i);
    }
    if (!one) {
        return perhaps("the address mask is too scattered, alone or with those before it");
    }
    if (several.empty()) {
        return plainly(field, std::move(*one), match.negated);
    }
    several.insert(several.end(), one->intervals().begin(), one->intervals().end());
    return plainly(field, Set::of(std::move(several)), match.negated);
}

Plain taken(Lowering& lowering, const AddressBetween& match) {
    const AddressRange& range = lowering.ruleset.ranges[match.range];
    return plainly(address_field(match.side), Set(range.low.number(), range.high.number()), match.negated);
}

Plain taken(Lowering&, const ProtocolIs& match) {
    return plainly(Field::protocol, Set(match.number), match.negated);
}

Set ports_of(const Lowering& lowering, const PortsAre& match) {
    if (match.ports.count == 1) {
        const PortRange& range = lowering.ruleset.ports[match.ports.first];
        return Set(range.low, range.high);
    }
    std::vector<Interval> intervals;
    for (std::uint32_t i = 0; i < match.ports.count; ++i) {
        const PortRange& range = lowering.ruleset.ports[match.ports.first + i];
        intervals.push_back({range.low, range.high});
    }
    return Set::of(std::move(intervals));
}

Plain taken(Lowering&, const TcpFlagsAre& match) {
    return plainly(Field::tcp_flags, flags_matching(match.mask, match.flags), match.negated);
}

Plain taken(Lowering&, const IcmpIs& match) {
    if (match.any || match.code_low > match.code_high) {
        return plainly(Field::icmp, match.any ? domain_of(Field::icmp) : Set(), match.negated);
    }
    return plainly(Field::icmp, Set(icmp_value(match.type, match.code_low), icmp_value(match.type, match.code_high)),
                   match.negated);
}

Taken taken(Lowering&, const HostNamed& match) {
    return perhaps(fmt::format("the host name '{}' is looked up when the rules are loaded", match.name.text()));
}

Taken taken(Lowering& lowering, const InterfaceIs& match) {
    const Field field = match.ingress ? Field::ingress : Field::egress;
    if (match.ingress && lowering.hook == Hook::postrouting) {
        return perhaps("whether -i sees an interface after routing differs between kernels");
    }
    if (!(match.ingress ? has_ingress(lowering.hook) : has_egress(lowering.hook))) {
        // Here a packet has no such interface: the kernel compares with an empty name.
        return flip(match.prefix && match.name.empty() ? everything() : nothing(), match.negated);
    }
    Set numbers;
    Set unsure;
    if (match.prefix) {
        for (std::size_t i = 1; i < lowering.firewall.interfaces.size(); ++i) {
            if (lowering.firewall.interfaces[i].name.starts_with(match.name.text())) {
                numbers = unite(numbers, Set(i));
            }
        }
        unsure = match.name.empty() ? Set() : Set(0);
        numbers = match.name.empty() ? domain_of(field) : numbers;
    } else {
        numbers = Set(lowering.firewall.interface_number(match.name));
    }
    Taken result =
        within(lowering, field, match.negated ? subtract(subtract(domain_of(field), numbers), unsure) : numbers);
    if (!unsure.empty()) {
        Part part{{}, false};
        assign(part.box, field, unsure, *lowering.firewall.pool);
        result.parts.push_back(part);
        result.reason =
            fmt::format("the packet's interface is not named anywhere: it may begin with '{}'", match.name.text());
    }
    return result;
}

// Packets of the model are whole ones.
Taken taken(Lowering&, const FragmentIs& match) {
    return match.negated ? everything() : nothing();
}

PlainOrTaken taken(Lowering& lowering, const PortsAre& match) {
    Set ports = ports_of(lowering, match);
    if (match.side != Side::either) {
        return plainly(match.side == Side::source ? Field::source_port : Field::destination_port, std::move(ports),
                       match.negated);
    }
    Taken result = within(lowering, Field::source_port, ports, match.negated);
    const Taken other = within(lowering, Field::destination_port, ports, match.negated);
    if (!match.negated) {
        result.parts.insert(result.parts.end(), other.parts.begin(), other.parts.end());
        return result;
    }
    // Neither port is in the list.
    if (result.parts.empty() || other.parts.empty()) {
        return nothing();
    }
    const Set* const destination = other.parts.front().box[Field::destination_port];
    result.parts.front().box.sets[index_of(Field::destination_port)] = destination;
    return result;
}

Taken taken(Lowering& lowering, const StateIs& match) {
    return taken_by_state(lowering, match);
}

Taken taken(Lowering& lowering, const TrackedProtocolIs& match) {
    return taken_by_tracked(lowering, match);
}

Taken taken(Lowering& lowering, const TrackedAddressIs& match) {
    return taken_by_tracked(lowering, match);
}

Taken taken(Lowering& lowering, const TrackedPortIs& match) {
    return taken_by_tracked(lowering, match);
}

Taken taken(Lowering& lowering, const TrackedDirectionIs& match) {
    return taken_by_tracked(lowering, match);
}

Taken taken(Lowering& lowering, const TrackedStatusIs& match) {
    return taken_by_tracked(lowering, match);
}

Taken taken(Lowering& lowering, const InSet& match) {
    return taken_by_set(lowering, match);
}

Taken taken(Lowering& lowering, const MarkIs& match) {
    return taken_by_mark(lowering, match);
}

Taken taken(Lowering& lowering, const AddressTypeIs& match) {
    return taken_by_address_type(lowering, match);
}

Taken taken(Lowering& lowering, const PolicyIs& match) {
    const Field field = match.outgoing ? Field::ipsec_out : Field::ipsec_in;
    Taken result = within(lowering, field, Set(match.ipsec ? 1 : 0));
    const PolicyElement& element = lowering.ruleset.policies[match.element];
    const bool bare = !element.reqid && !element.spi && !element.protocol && !element.source && !element.destination &&
                      !element.tunnel;
    if (match.element_count > 1 || !bare) {
        result.parts.front().certain = false;
        result.reason = "depends on which IPsec policy carries the packet (-m policy)";
    }
    return result;
}

Taken taken(Lowering& lowering, const PacketTypeIs& match) {
    constexpr std::string_view reason = "depends on whether the frame was sent to one or to many (-m pkttype)";
    if (lowering.hook != Hook::forward) {
        return perhaps(std::string(reason));
    }
    // Only frames to this host alone are forwarded, but for multicast routing.
    const Set many = unite(Set(Address::v4(0xe0000000).number(), Address::v4(0xffffffff).number()),
                           Set(Address::v6(0xff00000000000000, 0).number(),
                               Address::v6(~std::uint64_t{0}, 0xffffffff00000000 - 1).number()));
    Taken result;
    if ((match.type == 0) != match.negated) {
        result = within(lowering, Field::destination, many, true);
    }
    Part group{{}, false};
    assign(group.box, Field::destination, many, *lowering.firewall.pool);
    result.parts.push_back(group);
    result.reason = reason;
    return result;
}

Taken taken(Lowering&, const BridgePortIs&) {
    return perhaps("depends on the bridge port of the frame (-m physdev)");
}

Taken taken(Lowering&, const Undecided& match) {
    return perhaps(fmt::format("{} (-m {})", reason_of(match.module->depends), match.module->name));
}

Taken taken(Lowering&, const UnknownMatch& match) {
    return perhaps(fmt::format("the match '{}' is not known", match.name.text()));
}

}  // namespace

Set addresses_of(const MaskedAddress& address, std::string& reason) {
    const std::optional<Set> set = addresses_under_mask(address.address, address.mask);
    if (!set) {
        reason = "the address mask is too scattered";
    }
    return set ? *set : any_address(address.address.family());
}

Taken everything() {
    return {{Part{}}, {}};
}

Taken perhaps(std::string reason) {
    return {{Part{{}, false}}, std::move(reason)};
}

Taken within(Lowering& lowering, Field field, const Set& set, bool negated) {
    Taken result;
    Part part;
    if (assign(part.box, field, negated ? subtract(domain_of(field), set) : set, *lowering.firewall.pool)) {
        result.parts.push_back(part);
    }
    return result;
}

PlainOrTaken taken_by(Lowering& lowering, const Condition& condition) {
    return std::visit([&](const auto& match) -> PlainOrTaken { return taken(lowering, match); }, condition);
}

}  // namespace lyncgate::iptables
