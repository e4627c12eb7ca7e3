#include "checks/lync_scope.hpp"

#include <algorithm>
#include <array>

#include "model/route.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

bool is_client(std::string_view role) {
    return role.ends_with("client") || role.ends_with("device");
}

/// Where a firewall's translations take destinations from that they send to a server.
Set translated_to(const Firewall& firewall, const Set& servers) {
    Set all;
    const auto may_hit = [&](const Rewrite& rewrite) {
        if (rewrite.field != Field::destination) {
            return false;
        }
        const auto* const bits = std::get_if<Bits>(&rewrite.change);
        const auto* const choose = std::get_if<Choose>(&rewrite.change);
        if (bits != nullptr && bits->keep == 0) {
            return servers.contains(bits->flip);
        }
        return choose == nullptr || choose->from == nullptr || !disjoint(*choose->from, servers);
    };
    for (const Chain& chain : firewall.chains) {
        for (const Rule& rule : chain.rules) {
            if (std::none_of(rule.rewrites.begin(), rule.rewrites.end(), may_hit)) {
                continue;
            }
            for (const Box& box : rule.match.boxes) {
                all = unite(all, values_of(box, Field::destination));
            }
        }
    }
    return all;
}

/// Interfaces with what lies behind them.
struct Side {
    Set ingress;
    Set networks;
    bool internet = false;
    bool leads_to_internet = false;  ///< as the site says, not for want of another
};

std::vector<Side> sides_of(const AuditedFirewall& firewall) {
    const std::vector<Interface>& interfaces = firewall.reading.firewall.interfaces;
    std::vector<Side> sides;
    Set placed;
    Set unplaced = firewall.reading.firewall.interfaces_complete ? Set{} : Set(0);
    for (std::size_t i = 1; i < interfaces.size(); ++i) {
        if (interfaces[i].networks.empty()) {
            unplaced = is_loopback(interfaces[i].name) ? unplaced : unite(unplaced, Set(i));
            continue;
        }
        placed = unite(placed, interfaces[i].networks);
        const bool internet =
            firewall.site != nullptr && std::any_of(firewall.site->interfaces.begin(), firewall.site->interfaces.end(),
                                                    [&](const InterfaceNetworks& side) {
                                                        return side.internet && side.name == interfaces[i].name;
                                                    });
        sides.push_back({Set(i), interfaces[i].networks, internet, internet});
    }
    // What nobody has placed may come in by any interface that nobody has described.
    const Set rest = subtract(any_address(), placed);
    if (!rest.empty() && (sides.empty() || !unplaced.empty())) {
        const bool outside_known = std::any_of(sides.begin(), sides.end(), [](const Side& s) { return s.internet; });
        sides.push_back({sides.empty() ? domain_of(Field::ingress) : unplaced, rest, !outside_known, false});
    }
    return sides;
}

constexpr std::array<std::string_view, 5> private_networks{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",
                                                           "100.64.0.0/10", "fc00::/7"};

Set private_addresses() {
    Set all;
    for (const std::string_view network : private_networks) {
        all = unite(all, addresses_of(*parse_prefix(network)));
    }
    return all;
}

/// The servers that may send to this firewall from there. From the Internet nobody sends with a private address, nor
/// with the public address of a role that is behind another interface by its own.
Set senders(const AuditContext& context, const Set& servers, const Side& side, const Set& elsewhere) {
    if (!side.leads_to_internet) {
        return servers;
    }
    Set all = subtract(servers, private_addresses());
    for (const auto& [name, role] : context.site->roles) {
        if (!role.addresses.empty() && covers(elsewhere, role.addresses)) {
            all = subtract(all, subtract(role.public_addresses, role.addresses));
        }
    }
    return all;
}

}  // namespace

Set server_addresses(const AuditContext& context) {
    Set servers;
    const auto& known = context.library->vocabulary.roles;
    for (const auto& [name, role] : context.site->roles) {
        const auto meaning = known.find(name);
        const bool outside = meaning != known.end() && meaning->second.zone == Zone::outside;
        // "inside" stands for servers and clients together; its members are counted each for themselves.
        const bool collective = meaning != known.end() && role.inherited && !meaning->second.members.empty();
        if (!outside && !collective && !is_client(name)) {
            servers = unite(servers, unite(role.addresses, role.public_addresses));
        }
    }
    return servers;
}

Set inside_networks(const AuditContext& context) {
    Set inside;
    for (const SiteFirewall& firewall : context.site->firewalls) {
        for (const InterfaceNetworks& interface : firewall.interfaces) {
            if (!interface.internet) {
                inside = unite(inside, interface.networks);
            }
        }
    }
    return inside;
}

Set outside_addresses(const AuditContext& context) {
    Set outside = subtract(any_address(), inside_networks(context));
    for (const auto& [name, role] : context.site->roles) {
        const auto known = context.library->vocabulary.roles.find(name);
        if (known == context.library->vocabulary.roles.end() || known->second.zone != Zone::outside) {
            outside = subtract(outside, unite(role.addresses, role.public_addresses));
        }
    }
    return subtract(outside, private_addresses());
}

std::vector<ScopeQuestion> scope_questions(const AuditContext& context, const AuditedFirewall& firewall,
                                           SetPool& pool) {
    const Set servers = server_addresses(context);
    const Set translated = translated_to(firewall.reading.firewall, servers);
    std::vector<ScopeQuestion> questions;
    const auto ask = [&](const Side& side, const Set& from, const Set& to, bool to_servers) {
        ScopeQuestion question{{}, side.ingress, side.internet, to_servers};
        const bool some = assign(question.packets, Field::source, from, pool) &&
                          assign(question.packets, Field::destination, to, pool);
        if (!some) {
            return;
        }
        assign(question.packets, Field::ingress, side.ingress, pool);
        assign(question.packets, Field::state, Set(static_cast<Value>(State::new_)), pool);
        assign(question.packets, Field::tcp_flags, Set(syn), pool);
        assign(question.packets, Field::ipsec_in, Set(0), pool);
        assign(question.packets, Field::ipsec_out, Set(0), pool);
        questions.push_back(std::move(question));
    };
    const std::vector<Side> sides = sides_of(firewall);
    Set placed;
    for (const Side& side : sides) {
        placed = unite(placed, side.networks);
    }
    for (const Side& side : sides) {
        const Set sending = senders(context, servers, side, subtract(placed, side.networks));
        for (const Family family : {Family::ipv4, Family::ipv6}) {
            const Set& all = any_address(family);
            const Set from = intersect(side.networks, all);
            // Behind one interface, packets do not come through the firewall.
            const Set others = side.ingress.single() ? subtract(all, side.networks) : all;
            const Set to = unite(intersect(servers, others), intersect(translated, all));
            ask(side, from, to, true);
            ask(side, intersect(from, sending), subtract(others, servers), false);
        }
    }
    return questions;
}

}  // namespace lyncgate
