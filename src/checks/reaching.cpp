#include "checks/reaching.hpp"

#include <algorithm>

#include "checks/changed_sources.hpp"
#include "checks/flow_ends.hpp"
#include "model/rewriting_doubts.hpp"
#include "net/address.hpp"

namespace lyncgate {

namespace {

bool unchanged(const Arrival& arrival, Field field) {
    return values_of(arrival.before, field) == values_of(arrival.after, field);
}

/// Whether every value of `before` moves by as much to `after`.
bool is_shift(const Set& before, const Set& after) {
    const std::span<const Interval> from = before.intervals();
    const std::span<const Interval> to = after.intervals();
    return std::equal(from.begin(), from.end(), to.begin(), to.end(), [&](Interval a, Interval b) {
        return b.low - a.low == after.low() - before.low() && b.high - a.high == after.low() - before.low();
    });
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
    return is_shift(before, after) ? PulledBack{shifted(hit, before.low() - after.low()), true}
                                   : PulledBack{before, false};
}

/// Adds packets of the flow with these destinations and ports.
void add_wanted(Boxes& wanted, const WantedFlow& flow, const Set& destinations, const Set& ports, SetPool& pool) {
    Box box;
    const bool some =
        assign(box, Field::source, flow.sources, pool) && assign(box, Field::destination, destinations, pool) &&
        assign(box, Field::protocol, flow.protocols, pool) &&
        assign(box, Field::source_port, flow.source_ports, pool) && assign(box, Field::destination_port, ports, pool);
    if (some) {
        wanted.push_back(std::move(box));
    }
}

/// The parts of the arrival that the flow asks for; nothing when that cannot be said. What is sent to an address that
/// the flow asks for keeps the port it has there, whatever a translation makes of it; at other addresses that end at
/// the same role, the port counts at which it ends.
Boxes wanted_parts(const Arrival& arrival, const WantedFlow& flow, const Set& servers, SetPool& pool) {
    const Set& reached = values_of(arrival.after, Field::destination);
    if (disjoint(reached, flow.ends)) {
        return {};
    }
    // Where a pool has other members too, it is the servers among them that the question is about.
    const Set harmless = unite(flow.ends, subtract(reached, servers));
    const PulledBack destination = pull_back(arrival, Field::destination, harmless);
    if (!destination.exact || destination.values.empty()) {
        return {};
    }
    Boxes wanted;
    const Set& before = values_of(arrival.before, Field::destination_port);
    if (unchanged(arrival, Field::destination_port)) {
        const bool same = unchanged(arrival, Field::destination);
        add_wanted(wanted, flow, same ? intersect(destination.values, flow.destinations) : destination.values,
                   intersect(before, flow.destination_ports), pool);
        return wanted;
    }
    add_wanted(wanted, flow, intersect(destination.values, flow.destinations),
               intersect(before, flow.destination_ports), pool);
    if (const PulledBack port = pull_back(arrival, Field::destination_port, flow.destination_ports); port.exact) {
        add_wanted(wanted, flow, subtract(destination.values, flow.destinations), port.values, pool);
    }
    return wanted;
}

/// What a translation makes of some values of a field before it; nothing when that cannot be said.
Set push_forward(const Arrival& arrival, Field field, const Set& values) {
    const Set& before = values_of(arrival.before, field);
    const Set& after = values_of(arrival.after, field);
    if (before == after) {
        return values;
    }
    if (values == before || after.single()) {
        return after;
    }
    return is_shift(before, after) ? shifted(values, after.low() - before.low()) : Set{};
}

/// What wanted packets of the arrival look like behind its translation: a filter there cannot tell them from others
/// that are sent to the same address and port at once.
void add_images(Boxes& images, const Arrival& arrival, const Boxes& wanted, SetPool& pool) {
    if (!arrival.doubts.empty() || unchanged(arrival, Field::destination_port)) {
        return;
    }
    for (const Box& part : wanted) {
        std::optional<Box> image = intersect(part, arrival.before, pool);
        const auto push = [&](Field field) {
            return assign(*image, field, push_forward(arrival, field, values_of(*image, field)), pool);
        };
        if (image && push(Field::destination) && push(Field::destination_port)) {
            image->sets[index_of(Field::egress)] = nullptr;
            images.push_back(*image);
        }
    }
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

/// The same flows as firewalls see them behind another one that changes their source.
void add_changed_sources(const AuditContext& context, std::vector<WantedFlow>& flows) {
    if (context.firewalls.size() < 2) {
        return;
    }
    SetPool pool;
    for (const AuditedFirewall& firewall : context.firewalls) {
        for (std::size_t i = 0; i < context.binding->flows.size(); ++i) {
            for (const SourceChange& change : changes_at(firewall, context.binding->flows[i], pool, context.budget)) {
                WantedFlow changed = flows[i];
                changed.sources = change.sources;
                changed.source_ports = change.source_ports;
                flows.push_back(std::move(changed));
            }
        }
    }
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
        const Set to = all_of(flow.destination);
        flows.push_back({all_of(flow.source), to, flow.protocols, flow.source_ports, flow.destination_ports,
                         addresses_behind(*context.site, flow.destination.roles, to)});
    }
    add_changed_sources(context, flows);
    for (const AcceptedFlow& flow : context.site->accepted) {
        const auto roles_too = [&](Set addresses, const std::vector<std::string>& roles) {
            for (const std::string& name : roles) {
                if (const auto role = context.site->roles.find(name); role != context.site->roles.end()) {
                    addresses = unite(addresses, unite(role->second.addresses, role->second.public_addresses));
                }
            }
            return is_internet(*context.site, addresses) ? unite(addresses, outside) : addresses;
        };
        const Set to = roles_too(flow.to, flow.to_roles);
        flows.push_back({roles_too(flow.from, flow.from_roles), to, flow.protocols, domain_of(Field::source_port),
                         flow.ports, addresses_behind(*context.site, flow.to_roles, to)});
    }
    return flows;
}

std::vector<Reaching> reaching(const View& view, const ScopeQuestion& question, const Set& servers,
                               const std::vector<WantedFlow>& wanted, SetPool& pool) {
    std::vector<Reaching> groups;
    Reaching plain;
    Boxes images;
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
            for (const Box& part : wanted_parts(arrival, flow, servers, pool)) {
                if (meets(part, packets)) {
                    group.wanted.push_back(part);
                }
            }
        }
        add_images(images, arrival, as_it_is ? Boxes{} : group.wanted, pool);
        if (&group == &single) {
            groups.push_back(std::move(single));
        }
    }
    if (!plain.packets.empty()) {
        plain.wanted.insert(plain.wanted.end(), images.begin(), images.end());
        // Arrivals by different interfaces share what is asked for.
        plain.packets = merged(std::move(plain.packets), pool);
        plain.wanted = merged(std::move(plain.wanted), pool);
        groups.insert(groups.begin(), std::move(plain));
    }
    return groups;
}

}  // namespace lyncgate
