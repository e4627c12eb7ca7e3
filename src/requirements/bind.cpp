#include "requirements/bind.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lyncgate {
namespace {

/// An end with the addresses of both families, and what was looked for in vain.
struct BoundEnd {
    FlowEnd end;
    std::vector<std::string> missing;
};

const RoleAddresses* addresses_of_role(const Site& site, const std::string& role) {
    const auto found = site.roles.find(role);
    return found == site.roles.end() ? nullptr : &found->second;
}

void add_role(FlowEnd& end, const std::string& name, const RoleAddresses& role) {
    // A role that is only known by its public addresses has no others.
    const Set& own = role.addresses.empty() ? role.public_addresses : role.addresses;
    const Set& outside = role.public_addresses.empty() ? own : role.public_addresses;
    end.roles.push_back(name);
    end.addresses = unite(end.addresses, own);
    end.public_addresses = unite(end.public_addresses, outside);
}

/// The roles of a list that the site places. None at all: all of them are missing. Some: the others are not part of
/// this deployment.
BoundEnd bind_roles(const Site& site, const std::vector<std::string>& roles) {
    BoundEnd bound;
    for (const std::string& name : roles) {
        if (const RoleAddresses* role = addresses_of_role(site, name)) {
            add_role(bound.end, name, *role);
        }
    }
    if (bound.end.roles.empty()) {
        bound.missing = roles;
    }
    return bound;
}

Zone zone_of(const Vocabulary& vocabulary, const EndPoint& end) {
    const auto role = vocabulary.roles.find(end.roles.front());
    return role == vocabulary.roles.end() ? Zone::inside : role->second.zone;
}

/// What "any" means opposite `other`: what the page narrows it to; towards an interface that faces the Internet, the
/// Internet; otherwise what the site has inside.
BoundEnd bind_any(const PackLibrary& library, const Site& site, const Requirement& requirement, const EndPoint& any,
                  const EndPoint& other) {
    if (requirement.kind == RequirementKind::ipsec_exception) {
        BoundEnd bound;
        bound.end.roles = {"any"};
        bound.end.addresses = any_address();
        bound.end.public_addresses = any_address();
        return bound;
    }
    if (!any.narrowed.empty()) {
        return bind_roles(site, any.narrowed);
    }
    if (zone_of(library.vocabulary, other) == Zone::outward) {
        return bind_roles(site, {"internet"});
    }
    return bind_roles(site, {"inside"});
}

BoundEnd bind_end(const PackLibrary& library, const Site& site, const Requirement& requirement, const EndPoint& end,
                  const EndPoint& other) {
    if (end.roles.front() == "any") {
        return bind_any(library, site, requirement, end, other);
    }
    return bind_roles(site, end.roles);
}

Set ports_at(const Site& site, const std::vector<std::string>& tunables, const Set& written) {
    Set ports;
    for (const std::string& name : tunables) {
        if (const auto found = site.ports.find(name); found != site.ports.end()) {
            ports = unite(ports, found->second);
        }
    }
    return ports.empty() ? written : ports;
}

FlowEnd of_family(const FlowEnd& end, Family family) {
    FlowEnd part;
    part.roles = end.roles;
    part.addresses = intersect(end.addresses, any_address(family));
    part.public_addresses = intersect(end.public_addresses, any_address(family));
    if (part.public_addresses == part.addresses) {
        part.public_addresses = Set();
    }
    return part;
}

std::string label_of(const Requirement& requirement, const RequiredFlow& flow) {
    std::vector<std::string> transports;
    for (const Protocol transport : requirement.transports) {
        transports.push_back(to_string(transport));
    }
    return fmt::format("{} {}/{} {} -> {}", requirement.label, fmt::join(transports, "+"),
                       fmt::join(describe_ports(flow.destination_ports), ","), fmt::join(flow.source.roles, " | "),
                       fmt::join(flow.destination.roles, " | "));
}

bool same_packets(const RequiredFlow& a, const RequiredFlow& b) {
    return a.family == b.family && a.requirement->kind == b.requirement->kind && a.protocols == b.protocols &&
           a.destination_ports == b.destination_ports && a.source_ports == b.source_ports &&
           a.source.addresses == b.source.addresses && a.destination.addresses == b.destination.addresses &&
           a.source.public_addresses == b.source.public_addresses &&
           a.destination.public_addresses == b.destination.public_addresses && a.media_ports == b.media_ports;
}

/// How well a row speaks for the flow: its table should demand it, name both ends and be free of doubt.
int weight(const RequiredFlow& flow) {
    return (flow.necessity == Necessity::required ? 4 : 0) + (flow.inferred ? 0 : 2) +
           (flow.requirement->suspicions.empty() ? 1 : 0);
}

/// Adds a flow, or its row to the flow that is there already.
void add_flow(std::vector<RequiredFlow>& flows, RequiredFlow flow) {
    const auto known =
        std::ranges::find_if(flows, [&](const RequiredFlow& other) { return same_packets(flow, other); });
    if (known == flows.end()) {
        flows.push_back(std::move(flow));
    } else if (weight(flow) > weight(*known)) {
        flow.also = std::move(known->also);
        flow.also.insert(flow.also.begin(), known->requirement);
        *known = std::move(flow);
    } else if (flow.requirement != known->requirement) {
        known->also.push_back(flow.requirement);
    }
}

struct Binder {
    const PackLibrary& library;
    const Site& site;
    Binding binding;
    std::map<std::string, std::vector<const Requirement*>> missing;

    Necessity necessity_of(const Requirement& requirement) const {
        const auto holds = [this](std::string_view name) { return site.holds(name); };
        if (requirement.necessity == Necessity::optional) {
            const bool needed = !requirement.required_if.always() && evaluate(requirement.required_if, holds);
            return needed ? Necessity::required : Necessity::optional;
        }
        return requirement.necessity == Necessity::conditional ? Necessity::required : requirement.necessity;
    }

    /// Flows from one bound end to the other; false when they share no family.
    bool add_flows(const Requirement& requirement, const FlowEnd& source, const FlowEnd& destination) {
        bool added = false;
        for (const Family family : {Family::ipv4, Family::ipv6}) {
            RequiredFlow flow;
            flow.requirement = &requirement;
            flow.family = family;
            flow.source = of_family(source, family);
            flow.destination = of_family(destination, family);
            if (flow.source.addresses.empty() || flow.destination.addresses.empty()) {
                continue;
            }
            for (const Protocol transport : requirement.transports) {
                flow.protocols = unite(flow.protocols, Set(static_cast<Value>(transport)));
            }
            flow.destination_ports = ports_at(site, requirement.tunables, requirement.destination_ports);
            const bool limited = requirement.source_if.empty() || site.holds(requirement.source_if);
            flow.source_ports =
                limited ? ports_at(site, requirement.source_tunables, requirement.source_ports) : any_port();
            flow.necessity = necessity_of(requirement);
            flow.media_ports = ports_at(site, requirement.media, Set());
            flow.inferred = requirement.source.inferred || requirement.destination.inferred;
            flow.label = label_of(requirement, flow);
            add_flow(requirement.kind == RequirementKind::flow ? binding.flows : binding.ipsec, std::move(flow));
            added = true;
        }
        return added;
    }

    Applicability applicable(const Requirement& requirement) {
        const Explanation why =
            explain(requirement.condition, [this](std::string_view name) { return site.holds(name); });
        if (requirement.product != site.product) {
            return {&requirement, Outcome::other_product, fmt::format("for {}", requirement.product), {}};
        }
        if (!why.holds) {
            return {&requirement, Outcome::excluded, to_string(why), {}};
        }
        if (requirement.kind == RequirementKind::statement || requirement.necessity == Necessity::informational) {
            return {&requirement, Outcome::no_flow, "says something, demands nothing", {}};
        }
        if (requirement.source.unstated || requirement.destination.unstated) {
            return {&requirement, Outcome::peer_unstated, "the table does not say who connects", {}};
        }
        const BoundEnd source = bind_end(library, site, requirement, requirement.source, requirement.destination);
        const BoundEnd destination = bind_end(library, site, requirement, requirement.destination, requirement.source);
        std::vector<std::string> absent = source.missing;
        absent.insert(absent.end(), destination.missing.begin(), destination.missing.end());
        if (!absent.empty()) {
            for (const std::string& role : absent) {
                missing[role].push_back(&requirement);
            }
            return {&requirement, Outcome::role_missing,
                    fmt::format("the site has no address for {}", fmt::join(absent, " or ")), absent};
        }
        bool added = add_flows(requirement, source.end, destination.end);
        if (requirement.both_ways) {
            added = add_flows(requirement, destination.end, source.end) || added;
        }
        if (!added) {
            return {&requirement, Outcome::role_missing, "one end has IPv4 addresses only, the other IPv6 only", {}};
        }
        return {&requirement, Outcome::bound, to_string(why), {}};
    }
};

}  // namespace

Binding bind(const PackLibrary& library, const Site& site) {
    Binder binder{library, site, {}, {}};
    for (const RequirementPack& pack : library.packs) {
        for (const Requirement& requirement : pack.requirements) {
            binder.binding.rows.push_back(binder.applicable(requirement));
        }
    }
    for (auto& [role, needed_by] : binder.missing) {
        binder.binding.missing.push_back({role, std::move(needed_by)});
    }
    return std::move(binder.binding);
}

std::string_view name_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::bound: return "bound";
    case Outcome::excluded: return "excluded";
    case Outcome::other_product: return "other-product";
    case Outcome::role_missing: return "role-missing";
    case Outcome::peer_unstated: return "peer-unstated";
    case Outcome::no_flow: return "no-flow";
    }
    return "";
}

}  // namespace lyncgate
