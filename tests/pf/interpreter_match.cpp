// Conditions, one packet at a time.
#include <algorithm>

#include "pf/traversal.hpp"

namespace lyncgate::pf::testing {
namespace {

Value bits_of(const Address& address) {
    return address.bits();
}

bool is_own(const Machine& machine, const Address& address) {
    for (const Port& port : machine.ports) {
        if (std::find(port.addresses.begin(), port.addresses.end(), address) != port.addresses.end()) {
            return true;
        }
    }
    return in_prefix(address, {Address::v4(0x7f000000), 8}) || address == Address::v6(0, 1);
}

bool behind(const Port& port, const Address& address) {
    for (const Prefix& network : port.networks) {
        if (in_prefix(address, network)) {
            return true;
        }
    }
    return false;
}

/// Longest prefix of the table that holds the address.
bool table_holds(Traversal& t, const Host& host, const Address& address) {
    for (const Statement& statement : t.machine.config->main.statements) {
        const auto* const table = std::get_if<TableDefinition>(&statement.body);
        if (table == nullptr || table->name != host.text) {
            continue;
        }
        if (table->entries.empty() && table->persist) {
            return t.guess(host.origin, static_cast<std::uint32_t>(bits_of(address)));
        }
        int longest = -1;
        bool holds = false;
        for (const Host& entry : table->entries) {
            if (entry.prefix()->length > longest && in_prefix(address, *entry.prefix())) {
                longest = entry.prefix()->length;
                holds = !entry.negated;
            }
        }
        return holds;
    }
    return t.guess(host.origin, 17);
}

bool named_interface(Traversal& t, const Host& host, const Address& address) {
    if (host.text == "self") {
        return is_own(t.machine, address) ||
               (in_prefix(address, {Address::v6(0xfe80000000000000, 0), 10}) && t.guess(host.origin, 5));
    }
    if (host.text.starts_with("lo")) {
        return in_prefix(address, {Address::v4(0x7f000000), 8}) || address == Address::v6(0, 1) ||
               (!host.modifiers.network && in_prefix(address, {Address::v6(0xfe80000000000000, 0), 10}));
    }
    const Port* const port = port_named(t.machine, host.text);
    if (port == nullptr) {
        return t.guess(host.origin, 11);
    }
    if (host.modifiers.network) {  // the site does not say how large the network of the interface itself is
        return std::find(port->addresses.begin(), port->addresses.end(), address) != port->addresses.end() ||
               (behind(*port, address) && t.guess(host.origin, 13));
    }
    return std::find(port->addresses.begin(), port->addresses.end(), address) != port->addresses.end();
}

bool plain_match(Traversal& t, const Host& host, const Address& address) {
    switch (host.kind) {
    case HostKind::any: return true;
    case HostKind::prefix: return in_prefix(address, *host.prefix());
    case HostKind::range:
        return address.family() == host.prefix()->address.family() &&
               bits_of(host.prefix()->address) <= bits_of(address) && bits_of(address) <= bits_of(host.last->address);
    case HostKind::table: return table_holds(t, host, address);
    case HostKind::no_route: return route_of(t.machine, address).empty() && t.guess(host.origin, 3);
    case HostKind::urpf_failed: {
        const Port* const port = port_named(t.machine, t.packet.in);
        const bool elsewhere = std::ranges::any_of(t.machine.ports, [&](const Port& other) {
            return &other != port && other.name == route_of(t.machine, address);
        });
        if (port != nullptr && t.inbound && elsewhere) {
            return true;
        }
        return (port == nullptr || !behind(*port, address)) && t.guess(host.origin, 4);
    }
    case HostKind::route_label: return t.guess(host.origin, 6);
    case HostKind::name:
    case HostKind::dynamic: return named_interface(t, host, address);
    }
    return false;
}

bool compare(const Compare& compare, std::uint32_t value) {
    switch (compare.op) {
    case Op::none: return true;
    case Op::equal: return value == compare.low;
    case Op::not_equal: return value != compare.low;
    case Op::less: return value < compare.low;
    case Op::less_equal: return value <= compare.low;
    case Op::greater: return value > compare.low;
    case Op::greater_equal: return value >= compare.low;
    case Op::inside: return value > compare.low && value < compare.high;
    case Op::outside: return value < compare.low || value > compare.high;
    case Op::range: return value >= compare.low && value <= compare.high;
    }
    return false;
}

bool protocol_matches(const RuleStatement& rule, const Probe& packet) {
    if (rule.protocols.empty()) {
        return true;
    }
    return std::any_of(rule.protocols.begin(), rule.protocols.end(),
                       [&](const ProtocolItem& item) { return item.number == packet.protocol; });
}

bool message_matches(const RuleStatement& rule, const Probe& packet) {
    if (rule.details().icmp.empty()) {
        return true;
    }
    return std::any_of(rule.details().icmp.begin(), rule.details().icmp.end(), [&](const IcmpItem& item) {
        return packet.protocol == (item.v6 ? 58 : 1) && item.type == packet.icmp_type &&
               (item.code < 0 || item.code == packet.icmp_code);
    });
}

bool flags_match(const RuleStatement& rule, const Probe& packet) {
    if (packet.protocol != 6) {
        return true;
    }
    std::uint8_t set = rule.flags_set;
    std::uint8_t mask = rule.flags_mask;
    if (!rule.has_flags && rule.action == RuleAction::pass && rule.state != StateKind::no) {
        set = 0x02;
        mask = 0x12;
    }
    return (packet.tcp_flags & mask) == set;
}

bool open_questions(Traversal& t, const RuleStatement& rule, const Origin& origin) {
    const bool open = rule.details().probability || !rule.details().users.empty() || rule.details().tos;
    return !open || t.guess(origin, 21);
}

}  // namespace

bool Traversal::guess(const Origin& origin, std::uint32_t salt) {
    guessed = true;
    std::uint32_t hash = (origin.span.begin + 1) * 2654435761U ^ (salt + 1) * 40503U ^
                         (machine.world + 7) * 2246822519U ^ (inbound ? 99U : 0U);
    hash ^= hash >> 15;
    hash *= 2246822519U;
    hash ^= hash >> 13;
    return (hash & 1) != 0;
}

bool in_prefix(const Address& address, const Prefix& prefix) {
    if (address.family() != prefix.address.family()) {
        return false;
    }
    const int shift = width_of(address.family()) - prefix.length;
    return shift >= 128 || bits_of(address) >> shift == bits_of(prefix.address) >> shift;
}

const Port* port_named(const Machine& machine, std::string_view name) {
    for (const Port& port : machine.ports) {
        if (port.name == name) {
            return &port;
        }
    }
    return nullptr;
}

std::string route_of(const Machine& machine, const Address& destination) {
    const Port* best = nullptr;
    int longest = -1;
    for (const Port& port : machine.ports) {
        for (const Prefix& network : port.networks) {
            if (network.length > longest && in_prefix(destination, network)) {
                longest = network.length;
                best = &port;
            }
        }
    }
    return best == nullptr ? "" : best->name;
}

bool host_matches(Traversal& t, const Host& host, const Address& address, const std::optional<Family>& family) {
    if (family && address.family() != *family) {
        return false;
    }
    if (host.negated && host.prefix() && host.prefix()->address.family() != address.family()) {
        return false;
    }
    return plain_match(t, host, address) != host.negated;
}

bool endpoint_matches(Traversal& t, const Endpoint& end, const Address& address, std::uint16_t port,
                      const std::optional<Family>& family) {
    if (family && address.family() != *family) {
        return false;
    }
    bool host = end.hosts.empty();
    for (const Host& one : end.hosts) {
        host = host_matches(t, one, address, family) || host;
    }
    bool number = end.ports.empty();
    for (const Compare& one : end.ports) {
        number = compare(one, port) || number;
    }
    return host && number;
}

bool interfaces_match(Traversal& t, List<Interface> interfaces) {
    if (interfaces.empty()) {
        return true;
    }
    return std::any_of(interfaces.begin(), interfaces.end(), [&](const Interface& interface) {
        const bool same = interface.name == "any" ? !t.interface().starts_with("lo") : interface.name == t.interface();
        return same != interface.negated;
    });
}

bool rule_matches(Traversal& t, const RuleStatement& rule, const Origin& origin) {
    if (rule.fragment || (rule.direction == Direction::in && !t.inbound) ||
        (rule.direction == Direction::out && t.inbound)) {
        return false;
    }
    if (!interfaces_match(t, rule.interfaces) || !protocol_matches(rule, t.packet) ||
        !message_matches(rule, t.packet) || !flags_match(rule, t.packet)) {
        return false;
    }
    if (rule.has_tagged && (t.tag == rule.details().tagged) == rule.not_tagged) {
        return false;
    }
    if (rule.details().received_on &&
        (rule.details().received_on->name == t.packet.in) == rule.details().received_on->negated) {
        return false;
    }
    return endpoint_matches(t, rule.from, t.packet.source, t.packet.source_port, rule.family) &&
           endpoint_matches(t, rule.to, t.packet.destination, t.packet.destination_port, rule.family) &&
           open_questions(t, rule, origin);
}

}  // namespace lyncgate::pf::testing
