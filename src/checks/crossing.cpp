#include "checks/crossing.hpp"

#include <algorithm>

#include "checks/changed_sources.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

const Firewall& model_of(const AuditedFirewall& firewall) {
    return firewall.reading.firewall;
}

bool rewrites_destination(const Rule& rule) {
    return std::any_of(rule.rewrites.begin(), rule.rewrites.end(),
                       [](const Rewrite& rewrite) { return rewrite.field == Field::destination; });
}

Set behind_any_interface(const Firewall& firewall) {
    Set all;
    for (const Interface& interface : firewall.interfaces) {
        all = unite(all, interface.networks);
    }
    return all;
}

/// A network that a role is given has the firewall's own address in it, which is nobody's else. A role that is placed
/// on the firewall itself keeps it.
Set of_others(const Set& addresses, const Set& own) {
    Set others = subtract(addresses, own);
    return others.empty() ? addresses : others;
}

/// The addresses a packet of this end carries at this firewall: its own where the firewall has them behind an
/// interface, else the public ones (this firewall stands beyond the one that translates).
Set carried(const FlowEnd& end, const Set& placed) {
    if (end.public_addresses.empty() || !disjoint(end.addresses, placed)) {
        return end.addresses;
    }
    return end.public_addresses;
}

}  // namespace

Set translated_destinations(const Firewall& firewall, const Set& addresses) {
    Set taken;
    for (const Chain& chain : firewall.chains) {
        for (const Rule& rule : chain.rules) {
            if (!rewrites_destination(rule)) {
                continue;
            }
            for (const Box& box : rule.match.boxes) {
                taken = unite(taken, intersect(addresses, values_of(box, Field::destination)));
            }
        }
    }
    return taken;
}

void find_public_addresses(AuditContext& context) {
    Set known;
    for (const RequiredFlow& flow : context.binding->flows) {
        known = unite(known, flow.destination.public_addresses);
    }
    Set nobodys = known;
    for (AuditedFirewall& firewall : context.firewalls) {
        firewall.changes_sources = changes_sources(model_of(firewall));
        firewall.public_addresses = translated_destinations(model_of(firewall), known);
        nobodys = subtract(nobodys, firewall.public_addresses);
    }
    if (context.firewalls.size() != context.site->firewalls.size()) {
        return;
    }
    for (AuditedFirewall& firewall : context.firewalls) {
        if (!firewall.public_addresses.empty()) {
            firewall.public_addresses = unite(firewall.public_addresses, nobodys);
        }
    }
}

Box new_connection(const RequiredFlow& flow, const Set& from, const Set& to, SetPool& pool) {
    Box box;
    assign(box, Field::source, from, pool);
    assign(box, Field::destination, to, pool);
    assign(box, Field::protocol, flow.protocols, pool);
    assign(box, Field::source_port, flow.source_ports, pool);
    assign(box, Field::destination_port, flow.destination_ports, pool);
    assign(box, Field::state, Set(static_cast<Value>(State::new_)), pool);
    assign(box, Field::tcp_flags, Set(syn), pool);
    assign(box, Field::ipsec_in, Set(0), pool);
    assign(box, Field::ipsec_out, Set(0), pool);
    return box;
}

std::vector<Crossing> crossings(const RequiredFlow& flow, const AuditedFirewall& firewall, SetPool& pool) {
    const Firewall& model = model_of(firewall);
    const Set placed = behind_any_interface(model);
    const Set own = model.own_addresses();
    const Set sources = of_others(carried(flow.source, placed), own);
    const Set translated = translated_destinations(model, flow.destination.public_addresses);
    // A firewall that translates some of the role's public addresses stands where the Internet knows the role by them:
    // it is asked about all, so that one without a translation is missed. Any other firewall sees the role's own
    // addresses.
    const bool by_public =
        !translated.empty() || !disjoint(flow.destination.public_addresses, firewall.public_addresses);
    const Set destinations = by_public ? Set{} : of_others(carried(flow.destination, placed), own);
    std::vector<Crossing> found;
    const auto add = [&](std::size_t ingress, std::size_t egress, const Set& from, const Set& to, bool is_public) {
        if (from.empty() || to.empty()) {
            return;
        }
        Crossing crossing{&flow, &firewall, ingress, egress, new_connection(flow, from, to, pool), {}, true, is_public};
        assign(crossing.packets, Field::ingress, Set(ingress), pool);
        found.push_back(crossing);
    };
    for (std::size_t in = 1; in < model.interfaces.size(); ++in) {
        const Set from = intersect(sources, model.interfaces[in].networks);
        // Behind the same interface as its destination, a packet does not come here.
        if (!from.empty() && by_public && disjoint(flow.destination.addresses, model.interfaces[in].networks)) {
            add(in, 0, from, flow.destination.public_addresses, true);
        }
        for (std::size_t out = 1; out < model.interfaces.size(); ++out) {
            if (out != in) {
                add(in, out, from, intersect(destinations, model.interfaces[out].networks), false);
            }
        }
    }
    return found;
}

}  // namespace lyncgate
