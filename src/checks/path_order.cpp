#include "checks/path_order.hpp"

#include <algorithm>

namespace lyncgate {

namespace {

/// Every two are compared, and more than that no person goes through one by one.
constexpr std::size_t most_stops = 64;

bool inside(const Set& a, const Set& b) {
    return !a.empty() && a != b && covers(b, a);
}

bool on_one_path(const Stop& a, const Stop& b) {
    return !disjoint(a.sources, b.sources) && !disjoint(a.destinations, b.destinations);
}

}  // namespace

bool comes_before(const Stop& a, const Stop& b) {
    if (!on_one_path(a, b)) {
        return false;
    }
    const bool sooner = inside(a.before, b.before) || inside(b.beyond, a.beyond);
    const bool later = inside(b.before, a.before) || inside(a.beyond, b.beyond);
    if (sooner != later || a.roles.empty()) {
        return sooner && !later;
    }
    // Networks between firewalls are known to those beside them only; servers and clients are known to all.
    const auto of_roles = [&](const Set& networks) { return intersect(networks, a.roles); };
    const Set a_before = of_roles(a.before);
    const Set b_before = of_roles(b.before);
    const Set a_beyond = of_roles(a.beyond);
    const Set b_beyond = of_roles(b.beyond);
    return (inside(a_before, b_before) || inside(b_beyond, a_beyond)) &&
           !(inside(b_before, a_before) || inside(a_beyond, b_beyond));
}

std::vector<Stop> stops_of(const FirewallVerdict& verdict, const AuditedFirewall& firewall) {
    std::vector<Stop> stops;
    const std::vector<Interface>& interfaces = firewall.reading.firewall.interfaces;
    for (const CrossingVerdict& one : verdict.crossings) {
        if (one.answer.closed.empty() && one.misdirected.empty()) {
            continue;
        }
        const Crossing& crossing = one.crossing;
        stops.push_back({firewall.site->name,
                         values_of(crossing.packets, Field::source),
                         unite(crossing.flow->destination.addresses, crossing.flow->destination.public_addresses),
                         interfaces[crossing.ingress].networks,
                         crossing.egress == 0 ? Set{} : interfaces[crossing.egress].networks,
                         {}});
    }
    return stops;
}

std::string first_of(const std::vector<Stop>& stops) {
    if (stops.size() > most_stops) {
        return {};
    }
    for (const Stop& candidate : stops) {
        const std::string& name = candidate.firewall;
        const bool first = std::all_of(stops.begin(), stops.end(), [&](const Stop& other) {
            if (other.firewall == name) {
                return true;
            }
            bool found = false;
            for (const Stop& own : stops) {
                if (own.firewall != name) {
                    continue;
                }
                if (comes_before(other, own)) {
                    return false;
                }
                found = found || comes_before(own, other);
            }
            return found;
        });
        const bool alone =
            std::all_of(stops.begin(), stops.end(), [&](const Stop& other) { return other.firewall == name; });
        if (first && !alone) {
            return name;
        }
    }
    return {};
}

}  // namespace lyncgate
