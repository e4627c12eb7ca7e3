#include "checks/reaching.hpp"

#include <algorithm>

#include "model/rewriting_doubts.hpp"
#include "net/address.hpp"

namespace lyncgate {

namespace {

bool unchanged(const Arrival& arrival, Field field) {
    return values_of(arrival.before, field) == values_of(arrival.after, field);
}

/// Which values of a field before translation lead to `wanted` after it.
struct PulledBack {
    Set values;
    bool exact = true;  ///< false: `values` holds more than those, or it is not known
};

PulledBack pull_back(const Arrival& arrival, Field field, const Set& wanted) {
    const Set& before = values_of(arrival.before, field);
    const Set& after = values_of(arrival.after, field);
    if (before == after) {
        return {intersect(before, wanted), true};
    }
    const Set hit = intersect(after, wanted);
    if (hit.empty() || hit == after) {
        return {hit.empty() ? Set{} : before, true};
    }
    const std::span<const Interval> from = before.intervals();
    const std::span<const Interval> to = after.intervals();
    const bool moved = std::equal(from.begin(), from.end(), to.begin(), to.end(), [&](Interval a, Interval b) {
        return b.low - a.low == after.low() - before.low() && b.high - a.high == after.low() - before.low();
    });
    return moved ? PulledBack{shifted(hit, before.low() - after.low()), true} : PulledBack{before, false};
}

/// The part of the arrival that the flow asks for; nothing when that cannot be said.
std::optional<Box> wanted_part(const Arrival& arrival, const WantedFlow& flow, SetPool& pool) {
    const PulledBack destination = pull_back(arrival, Field::destination, flow.destinations);
    const PulledBack port = pull_back(arrival, Field::destination_port, flow.destination_ports);
    if (!destination.exact || !port.exact) {
        return {};
    }
    Box box;
    const bool some = assign(box, Field::source, flow.sources, pool) &&
                      assign(box, Field::destination, destination.values, pool) &&
                      assign(box, Field::protocol, flow.protocols, pool) &&
                      assign(box, Field::source_port, flow.source_ports, pool) &&
                      assign(box, Field::destination_port, port.values, pool);
    return some ? std::optional(box) : std::nullopt;
}

bool is_internet(const Site& site, const Set& addresses) {
    const auto role = site.roles.find("internet");
    if (role == site.roles.end() || !role->second.inherited) {
        return false;
    }
    const Set& family = disjoint(addresses, any_ipv4()) ? any_ipv6() : any_ipv4();
    const Set internet = intersect(role->second.addresses, family);
    return !internet.empty() && covers(addresses, internet);
}

}  // namespace

std::vector<WantedFlow> wanted_flows(const AuditContext& context) {
    const Set outside = subtract(any_address(), inside_networks(context));
    const auto all_of = [&](const FlowEnd& end) {
        const Set known = unite(end.addresses, end.public_addresses);
        return is_internet(*context.site, end.addresses) ? unite(known, outside) : known;
    };
    std::vector<WantedFlow> flows;
    for (const RequiredFlow& flow : context.binding->flows) {
        flows.push_back(
            {all_of(flow.source), all_of(flow.destination), flow.protocols, flow.source_ports, flow.destination_ports});
    }
    for (const AcceptedFlow& flow : context.site->accepted) {
        const auto roles_too = [&](Set addresses, const std::vector<std::string>& roles) {
            for (const std::string& name : roles) {
                if (const auto role = context.site->roles.find(name); role != context.site->roles.end()) {
                    addresses = unite(addresses, unite(role->second.addresses, role->second.public_addresses));
                }
            }
            return is_internet(*context.site, addresses) ? unite(addresses, outside) : addresses;
        };
        flows.push_back({roles_too(flow.from, flow.from_roles), roles_too(flow.to, flow.to_roles), flow.protocols,
                         domain_of(Field::source_port), flow.ports});
    }
    return flows;
}

std::vector<Reaching> reaching(const View& view, const ScopeQuestion& question, const Set& servers,
                               const std::vector<WantedFlow>& wanted, SetPool& pool) {
    std::vector<Reaching> groups;
    Reaching plain;
    for (const Arrival& arrival : view.arrivals) {
        const Set& egress = values_of(arrival.after, Field::egress);
        if (arrival.delivered || (question.ingress.single() && egress == question.ingress)) {
            continue;
        }
        Box packets = arrival.before;
        bool exact = arrival.doubts.empty();
        if (question.to_servers) {
            const PulledBack towards = pull_back(arrival, Field::destination, servers);
            if (!narrow(packets, Field::destination, towards.values, pool)) {
                continue;
            }
            exact = exact && towards.exact;
        }
        const bool as_it_is = unchanged(arrival, Field::destination) && unchanged(arrival, Field::destination_port);
        Reaching single{{packets}, {}, exact, {}};
        if (!exact) {
            single.doubts = arrival.doubts.empty() ? rewriting_doubts(arrival.translations) : arrival.doubts;
        }
        Reaching& group = as_it_is && exact ? plain : single;
        if (&group == &plain) {
            plain.packets.push_back(packets);
        }
        for (const WantedFlow& flow : wanted) {
            const std::optional<Box> part = wanted_part(arrival, flow, pool);
            if (part && meets(*part, packets)) {
                group.wanted.push_back(*part);
            }
        }
        if (&group == &single) {
            groups.push_back(std::move(single));
        }
    }
    if (!plain.packets.empty()) {
        // Arrivals by different interfaces share what is asked for.
        plain.packets = merged(std::move(plain.packets), pool);
        plain.wanted = merged(std::move(plain.wanted), pool);
        groups.insert(groups.begin(), std::move(plain));
    }
    return groups;
}

}  // namespace lyncgate
