// What the destinations of translated connections were before.
#include <algorithm>

#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

constexpr std::size_t most_classes = 256;

/// Splits disjoint sets so that each is inside or outside of `by`.
void refine(std::vector<Set>& parts, const Set& by) {
    std::vector<Set> next;
    Set rest = by;
    const auto keep = [&](Set piece) {
        if (!piece.empty()) {
            next.push_back(std::move(piece));
        }
    };
    for (const Set& part : parts) {
        keep(intersect(part, by));
        keep(subtract(part, by));
        rest = subtract(rest, part);
    }
    keep(std::move(rest));
    parts = std::move(next);
}

bool translates_destinations(const Ruleset& ruleset) {
    const Table* const nat = ruleset.table("nat");
    return nat != nullptr && std::any_of(nat->rules.begin(), nat->rules.end(), [](const Rule& rule) {
               return std::holds_alternative<Translate>(rule.target);
           });
}

}  // namespace

Set translated_with(Value bits) {
    std::vector<Interval> intervals;
    for (Value both = 1; both < 4; ++both) {
        const Value value = both * destination_rewritten;
        if ((value & bits) != 0) {
            intervals.push_back({value, value + destination_rewritten - 1});
        }
    }
    return Set::of(std::move(intervals));
}

FirstDestinations first_destinations(const Ruleset& ruleset) {
    FirstDestinations first;
    if (!translates_destinations(ruleset)) {
        return first;
    }
    for (const Condition& condition : ruleset.conditions) {
        const TrackedAddressIs* const address = std::get_if<TrackedAddressIs>(&condition);
        const TrackedPortIs* const port = std::get_if<TrackedPortIs>(&condition);
        if (address != nullptr && !address->reply && address->side == Side::destination) {
            std::string reason;
            refine(first.addresses, addresses_of(ruleset.addresses[address->address], reason));
        } else if (port != nullptr && !port->reply && port->side == Side::destination) {
            refine(first.ports, Set(port->range.low, port->range.high));
        }
        if (first.count() > most_classes) {
            return {{}, {}, false};
        }
    }
    return first;
}

Stage remember_destinations(Firewall& firewall, const FirstDestinations& first, Family family) {
    lyncgate::Chain chain{"(addresses before translation)", {}, {}, {}};
    SetPool& pool = *firewall.pool;
    for (std::size_t a = 0; a <= first.addresses.size(); ++a) {
        for (std::size_t p = 0; p <= first.ports.size(); ++p) {
            Box box;
            bool some = assign(box, Field::destination, any_address(family), pool) && a + p != 0;
            some = some && (a == 0 || narrow(box, Field::destination, first.addresses[a - 1], pool));
            some = some && (p == 0 || narrow(box, Field::destination_port, first.ports[p - 1], pool));
            // Class 0 of one kind is what is in none of its sets.
            for (std::size_t i = 0; some && a == 0 && i < first.addresses.size(); ++i) {
                some =
                    narrow(box, Field::destination, subtract(domain_of(Field::destination), first.addresses[i]), pool);
            }
            for (std::size_t i = 0; some && p == 0 && i < first.ports.size(); ++i) {
                some = narrow(box, Field::destination_port,
                              subtract(domain_of(Field::destination_port), first.ports[i]), pool);
            }
            if (some) {
                lyncgate::Rule rule;
                rule.match.boxes = {box};
                rule.rewrites = {
                    {Field::translated, Bits{destination_rewritten | source_rewritten, first.number(a, p)}}};
                chain.rules.push_back(std::move(rule));
            }
        }
    }
    firewall.chains.push_back(std::move(chain));
    return {static_cast<ChainId>(firewall.chains.size() - 1), "addresses before translation"};
}

}  // namespace lyncgate::iptables
