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

Set interval_of(const MaskedAddress& address, std::string& reason) {
    const std::optional<Set> set = addresses_under_mask(address.address, address.mask);
    if (!set) {
        reason = "the address mask is too scattered";
    }
    return set ? *set : any_address(address.address.family());
}

Taken taken(Lowering& lowering, const AddressIs& match) {
    std::vector<Interval> intervals;
    std::string reason;
    for (std::uint32_t i = 0; i < match.addresses.count; ++i) {
        const Set set = interval_of(lowering.ruleset.addresses[match.addresses.first + i], reason);
        intervals.insert(intervals.end(), set.intervals().begin(), set.intervals().end());
    }
    if (!reason.empty()) {
        return perhaps(reason);
    }
    return within(lowering, address_field(match.side), Set::of(std::move(intervals)), match.negated);
}

Taken taken(Lowering&, const HostNamed& match) {
    return perhaps(fmt::format("the host name '{}' is looked up when the rules are loaded", match.name));
}

Taken taken(Lowering& lowering, const AddressBetween& match) {
    const AddressRange& range = lowering.ruleset.ranges[match.range];
    return within(lowering, address_field(match.side), Set(range.low.number(), range.high.number()), match.negated);
}

Taken taken(Lowering& lowering, const ProtocolIs& match) {
    return within(lowering, Field::protocol, Set(match.number), match.negated);
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
            if (lowering.firewall.interfaces[i].name.starts_with(match.name)) {
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
        result.reason = fmt::format("the packet's interface is not named anywhere: it may begin with '{}'", match.name);
    }
    return result;
}

// Packets of the model are whole ones.
Taken taken(Lowering&, const FragmentIs& match) {
    return match.negated ? everything() : nothing();
}

Taken taken(Lowering& lowering, const PortsAre& match) {
    std::vector<Interval> intervals;
    for (std::uint32_t i = 0; i < match.ports.count; ++i) {
        const PortRange& range = lowering.ruleset.ports[match.ports.first + i];
        intervals.push_back({range.low, range.high});
    }
    const Set ports = Set::of(std::move(intervals));
    if (match.side != Side::either) {
        return within(lowering, match.side == Side::source ? Field::source_port : Field::destination_port, ports,
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

Taken taken(Lowering& lowering, const TcpFlagsAre& match) {
    return within(lowering, Field::tcp_flags, flags_matching(match.mask, match.flags), match.negated);
}

Taken taken(Lowering& lowering, const IcmpIs& match) {
    if (match.any) {
        return flip(everything(), match.negated);
    }
    if (match.code_low > match.code_high) {
        return flip(nothing(), match.negated);
    }
    return within(lowering, Field::icmp,
                  Set(icmp_value(match.type, match.code_low), icmp_value(match.type, match.code_high)), match.negated);
}

Taken taken(Lowering& lowering, const StateIs& match) {
    return taken_by_state(lowering, match);
}

/// A condition on the tracked connection, which for a new connection is `fresh` on the packet itself. Of packets of
/// known connections the text does not say what their first packet looked like; packets without a connection never
/// match, but for one quirk of the kernel (a --ctstate beside it that they meet), which is left open.
Taken tracked(Lowering& lowering, Taken fresh) {
    Taken result;
    result.reason = fresh.reason.empty() ? "depends on the first packet of the connection" : fresh.reason;
    for (Part& part : fresh.parts) {
        if (narrow(part.box, Field::state, Set(static_cast<Value>(State::new_)), *lowering.firewall.pool)) {
            result.parts.push_back(part);
        }
    }
    Part rest{{}, false};
    assign(rest.box, Field::state, subtract(domain_of(Field::state), Set(static_cast<Value>(State::new_))),
           *lowering.firewall.pool);
    result.parts.push_back(rest);
    return result;
}

bool before_tracking(const Lowering& lowering) {
    return lowering.table->name == "raw";
}

Taken taken(Lowering& lowering, const TrackedProtocolIs& match) {
    if (before_tracking(lowering)) {
        return nothing();
    }
    return tracked(lowering, within(lowering, Field::protocol, Set(match.number), match.negated));
}

/// The end of a new connection's packet that stands for an end of the tracked connection: replies swap them. Addresses
/// that a translation has changed differ between the two directions.
Taken taken_tracked(Lowering& lowering, bool reply, Side side, const Set& values, bool negated, bool ports) {
    const bool source = (side == Side::source) != reply;
    const Field field =
        ports ? (source ? Field::source_port : Field::destination_port) : (source ? Field::source : Field::destination);
    Taken fresh = within(lowering, field, values, negated);
    // The original direction keeps the addresses before translation: known here only where none has happened.
    const Set rewritten = source ? Set(2, 3) : unite(Set(1), Set(3));
    if (!reply) {
        std::vector<Part> parts;
        for (Part& part : fresh.parts) {
            Part untouched = part;
            if (narrow(untouched.box, Field::translated, subtract(domain_of(Field::translated), rewritten),
                       *lowering.firewall.pool)) {
                parts.push_back(untouched);
            }
        }
        Part touched{{}, false};
        if (assign(touched.box, Field::translated, rewritten, *lowering.firewall.pool)) {
            parts.push_back(touched);
        }
        fresh.parts = std::move(parts);
        fresh.reason = "depends on the addresses before translation";
    }
    return tracked(lowering, std::move(fresh));
}

Taken taken(Lowering& lowering, const TrackedAddressIs& match) {
    if (before_tracking(lowering)) {
        return nothing();
    }
    const MaskedAddress& address = lowering.ruleset.addresses[match.address];
    const Value all = lowering.ruleset.family == Family::ipv4 ? Value{0xffffffff} : ~Value{0};
    const Value host = all & ~address.mask;
    if ((host & (host + 1)) != 0) {
        // iptables 1.8 loads such a mask as a whole address.
        return perhaps("a scattered mask of a tracked address is not read alike by all versions of iptables");
    }
    std::string reason;
    const Set values = interval_of(address, reason);
    return reason.empty() ? taken_tracked(lowering, match.reply, match.side, values, match.negated, false)
                          : perhaps(reason);
}

/// Keeps of `taken` what is in `set`.
Taken limited(Lowering& lowering, Taken taken, Field field, const Set& set) {
    std::vector<Part> parts;
    for (Part& part : taken.parts) {
        if (narrow(part.box, field, set, *lowering.firewall.pool)) {
            parts.push_back(part);
        }
    }
    taken.parts = std::move(parts);
    return taken;
}

/// What the kernel keeps as ports of a connection: of ICMP the message in place of the destination port and an
/// identifier in place of the source port, of GRE perhaps a call number, of other protocols 0.
Taken taken(Lowering& lowering, const TrackedPortIs& match) {
    if (before_tracking(lowering)) {
        return nothing();
    }
    const Set range(match.range.low, match.range.high);
    const Set ported = Set::of({{6, 6}, {17, 17}, {33, 33}, {132, 132}, {136, 136}});
    const Set icmp = unite(Set(1), Set(58));
    Taken result = limited(lowering, taken_tracked(lowering, match.reply, match.side, range, match.negated, true),
                           Field::protocol, ported);
    const bool message = !match.reply && match.side == Side::destination;
    Taken messages = message ? tracked(lowering, within(lowering, Field::icmp, range, match.negated))
                             : perhaps("depends on the identifier of an ICMP message");
    messages = limited(lowering, std::move(messages), Field::protocol, icmp);
    Taken calls = limited(lowering, perhaps("depends on the call number of a GRE packet"), Field::protocol, Set(47));
    const Set rest = subtract(subtract(subtract(domain_of(Field::protocol), ported), icmp), Set(47));
    const bool zero = range.contains(0) != match.negated;
    Taken others = limited(lowering, tracked(lowering, zero ? everything() : nothing()), Field::protocol, rest);
    for (const Taken* const more : {&messages, &calls, &others}) {
        result.parts.insert(result.parts.end(), more->parts.begin(), more->parts.end());
    }
    result.reason = "depends on the ports of the tracked connection";
    return result;
}

Taken taken(Lowering& lowering, const TrackedDirectionIs& match) {
    if (before_tracking(lowering)) {
        return nothing();
    }
    return tracked(lowering, match.reply ? nothing() : everything());
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
    return perhaps(fmt::format("the match '{}' is not known", match.name));
}

}  // namespace

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

Taken taken_by(Lowering& lowering, const Condition& condition) {
    return std::visit([&](const auto& match) { return taken(lowering, match); }, condition);
}

Taken taken_by_state(Lowering& lowering, const StateIs& match) {
    SetPool& pool = *lowering.firewall.pool;
    const std::uint8_t bits = match.states;
    if (before_tracking(lowering)) {
        // Tracking comes after raw: until a rule exempts it, a packet has no connection, which counts as INVALID.
        const Set untracked(static_cast<Value>(State::untracked));
        Set states = (bits & state_invalid) != 0 ? subtract(domain_of(Field::state), untracked) : Set();
        states = (bits & state_untracked) != 0 ? unite(states, untracked) : states;
        return within(lowering, Field::state, states, match.negated);
    }
    Set states;
    const std::pair<std::uint8_t, State> names[] = {{state_invalid, State::invalid},
                                                    {state_new, State::new_},
                                                    {state_established, State::established},
                                                    {state_related, State::related},
                                                    {state_untracked, State::untracked}};
    for (const auto& [bit, state] : names) {
        states = (bits & bit) != 0 ? unite(states, Set(static_cast<Value>(state))) : states;
    }
    if ((bits & (state_snat | state_dnat)) == 0) {
        return within(lowering, Field::state, states, match.negated);
    }
    // SNAT and DNAT are bits of the connection: exact for the first packet, of which the rules decide.
    Set translated;
    translated = (bits & state_dnat) != 0 ? unite(Set(1), Set(3)) : translated;
    translated = (bits & state_snat) != 0 ? unite(translated, Set(2, 3)) : translated;
    const Set fresh(static_cast<Value>(State::new_));
    const Set known =
        subtract(unite(Set(static_cast<Value>(State::established)), Set(static_cast<Value>(State::related))), states);
    Taken result =
        within(lowering, Field::state,
               match.negated ? subtract(subtract(subtract(domain_of(Field::state), states), fresh), known) : states);
    Part first;
    if (!covers(states, fresh) &&
        assign(first.box, Field::translated,
               match.negated ? subtract(domain_of(Field::translated), translated) : translated, pool) &&
        assign(first.box, Field::state, fresh, pool)) {
        result.parts.push_back(first);
    }
    Part later{{}, false};
    if (assign(later.box, Field::state, known, pool)) {
        result.parts.push_back(later);
        result.reason = "depends on whether the connection was translated";
    }
    return result;
}

}  // namespace lyncgate::iptables
