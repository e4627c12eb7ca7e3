// Connection states (-m state, -m conntrack --ctstate).
#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

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
    translated = (bits & state_dnat) != 0 ? translated_with(destination_rewritten) : translated;
    translated = (bits & state_snat) != 0 ? unite(translated, translated_with(source_rewritten)) : translated;
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

Stage untracked_messages(Firewall& firewall) {
    // net/netfilter/nf_conntrack_proto_icmpv6.c: types 130-136 and 143.
    lyncgate::Rule rule;
    Box box;
    assign(box, Field::source, any_address(Family::ipv6), *firewall.pool);
    assign(box, Field::protocol, Set(58), *firewall.pool);
    assign(box, Field::icmp, unite(Set(130 * 256, 136 * 256 + 255), Set(143 * 256, 143 * 256 + 255)), *firewall.pool);
    rule.match.boxes = {box};
    rule.rewrites = {{Field::state, Bits{0, static_cast<Value>(State::untracked)}}};
    firewall.chains.push_back({"(connection tracking)", {rule}, {}, {}});
    return {static_cast<ChainId>(firewall.chains.size() - 1), "connection tracking"};
}

}  // namespace lyncgate::iptables
