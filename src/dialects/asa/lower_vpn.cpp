// Tunnels: crypto maps and tunnel interfaces (Cisco ASA Series VPN CLI Configuration Guide, "IPsec and ISAKMP").
#include <algorithm>
#include <fmt/format.h>

#include "dialects/asa/lower_vpn.hpp"
#include "dialects/asa/lower_vpn_filter.hpp"
#include "dialects/asa/lowering.hpp"
#include "dialects/asa/reader.hpp"
#include "model/subtract.hpp"

namespace lyncgate::asa {

/// The entries of a map in the order they are tried, dynamic maps in the place of the entry that names them.
std::vector<const CryptoEntry*> entries_of(const Config& config, std::string_view map, bool dynamic) {
    std::vector<const CryptoEntry*> entries;
    for (const CryptoEntry& entry : config.crypto) {
        if (entry.map == map && entry.dynamic == dynamic) {
            entries.push_back(&entry);
        }
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const CryptoEntry* a, const CryptoEntry* b) { return a->sequence < b->sequence; });
    std::vector<const CryptoEntry*> expanded;
    for (const CryptoEntry* const entry : entries) {
        if (entry->uses_dynamic.empty() || dynamic) {
            expanded.push_back(entry);
            continue;
        }
        const std::vector<const CryptoEntry*> inner = entries_of(config, entry->uses_dynamic, true);
        expanded.insert(expanded.end(), inner.begin(), inner.end());
    }
    return expanded;
}

namespace {

/// What the list of an entry selects: its permits without the denies before them.
struct Selection {
    Boxes boxes;
    std::vector<DoubtId> doubts;
    std::vector<Origin> members;
};

Selection selection_of(Lowering& lowering, const CryptoEntry& entry) {
    Selection selection;
    const AccessList* const list = find_list(*lowering.config, entry.list);
    if (list == nullptr) {
        const bool dynamic = entry.list.empty();
        selection.boxes.push_back({});
        selection.doubts.push_back(lowering.firewall->doubt(
            dynamic ? std::string("what the tunnel takes is agreed with the peer at run time")
                    : fmt::format("access-list '{}' of a crypto map is not in this file", entry.list),
            origin_of(*lowering.config, entry.text)));
        return selection;
    }
    SetPool& pool = *lowering.firewall->pool;
    Boxes denied;
    for (const AccessEntry& line : list->entries) {
        const EntryBoxes boxes = boxes_of(lowering, line, list->ipv6_only);
        selection.doubts.insert(selection.doubts.end(), boxes.doubts.begin(), boxes.doubts.end());
        if (!line.permit) {
            denied.insert(denied.end(), boxes.possible.begin(), boxes.possible.end());
            continue;
        }
        const Remainder rest = subtract(boxes.possible, denied, pool);
        selection.boxes.insert(selection.boxes.end(), rest.boxes.begin(), rest.boxes.end());
        selection.members.push_back(origin_of(*lowering.config, line.text));
        if (!rest.complete) {
            selection.doubts.push_back(lowering.firewall->doubt(
                "the denies of a crypto map list are too many to take off", origin_of(*lowering.config, line.text)));
            selection.boxes.insert(selection.boxes.end(), boxes.possible.begin(), boxes.possible.end());
        }
    }
    return selection;
}

const Proposal* find_proposal(const Config& config, std::string_view name) {
    const auto found = std::find_if(config.proposals.begin(), config.proposals.end(),
                                    [name](const Proposal& proposal) { return proposal.name == name; });
    return found == config.proposals.end() ? nullptr : &*found;
}

void take_proposals(const Config& config, const std::vector<std::string_view>& names, Tunnel& tunnel) {
    bool authenticates = !names.empty();
    bool transport = !names.empty();
    for (const std::string_view name : names) {
        const Proposal* const proposal = find_proposal(config, name);
        authenticates = authenticates && proposal != nullptr && proposal->authenticates_only;
        transport = transport && proposal != nullptr && proposal->transport;
    }
    tunnel.authenticates_only = authenticates;
    tunnel.transport_mode = transport;
}

void restrict_to(Lowering& lowering, Boxes& boxes, Field field, std::size_t interface) {
    Boxes kept;
    for (Box box : boxes) {
        if (narrow(box, field, Set(interface), *lowering.firewall->pool)) {
            kept.push_back(box);
        }
    }
    boxes = std::move(kept);
}

}  // namespace

bool is_tunnel(const InterfaceBlock& block) {
    return !block.name.empty() && !block.tunnel_text.empty();
}

namespace {

/// The list of a crypto map entry as a chain: a deny leaves it to the next entry. `filter` is asked before a packet
/// leaves.
ChainId selecting_chain(Lowering& lowering, const AccessList& list, const CryptoEntry& entry, bool arriving,
                        std::optional<ChainId> filter) {
    const std::string name = fmt::format("crypto map {} {}", entry.map, entry.sequence);
    const ChainId id = add_chain(lowering, name);
    Chain chain;
    chain.name = name;
    for (const AccessEntry& line : list.entries) {
        EntryBoxes boxes = boxes_of(lowering, line, list.ipv6_only);
        if (arriving) {
            reverse(boxes.certain);
            reverse(boxes.possible);
        }
        const Origin origin = origin_of(*lowering.config, line.text);
        if (!line.permit) {
            add_rules(chain, std::move(boxes), Return{}, origin, 0);
        } else if (arriving) {
            add_rules(chain, std::move(boxes), Decide{Verdict::drop}, origin, 0);
        } else {
            if (filter) {
                add_rules(chain, boxes, Call{*filter, false}, origin, 0);
            }
            add_rules(chain, std::move(boxes), Decide{Verdict::accept}, origin, line.number,
                      {{Field::ipsec_out, Bits{0, 1}}});
        }
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

ChainId crypto_chain(Lowering& lowering, bool arriving) {
    const std::string name = arriving ? "IPsec, arriving in the clear" : "IPsec, leaving";
    const ChainId id = add_chain(lowering, name);
    Chain chain;
    chain.name = name;
    for (const CryptoBinding& binding : lowering.config->crypto_bindings) {
        Box box = box_with(lowering, arriving ? Field::ingress : Field::egress,
                           Set(interface_of(lowering, binding.interface)));
        if (arriving) {
            assign(box, Field::ipsec_in, Set(0), *lowering.firewall->pool);
        }
        for (const CryptoEntry* const entry : entries_of(*lowering.config, binding.map, false)) {
            const AccessList* const list = find_list(*lowering.config, entry->list);
            // A dynamic entry takes part only once a peer has connected.
            if (list != nullptr && !entry->dynamic) {
                chain.rules.push_back(
                    {{{box}, {}},
                     Call{selecting_chain(lowering, *list, *entry, arriving,
                                          arriving ? std::nullopt : filter_of_leaving(lowering, *entry, binding)),
                          false},
                     {},
                     origin_of(*lowering.config, entry->list_text)});
            }
        }
    }
    for (const InterfaceBlock& block : lowering.config->interfaces) {
        if (is_tunnel(block) && !arriving) {
            add_interface_filter(lowering, chain, block, Field::egress);
            chain.rules.push_back({{{box_with(lowering, Field::egress, Set(interface_of(lowering, block.name)))}, {}},
                                   Decide{Verdict::accept},
                                   {{Field::ipsec_out, Bits{0, 1}}},
                                   origin_of(*lowering.config, block.tunnel_text)});
        }
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

}  // namespace

ChainId arriving_clear(Lowering& lowering) {
    return crypto_chain(lowering, true);
}

ChainId leaving_protected(Lowering& lowering) {
    return crypto_chain(lowering, false);
}

void lower_tunnels(Lowering& lowering) {
    const Config& config = *lowering.config;
    for (const CryptoBinding& binding : config.crypto_bindings) {
        const std::size_t interface = interface_of(lowering, binding.interface);
        for (const CryptoEntry* const entry : entries_of(config, binding.map, false)) {
            Selection selection = selection_of(lowering, *entry);
            Tunnel tunnel;
            tunnel.name =
                fmt::format("crypto {} {} {}", entry->dynamic ? "dynamic-map" : "map", entry->map, entry->sequence);
            tunnel.peer =
                entry->peers.empty() ? std::string() : std::string(resolve_name(config, entry->peers.front()));
            tunnel.interface = std::string(binding.interface);
            tunnel.packets = std::move(selection.boxes);
            restrict_to(lowering, tunnel.packets, Field::egress, interface);
            tunnel.doubts = std::move(selection.doubts);
            tunnel.members = std::move(selection.members);
            tunnel.origin = origin_of(config, entry->text);
            take_proposals(config, entry->proposals, tunnel);
            lowering.firewall->tunnels.push_back(std::move(tunnel));
        }
    }
    for (const InterfaceBlock& block : config.interfaces) {
        if (is_tunnel(block)) {
            Tunnel tunnel;
            tunnel.name = std::string(block.name);
            tunnel.peer = std::string(resolve_name(config, block.tunnel_destination));
            tunnel.interface = std::string(block.tunnel_source);
            tunnel.packets = {box_with(lowering, Field::egress, Set(interface_of(lowering, block.name)))};
            tunnel.origin = origin_of(config, block.tunnel_text);
            lowering.firewall->tunnels.push_back(std::move(tunnel));
        }
    }
}

}  // namespace lyncgate::asa
