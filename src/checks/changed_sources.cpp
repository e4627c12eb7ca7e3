#include "checks/changed_sources.hpp"

#include <algorithm>

#include "checks/path_order.hpp"
#include "model/unfold.hpp"
#include "net/address.hpp"

namespace lyncgate {

namespace {

Stop stop_at(const Crossing& crossing, const Set& roles) {
    const std::vector<Interface>& interfaces = crossing.firewall->reading.firewall.interfaces;
    return {crossing.firewall->site->name,
            values_of(crossing.packets, Field::source),
            unite(crossing.flow->destination.addresses, crossing.flow->destination.public_addresses),
            interfaces[crossing.ingress].networks,
            crossing.egress == 0 ? Set{} : interfaces[crossing.egress].networks,
            roles};
}

/// What of the arrival another firewall can tell.
Box seen_elsewhere(const Arrival& arrival) {
    Box box;
    for (const Field field : {Field::source, Field::protocol, Field::source_port}) {
        box.sets[index_of(field)] = arrival.before[field];
    }
    for (const Field field : {Field::destination, Field::destination_port}) {
        if (values_of(arrival.before, field) == values_of(arrival.after, field)) {
            box.sets[index_of(field)] = arrival.before[field];
        }
    }
    return box;
}

void add_changes(std::vector<SourceChange>& changes, const Crossing& crossing, SetPool& pool, const Budget& budget) {
    const View view = unfold(crossing.firewall->reading.firewall, crossing.packets, From::outside, pool, budget);
    for (const Arrival& arrival : view.arrivals) {
        const Set& after = values_of(arrival.after, Field::source);
        if (!arrival.delivered && values_of(arrival.before, Field::source) != after) {
            changes.push_back({crossing.firewall->site->name, seen_elsewhere(arrival), after,
                               values_of(arrival.after, Field::source_port), arrival.doubts.empty()});
        }
    }
}

}  // namespace

bool changes_sources(const Firewall& firewall) {
    return std::any_of(firewall.chains.begin(), firewall.chains.end(), [](const Chain& chain) {
        return std::any_of(chain.rules.begin(), chain.rules.end(), [](const Rule& rule) {
            return std::any_of(rule.rewrites.begin(), rule.rewrites.end(),
                               [](const Rewrite& rewrite) { return rewrite.field == Field::source; });
        });
    });
}

std::vector<SourceChange> changes_at(const AuditedFirewall& firewall, const RequiredFlow& flow, SetPool& pool,
                                     const Budget& budget) {
    std::vector<SourceChange> changes;
    for (const Crossing& crossing :
         firewall.changes_sources ? crossings(flow, firewall, pool) : std::vector<Crossing>{}) {
        add_changes(changes, crossing, pool, budget);
    }
    return changes;
}

std::vector<Crossing> with_changed_sources(const AuditContext& context, const Crossing& crossing, SetPool& pool) {
    std::vector<SourceChange> changes;
    Set roles;
    for (const auto& [name, role] : context.site->roles) {
        roles = unite(roles, role.addresses);
    }
    Set changers;  // what has the address of such a firewall is no host of the flow
    for (const AuditedFirewall& other : context.firewalls) {
        if (&other == crossing.firewall || !other.changes_sources) {
            continue;
        }
        for (const Crossing& before : crossings(*crossing.flow, other, pool)) {
            if (comes_before(stop_at(before, roles), stop_at(crossing, roles))) {
                add_changes(changes, before, pool, context.budget);
                changers = unite(changers, other.reading.firewall.own_addresses());
            }
        }
    }
    Boxes kept{crossing.packets};
    Box own;
    if (!changes.empty() && assign(own, Field::source, changers, pool)) {
        Remainder hosts = subtract(crossing.packets, {own}, pool, context.budget);
        kept = hosts.complete && !hosts.boxes.empty() ? std::move(hosts.boxes) : std::move(kept);
    }
    std::vector<Crossing> all;
    for (const SourceChange& change : changes) {
        const std::optional<Box> part = intersect(crossing.packets, change.packets, pool);
        if (!part) {
            continue;
        }
        Crossing changed = crossing;
        changed.packets = *part;
        changed.source_by = change.firewall;
        changed.source_known = !covers(change.sources, any_ipv4()) && !covers(change.sources, any_ipv6());
        if (changed.source_known) {
            assign(changed.packets, Field::source, change.sources, pool);
            assign(changed.packets, Field::source_port, change.source_ports, pool);
        }
        all.push_back(std::move(changed));
        if (Remainder rest = subtract(kept, {change.packets}, pool, context.budget); change.certain && rest.complete) {
            kept = std::move(rest.boxes);
        }
    }
    for (const Box& box : kept) {
        all.push_back(crossing);
        all.back().packets = box;
    }
    return all;
}

}  // namespace lyncgate
