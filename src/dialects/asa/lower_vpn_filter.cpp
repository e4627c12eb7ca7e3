// The list of a vpn-filter names the remote side as its source and the local side as its destination, and holds for
// both directions, with an implicit deny (Cisco, "Configure VPN Filters on Cisco ASA").
#include "dialects/asa/lower_vpn_filter.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "dialects/asa/bindings.hpp"
#include "dialects/asa/lower_vpn.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

constexpr std::string_view default_policy = "DfltGrpPolicy";
constexpr std::string_view default_group = "DefaultL2LGroup";

const GroupPolicy* find_policy(const Config& config, std::string_view name) {
    const auto found = std::find_if(config.group_policies.begin(), config.group_policies.end(),
                                    [name](const GroupPolicy& policy) { return !policy.user && policy.name == name; });
    return found == config.group_policies.end() ? nullptr : &*found;
}

const TunnelGroup* find_tunnel_group(const Config& config, std::string_view name) {
    const auto found = std::find_if(config.tunnel_groups.begin(), config.tunnel_groups.end(),
                                    [name](const TunnelGroup& group) { return group.name == name; });
    return found == config.tunnel_groups.end() ? nullptr : &*found;
}

/// What a policy filters, itself or inherited; null: nothing.
const GroupPolicy* filtering(const Config& config, std::string_view name) {
    const GroupPolicy* policy = find_policy(config, name);
    if (policy == nullptr || (policy->list.empty() && !policy->none)) {
        policy = find_policy(config, default_policy);
    }
    return policy == nullptr || policy->none || policy->list.empty() ? nullptr : policy;
}

/// The first filter that anybody may get.
const GroupPolicy* any_filter(const Config& config) {
    const auto found = std::find_if(config.group_policies.begin(), config.group_policies.end(),
                                    [](const GroupPolicy& policy) { return !policy.list.empty() && !policy.none; });
    return found == config.group_policies.end() ? nullptr : &*found;
}

struct PeerFilter {
    const GroupPolicy* filter = nullptr;
    bool unsure = false;
};

/// What the tunnel to a peer gets: its own group by address, else the default one; a group with another name may be
/// picked by what the peer calls itself.
PeerFilter filter_of_peer(const Config& config, std::string_view peer) {
    const std::string_view address = resolve_name(config, peer);
    const TunnelGroup* group = find_tunnel_group(config, address);
    group = group == nullptr ? find_tunnel_group(config, peer) : group;
    PeerFilter result;
    if (group == nullptr) {
        result.unsure =
            std::any_of(config.tunnel_groups.begin(), config.tunnel_groups.end(), [](const TunnelGroup& known) {
                return known.site_to_site && known.name != default_group && !parse_address(known.name);
            });
        group = find_tunnel_group(config, default_group);
    }
    const std::string_view policy = group == nullptr || group->policy.empty() ? default_policy : group->policy;
    result.unsure = result.unsure || (policy != default_policy && find_policy(config, policy) == nullptr);
    result.filter = filtering(config, policy);
    return result;
}

/// What a filter does in one direction: a permit leaves the chain, everything else is dropped.
ChainId filter_chain(Lowering& lowering, const FilteredTunnel& tunnel, bool leaving) {
    const AccessList* const list = find_list(*lowering.config, tunnel.list);
    const std::pair key(tunnel.list, (leaving ? 1 : 0) + (tunnel.unsure ? 2 : 0));
    if (const auto known = lowering.filter_chains.find(key); known != lowering.filter_chains.end()) {
        return known->second;
    }
    const ChainId id = add_chain(lowering, fmt::format("vpn-filter {}{}", tunnel.list, leaving ? ", leaving" : ""));
    lowering.filter_chains.emplace(key, id);
    Chain chain;
    chain.name = lowering.firewall->chains[id].name;
    if (list == nullptr || tunnel.unsure) {
        chain.rules.push_back(doubtful(
            lowering, {Box{}}, Decide{Verdict::drop},
            list == nullptr
                ? fmt::format("access-list '{}' of a vpn-filter is not in this file", tunnel.list)
                : fmt::format("which group policy the peer gets is not in this file; vpn-filter '{}' is one of them",
                              tunnel.list),
            tunnel.text));
        lowering.firewall->chains[id] = std::move(chain);
        return id;
    }
    if (leaving) {
        // The list sees real addresses, the packet has been translated by now.
        const Box translated = box_with(lowering, Field::translated, Set(2, 3));
        chain.rules.push_back(doubtful(lowering, {translated}, Decide{Verdict::drop},
                                       "a vpn-filter sees addresses from before the translation", tunnel.text));
        chain.rules.push_back(rule(lowering, {translated}, Return{}, {}));
    }
    for (const AccessEntry& entry : list->entries) {
        EntryBoxes boxes = boxes_of(lowering, entry, list->ipv6_only);
        if (leaving) {
            reverse(boxes.certain);
            reverse(boxes.possible);
        }
        const Origin origin = origin_of(*lowering.config, entry.text);
        const Action action = !entry.readable ? Action(Unclear{})
                              : entry.permit  ? Action(Return{})
                                              : Decide{Verdict::drop};
        add_rules(chain, std::move(boxes), action, origin, entry.number);
    }
    chain.rules.push_back(rule(lowering, {Box{}}, Decide{Verdict::drop}, tunnel.text));
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

/// The list of a crypto map entry, seen from the peer: its permits get the mark of the tunnel.
ChainId marking_chain(Lowering& lowering, const AccessList& list, Value mark) {
    const ChainId id = add_chain(lowering, fmt::format("out of the tunnel of {}", list.name));
    Chain chain;
    chain.name = lowering.firewall->chains[id].name;
    for (const AccessEntry& line : list.entries) {
        EntryBoxes boxes = boxes_of(lowering, line, list.ipv6_only);
        reverse(boxes.certain);
        reverse(boxes.possible);
        const Origin origin = origin_of(*lowering.config, line.text);
        if (line.permit) {
            add_rules(chain, boxes, Return{}, origin, 0, {{Field::connmark, Bits{0, mark}}});
        } else {
            add_rules(chain, boxes, Return{}, origin, 0);
        }
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

Box decrypted(Lowering& lowering, Value mark) {
    Box box = box_with(lowering, Field::ipsec_in, Set(1));
    assign(box, Field::connmark, Set(mark), *lowering.firewall->pool);
    return box;
}

}  // namespace

void find_filtered_tunnels(Lowering& lowering) {
    const Config& config = *lowering.config;
    if (any_filter(config) == nullptr) {
        return;
    }
    for (const CryptoBinding& binding : config.crypto_bindings) {
        for (const CryptoEntry* const entry : entries_of(config, binding.map, false)) {
            if (entry->dynamic || find_list(config, entry->list) == nullptr || entry->peers.empty()) {
                continue;
            }
            FilteredTunnel tunnel{entry, binding.interface, {}, {}, false};
            bool first = true;
            for (const std::string_view peer : entry->peers) {
                const PeerFilter found = filter_of_peer(config, peer);
                const std::string_view list = found.filter == nullptr ? std::string_view{} : found.filter->list;
                tunnel.unsure = tunnel.unsure || found.unsure || (!first && list != tunnel.list);
                first = false;
                if (!list.empty()) {
                    tunnel.list = list;
                    tunnel.text = found.filter->text;
                }
            }
            if (tunnel.unsure && tunnel.list.empty()) {
                tunnel.list = any_filter(config)->list;
                tunnel.text = any_filter(config)->text;
            }
            lowering.filtered.push_back(tunnel);
        }
    }
}

ChainId marking_tunnels(Lowering& lowering) {
    const ChainId id = add_chain(lowering, "tunnels");
    Chain chain;
    chain.name = "tunnels";
    for (std::size_t i = 0; i < lowering.filtered.size(); ++i) {
        const FilteredTunnel& tunnel = lowering.filtered[i];
        Box box = decrypted(lowering, 0);
        assign(box, Field::ingress, Set(interface_of(lowering, tunnel.interface)), *lowering.firewall->pool);
        const AccessList& list = *find_list(*lowering.config, tunnel.entry->list);
        const ChainId target = marking_chain(lowering, list, first_tunnel_mark + i);
        chain.rules.push_back(rule(lowering, {box}, Call{target, false}, tunnel.entry->list_text));
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

void add_vpn_filters(Lowering& lowering, Chain& chain) {
    for (std::size_t i = 0; i < lowering.filtered.size(); ++i) {
        const FilteredTunnel& tunnel = lowering.filtered[i];
        if (!tunnel.list.empty()) {
            const ChainId target = filter_chain(lowering, tunnel, false);
            chain.rules.push_back(
                rule(lowering, {decrypted(lowering, first_tunnel_mark + i)}, Call{target, false}, tunnel.text));
        }
    }
    if (const GroupPolicy* const filter = any_filter(*lowering.config)) {
        chain.rules.push_back(
            doubtful(lowering, {decrypted(lowering, 0)}, Decide{Verdict::drop},
                     fmt::format("vpn-filter '{}' holds for some of the users that connect at run time", filter->list),
                     filter->text));
    }
    for (const InterfaceBlock& block : lowering.config->interfaces) {
        if (is_tunnel(block)) {
            add_interface_filter(lowering, chain, block, Field::ingress);
        }
    }
}

std::optional<ChainId> filter_of_leaving(Lowering& lowering, const CryptoEntry& entry, const CryptoBinding& binding) {
    for (const FilteredTunnel& tunnel : lowering.filtered) {
        if (tunnel.entry == &entry && tunnel.interface == binding.interface && !tunnel.list.empty()) {
            return filter_chain(lowering, tunnel, true);
        }
    }
    return {};
}

void add_interface_filter(Lowering& lowering, Chain& chain, const InterfaceBlock& block, Field field) {
    const PeerFilter found = filter_of_peer(*lowering.config, block.tunnel_destination);
    const GroupPolicy* const filter = found.unsure ? any_filter(*lowering.config) : found.filter;
    if (filter != nullptr) {
        chain.rules.push_back(doubtful(
            lowering, {box_with(lowering, field, Set(interface_of(lowering, block.name)))}, Decide{Verdict::drop},
            fmt::format("vpn-filter '{}' of the peer may hold for its tunnel interface", filter->list), filter->text));
    }
}

}  // namespace lyncgate::asa
