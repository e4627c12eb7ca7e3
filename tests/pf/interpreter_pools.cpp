// Translation, one packet at a time.
#include <algorithm>

#include "pf/traversal.hpp"

namespace lyncgate::pf::testing {
namespace {

Address from_bits(Family family, Value bits) {
    if (family == Family::ipv4) {
        return Address::v4(static_cast<std::uint32_t>(bits));
    }
    return Address::v6(static_cast<std::uint64_t>(bits >> 64), static_cast<std::uint64_t>(bits));
}

/// Keeps the host part, replaces the network part.
Address mapped(const Prefix& network, const Address& old) {
    const int width = width_of(network.address.family());
    const int host_bits = width - network.length;
    const Value mask = host_bits == 0 ? 0 : (host_bits >= 128 ? ~Value{0} : (Value{1} << host_bits) - 1);
    return from_bits(network.address.family(), (network.address.bits() & ~mask) | (old.bits() & mask));
}

void redirect(Traversal& t, const Pool& pool, const RuleStatement& rule, const Origin& origin) {
    t.packet.destination = pool_address(t, pool, t.packet.destination, origin);
    if (!pool.port_low) {
        return;
    }
    if (pool.port_star) {
        const std::uint32_t first = rule.to.ports.empty() ? 0 : rule.to.ports.front().low;
        t.packet.destination_port = static_cast<std::uint16_t>(*pool.port_low + t.packet.destination_port - first);
        return;
    }
    t.packet.destination_port = static_cast<std::uint16_t>(*pool.port_low);
    if (pool.port_high && *pool.port_high != *pool.port_low) {
        t.guessed = true;
    }
}

void hide(Traversal& t, const Pool& pool, const Origin& origin) {
    t.packet.source = pool_address(t, pool, t.packet.source, origin);
    if (pool.static_port) {
        return;
    }
    if (pool.port_low && (!pool.port_high || *pool.port_high == *pool.port_low)) {
        t.packet.source_port = static_cast<std::uint16_t>(*pool.port_low);
        return;
    }
    t.guessed = true;  // any free port
    t.packet.source_port = static_cast<std::uint16_t>(pool.port_low ? *pool.port_low : 50001 + t.machine.world * 977);
}

bool translation_matches(Traversal& t, const RuleStatement& rule, const Origin& origin) {
    if (rule.action == RuleAction::binat && t.inbound) {
        RuleStatement inbound = rule;
        inbound.from = {rule.to.hosts, {}};
        inbound.to = {rule.details().redirect->hosts, {}};
        return rule_matches(t, inbound, origin);
    }
    return rule_matches(t, rule, origin);
}

/// The first rule of the kinds that matches.
const RuleStatement* first_match(Traversal& t, const Block& block, RuleAction yes, RuleAction no) {
    for (const Statement& statement : block.statements) {
        const auto* const rule = std::get_if<RuleStatement>(&statement.body);
        if (rule != nullptr && (rule->action == yes || rule->action == no) &&
            translation_matches(t, *rule, statement.origin)) {
            return rule;
        }
    }
    return nullptr;
}

}  // namespace

Address pool_address(Traversal& t, const Pool& pool, const Address& old, const Origin& origin) {
    const Host& host = pool.hosts[(t.machine.world + origin.span.begin) % pool.hosts.size()];
    if (pool.hosts.size() > 1) {
        t.guessed = true;
    }
    if (host.kind == HostKind::prefix) {
        const bool single = host.prefix()->length == width_of(host.prefix()->address.family());
        if (!single && pool.kind != PoolKind::bitmask) {
            t.guessed = true;
        }
        return mapped(*host.prefix(), old);
    }
    const Port* const port = port_named(t.machine, host.text);
    for (const Address& address : port->addresses) {
        if (address.family() == old.family()) {
            return address;
        }
    }
    return port->addresses.front();
}

void apply_pools(Traversal& t, const RuleStatement& rule, const Origin& origin) {
    if (rule.binat_to) {
        if (t.inbound) {
            t.packet.destination = mapped(*rule.from.hosts.front().prefix(), t.packet.destination);
        } else {
            t.packet.source = mapped(*rule.details().nat->hosts.front().prefix(), t.packet.source);
        }
        return;
    }
    if (rule.details().rdr) {
        redirect(t, *rule.details().rdr, rule, origin);
    }
    if (rule.details().nat) {
        hide(t, *rule.details().nat, origin);
    }
}

bool translate_old(Traversal& t, const Block& block) {
    const RuleStatement* rule = nullptr;
    if (t.inbound) {
        rule = first_match(t, block, RuleAction::rdr, RuleAction::no_rdr);
        rule = rule ? rule : first_match(t, block, RuleAction::binat, RuleAction::no_binat);
    } else {
        rule = first_match(t, block, RuleAction::binat, RuleAction::no_binat);
        rule = rule ? rule : first_match(t, block, RuleAction::nat, RuleAction::no_nat);
    }
    if (rule == nullptr || !rule->details().redirect) {
        if (rule != nullptr && !rule->details().tag.empty()) {
            t.tag = rule->details().tag;
        }
        return false;
    }
    t.old_translated = true;
    if (!rule->details().tag.empty()) {
        t.tag = rule->details().tag;
    }
    if (rule->action == RuleAction::binat) {
        if (t.inbound) {
            t.packet.destination = mapped(*rule->from.hosts.front().prefix(), t.packet.destination);
        } else {
            t.packet.source = mapped(*rule->details().redirect->hosts.front().prefix(), t.packet.source);
        }
    } else if (rule->action == RuleAction::rdr) {
        redirect(t, *rule->details().redirect, *rule, {});
    } else {
        hide(t, *rule->details().redirect, {});
    }
    return rule->translation_passes;
}

}  // namespace lyncgate::pf::testing
