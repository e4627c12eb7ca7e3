#include "topology/facts.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "net/address.hpp"
#include "requirements/site.hpp"

namespace lyncgate::topology {
namespace {

/// Services whose listening ports matter and nothing else does, and stores on servers that other services place.
constexpr std::string_view ports_only[] = {"ConfServices",     "UserServices",   "ManagementServices",
                                           "ApplicationStore", "ArchivingStore", "MonitoringStore"};

struct Collector {
    const Topology& topology;
    const Hosts& hosts;
    const Vocabulary& vocabulary;
    Facts facts;
    std::set<std::pair<std::string, std::size_t>> placed;  ///< role and pool

    void feature(const std::string& name, const std::string& why) { facts.features.emplace(name, why); }

    std::vector<std::string> addresses_of(const Machine& machine, std::string_view side) const {
        std::vector<std::string> found;
        for (const Interface& interface : machine.interfaces) {
            if (interface.side == side && !interface.address.empty()) {
                found.push_back(interface.address);
            }
        }
        if (found.empty()) {
            found = hosts.find(machine.fqdn);
        }
        // Gateways are often named by their address.
        if (found.empty() && parse_address(machine.fqdn)) {
            found.push_back(machine.fqdn);
        }
        return found;
    }

    /// Places a role on every machine of a pool, once.
    void place(const std::string& role, std::size_t pool, std::string_view side) {
        if (!placed.emplace(role, pool).second) {
            return;
        }
        for (const Machine& machine : topology.pools[pool].machines) {
            facts.roles[role].push_back({machine.fqdn, addresses_of(machine, side), {}});
        }
    }

    /// A pool's name that resolves to something else than its machines belongs to a load balancer.
    bool has_vip(std::size_t index, const std::string& role) {
        const Pool& pool = topology.pools[index];
        std::set<std::string> own;
        for (const Machine& machine : pool.machines) {
            const std::vector<std::string> found = addresses_of(machine, "Primary");
            own.insert(found.begin(), found.end());
        }
        std::vector<std::string> others;
        for (const std::string& address : hosts.find(pool.fqdn)) {
            if (!own.contains(address)) {
                others.push_back(address);
            }
        }
        if (others.empty() || own.empty()) {
            return false;
        }
        facts.roles[role].push_back({pool.fqdn, others, {}});
        return true;
    }

    void balanced(const std::string& key, std::size_t index, const std::string& vip_role) {
        const Pool& pool = topology.pools[index];
        const std::string prefix = key == "director" ? "pool-" : "";
        if (pool.machines.size() == 1) {
            facts.scenario.emplace(key, Reasoned{"single", pool.fqdn});
            return;
        }
        const std::string why =
            fmt::format("{} has {} servers; \"{}hlb\" if all its traffic passes a hardware load balancer", pool.fqdn,
                        pool.machines.size(), prefix);
        facts.scenario.emplace(key, Reasoned{prefix + "dns-hlb", why});
        if (!has_vip(index, vip_role)) {
            facts.asked_roles.emplace(vip_role, fmt::format("virtual address of the load balancer of {}", pool.fqdn));
        }
    }

    void registrar(const Service& service) {
        if (service.director) {
            place("director", service.pool, "Primary");
            balanced("director", service.pool, "director-hlb-vip");
        } else {
            place("front-end", service.pool, "Primary");
            balanced("pool", service.pool, "front-end-hlb-vip");
        }
    }

    /// The Edge interface that a service listens on; with one address all of them share it.
    const Interface* external_of(const Machine& machine, int number) const {
        const Interface* any = nullptr;
        for (const Interface& interface : machine.interfaces) {
            if (interface.side == "External") {
                if (interface.number == number) {
                    return &interface;
                }
                any = any == nullptr ? &interface : any;
            }
        }
        return any;
    }

    void place_external(const std::string& role, std::size_t pool, int number) {
        for (const Machine& machine : topology.pools[pool].machines) {
            Place place{machine.fqdn, {}, {}};
            if (const Interface* interface = external_of(machine, number)) {
                if (!interface->address.empty()) {
                    place.addresses = {interface->address};
                }
                if (!interface->public_address.empty()) {
                    place.public_addresses = {interface->public_address};
                }
            }
            facts.roles[role].push_back(std::move(place));
        }
    }

    bool behind_nat() const {
        bool nat = false;
        for (const auto& [role, places] : facts.roles) {
            for (const Place& place : places) {
                const bool special = !place.addresses.empty() && role.starts_with("edge-external") &&
                                     !internet_addresses().contains(
                                         parse_address(place.addresses.front()).value_or(Address::v4(0)).number());
                nat = nat || !place.public_addresses.empty() || special;
            }
        }
        return nat;
    }

    void edge(const Service& service) {
        place("edge-internal", service.pool, "Internal");
        std::map<std::string, int> numbers;
        for (const ListeningPort& port : service.ports) {
            if (port.side == "External") {
                numbers.emplace(port.owner, port.interface);
            }
        }
        const std::set<int> distinct = {numbers["AccessEdge"], numbers["DataEdge"], numbers["MediaRelayEdge"]};
        if (distinct.size() == 1) {
            place_external("edge-external", service.pool, *distinct.begin());
            feature("edge-single-address", "the Edge services share one external interface");
        } else {
            place_external("edge-external-access", service.pool, numbers["AccessEdge"]);
            place_external("edge-external-webconf", service.pool, numbers["DataEdge"]);
            place_external("edge-external-av", service.pool, numbers["MediaRelayEdge"]);
        }
        const Pool& pool = topology.pools[service.pool];
        const std::string size = pool.machines.size() > 1 ? "scaled-dns" : "single";
        facts.scenario.emplace(
            "edge", Reasoned{size + (behind_nat() ? "-private-nat" : "-public"),
                             fmt::format("{} has {} server{}{}", pool.fqdn, pool.machines.size(),
                                         pool.machines.size() == 1 ? "" : "s",
                                         pool.machines.size() > 1
                                             ? "; \"scaled-hlb\" if hardware load balancers stand before them"
                                             : "")});
        feature("external-access", "an Edge Server");
        for (const ListeningPort& port : service.ports) {
            if (port.owner == "AccessEdge" && port.usage == "SipServer" && port.side == "External") {
                feature("sip-federation", "the Access Edge listens for federation");
            } else if (port.owner == "XmppFederationProxy") {
                feature("xmpp-federation", "an XMPP proxy on the Edge");
            }
        }
    }

    void mediation(const Service& service) {
        const bool collocated = std::ranges::any_of(topology.services, [&](const Service& other) {
            return other.role == "Registrar" && other.pool == service.pool;
        });
        const std::string& name = topology.pools[service.pool].fqdn;
        facts.scenario.insert_or_assign("mediation", collocated ? Reasoned{"collocated", "Mediation service on " + name}
                                                                : Reasoned{"standalone", "Mediation Server " + name});
        if (!collocated) {
            place("mediation-server", service.pool, "Primary");
        }
        facts.asked_roles.emplace("pstn-gateway", "addresses of gateways, PBXs or SBCs");
    }

    void applications(const Service& service) {
        const bool several = topology.pools[service.pool].machines.size() > 1;
        for (const ListeningPort& port : service.ports) {
            const std::string why = "application " + port.owner;
            if (port.owner == "Cps") {
                feature("call-park", why);
            } else if (port.owner == "RGS") {
                feature(several ? "response-group-matchmaking" : "response-group", why);
            } else if (port.owner == "PDP") {
                feature("call-admission-control", why);
            } else if (port.owner == "Caa" || port.owner == "Cas") {
                feature("dial-in-conferencing", why);
            }
        }
    }

    void service(const Service& service) {
        if (service.role == "Registrar") {
            registrar(service);
        } else if (service.role == "EdgeServer") {
            edge(service);
        } else if (service.role == "MediationServer") {
            mediation(service);
        } else if (service.role == "ApplicationServer") {
            applications(service);
        } else if (service.role == "WacService") {
            place("office-web-apps-server", service.pool, "Primary");
            feature("office-web-apps", "an Office Web Apps Server");
        } else if (service.role == "FileStore") {
            place("file-store", service.pool, "Primary");
        } else if (service.role == "PersistentChatServer") {
            place("persistent-chat-server", service.pool, "Primary");
            feature(topology.pools[service.pool].machines.size() > 1 ? "persistent-chat-pool" : "persistent-chat",
                    "Persistent Chat");
        } else if (service.role == "PstnGateway") {
            place("pstn-gateway", service.pool, "Primary");
        } else if (service.role == "UserStore") {
            place("sql-back-end", service.pool, "Primary");
            feature(service.sql_instance.empty() ? "sql-default-instance" : "sql-named-instance", "the user store");
        } else if (service.role == "CentralMgmtStore" || service.role == "CentralManagement") {
            central_management(service);
        } else if (service.role == "WebServices") {
            web_services(service);
        } else if (std::ranges::find(ports_only, service.role) == std::end(ports_only)) {
            facts.unused.insert(service.role);
        }
    }

    void central_management(const Service& service) {
        const bool front_end = std::ranges::any_of(topology.services, [&](const Service& other) {
            return other.role == "Registrar" && !other.director && other.pool == service.pool;
        });
        if (front_end) {
            place("front-end-cms", service.pool, "Primary");
        }
    }

    void web_services(const Service& service) {
        for (const ListeningPort& port : service.ports) {
            if (port.owner == "McxService" || port.owner == "UcwaService") {
                feature("mobility", "mobility services of the pool");
            }
        }
        facts.asked_roles.emplace("reverse-proxy-internal", "the reverse proxy's address towards the inside");
        facts.asked_roles.emplace("reverse-proxy-external", "the reverse proxy's address towards the Internet");
    }

    /// Ports that differ from the default in effect, over all services that set them.
    void changed_ports() {
        std::map<std::string, Set> seen;
        for (const Service& service : topology.services) {
            for (const ListeningPort& port : service.ports) {
                const std::string name = tunable_of(service, port);
                if (!name.empty() && port.port != 0 && port.count != 0) {
                    seen[name] = unite(seen[name], Set(port.port, port.port + port.count - 1));
                }
            }
        }
        for (const auto& [name, ports] : seen) {
            const Tunable& tunable = vocabulary.tunables.find(name)->second;
            const bool alternative = facts.features.contains(tunable.alternative_if);
            if (ports != (alternative ? tunable.alternative : tunable.ports)) {
                facts.ports.emplace(name, ports);
            }
        }
    }
};

}  // namespace

Facts facts_of(const Topology& topology, const Hosts& hosts, const Vocabulary& vocabulary) {
    Collector collector{topology, hosts, vocabulary, {}, {}};
    for (const Service& service : topology.services) {
        collector.service(service);
    }
    collector.changed_ports();
    // What the topology does hold need not be asked for.
    for (const auto& [role, places] : collector.facts.roles) {
        collector.facts.asked_roles.erase(role);
    }
    collector.facts.asked_roles.emplace("internal-client", "the networks of clients inside");
    return std::move(collector.facts);
}

}  // namespace lyncgate::topology
