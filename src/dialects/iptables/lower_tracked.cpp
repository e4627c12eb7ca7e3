// Conditions on the tracked connection: the packet that opened it, and what has become of it.
#include <algorithm>

#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

constexpr Value of(State state) {
    return static_cast<Value>(state);
}

Taken nothing() {
    return {};
}

/// Packets without a connection: taken when a --ctstate of the same match has taken them.
Taken without_connection(bool beside_state) {
    return beside_state ? everything() : nothing();
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

void add(Taken& taken, const Taken& more) {
    taken.parts.insert(taken.parts.end(), more.parts.begin(), more.parts.end());
    taken.reason = taken.reason.empty() ? more.reason : taken.reason;
}

/// A condition on the tracked connection, which for a new connection is `fresh` on the packet itself. Of packets of
/// known connections the text does not say what their first packet looked like.
Taken tracked(Lowering& lowering, Taken fresh, bool beside_state) {
    Taken result = limited(lowering, std::move(fresh), Field::state, Set(of(State::new_)));
    add(result, limited(lowering, perhaps("depends on the first packet of the connection"), Field::state,
                        Set(of(State::established), of(State::related))));
    add(result, limited(lowering, without_connection(beside_state), Field::state,
                        Set(of(State::invalid), of(State::untracked))));
    return result;
}

/// The values of Field::translated of packets whose destination was rewritten and of old was in `values` (or not).
Set remembered(const FirstDestinations& first, const Set& values, bool negated, bool ports) {
    Set numbers;
    for (std::size_t a = 0; a <= first.addresses.size(); ++a) {
        for (std::size_t p = 0; p <= first.ports.size(); ++p) {
            const std::size_t place = ports ? p : a;
            const std::vector<Set>& sets = ports ? first.ports : first.addresses;
            const bool inside = place != 0 && covers(values, sets[place - 1]);
            if (inside != negated) {
                for (const Value bits : {destination_rewritten, destination_rewritten | source_rewritten}) {
                    numbers = unite(numbers, Set(bits | first.number(a, p)));
                }
            }
        }
    }
    return numbers;
}

/// The end of a new connection's packet that stands for an end of the tracked connection: replies swap them. The
/// original direction keeps what was there before translation.
Taken taken_end(Lowering& lowering, bool reply, Side side, const Set& values, bool negated, bool ports) {
    const bool source = (side == Side::source) != reply;
    const Field field =
        ports ? (source ? Field::source_port : Field::destination_port) : (source ? Field::source : Field::destination);
    Taken now = within(lowering, field, values, negated);
    if (reply) {
        return now;
    }
    const Set rewritten = translated_with(source ? source_rewritten : destination_rewritten);
    Taken result =
        limited(lowering, std::move(now), Field::translated, subtract(domain_of(Field::translated), rewritten));
    if (!source && lowering.first.followed) {
        add(result, within(lowering, Field::translated, remembered(lowering.first, values, negated, ports)));
    } else {
        add(result,
            limited(lowering, perhaps("depends on the addresses before translation"), Field::translated, rewritten));
    }
    return result;
}

}  // namespace

Taken taken_by_tracked(Lowering& lowering, const TrackedProtocolIs& match) {
    if (lowering.before_tracking()) {
        return without_connection(match.beside_state);
    }
    Taken known = within(lowering, Field::protocol, Set(match.number), match.negated);
    Taken result = tracked(lowering, known, match.beside_state);
    // Packets of an established connection have its protocol; what is related may have another.
    for (Part& part : result.parts) {
        if (!part.certain) {
            narrow(part.box, Field::state, Set(of(State::related)), *lowering.firewall.pool);
        }
    }
    add(result, limited(lowering, std::move(known), Field::state, Set(of(State::established))));
    return result;
}

Taken taken_by_tracked(Lowering& lowering, const TrackedAddressIs& match) {
    if (lowering.before_tracking()) {
        return without_connection(match.beside_state);
    }
    const MaskedAddress& address = lowering.ruleset.addresses[match.address];
    const Value all = lowering.ruleset.family == Family::ipv4 ? Value{0xffffffff} : ~Value{0};
    const Value host = all & ~address.mask;
    if ((host & (host + 1)) != 0) {
        // iptables 1.8 loads such a mask as a whole address.
        return tracked(lowering,
                       perhaps("a scattered mask of a tracked address is not read alike by all versions of iptables"),
                       match.beside_state);
    }
    std::string reason;
    const Set values = addresses_of(address, reason);
    return reason.empty()
               ? tracked(lowering, taken_end(lowering, match.reply, match.side, values, match.negated, false),
                         match.beside_state)
               : perhaps(reason);
}

/// What the kernel keeps as ports of a connection: of ICMP the message in place of the destination port and an
/// identifier in place of the source port, of GRE perhaps a call number, of other protocols 0.
Taken taken_by_tracked(Lowering& lowering, const TrackedPortIs& match) {
    if (lowering.before_tracking()) {
        return without_connection(match.beside_state);
    }
    const Set range(match.range.low, match.range.high);
    const Set ported = Set::of({{6, 6}, {17, 17}, {33, 33}, {132, 132}, {136, 136}});
    const Set icmp = unite(Set(1), Set(58));
    Taken fresh = limited(lowering, taken_end(lowering, match.reply, match.side, range, match.negated, true),
                          Field::protocol, ported);
    const bool message = !match.reply && match.side == Side::destination;
    add(fresh, limited(lowering,
                       message ? within(lowering, Field::icmp, range, match.negated)
                               : perhaps("depends on the identifier of an ICMP message"),
                       Field::protocol, icmp));
    add(fresh, limited(lowering, perhaps("depends on the call number of a GRE packet"), Field::protocol, Set(47)));
    const Set rest = subtract(subtract(subtract(domain_of(Field::protocol), ported), icmp), Set(47));
    const bool zero = range.contains(0) != match.negated;
    add(fresh, limited(lowering, zero ? everything() : nothing(), Field::protocol, rest));
    Taken result = tracked(lowering, std::move(fresh), match.beside_state);
    result.reason = "depends on the ports of the tracked connection";
    return result;
}

Taken taken_by_tracked(Lowering& lowering, const TrackedDirectionIs& match) {
    if (lowering.before_tracking()) {
        return without_connection(match.beside_state);
    }
    return tracked(lowering, match.reply ? nothing() : everything(), match.beside_state);
}

Taken taken_by_tracked(Lowering& lowering, const TrackedStatusIs& match) {
    if (lowering.before_tracking()) {
        return without_connection(match.beside_state);
    }
    constexpr std::uint8_t seen_reply = 2;
    constexpr std::uint8_t confirmed = 8;
    const auto holds = [&](unsigned bits) { return ((match.bits & bits) != 0) != match.negated; };
    // The first packet is confirmed only once it has left: when it comes back over lo.
    Taken result =
        tracked(lowering, holds(lowering.looped ? confirmed : 0) ? everything() : nothing(), match.beside_state);
    const bool surely = (match.bits & (seen_reply | confirmed)) != 0;
    for (Part& part : result.parts) {
        if (!part.certain && match.bits != 0 && surely) {
            narrow(part.box, Field::state, Set(of(State::related)), *lowering.firewall.pool);
        }
    }
    if (match.bits == 0) {
        // No connection has any of no bits.
        result.parts.erase(
            std::remove_if(result.parts.begin(), result.parts.end(), [](const Part& part) { return !part.certain; }),
            result.parts.end());
        add(result, limited(lowering, match.negated ? everything() : nothing(), Field::state,
                            Set(of(State::established), of(State::related))));
    } else if (surely && !match.negated) {
        add(result, limited(lowering, everything(), Field::state, Set(of(State::established))));
    }
    result.reason = "depends on the status of the connection";
    return result;
}

}  // namespace lyncgate::iptables
