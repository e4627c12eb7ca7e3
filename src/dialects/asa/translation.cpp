#include "dialects/asa/translation.hpp"

#include <algorithm>
#include <utility>

#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

/// A box under construction: a part that is empty makes the whole box empty.
struct Draft {
    SetPool& pool;
    Box box;
    bool empty = false;

    void need(Field field, const Set* set) { empty = empty || (set != nullptr && !narrow(box, field, *set, pool)); }
    void need(Field field, const Set& set) { empty = empty || !narrow(box, field, set, pool); }
    void need(Field field, const std::optional<std::size_t>& interface) {
        if (interface) {
            need(field, Set(*interface));
        }
    }
};

Rewrite constant(Field field, Value value) {
    return {field, Bits{0, value}};
}

/// Sets bits of Field::translated and keeps the others.
Rewrite marks(Value bits) {
    return {Field::translated, Bits{3 & ~bits, bits}};
}

/// How `field` changes when `from` maps to `to`; nothing when it stays.
std::optional<Rewrite> mapping(Field field, const Set* from, const Set* to) {
    if (from == nullptr || to == nullptr || *from == *to) {
        return {};
    }
    if (to->single()) {
        return constant(field, to->low());
    }
    const bool both_whole = from->intervals().size() == 1 && to->intervals().size() == 1;
    if (both_whole && from->size() == to->size()) {
        return Rewrite{field, Shift{to->low() - from->low()}};
    }
    return Rewrite{field, Choose{to->empty() ? nullptr : to}};
}

void add(Chain& chain, const Lowering& lowering, const Translation& entry, const Draft& draft, Verdict verdict,
         std::vector<Rewrite> rewrites, std::vector<DoubtId> doubts) {
    if (!draft.empty) {
        // A rule that changes nothing is a step of the device, not something a person wrote to filter.
        const std::uint32_t number = rewrites.empty() ? 0 : entry.number;
        // What a translation lets through it has not accepted: it leaves the chain, and the lists keep the say.
        const Action action = verdict == Verdict::accept ? Action(Return{}) : Action(Decide{verdict});
        chain.rules.push_back({{{draft.box}, std::move(doubts)},
                               action,
                               std::move(rewrites),
                               origin_of(*lowering.config, entry.text),
                               number});
    }
}

void put(std::vector<Rewrite>& rewrites, std::optional<Rewrite> rewrite) {
    if (rewrite) {
        rewrites.push_back(*rewrite);
    }
}

/// What every packet that a translation of destinations takes carries on.
void keep_choice(std::vector<Rewrite>& rewrites, const Translation& entry, const std::optional<std::size_t>& leaves) {
    if (leaves && !entry.routed) {
        rewrites.push_back(constant(Field::egress, *leaves));
    }
    rewrites.push_back(constant(Field::mark, entry.number));
}

/// Packets from the mapped side to a mapped address.
void untranslate_reply_side(Lowering& lowering, Chain& chain, const Translation& entry) {
    if (entry.dynamic || entry.one_way) {
        return;
    }
    Draft draft{*lowering.firewall->pool, {}, false};
    draft.need(Field::ingress, entry.mapped_interface);
    draft.need(Field::destination, entry.mapped.possible);
    const Set own = lowering.firewall->own_addresses();
    if (*entry.mapped.possible == any_address() || *entry.mapped.possible == any_ipv4()) {
        draft.need(Field::destination, subtract(any_address(), own));
    }
    if (entry.has_destination) {
        draft.need(Field::source, entry.real_destination.possible);
    }
    draft.need(Field::protocol, entry.second.protocol);
    draft.need(Field::destination_port, entry.second.source_port);
    draft.need(Field::source_port, entry.second.destination_port);
    std::vector<Rewrite> rewrites;
    put(rewrites, mapping(Field::destination, entry.mapped.possible, entry.real.possible));
    put(rewrites, mapping(Field::destination_port, entry.second.source_port, entry.first.source_port));
    if (!rewrites.empty()) {
        rewrites.push_back(marks(1));
    }
    keep_choice(rewrites, entry, entry.real_interface);
    std::vector<DoubtId> doubts = entry.doubts;
    doubts.insert(doubts.end(), entry.mapped_doubts.begin(), entry.mapped_doubts.end());
    add(chain, lowering, entry, draft, Verdict::accept, std::move(rewrites), std::move(doubts));
}

/// Packets from the real side to a destination that the translation names.
void untranslate_own_side(Lowering& lowering, Chain& chain, const Translation& entry) {
    if (!entry.has_destination || entry.separate_destination) {
        return;
    }
    Draft draft{*lowering.firewall->pool, {}, false};
    draft.need(Field::ingress, entry.real_interface);
    draft.need(Field::source, entry.real.possible);
    draft.need(Field::destination, entry.mapped_destination.possible);
    draft.need(Field::protocol, entry.first.protocol);
    draft.need(Field::source_port, entry.first.source_port);
    draft.need(Field::destination_port, entry.first.destination_port);
    std::vector<Rewrite> rewrites;
    put(rewrites, mapping(Field::destination, entry.mapped_destination.possible, entry.real_destination.possible));
    put(rewrites, mapping(Field::destination_port, entry.first.destination_port, entry.second.destination_port));
    if (!rewrites.empty()) {
        rewrites.push_back(marks(1));
    }
    keep_choice(rewrites, entry, entry.mapped_interface);
    add(chain, lowering, entry, draft, Verdict::accept, std::move(rewrites), entry.doubts);
}

/// Connections from the real side, as the access lists see them.
Draft own_side(Lowering& lowering, const Translation& entry) {
    Draft draft{*lowering.firewall->pool, {}, false};
    draft.need(Field::ingress, entry.real_interface);
    draft.need(Field::egress, entry.mapped_interface);
    draft.need(Field::source, entry.real.possible);
    draft.need(Field::protocol, entry.first.protocol);
    draft.need(Field::source_port, entry.first.source_port);
    draft.need(Field::destination_port, entry.second.destination_port);
    if (entry.has_destination) {
        draft.need(Field::destination, entry.real_destination.possible);
        if (!entry.separate_destination) {
            draft.need(Field::mark, Set(entry.number));
        }
    }
    return draft;
}

/// Replies of connections from the mapped side: the packet's reply is what `own_side` would take.
Draft reply_of_mapped_side(Lowering& lowering, const Translation& entry) {
    Draft draft{*lowering.firewall->pool, {}, false};
    draft.need(Field::ingress, entry.mapped_interface);
    draft.need(Field::egress, entry.real_interface);
    draft.need(Field::destination, entry.real.possible);
    draft.need(Field::protocol, entry.first.protocol);
    draft.need(Field::destination_port, entry.first.source_port);
    draft.need(Field::source_port, entry.first.destination_port);
    if (entry.has_destination) {
        draft.need(Field::source, entry.mapped_destination.possible);
    }
    return draft;
}

}  // namespace

ChainId untranslation(Lowering& lowering, const std::vector<Translation>& table) {
    const ChainId id = add_chain(lowering, "NAT of destinations");
    Chain chain;
    chain.name = "NAT of destinations";
    for (const Translation& entry : table) {
        untranslate_own_side(lowering, chain, entry);
        untranslate_reply_side(lowering, chain, entry);
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

ChainId reverse_path(Lowering& lowering, const std::vector<Translation>& table) {
    const ChainId id = add_chain(lowering, "NAT of replies");
    Chain chain;
    chain.name = "NAT of replies";
    for (const Translation& entry : table) {
        Draft chosen{*lowering.firewall->pool, {}, false};
        chosen.need(Field::mark, Set(entry.number));
        if (!entry.dynamic || entry.has_destination) {
            add(chain, lowering, entry, chosen, Verdict::accept, {}, {});
        }
        if (entry.one_way) {
            continue;
        }
        Draft reply = reply_of_mapped_side(lowering, entry);
        if (entry.identity) {
            Draft unchanged = reply;
            unchanged.need(Field::translated, unite(Set(0), Set(2)));
            add(chain, lowering, entry, unchanged, Verdict::accept, {}, entry.doubts);
        }
        add(chain, lowering, entry, reply, Verdict::drop, {}, entry.doubts);
    }
    for (Rule& rule : chain.rules) {
        rule.number = 0;  // what a translation implies, not a rule that somebody wrote
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

ChainId translation(Lowering& lowering, const std::vector<Translation>& table) {
    const ChainId id = add_chain(lowering, "NAT of sources");
    Chain chain;
    chain.name = "NAT of sources";
    for (const Translation& entry : table) {
        std::vector<Rewrite> rewrites;
        put(rewrites, mapping(Field::source, entry.real.possible, entry.mapped.possible));
        put(rewrites, mapping(Field::source_port, entry.first.source_port, entry.second.source_port));
        if (entry.shares_ports) {
            rewrites.push_back({Field::source_port, Choose{nullptr}});
        }
        if (!rewrites.empty()) {
            rewrites.push_back(marks(2));
        }
        add(chain, lowering, entry, own_side(lowering, entry), Verdict::accept, std::move(rewrites), entry.doubts);
        if (entry.dynamic || entry.one_way || !entry.has_destination || entry.separate_destination) {
            continue;
        }
        Draft back{*lowering.firewall->pool, {}, false};
        back.need(Field::ingress, entry.mapped_interface);
        back.need(Field::egress, entry.real_interface);
        back.need(Field::mark, Set(entry.number));
        back.need(Field::source, entry.real_destination.possible);
        std::vector<Rewrite> changes;
        put(changes, mapping(Field::source, entry.real_destination.possible, entry.mapped_destination.possible));
        put(changes, mapping(Field::source_port, entry.second.destination_port, entry.first.destination_port));
        if (!changes.empty()) {
            changes.push_back(marks(2));
        }
        add(chain, lowering, entry, back, Verdict::accept, std::move(changes), entry.doubts);
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

}  // namespace lyncgate::asa
