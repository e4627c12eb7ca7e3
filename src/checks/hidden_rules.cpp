#include "checks/hidden_rules.hpp"

#include <algorithm>

#include "net/address.hpp"

namespace lyncgate {

namespace {

constexpr int most_probes = 6;
constexpr std::size_t most_minimised = 64;

bool keeps_from(const RuleSequence& sequence, const SequenceItem& item, const RuleUnit& unit) {
    return sequence.endings[item.rule] != Ending::open && sequence.stays(item, unit);
}

/// The first earlier item that certainly takes the packet.
const SequenceItem* taker_of(const RuleSequence& sequence, const RuleUnit& unit, const Packet& packet) {
    const BoxIndex::Query query = sequence.index.query(packet);
    BoxIndex::Scan scan = sequence.index.scan(query, 0, unit.first_item);
    while (const std::optional<std::uint32_t> place = scan.next()) {
        const SequenceItem& item = sequence.items[*place];
        if (keeps_from(sequence, item, unit) && contains(*item.box, packet)) {
            return &item;
        }
    }
    return nullptr;
}

/// Moves the packet out of `taker` within `box`, by changing one field; false when that cannot be done.
bool escape(Packet& packet, const Box& box, const Box& taker, std::size_t turn) {
    for (std::size_t i = 0; i < field_count; ++i) {
        const std::size_t f = (i + turn) % field_count;
        if (taker.sets[f] == nullptr || taker.sets[f] == box.sets[f]) {
            continue;
        }
        const auto field = static_cast<Field>(f);
        Set left = subtract(values_of(box, field), *taker.sets[f]);
        if (field == Field::source || field == Field::destination) {
            left = intersect(left, any_address(Address::at(packet[field]).family()));
        }
        if (!left.empty()) {
            packet[field] = left.low();
            return true;
        }
    }
    return false;
}

struct Cuts {
    std::vector<const Box*> boxes;
    std::vector<std::uint32_t> units;
    std::optional<std::uint32_t> coverer;  ///< a unit that takes the whole box by itself; then the lists end there
};

enum class Overlap : std::uint8_t { none, part, whole };

/// How much of `box` is in `cut`. One pass over the fields, since this is asked for nearly every pair of rules that
/// overlap at all, and nearly every set is one interval.
Overlap overlap_of(const Box& box, const Box& cut) {
    Overlap overlap = Overlap::whole;
    for (std::size_t f = 0; f < field_count; ++f) {
        const Set* const c = cut.sets[f];
        const Set* const b = box.sets[f];
        if (c == nullptr || c == b) {
            continue;
        }
        const Set& held = b == nullptr ? domain_of(static_cast<Field>(f)) : *b;
        if (c->high() < held.low() || held.high() < c->low()) {
            return Overlap::none;
        }
        const bool plain = c->intervals().size() == 1;
        if (plain ? c->low() <= held.low() && held.high() <= c->high() : covers(*c, held)) {
            continue;
        }
        if (!(plain && held.intervals().size() == 1) && disjoint(*c, held)) {
            return Overlap::none;
        }
        overlap = Overlap::part;
    }
    return overlap;
}

Cuts earlier_cuts(const RuleSequence& sequence, const RuleUnit& unit, const Box& box) {
    Cuts cuts;
    const BoxIndex::Query query = sequence.index.query(box);
    BoxIndex::Scan scan = sequence.index.scan(query, 0, unit.first_item);
    while (const std::optional<std::uint32_t> place = scan.next()) {
        const SequenceItem& item = sequence.items[*place];
        if (!keeps_from(sequence, item, unit)) {
            continue;
        }
        const Overlap overlap = overlap_of(box, *item.box);
        if (overlap == Overlap::none) {
            continue;
        }
        cuts.boxes.push_back(item.box);
        cuts.units.push_back(item.unit);
        if (overlap == Overlap::whole) {
            cuts.coverer = item.unit;
            break;
        }
    }
    return cuts;
}

CoverageProof prove(const Box& box, std::vector<const Box*> cuts, SetPool& pool, const Budget& budget) {
    for (const Box& impossible : impossible_packets()) {
        cuts.push_back(&impossible);
    }
    return prove_covered(box, cuts, pool, budget);
}

/// The units behind the cuts that a proof used, none of which can be spared.
std::vector<std::uint32_t> minimal_list(const Box& box, const Cuts& cuts, const CoverageProof& proof, SetPool& pool,
                                        const Budget& budget) {
    Cuts core;
    for (const std::size_t used : proof.used) {
        if (used < cuts.boxes.size()) {
            core.boxes.push_back(cuts.boxes[used]);
            core.units.push_back(cuts.units[used]);
        }
    }
    for (std::size_t i = core.boxes.size(); i-- > 0 && core.boxes.size() <= most_minimised;) {
        Cuts fewer = core;
        fewer.boxes.erase(fewer.boxes.begin() + static_cast<std::ptrdiff_t>(i));
        fewer.units.erase(fewer.units.begin() + static_cast<std::ptrdiff_t>(i));
        if (prove(box, fewer.boxes, pool, budget).result == Covering::covered) {
            core = std::move(fewer);
        }
    }
    return core.units;
}

/// The same for one box of the unit.
Reach reach_of(const RuleSequence& sequence, const RuleUnit& unit, const Box& box, SetPool& pool,
               const Budget& budget) {
    std::optional<Packet> packet = some_packet(box);
    if (!packet) {
        return {Reach::State::hidden, {}, {}};
    }
    for (int turn = 0; turn < most_probes; ++turn) {
        const SequenceItem* const taker = taker_of(sequence, unit, *packet);
        if (taker == nullptr) {
            return {Reach::State::reached, packet, {}};
        }
        if (covers(*taker->box, box)) {
            return {Reach::State::hidden, {}, {taker->unit}};
        }
        if (!escape(*packet, box, *taker->box, static_cast<std::size_t>(turn))) {
            break;
        }
    }
    const Cuts cuts = earlier_cuts(sequence, unit, box);
    if (cuts.coverer) {
        return {Reach::State::hidden, {}, {*cuts.coverer}};
    }
    const CoverageProof proof = prove(box, cuts.boxes, pool, budget);
    switch (proof.result) {
    case Covering::uncovered: return {Reach::State::reached, some_packet(*proof.witness), {}};
    case Covering::inconclusive: return {Reach::State::inconclusive, {}, {}};
    case Covering::covered: break;
    }
    return {Reach::State::hidden, {}, minimal_list(box, cuts, proof, pool, budget)};
}

/// What a later rule means for the redundancy of a rule that decides `verdict`.
enum class Later : std::uint8_t { neutral, repeats, differs };

Later meaning_of(const RuleSequence& sequence, std::uint32_t rule, Ending verdict) {
    const Effects& doing = sequence.doing[rule];
    const Action& action = sequence.chain.rules[rule].action;
    if (std::holds_alternative<Return>(action) || std::holds_alternative<Goto>(action) || doing.unclear ||
        doing.rewrites != 0) {
        return Later::differs;
    }
    const bool other = (doing.accepts && verdict != Ending::accept) || (doing.drops && verdict != Ending::drop) ||
                       (doing.rejects && verdict != Ending::reject);
    if (other) {
        return Later::differs;
    }
    return sequence.endings[rule] == verdict || (sequence.endings[rule] == Ending::elsewhere && doing.ends_all)
               ? Later::repeats
               : Later::neutral;
}

/// Whether the packet, let go by the unit, may come to another end.
bool witness_differs(const RuleSequence& sequence, const RuleUnit& unit, const Packet& packet, Ending verdict) {
    const BoxIndex::Query query = sequence.index.query(packet);
    BoxIndex::Scan scan = sequence.index.scan(query, unit.first_item + unit.items, sequence.items.size());
    while (const std::optional<std::uint32_t> place = scan.next()) {
        const SequenceItem& item = sequence.items[*place];
        const Later later = meaning_of(sequence, item.rule, verdict);
        if (later != Later::neutral && contains(*item.box, packet)) {
            return later == Later::differs;
        }
    }
    return ending_of(sequence.chain) != verdict;
}

bool box_is_redundant(const RuleSequence& sequence, const RuleUnit& unit, const Box& box, Ending verdict,
                      Redundancy& redundancy, SetPool& pool, const Budget& budget) {
    constexpr std::size_t most_others = 64;
    Cuts cuts = earlier_cuts(sequence, unit, box);
    std::size_t others = 0;
    const BoxIndex::Query query = sequence.index.query(box);
    BoxIndex::Scan scan = sequence.index.scan(query, unit.first_item + unit.items, sequence.items.size());
    while (const std::optional<std::uint32_t> place = scan.next()) {
        const SequenceItem& item = sequence.items[*place];
        const Later later = meaning_of(sequence, item.rule, verdict);
        const Overlap overlap = later == Later::neutral ? Overlap::none : overlap_of(box, *item.box);
        if (overlap == Overlap::none) {
            continue;
        }
        if (later == Later::repeats) {
            redundancy.repeaters.push_back(item.unit);
            cuts.boxes.push_back(item.box);
            if (overlap == Overlap::whole) {
                return true;
            }
            continue;
        }
        const std::optional<Box> both = intersect(box, *item.box, pool);
        if (++others > most_others || prove(*both, cuts.boxes, pool, budget).result != Covering::covered) {
            return false;
        }
    }
    if (ending_of(sequence.chain) == verdict) {
        redundancy.by_policy = true;
        return true;
    }
    return prove(box, cuts.boxes, pool, budget).result == Covering::covered;
}

}  // namespace

Reach reach_of(const RuleSequence& sequence, const RuleUnit& unit, SetPool& pool, const Budget& budget) {
    Reach all{Reach::State::hidden, {}, {}};
    for (std::uint32_t i = 0; i < unit.items; ++i) {
        Reach one = reach_of(sequence, unit, *sequence.items[unit.first_item + i].box, pool, budget);
        if (one.state != Reach::State::hidden) {
            return one;
        }
        all.hiders.insert(all.hiders.end(), one.hiders.begin(), one.hiders.end());
    }
    std::sort(all.hiders.begin(), all.hiders.end());
    all.hiders.erase(std::unique(all.hiders.begin(), all.hiders.end()), all.hiders.end());
    return all;
}

Redundancy redundancy_of(const RuleSequence& sequence, const RuleUnit& unit, const Reach& reach, SetPool& pool,
                         const Budget& budget) {
    const Ending verdict = verdict_of(sequence.rule_of(unit));
    for (std::uint32_t i = 0; i < unit.rules; ++i) {
        const Rule& rule = sequence.chain.rules[unit.first_rule + i];
        if (verdict == Ending::open || verdict_of(rule) != verdict || !rule.rewrites.empty()) {
            return {};
        }
    }
    if (reach.state != Reach::State::reached || !reach.witness ||
        witness_differs(sequence, unit, *reach.witness, verdict)) {
        return {};
    }
    Redundancy redundancy;
    for (std::uint32_t i = 0; i < unit.items; ++i) {
        const Box& box = *sequence.items[unit.first_item + i].box;
        if (!box_is_redundant(sequence, unit, box, verdict, redundancy, pool, budget)) {
            return {};
        }
    }
    std::vector<std::uint32_t>& repeaters = redundancy.repeaters;
    std::sort(repeaters.begin(), repeaters.end());
    repeaters.erase(std::unique(repeaters.begin(), repeaters.end()), repeaters.end());
    redundancy.redundant = true;
    return redundancy;
}

}  // namespace lyncgate
