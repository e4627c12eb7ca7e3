// What decides about packets on their way through: access lists on interfaces and globally, security levels, hairpins
// (Cisco ASA Series Firewall CLI Configuration Guide, "Access Rules"; General Operations, "Security Levels").
#include <algorithm>
#include <fmt/format.h>

#include "dialects/asa/lower_filters.hpp"
#include "dialects/asa/lowering.hpp"
#include "dialects/asa/names.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

Rule rule(Lowering& lowering, Boxes boxes, Action action, std::string_view text) {
    return {{std::move(boxes), {}}, action, {}, origin_of(*lowering.config, text), {}, 0};
}

Rule doubtful(Lowering& lowering, Boxes boxes, Action action, std::string reason, std::string_view text) {
    Rule made = rule(lowering, std::move(boxes), action, text);
    made.match.doubts.push_back(lowering.firewall->doubt(std::move(reason), made.origin));
    return made;
}

/// Calls the list that an access-group binds, for the packets of `box`; what the list does not decide is dropped when
/// `closed`. `ethertype deny any` also stops IP.
void add_binding(Lowering& lowering, Chain& chain, const AccessGroup& group, const Box& box, bool closed) {
    const AccessList* const list = find_list(*lowering.config, group.list);
    if (list == nullptr) {
        Rule unknown = doubtful(lowering, {box}, Unclear{},
                                fmt::format("access-list '{}' is bound but not in this file", group.list), group.text);
        chain.rules.push_back(std::move(unknown));
        return;
    }
    if (list->kind == ListKind::ethertype) {
        for (const AccessEntry& entry : list->entries) {
            const std::string_view type = entry.operands[0].first;
            if (type == "any") {
                if (!entry.permit) {
                    chain.rules.push_back(rule(lowering, {box}, Decide{Verdict::drop}, entry.text));
                }
                return;
            }
        }
        return;
    }
    Box filtered = box;
    if (list->ipv6_only) {
        narrow(filtered, Field::source, any_ipv6(), *lowering.firewall->pool);
    } else if (lowering.any_is_ipv4) {
        narrow(filtered, Field::source, any_ipv4(), *lowering.firewall->pool);
    }
    const ChainId target = chain_of_list(lowering, *list);
    chain.rules.push_back(rule(lowering, {filtered}, Call{target, false}, group.text));
    if (closed) {
        chain.rules.push_back(rule(lowering, {filtered}, Decide{Verdict::drop}, group.text));
    }
}

bool binds(const AccessGroup& group, Direction direction) {
    return group.direction == direction && !group.control_plane;
}

const AccessGroup* global_group(const Config& config) {
    const auto found = std::find_if(config.access_groups.begin(), config.access_groups.end(),
                                    [](const AccessGroup& group) { return binds(group, Direction::global); });
    return found == config.access_groups.end() ? nullptr : &*found;
}

/// The last access-group of an interface and direction counts for each family; FWSM and 7.x bind an IPv6 list beside
/// the IPv4 one.
std::vector<const AccessGroup*> bound_to(const Config& config, std::string_view interface, Direction direction) {
    std::vector<const AccessGroup*> groups;
    for (const AccessGroup& group : config.access_groups) {
        if (!binds(group, direction) || group.interface != interface) {
            continue;
        }
        const AccessList* const list = find_list(config, group.list);
        const auto kind = [&config](const AccessGroup* other) {
            const AccessList* const known = find_list(config, other->list);
            return known == nullptr ? 0 : known->ipv6_only ? 1 : known->kind == ListKind::ethertype ? 2 : 0;
        };
        const int own = list == nullptr ? 0 : kind(&group);
        std::erase_if(groups, [&](const AccessGroup* other) { return kind(other) == own; });
        groups.push_back(&group);
    }
    return groups;
}

std::vector<std::string_view> named_interfaces(const Config& config) {
    std::vector<std::string_view> names;
    const auto add = [&names](std::string_view name) {
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    };
    for (const InterfaceBlock& block : config.interfaces) {
        add(block.name);
    }
    for (const AccessGroup& group : config.access_groups) {
        add(group.interface);
    }
    return names;
}

/// Packets that a login is demanded for (`aaa authentication match`).
void add_logins(Lowering& lowering, Chain& chain) {
    for (const ListUse& use : lowering.config->list_uses) {
        const AccessList* const list = find_list(*lowering.config, use.list);
        if (!use.demands_login || list == nullptr) {
            continue;
        }
        const ChainId id = add_chain(lowering, fmt::format("login for {}", use.list));
        Chain logins;
        logins.name = lowering.firewall->chains[id].name;
        const DoubtId doubt = lowering.firewall->doubt("it passes only after its user has logged in",
                                                       origin_of(*lowering.config, use.text));
        for (const AccessEntry& entry : list->entries) {
            EntryBoxes boxes = boxes_of(lowering, entry, list->ipv6_only);
            const Origin origin = origin_of(*lowering.config, entry.text);
            if (!entry.permit) {
                add_rules(logins, boxes, Return{}, origin, entry.number);
                continue;
            }
            boxes.certain.clear();
            boxes.doubts.push_back(doubt);
            add_rules(logins, boxes, Decide{Verdict::drop}, origin, entry.number);
        }
        lowering.firewall->chains[id] = std::move(logins);
        Box box;
        if (!use.interface.empty()) {
            box = box_with(lowering, Field::ingress, Set(interface_of(lowering, use.interface)));
        }
        chain.rules.push_back(rule(lowering, {box}, Call{id, false}, use.text));
    }
}

/// Packets that come out of a tunnel skip the interface lists unless `no sysopt connection permit-vpn`.
void add_vpn(Lowering& lowering, Chain& chain) {
    const Config& config = *lowering.config;
    const Box decrypted = box_with(lowering, Field::ipsec_in, Set(1));
    const auto filter = std::find_if(config.list_uses.begin(), config.list_uses.end(),
                                     [](const ListUse& use) { return use.filters_vpn; });
    if (filter != config.list_uses.end()) {
        chain.rules.push_back(doubtful(
            lowering, {decrypted}, Decide{Verdict::drop},
            fmt::format("vpn-filter '{}' applies to the tunnels of some group policies", filter->list), filter->text));
    }
    if (config.vpn_bypasses_lists) {
        chain.rules.push_back(rule(lowering, {decrypted}, Decide{Verdict::accept}, {}));
    }
}

/// `ingress` packets that meet no list: down a level passes, up does not, level needs `same-security-traffic`.
void add_level_rules(Lowering& lowering, Chain& chain, const InterfaceBlock& from, bool has_list) {
    const Config& config = *lowering.config;
    const int own = level_of(from);
    Set lower;
    Set equal;
    Set higher;
    for (const InterfaceBlock& to : config.interfaces) {
        if (to.name.empty() || to.name == from.name) {
            continue;
        }
        Set& side = level_of(to) < own ? lower : level_of(to) == own ? equal : higher;
        side = unite(side, Set(interface_of(lowering, to.name)));
    }
    const auto between = [&](const Set& egress) {
        Box box = box_with(lowering, Field::ingress, Set(interface_of(lowering, from.name)));
        assign(box, Field::egress, egress, *lowering.firewall->pool);
        return box;
    };
    const std::string_view text = from.text;
    if (!config.intra_interface) {
        chain.rules.push_back(
            rule(lowering, {between(Set(interface_of(lowering, from.name)))}, Decide{Verdict::drop}, text));
    }
    if (config.vpn_bypasses_lists) {
        Box decrypted = box_with(lowering, Field::ingress, Set(interface_of(lowering, from.name)));
        assign(decrypted, Field::ipsec_in, Set(1), *lowering.firewall->pool);
        chain.rules.push_back(rule(lowering, {decrypted}, Decide{Verdict::accept}, {}));
    }
    if (!equal.empty() && !config.inter_interface) {
        if (has_list) {
            chain.rules.push_back(doubtful(
                lowering, {between(equal)}, Decide{Verdict::drop},
                "between interfaces of one security level 'same-security-traffic permit inter-interface' is missing",
                text));
        } else {
            chain.rules.push_back(rule(lowering, {between(equal)}, Decide{Verdict::drop}, text));
        }
    }
    if (has_list) {
        return;
    }
    if (!higher.empty()) {
        chain.rules.push_back(rule(lowering, {between(higher)}, Decide{Verdict::drop}, text));
    }
    Set passes = unite(lower, equal);
    if (config.intra_interface) {
        passes = unite(passes, Set(interface_of(lowering, from.name)));
    }
    if (!passes.empty()) {
        chain.rules.push_back(rule(lowering, {between(passes)}, Decide{Verdict::accept}, text));
    }
    chain.rules.push_back(doubtful(
        lowering, {box_with(lowering, Field::ingress, Set(interface_of(lowering, from.name)))}, Decide{Verdict::drop},
        "the security level of the interface it leaves by is not in the configuration", text));
}

/// Packets that no network behind an interface holds, and packets that came in by an interface the configuration does
/// not name.
void add_unknown_ways(Lowering& lowering, Chain& chain, const Set& known_ingress) {
    Firewall& firewall = *lowering.firewall;
    Set reached = firewall.own_addresses();
    for (const Interface& interface : firewall.interfaces) {
        reached = unite(reached, interface.networks);
    }
    Box nowhere = box_with(lowering, Field::mark, Set(0));
    if (assign(nowhere, Field::destination, subtract(any_address(), reached), *firewall.pool)) {
        chain.rules.insert(
            chain.rules.begin(),
            doubtful(lowering, {nowhere}, Decide{Verdict::drop},
                     "no route or network that is known leads to the destination; the site file can name it", {}));
    }
    Box strange;
    if (assign(strange, Field::ingress, subtract(domain_of(Field::ingress), known_ingress), *firewall.pool)) {
        chain.rules.push_back(doubtful(lowering, {strange}, Decide{Verdict::drop},
                                       "the interface it came in by is not in the configuration", {}));
    }
}

/// Interfaces that forward nothing.
void add_closed_interfaces(Lowering& lowering, Chain& chain) {
    for (const InterfaceBlock& block : lowering.config->interfaces) {
        if (block.name.empty() || !(block.management_only || block.shutdown)) {
            continue;
        }
        const Set number(interface_of(lowering, block.name));
        chain.rules.push_back(
            rule(lowering, {box_with(lowering, Field::ingress, number), box_with(lowering, Field::egress, number)},
                 Decide{Verdict::drop}, block.text));
    }
}

/// `ip verify reverse-path`: the source must lie behind the interface the packet came in by.
void add_reverse_path(Lowering& lowering, Chain& chain) {
    Firewall& firewall = *lowering.firewall;
    for (const std::string_view name : lowering.config->reverse_path) {
        const std::size_t number = interface_of(lowering, name);
        Set elsewhere;
        for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
            if (i != number) {
                elsewhere = unite(elsewhere, firewall.interfaces[i].networks);
            }
        }
        Box box = box_with(lowering, Field::ingress, Set(number));
        if (assign(box, Field::source, subtract(elsewhere, firewall.interfaces[number].networks), *firewall.pool)) {
            if (lowering.config->dynamic_routing.empty()) {
                chain.rules.push_back(rule(lowering, {box}, Decide{Verdict::drop}, name));
            } else {
                chain.rules.push_back(doubtful(lowering, {box}, Decide{Verdict::drop},
                                               "ip verify reverse-path depends on routes learned at run time", name));
            }
        }
    }
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

ChainId ingress_lists(Lowering& lowering) {
    const Config& config = *lowering.config;
    const ChainId id = add_chain(lowering, "access lists, in");
    Chain chain;
    chain.name = "access lists, in";
    const AccessGroup* const global = global_group(config);
    add_vpn(lowering, chain);
    add_logins(lowering, chain);
    for (const std::string_view name : named_interfaces(config)) {
        const Box box = box_with(lowering, Field::ingress, Set(interface_of(lowering, name)));
        for (const AccessGroup* const group : bound_to(config, name, Direction::in)) {
            add_binding(lowering, chain, *group, box, global == nullptr);
        }
    }
    if (global != nullptr) {
        add_binding(lowering, chain, *global, Box{}, true);
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

ChainId egress_lists(Lowering& lowering) {
    const Config& config = *lowering.config;
    const ChainId id = add_chain(lowering, "access lists, out");
    Chain chain;
    chain.name = "access lists, out";
    for (const std::string_view name : named_interfaces(config)) {
        const Box box = box_with(lowering, Field::egress, Set(interface_of(lowering, name)));
        for (const AccessGroup* const group : bound_to(config, name, Direction::out)) {
            add_binding(lowering, chain, *group, box, true);
        }
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

ChainId security_levels(Lowering& lowering) {
    const Config& config = *lowering.config;
    const ChainId id = add_chain(lowering, "security levels");
    Chain chain;
    chain.name = "security levels";
    add_closed_interfaces(lowering, chain);
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
            for (Box& box : chain.rules[i].match.boxes) {
                narrow(box, Field::source, listed == ipv4 ? any_ipv4() : any_ipv6(), *lowering.firewall->pool);
            }
        }
    }
    add_unknown_ways(lowering, chain, global ? domain_of(Field::ingress) : known);
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

}  // namespace lyncgate::asa
