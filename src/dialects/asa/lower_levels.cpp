// Security levels, same-security-traffic, interfaces that forward nothing, and reverse path checks (Cisco ASA Series
// General Operations CLI Configuration Guide, "Security Levels"; command reference, "same-security-traffic", "ip verify
// reverse-path").
#include <algorithm>

#include "dialects/asa/bindings.hpp"
#include "dialects/asa/lower_caveats.hpp"
#include "dialects/asa/lower_filters.hpp"
#include "dialects/asa/lowering.hpp"
#include "dialects/asa/names.hpp"
#include "dialects/asa/reader.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

/// The packets of `box` that surely leave by `egress`: their destination lies there, or a translation sends them there.
/// Where no network holds a destination the way out is unknown, and what only some ways drop must not put the answer in
/// doubt.
Boxes leaving_by(Lowering& lowering, const Box& box, const Set& egress) {
    Firewall& firewall = *lowering.firewall;
    Set behind;
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        if (egress.contains(i)) {
            behind = unite(behind, firewall.interfaces[i].networks);
        }
    }
    Boxes boxes;
    Box routed = box;
    if (assign(routed, Field::egress, egress, *firewall.pool)) {
        Box translated = routed;
        assign(translated, Field::mark, subtract(domain_of(Field::mark), Set(0)), *firewall.pool);
        boxes.push_back(translated);
        if (narrow(routed, Field::destination, behind, *firewall.pool)) {
            boxes.push_back(routed);
        }
    }
    return boxes;
}

/// The other interfaces by how their level compares with that of `from`.
struct Neighbours {
    Set lower;
    Set equal;
    Set higher;
};

Neighbours neighbours_of(Lowering& lowering, const InterfaceBlock& from) {
    Neighbours sides;
    for (const InterfaceBlock& to : lowering.config->interfaces) {
        if (!to.name.empty() && to.name != from.name) {
            const int difference = level_of(to) - level_of(from);
            Set& side = difference < 0 ? sides.lower : difference == 0 ? sides.equal : sides.higher;
            side = unite(side, Set(interface_of(lowering, to.name)));
        }
    }
    return sides;
}

/// What holds whether or not a list is bound: turning round in one interface, and going between equals.
void add_same_security(Lowering& lowering, Chain& chain, const InterfaceBlock& from, const Set& equal, bool has_list) {
    const Config& config = *lowering.config;
    const Set own(interface_of(lowering, from.name));
    const Box arriving = box_with(lowering, Field::ingress, own);
    if (!config.intra_interface) {
        chain.rules.push_back(rule(lowering, leaving_by(lowering, arriving, own), Decide{Verdict::drop}, from.text));
    }
    if (config.vpn_bypasses_lists) {
        Box decrypted = arriving;
        assign(decrypted, Field::ipsec_in, Set(1), *lowering.firewall->pool);
        chain.rules.push_back(rule(lowering, {decrypted}, Decide{Verdict::accept}, {}));
    }
    if (equal.empty() || config.inter_interface) {
        return;
    }
    if (has_list) {
        chain.rules.push_back(doubtful(lowering, leaving_by(lowering, arriving, equal), Decide{Verdict::drop},
                                       "between interfaces of one security level 'same-security-traffic permit "
                                       "inter-interface' is missing",
                                       from.text));
    } else {
        chain.rules.push_back(rule(lowering, leaving_by(lowering, arriving, equal), Decide{Verdict::drop}, from.text));
    }
}

/// Packets of an interface: without a list, down a level passes and up does not.
void add_level_rules(Lowering& lowering, Chain& chain, const InterfaceBlock& from, bool has_list) {
    const Config& config = *lowering.config;
    const Neighbours sides = neighbours_of(lowering, from);
    add_same_security(lowering, chain, from, sides.equal, has_list);
    if (has_list) {
        return;
    }
    const Set own(interface_of(lowering, from.name));
    const auto add = [&](const Set& egress, Verdict verdict) {
        Box box = box_with(lowering, Field::ingress, own);
        if (assign(box, Field::egress, egress, *lowering.firewall->pool)) {
            chain.rules.push_back(rule(lowering, {box}, Decide{verdict}, from.text));
        }
    };
    Set closed = sides.higher;
    Set open = sides.lower;
    (config.inter_interface ? open : closed) = unite(config.inter_interface ? open : closed, sides.equal);
    (config.intra_interface ? open : closed) = unite(config.intra_interface ? open : closed, own);
    Box opened = box_with(lowering, Field::ingress, own);
    if (!config.conduits.empty() && assign(opened, Field::egress, sides.higher, *lowering.firewall->pool)) {
        assign(opened, Field::connmark, Set(conduit_mark), *lowering.firewall->pool);
        chain.rules.push_back(rule(lowering, {opened}, Decide{Verdict::accept}, {}));
    }
    add(closed, Verdict::drop);
    add(open, Verdict::accept);
    chain.rules.push_back(doubtful(lowering, {box_with(lowering, Field::ingress, own)}, Decide{Verdict::drop},
                                   "the security level of the interface it leaves by is not in the configuration",
                                   from.text));
}

/// Interfaces that forward nothing.
void add_closed_interfaces(Lowering& lowering, Chain& chain) {
    for (const InterfaceBlock& block : lowering.config->interfaces) {
        if (!block.name.empty() && (block.management_only || block.shutdown)) {
            const Set number(interface_of(lowering, block.name));
            Boxes boxes = leaving_by(lowering, Box{}, number);
            boxes.push_back(box_with(lowering, Field::ingress, number));
            chain.rules.push_back(rule(lowering, std::move(boxes), Decide{Verdict::drop}, block.text));
        }
    }
}

std::string_view null_route_of(const Config& config) {
    const auto found = std::find_if(config.routes.begin(), config.routes.end(),
                                    [](const Route& route) { return same_word(route.interface, "Null0"); });
    return found == config.routes.end() ? std::string_view{} : found->text;
}

/// `ip verify reverse-path`: the route back to the source must leave by the interface the packet came in by (Cisco ASA
/// Series Command Reference, "ip verify reverse-path"). A source without any route is dropped as well.
void add_reverse_path(Lowering& lowering, Chain& chain) {
    Firewall& firewall = *lowering.firewall;
    const RoutesOfText& routes = lowering.routes;
    const auto add = [&](const Set& sources, std::string_view name, std::string_view doubt) {
        Box box = box_with(lowering, Field::ingress, Set(interface_of(lowering, name)));
        if (!narrow(box, Field::source, sources, *firewall.pool)) {
            return;
        }
        if (doubt.empty()) {
            Box clear = box;
            Box decrypted = box;
            assign(clear, Field::ipsec_in, Set(0), *firewall.pool);
            assign(decrypted, Field::ipsec_in, Set(1), *firewall.pool);
            chain.rules.push_back(rule(lowering, {clear}, Decide{Verdict::drop}, name));
            chain.rules.push_back(doubtful(lowering, {decrypted}, Decide{Verdict::drop},
                                           "ip verify reverse-path may look at packets out of tunnels too", name));
        } else {
            chain.rules.push_back(doubtful(lowering, {box}, Decide{Verdict::drop}, std::string(doubt), name));
        }
    };
    for (const std::string_view name : lowering.config->reverse_path) {
        const std::size_t number = interface_of(lowering, name);
        if (number >= routes.behind.size()) {
            continue;
        }
        const Set& own = routes.behind[number];
        Set elsewhere;
        for (std::size_t i = 1; i < routes.behind.size(); ++i) {
            if (i != number) {
                elsewhere = unite(elsewhere, routes.behind[i]);
            }
        }
        elsewhere = subtract(elsewhere, own);
        const Set& said = firewall.interfaces[number].networks;
        const Set unrouted = subtract(subtract(any_address(), routes.placed), said);
        if (routes.whole) {
            add(elsewhere, name, {});
            add(intersect(unrouted, any_ipv4()), name, {});
            add(subtract(subtract(any_address(), own), elsewhere), name,
                "ip verify reverse-path: no route of the file, or more than one, leads back to the source");
        } else {
            add(subtract(subtract(any_address(), own), said), name,
                "ip verify reverse-path depends on routes learned at run time");
        }
    }
}

/// `route Null0 …` throws packets away, unless a translation fixed the way out.
void add_null_routes(Lowering& lowering, Chain& chain) {
    Box box;
    if (lowering.discarded.empty() || !assign(box, Field::destination, lowering.discarded, *lowering.firewall->pool)) {
        return;
    }
    Box plain = box;
    assign(plain, Field::mark, Set(0), *lowering.firewall->pool);
    chain.rules.push_back(rule(lowering, {plain}, Decide{Verdict::drop}, null_route_of(*lowering.config)));
    chain.rules.push_back(doubtful(lowering, {box}, Decide{Verdict::drop},
                                   "a route to Null0 throws it away unless the translation fixes the way out",
                                   null_route_of(*lowering.config)));
}

}  // namespace

int level_of(const InterfaceBlock& block) {
    const std::optional<unsigned> written = number_of(block.level_text, 100);
    return written ? static_cast<int>(*written) : block.name == "inside" ? 100 : 0;
}

ChainId entering_checks(Lowering& lowering) {
    const ChainId id = add_chain(lowering, "interface checks");
    Chain chain;
    chain.name = "interface checks";
    for (const InterfaceBlock& block : lowering.config->interfaces) {
        if (!block.name.empty() && block.shutdown) {
            chain.rules.push_back(rule(lowering,
                                       {box_with(lowering, Field::ingress, Set(interface_of(lowering, block.name)))},
                                       Decide{Verdict::drop}, block.text));
        }
    }
    add_reverse_path(lowering, chain);
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

ChainId security_levels(Lowering& lowering) {
    const Config& config = *lowering.config;
    const ChainId id = add_chain(lowering, "security levels");
    Chain chain;
    chain.name = "security levels";
    add_closed_interfaces(lowering, chain);
    add_null_routes(lowering, chain);
    add_open_caveats(lowering, chain);
    const bool global = global_group(config) != nullptr;
    Set known;
    for (const std::string_view name : named_interfaces(config)) {
        known = unite(known, Set(interface_of(lowering, name)));
    }
    for (const InterfaceBlock& block : config.interfaces) {
        if (block.name.empty() || block.shutdown) {
            continue;
        }
        bool ipv4 = global;
        bool ipv6 = global;
        for (const AccessGroup* const group : bound_to(config, block.name, Direction::in)) {
            const AccessList* const list = find_list(config, group->list);
            ipv4 = ipv4 || list == nullptr || (!list->ipv6_only && list->kind != ListKind::ethertype);
            ipv6 = ipv6 || list == nullptr ||
                   (list->kind != ListKind::ethertype && (list->ipv6_only || !lowering.any_is_ipv4));
        }
        const std::size_t begin = chain.rules.size();
        if (ipv4 == ipv6) {
            add_level_rules(lowering, chain, block, ipv4);
            continue;
        }
        // Before 9.0 a list filters one family only; the other goes by its level.
        add_level_rules(lowering, chain, block, true);
        const std::size_t middle = chain.rules.size();
        add_level_rules(lowering, chain, block, false);
        for (std::size_t i = begin; i < chain.rules.size(); ++i) {
            const bool listed = i < middle;
            Boxes boxes = chain.rules[i].match.boxes.all();
            for (Box& box : boxes) {
                narrow(box, Field::source, listed == ipv4 ? any_ipv4() : any_ipv6(), *lowering.firewall->pool);
            }
            chain.rules[i].match.boxes = boxes;
        }
    }
    Box strange;
    const Set unnamed = subtract(domain_of(Field::ingress), known);
    if (!global && assign(strange, Field::ingress, unnamed, *lowering.firewall->pool)) {
        chain.rules.push_back(doubtful(lowering, {strange}, Decide{Verdict::drop},
                                       "the interface it came in by is not in the configuration", {}));
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

}  // namespace lyncgate::asa
