#include "checks/flow_verdict.hpp"

#include <algorithm>

namespace lyncgate {

namespace {

void add(Boxes& to, const std::vector<Part>& parts) {
    for (const Part& part : parts) {
        to.insert(to.end(), part.packets.begin(), part.packets.end());
    }
}

/// Packets asked for by a public address must end at the role's own address.
void follow_translation(CrossingVerdict& verdict, SetPool& pool, const Budget& budget) {
    const Set& wanted = verdict.crossing.flow->destination.addresses;
    Boxes dropped;
    add(dropped, verdict.answer.closed);
    for (const Arrival& arrival : verdict.view.arrivals) {
        const Set& reached = values_of(arrival.after, Field::destination);
        if (covers(wanted, reached)) {
            continue;
        }
        Remainder passing = subtract(arrival.before, dropped, pool, budget);
        verdict.answer.complete = verdict.answer.complete && passing.complete;
        const bool sure = arrival.doubts.empty() && disjoint(wanted, reached);
        Boxes& where = sure ? verdict.misdirected : verdict.misdirected_perhaps;
        where.insert(where.end(), passing.boxes.begin(), passing.boxes.end());
    }
}

}  // namespace

Boxes FirewallVerdict::closed() const {
    Boxes all;
    for (const CrossingVerdict& one : crossings) {
        add(all, one.answer.closed);
        all.insert(all.end(), one.misdirected.begin(), one.misdirected.end());
    }
    return merged(std::move(all), *pool);
}

Boxes FirewallVerdict::undecided() const {
    Boxes all;
    for (const CrossingVerdict& one : crossings) {
        add(all, one.answer.undecided);
        all.insert(all.end(), one.misdirected_perhaps.begin(), one.misdirected_perhaps.end());
    }
    return merged(std::move(all), *pool);
}

bool FirewallVerdict::complete() const {
    return std::all_of(crossings.begin(), crossings.end(),
                       [](const CrossingVerdict& one) { return one.answer.complete; });
}

FlowVerdict FirewallVerdict::verdict() const {
    const Boxes shut = closed();
    if (shut.empty()) {
        return undecided().empty() && complete() ? FlowVerdict::open : FlowVerdict::undecided;
    }
    for (const CrossingVerdict& one : crossings) {
        if (!subtract(one.view.question, shut, *pool).boxes.empty()) {
            return FlowVerdict::partly_open;
        }
    }
    return FlowVerdict::closed;
}

FirewallVerdict judge(const RequiredFlow& flow, const AuditedFirewall& firewall, const Budget& budget) {
    FirewallVerdict verdict;
    verdict.pool = std::make_shared<SetPool>();
    for (Crossing& crossing : crossings(flow, firewall, *verdict.pool)) {
        CrossingVerdict one;
        one.crossing = crossing;
        one.view = unfold(firewall.reading.firewall, crossing.packets, From::outside, *verdict.pool, budget);
        verdict.crossings.push_back(std::move(one));
        CrossingVerdict& placed = verdict.crossings.back();
        // Answers point into the view, so it has to be at its final address first.
        placed.answer = decide(placed.view, *verdict.pool, budget);
        if (crossing.public_destination) {
            follow_translation(placed, *verdict.pool, budget);
        }
    }
    return verdict;
}

}  // namespace lyncgate
