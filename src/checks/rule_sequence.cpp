#include "checks/rule_sequence.hpp"

#include <algorithm>

#include "net/address.hpp"

namespace lyncgate {

namespace {

bool takes_all(const Match& match) {
    return match.doubts.empty() && std::any_of(match.boxes.begin(), match.boxes.end(), [](const Box& box) {
               return std::all_of(box.sets.begin(), box.sets.end(), [](const Set* set) { return set == nullptr; });
           });
}

std::uint16_t fields_of(const SeldomList<Rewrite>& rewrites) {
    std::uint16_t fields = 0;
    for (const Rewrite& rewrite : rewrites) {
        fields = static_cast<std::uint16_t>(fields | 1U << index_of(rewrite.field));
    }
    return fields;
}

/// All that one rule may do, its callee's effects included.
Effects effects_of_rule(const Rule& rule, const std::vector<Effects>& chains) {
    Effects effects;
    if (const auto* const decision = std::get_if<Decide>(&rule.action)) {
        effects.accepts = decision->verdict == Verdict::accept;
        effects.drops = decision->verdict == Verdict::drop;
        effects.rejects = decision->verdict == Verdict::reject;
        effects.ends_all = true;
    } else if (const auto* const call = std::get_if<Call>(&rule.action)) {
        effects = chains[call->chain];
    } else if (const auto* const jump = std::get_if<Goto>(&rule.action)) {
        effects = chains[jump->chain];
    } else if (std::holds_alternative<Unclear>(rule.action)) {
        effects.unclear = true;
    }
    effects.rewrites = static_cast<std::uint16_t>(effects.rewrites | fields_of(rule.rewrites));
    return effects;
}

constexpr int deepest_call = 2'000;

/// Depth-first, callees before callers. Chains that call themselves, or are called too deep, stay unclear.
void explore(const Firewall& firewall, ChainId id, std::vector<Effects>& effects, std::vector<std::uint8_t>& seen,
             int depth) {
    seen[id] = 1;
    if (depth == deepest_call) {
        effects[id].unclear = true;
        effects[id].rewrites = 0xffff;
        return;
    }
    Effects all;
    bool every_packet_arrives = true;
    for (const Rule& rule : firewall.chains[id].rules) {
        const auto* const call = std::get_if<Call>(&rule.action);
        const auto* const jump = std::get_if<Goto>(&rule.action);
        if (call != nullptr || jump != nullptr) {
            const ChainId callee = call != nullptr ? call->chain : jump->chain;
            if (seen[callee] == 0) {
                explore(firewall, callee, effects, seen, depth + 1);
            }
        }
        const Effects one = effects_of_rule(rule, effects);
        all.accepts = all.accepts || one.accepts;
        all.drops = all.drops || one.drops;
        all.rejects = all.rejects || one.rejects;
        all.unclear = all.unclear || one.unclear;
        all.rewrites = static_cast<std::uint16_t>(all.rewrites | one.rewrites);
        all.ends_all = all.ends_all || (every_packet_arrives && one.ends_all && takes_all(rule.match));
        if (std::holds_alternative<Return>(rule.action) || jump != nullptr || one.unclear) {
            every_packet_arrives = false;
        }
    }
    effects[id] = all;
}

Ending ending_of_rule(const Rule& rule, const Effects& effects) {
    if (!rule.match.doubts.empty()) {
        return Ending::open;
    }
    if (std::holds_alternative<Decide>(rule.action)) {
        return verdict_of(rule);
    }
    const bool leaves = std::holds_alternative<Return>(rule.action) || std::holds_alternative<Goto>(rule.action) ||
                        (std::holds_alternative<Call>(rule.action) && effects.ends_all && !effects.unclear);
    return leaves ? Ending::elsewhere : Ending::open;
}

std::vector<Box> boxes_of(const Chain& chain) {
    std::vector<Box> boxes;
    boxes.reserve(chain.rules.size());
    for (const Rule& rule : chain.rules) {
        boxes.insert(boxes.end(), rule.match.boxes.begin(), rule.match.boxes.end());
    }
    return boxes;
}

std::vector<SequenceItem> items_of(const Chain& chain, const std::vector<Box>& boxes) {
    std::vector<SequenceItem> items;
    items.reserve(boxes.size());
    for (std::uint32_t rule = 0; rule < chain.rules.size(); ++rule) {
        for (std::size_t left = chain.rules[rule].match.boxes.size(); left != 0; --left) {
            items.push_back({&boxes[items.size()], rule, 0});
        }
    }
    return items;
}

std::vector<const Box*> addresses_of(const std::vector<Box>& boxes) {
    std::vector<const Box*> addresses;
    addresses.reserve(boxes.size());
    for (const Box& box : boxes) {
        addresses.push_back(&box);
    }
    return addresses;
}

}  // namespace

std::vector<Effects> effects_of(const Firewall& firewall) {
    std::vector<Effects> effects(firewall.chains.size());
    std::vector<std::uint8_t> seen(firewall.chains.size(), 0);
    for (ChainId id = 0; id < firewall.chains.size(); ++id) {
        if (firewall.indices[id]->recursive) {
            effects[id].unclear = true;
            effects[id].rewrites = 0xffff;
            seen[id] = 1;
        }
    }
    for (ChainId id = 0; id < firewall.chains.size(); ++id) {
        if (seen[id] == 0) {
            explore(firewall, id, effects, seen, 0);
        }
    }
    return effects;
}

RuleSequence::RuleSequence(const Firewall& of, const Chain& rules, const std::vector<Effects>& effects)
    : firewall(of), chain(rules), boxes(boxes_of(rules)), items(items_of(rules, boxes)), index(addresses_of(boxes)) {
    std::size_t item = 0;
    for (std::uint32_t place = 0; place < chain.rules.size(); ++place) {
        const Rule& rule = chain.rules[place];
        doing.push_back(effects_of_rule(rule, effects));
        endings.push_back(ending_of_rule(rule, doing.back()));
        const bool goes_on = std::holds_alternative<Pass>(rule.action) || std::holds_alternative<Call>(rule.action) ||
                             std::holds_alternative<Unclear>(rule.action);
        if (goes_on && doing.back().rewrites != 0) {
            rewritings_.push_back({place, doing.back().rewrites});
        }
        const bool same_line =
            !units.empty() && rule.origin && rule.origin == chain.rules[units.back().first_rule].origin;
        if (!same_line) {
            units.push_back({place, 0, static_cast<std::uint32_t>(item), 0});
        }
        RuleUnit& unit = units.back();
        ++unit.rules;
        for (; item < items.size() && items[item].rule == place; ++item) {
            items[item].unit = static_cast<std::uint32_t>(units.size() - 1);
            ++unit.items;
        }
    }
}

bool RuleSequence::stays(const SequenceItem& item, const RuleUnit& unit) const {
    for (const Rewriting& rewriting : rewritings_) {
        if (rewriting.rule <= item.rule || rewriting.rule >= unit.first_rule) {
            continue;
        }
        for (std::size_t f = 0; f < field_count; ++f) {
            if ((rewriting.fields >> f & 1U) != 0 && item.box->sets[f] != nullptr) {
                return false;
            }
        }
    }
    return true;
}

Ending ending_of(const Chain& chain) {
    if (!chain.policy) {
        return Ending::open;
    }
    return *chain.policy == Verdict::accept ? Ending::accept
           : *chain.policy == Verdict::drop ? Ending::drop
                                            : Ending::reject;
}

Ending verdict_of(const Rule& rule) {
    const auto* const decision = std::get_if<Decide>(&rule.action);
    if (decision == nullptr) {
        return Ending::open;
    }
    return decision->verdict == Verdict::accept ? Ending::accept
           : decision->verdict == Verdict::drop ? Ending::drop
                                                : Ending::reject;
}

const std::vector<Box>& impossible_packets() {
    static const std::vector<Box> both = [] {
        std::vector<Box> boxes(2);
        boxes[0].sets[index_of(Field::source)] = &any_ipv4();
        boxes[0].sets[index_of(Field::destination)] = &any_ipv6();
        boxes[1].sets[index_of(Field::source)] = &any_ipv6();
        boxes[1].sets[index_of(Field::destination)] = &any_ipv4();
        return boxes;
    }();
    return both;
}

std::optional<Packet> some_packet(const Box& box) {
    Packet packet;
    for (std::size_t f = 0; f < field_count; ++f) {
        packet.values[f] = values_of(box, static_cast<Field>(f)).low();
    }
    for (const Family family : {Family::ipv4, Family::ipv6}) {
        const Set source = intersect(values_of(box, Field::source), any_address(family));
        const Set destination = intersect(values_of(box, Field::destination), any_address(family));
        if (!source.empty() && !destination.empty()) {
            packet[Field::source] = source.low();
            packet[Field::destination] = destination.low();
            return packet;
        }
    }
    return {};
}

}  // namespace lyncgate
