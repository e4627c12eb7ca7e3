#include "checks/flow_verdict.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "checks/changed_sources.hpp"
#include "checks/flow_ends.hpp"
#include "model/describe.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

void add(Boxes& to, const std::vector<Part>& parts) {
    for (const Part& part : parts) {
        to.insert(to.end(), part.packets.begin(), part.packets.end());
    }
}

std::string where_to(const Arrival& arrival, Landing landing) {
    const std::string to = listed(describe_addresses(values_of(arrival.after, Field::destination)), 2);
    if (landing == Landing::diverted) {
        return fmt::format("a translation sends them to {} instead", to);
    }
    return fmt::format("a translation sends them to port {} of {}, and no accepted flow says that it listens there",
                       listed(describe_ports(values_of(arrival.after, Field::destination_port)), 2), to);
}

/// What passes the filter has to come to the role, too.
void follow_translation(CrossingVerdict& verdict, const AuditContext& context, SetPool& pool) {
    Boxes dropped;
    add(dropped, verdict.answer.closed);
    for (const Arrival& arrival : verdict.view.arrivals) {
        const Landing landing =
            landing_of(context, *verdict.crossing.flow, arrival, verdict.crossing.public_destination);
        if (landing == Landing::as_asked) {
            continue;
        }
        Remainder passing = subtract(arrival.before, dropped, pool, context.budget);
        verdict.answer.complete = verdict.answer.complete && passing.complete;
        if (passing.boxes.empty()) {
            continue;
        }
        if (landing == Landing::other_port || landing == Landing::diverted) {
            verdict.open_ends.push_back({std::move(passing.boxes), arrival.translations, where_to(arrival, landing)});
            continue;
        }
        Boxes& where = landing == Landing::elsewhere ? verdict.misdirected : verdict.misdirected_perhaps;
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
        for (const OpenEnd& end : one.open_ends) {
            all.insert(all.end(), end.packets.begin(), end.packets.end());
        }
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

FirewallVerdict judge(const RequiredFlow& flow, const AuditedFirewall& firewall, const AuditContext& context) {
    FirewallVerdict verdict;
    verdict.pool = std::make_shared<SetPool>();
    std::vector<Crossing> arriving;
    for (const Crossing& crossing : crossings(flow, firewall, *verdict.pool)) {
        const std::vector<Crossing> parts = with_changed_sources(context, crossing, *verdict.pool);
        arriving.insert(arriving.end(), parts.begin(), parts.end());
    }
    for (const Crossing& crossing : arriving) {
        CrossingVerdict one;
        one.crossing = crossing;
        one.view = unfold(firewall.reading.firewall, crossing.packets, From::outside, *verdict.pool, context.budget);
        verdict.crossings.push_back(std::move(one));
        CrossingVerdict& placed = verdict.crossings.back();
        // Answers point into the view, so it has to be at its final address first.
        if (!crossing.source_known) {
            placed.open_ends.push_back(
                {{crossing.packets},
                 {},
                 fmt::format("firewall {} gives them a source that is not known", crossing.source_by)});
            continue;
        }
        placed.answer = decide(placed.view, *verdict.pool, context.budget);
        follow_translation(placed, context, *verdict.pool);
    }
    return verdict;
}

}  // namespace lyncgate
