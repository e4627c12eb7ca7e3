#include <fmt/format.h>

#include "checks/hygiene.hpp"
#include "checks/in_parallel.hpp"
#include "checks/rule_finding.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_counted = 100;
constexpr std::size_t most_shown = 5;

/// The earlier units that a unit contradicts, in order.
struct Conflicts {
    std::vector<std::uint32_t> units;
    std::vector<DescribedBox> overlaps;  ///< with the first few
    bool more = false;
};

bool contradicts(const RuleSequence& sequence, std::uint32_t a, std::uint32_t b) {
    const Ending x = sequence.endings[a];
    const Ending y = sequence.endings[b];
    const bool both_decide = x != Ending::open && x != Ending::elsewhere && y != Ending::open && y != Ending::elsewhere;
    return both_decide && (x == Ending::accept) != (y == Ending::accept);
}

Conflicts conflicts_of(const RuleSequence& sequence, const RuleUnit& unit, SetPool& pool) {
    Conflicts conflicts;
    if (!sequence.is_filter_rule(unit)) {
        return conflicts;
    }
    for (std::uint32_t i = 0; i < unit.items && !conflicts.more; ++i) {
        const SequenceItem& item = sequence.items[unit.first_item + i];
        if (sequence.endings[item.rule] == Ending::open) {
            continue;
        }
        const BoxIndex::Query query = sequence.index.query(*item.box);
        BoxIndex::Scan scan = sequence.index.scan(query, 0, unit.first_item);
        while (const std::optional<std::uint32_t> place = scan.next()) {
            const SequenceItem& earlier = sequence.items[*place];
            // A rule inside a wider one is an exception, which is what order is for.
            // What is cheapest to ask comes first: of most pairs no more is looked at than their endings.
            if (!contradicts(sequence, item.rule, earlier.rule) || !meets(*earlier.box, *item.box) ||
                covers(*earlier.box, *item.box) || covers(*item.box, *earlier.box) ||
                !sequence.is_filter_rule(sequence.units[earlier.unit])) {
                continue;
            }
            const std::optional<Box> both = intersect(*earlier.box, *item.box, pool);
            // That replies pass first is how every stateful rule set begins.
            const bool new_ones = values_of(*both, Field::state).contains(static_cast<Value>(State::new_));
            if (!new_ones || !some_packet(*both)) {
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
                      const Conflicts& conflicts) {
    const Rule& rule = sequence.rule_of(unit);
    Finding finding = rule_finding("conflicting-rule", Severity::note, firewall, sequence.chain, rule,
                                   "the earlier rules decide the packets that both match");
    const std::size_t count = conflicts.units.size();
    finding.message = fmt::format("{} partly overlaps {}{} earlier {} with the opposite action: {}",
                                  called(sequence.chain, rule), conflicts.more ? "more than " : "", count,
                                  count == 1 ? "rule" : "rules", lines_of(sequence, conflicts.units));
    finding.packets = conflicts.overlaps;
    finding.packets_cut = conflicts.more || count > conflicts.overlaps.size();
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
            const std::vector<Conflicts> all =
                in_parallel<Conflicts>(sequence.units.size(), [&](std::size_t i, SetPool& pool) {
                    return conflicts_of(sequence, sequence.units[i], pool);
                });
            for (std::size_t i = 0; i < all.size(); ++i) {
                if (!all[i].units.empty()) {
                    result.findings.push_back(finding_about(firewall, sequence, sequence.units[i], all[i]));
                }
            }
        }
    }
    return result;
}

}  // namespace lyncgate
