// Conditions on the tracked connection: its state, and the packet that opened it.
#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

Taken nothing() {
    return {};
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

}  // namespace

Taken taken_by_tracked(Lowering& lowering, const TrackedProtocolIs& match) {
    if (lowering.before_tracking()) {
        return nothing();
    }
    return tracked(lowering, within(lowering, Field::protocol, Set(match.number), match.negated));
}

Taken taken_by_tracked(Lowering& lowering, const TrackedAddressIs& match) {
    if (lowering.before_tracking()) {
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
    const Set values = addresses_of(address, reason);
    return reason.empty() ? taken_tracked(lowering, match.reply, match.side, values, match.negated, false)
                          : perhaps(reason);
}

/// What the kernel keeps as ports of a connection: of ICMP the message in place of the destination port and an
/// identifier in place of the source port, of GRE perhaps a call number, of other protocols 0.
Taken taken_by_tracked(Lowering& lowering, const TrackedPortIs& match) {
    if (lowering.before_tracking()) {
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

Taken taken_by_tracked(Lowering& lowering, const TrackedDirectionIs& match) {
    if (lowering.before_tracking()) {
        return nothing();
    }
    return tracked(lowering, match.reply ? nothing() : everything());
}

Taken taken_by_state(Lowering& lowering, const StateIs& match) {
    SetPool& pool = *lowering.firewall.pool;
    const std::uint8_t bits = match.states;
    if (lowering.before_tracking()) {
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
