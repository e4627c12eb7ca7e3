#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "checks/hygiene.hpp"
#include "checks/in_parallel.hpp"
#include "checks/rule_finding.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_counted = 100;
constexpr std::size_t most_shown = 3;

/// The earlier units that a unit contradicts, in order.
struct Conflicts {
    std::vector<std::uint32_t> units;
    std::vector<DescribedBox> overlaps;  ///< with the first few
    bool more = false;
};

bool decides(Ending ending) {
    return ending != Ending::open && ending != Ending::elsewhere;
}

/// The items of a sequence that a rule may contradict: those that accept, or those that do not.
struct Decisions {
    std::vector<std::uint32_t> places;  ///< ascending
    BoxIndex index;

    /// How many of them stand before an item.
    std::size_t before(std::uint32_t item) const {
        return static_cast<std::size_t>(std::lower_bound(places.begin(), places.end(), item) - places.begin());
    }
};

Decisions decisions_of(const RuleSequence& sequence, bool accepting) {
    std::vector<std::uint32_t> places;
    std::vector<const Box*> boxes;
    for (std::uint32_t place = 0; place < sequence.items.size(); ++place) {
        const SequenceItem& item = sequence.items[place];
        const Ending ending = sequence.endings[item.rule];
        if (decides(ending) && (ending == Ending::accept) == accepting &&
            sequence.is_filter_rule(sequence.units[item.unit])) {
            places.push_back(place);
            boxes.push_back(item.box);
        }
    }
    return {std::move(places), BoxIndex(boxes)};
}

/// The packets that both boxes hold; nothing when there are none, or when one lies in the other: a rule inside a wider
/// one is an exception, which is what order is for.
std::optional<Box> crossing(const Box& a, const Box& b, SetPool& pool) {
    if (!meets(a, b) || covers(a, b) || covers(b, a)) {
        return {};
    }
    const std::optional<Box> both = intersect(a, b, pool);
    // That replies pass first is how every stateful rule set begins.
    const bool new_ones = values_of(*both, Field::state).contains(static_cast<Value>(State::new_));
    return new_ones && some_packet(*both) ? both : std::nullopt;
}

/// `accepting` and `dropping` are all decisions of the sequence.
Conflicts conflicts_of(const RuleSequence& sequence, const Decisions& accepting, const Decisions& dropping,
                       const RuleUnit& unit, SetPool& pool) {
    Conflicts conflicts;
    if (!sequence.is_filter_rule(unit)) {
        return conflicts;
    }
    for (std::uint32_t i = 0; i < unit.items && !conflicts.more; ++i) {
        const SequenceItem& item = sequence.items[unit.first_item + i];
        const Ending ending = sequence.endings[item.rule];
        if (!decides(ending)) {
            continue;
        }
        const Decisions& opposite = ending == Ending::accept ? dropping : accepting;
        const BoxIndex::Query query = opposite.index.query(*item.box);
        BoxIndex::Scan scan = opposite.index.scan(query, 0, opposite.before(unit.first_item));
        while (const std::optional<std::uint32_t> place = scan.next()) {
            const SequenceItem& earlier = sequence.items[opposite.places[*place]];
            const std::optional<Box> both = crossing(*earlier.box, *item.box, pool);
            if (!both) {
                continue;
            }
            if (conflicts.units.empty() || conflicts.units.back() != earlier.unit) {
                if (conflicts.units.size() == most_counted) {
                    conflicts.more = true;
                    break;
                }
                conflicts.units.push_back(earlier.unit);
            }
            if (conflicts.overlaps.size() < most_shown) {
                conflicts.overlaps.push_back(describe(*both, sequence.firewall));
            }
        }
    }
    std::sort(conflicts.units.begin(), conflicts.units.end());
    conflicts.units.erase(std::unique(conflicts.units.begin(), conflicts.units.end()), conflicts.units.end());
    return conflicts;
}

Finding finding_about(const AuditedFirewall& firewall, const RuleSequence& sequence, const RuleUnit& unit,
                      Conflicts conflicts) {
    const Rule& rule = sequence.rule_of(unit);
    Finding finding = rule_finding("conflicting-rule", Severity::note, firewall, sequence.chain, rule,
                                   "the earlier rules decide the packets that both match");
    const std::size_t count = conflicts.units.size();
    finding.message = fmt::format("{} partly overlaps {}{} earlier {} with the opposite action: {}",
                                  called(sequence.chain, rule), conflicts.more ? "more than " : "", count,
                                  count == 1 ? "rule" : "rules", lines_of(sequence, conflicts.units));
    finding.packets_cut = conflicts.more || count > conflicts.overlaps.size();
    finding.packets = std::move(conflicts.overlaps);
    finding.help = "the order of these rules decides; make them disjoint, or say in a comment that the order is meant";
    relate(finding, sequence, conflicts.units, "this rule comes first and decides the opposite", most_shown);
    identify(finding);
    return finding;
}

}  // namespace

CheckResult conflicting_rule(const AuditContext& context) {
    CheckResult result;
    for (const AuditedFirewall& firewall : context.firewalls) {
        const std::vector<Effects> effects = effects_of(firewall.reading.firewall);
        for (const Chain& chain : firewall.reading.firewall.chains) {
            const RuleSequence sequence(firewall.reading.firewall, chain, effects);
            const Decisions accepting = decisions_of(sequence, true);
            const Decisions dropping = decisions_of(sequence, false);
            std::vector<Conflicts> all =
                in_parallel<Conflicts>(sequence.units.size(), [&](std::size_t i, SetPool& pool) {
                    return conflicts_of(sequence, accepting, dropping, sequence.units[i], pool);
                });
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (!all[i].units.empty()) {
                    result.findings.push_back(finding_about(firewall, sequence, sequence.units[i], std::move(all[i])));
                }
            }
        }
    }
    return result;
}

}  // namespace lyncgate
