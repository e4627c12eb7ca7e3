#include "checks/flow_ends.hpp"

#include <algorithm>

#include "checks/lync_scope.hpp"

namespace lyncgate {

namespace {

/// The role of the servers behind a virtual address; the role itself when it is none.
std::string_view behind(std::string_view role) {
    for (const std::string_view ending : {"-hlb-vip", "-vip"}) {
        if (role.ends_with(ending)) {
            return role.substr(0, role.size() - ending.size());
        }
    }
    return role;
}

bool is_virtual(const FlowEnd& end) {
    return std::any_of(end.roles.begin(), end.roles.end(),
                       [](const std::string& role) { return behind(role) != role; });
}

/// Whether the site says that all of these addresses listen at all of these ports: by an accepted flow to them that
/// names ports or, behind a virtual address, by a row of the tables.
bool listen(const AuditContext& context, const RequiredFlow& flow, const Set& addresses, const Set& ports) {
    const auto holds = [&](const Set& destinations, const Set& protocols, const Set& open) {
        return covers(destinations, addresses) && covers(protocols, flow.protocols) && covers(open, ports);
    };
    const bool accepted =
        std::any_of(context.site->accepted.begin(), context.site->accepted.end(), [&](const AcceptedFlow& one) {
            return one.ports != any_port() && holds(one.to, one.protocols, one.ports);
        });
    return accepted ||
           (is_virtual(flow.destination) &&
            std::any_of(context.binding->flows.begin(), context.binding->flows.end(), [&](const RequiredFlow& one) {
                return holds(one.destination.addresses, one.protocols, one.destination_ports);
            }));
}

}  // namespace

Set addresses_behind(const Site& site, const std::vector<std::string>& roles, const Set& addresses) {
    Set all = addresses;
    for (const std::string& role : roles) {
        const auto servers = behind(role) == role ? site.roles.end() : site.roles.find(behind(role));
        if (servers != site.roles.end()) {
            all = unite(all, servers->second.addresses);
        }
    }
    return all;
}

Landing landing_of(const AuditContext& context, const RequiredFlow& flow, const Arrival& arrival, bool by_public) {
    const Set& asked = values_of(arrival.before, Field::destination);
    const Set& reached = values_of(arrival.after, Field::destination);
    const Set& asked_port = values_of(arrival.before, Field::destination_port);
    const Set& port = values_of(arrival.after, Field::destination_port);
    const bool readdressed = by_public || asked != reached;
    if (!readdressed && asked_port == port) {
        return Landing::as_asked;
    }
    const Set role = addresses_behind(*context.site, flow.destination.roles, flow.destination.addresses);
    if (readdressed && !covers(role, reached)) {
        if (!by_public && disjoint(asked, inside_networks(context))) {
            return Landing::diverted;
        }
        return arrival.doubts.empty() && disjoint(role, reached) ? Landing::elsewhere : Landing::perhaps;
    }
    const bool known =
        asked_port == port || covers(flow.destination_ports, port) || listen(context, flow, reached, port);
    return known ? Landing::as_asked : Landing::other_port;
}

}  // namespace lyncgate
