// What decides about packets on their way through: access lists on interfaces and globally, security levels, hairpins
// (Cisco ASA Series Firewall CLI Configuration Guide, "Access Rules"; General Operations, "Security Levels").
#include <algorithm>
#include <fmt/format.h>

#include "dialects/asa/bindings.hpp"
#include "dialects/asa/lower_caveats.hpp"
#include "dialects/asa/lower_filters.hpp"
#include "dialects/asa/lower_vpn_filter.hpp"
#include "dialects/asa/lowering.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

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
            const std::string_view type = entry.operands[0].first();
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

/// Packets that come out of a tunnel skip the interface lists unless `no sysopt connection permit-vpn`.
void add_vpn(Lowering& lowering, Chain& chain) {
    const Config& config = *lowering.config;
    const Box decrypted = box_with(lowering, Field::ipsec_in, Set(1));
    add_vpn_filters(lowering, chain);
    if (config.vpn_bypasses_lists) {
        chain.rules.push_back(rule(lowering, {decrypted}, Decide{Verdict::accept}, {}));
    }
}

/// `conduit` (PIX 6) opens the way up for interfaces without a list of their own; the levels see what it opened by the
/// connection mark, since its addresses are the mapped ones.
void add_conduits(Lowering& lowering, Chain& chain) {
    const Config& config = *lowering.config;
    if (config.conduits.empty()) {
        return;
    }
    const ChainId id = add_chain(lowering, "conduits");
    Chain conduits;
    conduits.name = "conduits";
    for (const AccessEntry& entry : config.conduits) {
        EntryBoxes boxes = boxes_of(lowering, entry, false);
        const Origin origin = origin_of(config, entry.text);
        if (!entry.readable) {
            add_rules(conduits, std::move(boxes), Unclear{}, origin, entry.number);
        } else if (entry.permit) {
            add_rules(conduits, std::move(boxes), Decide{Verdict::accept}, origin, entry.number,
                      {{Field::connmark, Bits{0, conduit_mark}}});
        } else {
            add_rules(conduits, std::move(boxes), Return{}, origin, entry.number);
        }
    }
    lowering.firewall->chains[id] = std::move(conduits);
    for (const std::string_view name : named_interfaces(config)) {
        if (bound_to(config, name, Direction::in).empty()) {
            const Box box = box_with(lowering, Field::ingress, Set(interface_of(lowering, name)));
            chain.rules.push_back(rule(lowering, {box}, Call{id, false}, {}));
        }
    }
}

}  // namespace

ChainId ingress_lists(Lowering& lowering) {
    const Config& config = *lowering.config;
    const ChainId id = add_chain(lowering, "access lists, in");
    Chain chain;
    chain.name = "access lists, in";
    const AccessGroup* const global = global_group(config);
    add_vpn(lowering, chain);
    add_list_caveats(lowering, chain);
    for (const std::string_view name : named_interfaces(config)) {
        const Box box = box_with(lowering, Field::ingress, Set(interface_of(lowering, name)));
        for (const AccessGroup* const group : bound_to(config, name, Direction::in)) {
            add_binding(lowering, chain, *group, box, global == nullptr);
        }
    }
    add_conduits(lowering, chain);
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
    add_open_caveats(lowering, chain);
    for (const std::string_view name : named_interfaces(config)) {
        const Box box = box_with(lowering, Field::egress, Set(interface_of(lowering, name)));
        for (const AccessGroup* const group : bound_to(config, name, Direction::out)) {
            add_binding(lowering, chain, *group, box, true);
        }
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

}  // namespace lyncgate::asa
