#include "interpreter.hpp"

#include <algorithm>
#include <sstream>

#include "dialects/asa/names.hpp"

namespace lyncgate::testing {

using namespace lyncgate::asa;

namespace {

Tri both(Tri a, Tri b) {
    return std::min(a, b);
}
Tri one(Tri a, Tri b) {
    return std::max(a, b);
}
Tri when(bool yes) {
    return yes ? Tri::yes : Tri::no;
}

bool in_prefix(const Address& address, const Address& base, int length) {
    if (address.family() != base.family()) {
        return false;
    }
    const int drop = width_of(base.family()) - length;
    return drop >= 128 || (address.bits() >> drop) == (base.bits() >> drop);
}

int length_of(std::string_view mask) {
    const std::optional<Address> bits = parse_address(mask);
    return bits ? __builtin_popcount(static_cast<unsigned>(bits->bits())) : 32;
}

bool ports(unsigned protocol) {
    return protocol == 6 || protocol == 17 || protocol == 132;
}

}  // namespace

AsaInterpreter::AsaInterpreter(const Config& config) : config_(config) {
    const Version& v = config.version;
    new_nat_ = v.product != Product::pix && v.product != Product::fwsm &&
               (v.major == 0 ? config.old_nat.empty() && config.old_statics.empty()
                             : v.major > 8 || (v.major == 8 && v.minor >= 3));
    any_is_ipv4_ = v.major != 0 && v.major < 9;
}

std::optional<Address> AsaInterpreter::address(std::string_view word) const {
    for (const Name& name : config_.names) {
        if (config_.names_enabled && name.alias == word) {
            return parse_address(name.value);
        }
    }
    return parse_address(word);
}

Tri AsaInterpreter::holds(const Operand& operand, const Address& a, int depth) const {
    if (depth > 20) {
        return Tri::maybe;
    }
    switch (operand.kind) {
    case OperandKind::any: return when(!any_is_ipv4_ || a.family() == Family::ipv4);
    case OperandKind::any4: return when(a.family() == Family::ipv4);
    case OperandKind::any6: return when(a.family() == Family::ipv6);
    case OperandKind::host: {
        const std::optional<Address> host = address(operand.first());
        return host ? when(*host == a) : Tri::maybe;
    }
    case OperandKind::masked: {
        const std::optional<Address> base = address(operand.first());
        return base ? when(in_prefix(a, *base, length_of(operand.second()))) : Tri::maybe;
    }
    case OperandKind::prefix: {
        const std::size_t slash = operand.first().find('/');
        return when(in_prefix(a, *address(operand.first().substr(0, slash)),
                              static_cast<int>(*number_of(operand.first().substr(slash + 1), 128))));
    }
    case OperandKind::range: return when(!(a < *address(operand.first())) && !(*address(operand.second()) < a));
    case OperandKind::fqdn:
        return operand.second().empty() || (operand.second() == "v4") == (a.family() == Family::ipv4) ? Tri::maybe
                                                                                                      : Tri::no;
    case OperandKind::interface: {
        const InterfaceBlock* const block = find_interface(config_, operand.first());
        return block == nullptr || block->addresses.empty() ? Tri::maybe
                                                            : when(*address(block->addresses.front().address) == a);
    }
    case OperandKind::object:
        for (const NetworkObject& object : config_.network_objects) {
            if (object.name == operand.first()) {
                return holds(object.value, a, depth + 1);
            }
        }
        return Tri::maybe;
    case OperandKind::group:
        for (const Group& group : config_.groups) {
            if (group.name == operand.first()) {
                Tri found = Tri::no;
                for (const Operand& member : group.members) {
                    found = one(found, holds(member, a, depth + 1));
                }
                return found;
            }
        }
        return Tri::maybe;
    default: return Tri::maybe;
    }
}

Tri AsaInterpreter::port_holds(const Operand& operand, unsigned port, int depth) const {
    if (operand.kind == OperandKind::none) {
        return Tri::yes;
    }
    if (operand.kind == OperandKind::group) {
        Tri found = depth > 20 ? Tri::maybe : Tri::no;
        for (const Group& group : config_.groups) {
            if (group.name == operand.first()) {
                for (const Operand& member : group.members) {
                    found = one(found, port_holds(member, port, depth + 1));
                }
                return found;
            }
        }
        return Tri::maybe;
    }
    const unsigned low = port_of(operand.first())->number;
    switch (operand.kind) {
    case OperandKind::equal: return when(port == low);
    case OperandKind::not_equal: return when(port != low);
    case OperandKind::less: return when(port < low);
    case OperandKind::greater: return when(port > low);
    case OperandKind::port_range: return when(port >= low && port <= port_of(operand.second())->number);
    default: return Tri::maybe;
    }
}

Tri AsaInterpreter::message_holds(const Operand& operand, unsigned type, bool ipv6, int depth) const {
    if (operand.kind == OperandKind::none) {
        return Tri::yes;
    }
    if (operand.kind != OperandKind::group) {
        return when(icmp_type_of(operand.first(), ipv6) == type);
    }
    Tri found = Tri::no;
    for (const Group& group : config_.groups) {
        if (group.name == operand.first() && depth < 20) {
            for (const Operand& member : group.members) {
                found = one(found, message_holds(member, type, ipv6, depth + 1));
            }
        }
    }
    return found;
}

Tri AsaInterpreter::service_holds(const ServiceSpec& spec, const Probe& probe, int depth) const {
    if (!spec.object.empty()) {
        return services_hold(spec.object, probe, false, depth + 1);
    }
    if (spec.protocol == "tcp-udp") {
        if (probe.protocol != 6 && probe.protocol != 17) {
            return Tri::no;
        }
    } else if (spec.protocol != "ip" && static_cast<unsigned>(*protocol_of(spec.protocol)) != probe.protocol) {
        return Tri::no;
    }
    if (!spec.icmp_type.empty()) {
        return when(icmp_type_of(spec.icmp_type, probe.protocol == 58) == probe.icmp / 256 &&
                    (spec.icmp_code.empty() || number_of(spec.icmp_code, 255) == probe.icmp % 256));
    }
    return both(port_holds(spec.source, probe.source_port), port_holds(spec.destination, probe.destination_port));
}

Tri AsaInterpreter::services_hold(std::string_view name, const Probe& probe, bool group, int depth) const {
    if (depth > 20) {
        return Tri::maybe;
    }
    for (const ServiceObject& object : config_.service_objects) {
        if (!group && object.name == name) {
            return service_holds(object.value, probe, depth + 1);
        }
    }
    for (const Group& known : config_.groups) {
        if (known.name != name) {
            continue;
        }
        Tri found = Tri::no;
        for (const Operand& member : known.members) {
            if (member.kind == OperandKind::group) {
                found = one(found, services_hold(member.first(), probe, true, depth + 1));
            } else if (known.kind == GroupKind::protocol) {
                found = one(found, when(member.first() == "ip" ||
                                        static_cast<unsigned>(*protocol_of(member.first())) == probe.protocol));
            }
        }
        for (const ServiceSpec& spec : known.services) {
            found = one(found, service_holds(spec, probe, depth + 1));
        }
        return found;
    }
    return Tri::maybe;
}

Tri AsaInterpreter::entry_holds(const AccessEntry& entry, const Probe& probe, bool ipv6_only) const {
    if (entry.inactive || (ipv6_only && (probe.source.family() == Family::ipv4))) {
        return Tri::no;
    }
    if (!entry.readable) {
        return Tri::maybe;
    }
    Tri result = Tri::yes;
    if (entry.protocol.kind != OperandKind::word) {
        result = services_hold(entry.protocol.first(), probe, entry.protocol.kind == OperandKind::group, 0);
    } else if (entry.protocol.first() != "ip") {
        result = when(static_cast<unsigned>(*protocol_of(entry.protocol.first())) == probe.protocol);
    }
    // Operand by operand: an address, maybe a port of it, an address, maybe a port or a message.
    int addresses = 0;
    bool code = false;
    for (std::size_t i = 0; i < entry.count; ++i) {
        const Operand& operand = entry.operands[i];
        GroupKind kind = GroupKind::network;
        for (const Group& group : config_.groups) {
            if (operand.kind == OperandKind::group && group.name == operand.first()) {
                kind = group.kind;
            }
        }
        if (is_port(operand.kind) || kind == GroupKind::service_tcp || kind == GroupKind::service_udp ||
            kind == GroupKind::service_tcp_udp) {
            result = both(result, ports(probe.protocol)
                                      ? port_holds(operand, addresses == 1 ? probe.source_port : probe.destination_port)
                                      : Tri::no);
        } else if (operand.kind == OperandKind::message || kind == GroupKind::icmp_type) {
            result = both(result, code ? when(number_of(operand.first(), 255) == probe.icmp % 256)
                                       : message_holds(operand, probe.icmp / 256, probe.protocol == 58));
            code = true;
        } else {
            result = both(result, holds(operand, addresses == 0 ? probe.source : probe.destination));
            ++addresses;
        }
    }
    const bool sure = entry.condition == 0 || (config_.conditions[entry.condition - 1].time_range.empty() &&
                                               config_.conditions[entry.condition - 1].identity.empty());
    return sure ? result : both(result, Tri::maybe);
}

unsigned AsaInterpreter::in_list(const AccessList& list, const Probe& probe, unsigned otherwise) const {
    unsigned fates = 0;
    for (const AccessEntry& entry : list.entries) {
        const Tri match = entry_holds(entry, probe, list.ipv6_only);
        if (match != Tri::no) {
            fates |= !entry.readable ? either : entry.permit ? accepted : dropped;
        }
        if (match == Tri::yes) {
            return fates;
        }
    }
    return fates | otherwise;
}

Tri AsaInterpreter::named_holds(std::string_view name, const Address& a) const {
    if (name == "any") {
        return Tri::yes;
    }
    if (find_network(config_, name) != nullptr) {
        return holds({OperandKind::object, name, {}}, a);
    }
    return find_group(config_, name) != nullptr ? holds({OperandKind::group, name, {}}, a)
                                                : holds({OperandKind::host, name, {}}, a);
}

bool AsaInterpreter::own(const Address& a) const {
    return std::any_of(config_.interfaces.begin(), config_.interfaces.end(), [&](const InterfaceBlock& block) {
        return !block.name.empty() && !block.shutdown && !block.addresses.empty() &&
               parse_address(block.addresses.front().address) == a;
    });
}

/// What the firewall does with a packet to itself, as far as `ssh` and `icmp` lines go.
unsigned AsaInterpreter::delivered_fates(const Probe& probe) const {
    const InterfaceBlock& here = *find_interface(config_, probe.ingress);
    const bool near = !here.addresses.empty() && parse_address(here.addresses.front().address) == probe.destination;
    if (!near) {
        return dropped;
    }
    const bool messages = probe.protocol == 1 || probe.protocol == 58;
    bool listed = false;
    for (const std::string_view line : config_.management) {
        std::istringstream words{std::string(line)};
        std::string command, action, first, second, rest;
        words >> command;
        if (command == "icmp" && probe.protocol == 1) {
            words >> action >> first;
            const bool any = first == "any";
            if (!any) {
                words >> second;
            }
            words >> rest;
            const bool echo = rest == "echo";
            if (echo) {
                words >> rest;
            }
            const bool from = any || in_prefix(probe.source, *parse_address(first), length_of(second));
            if (rest == here.name) {
                listed = true;
                if (from && (!echo || probe.icmp / 256 == 8)) {
                    return action == "permit" ? accepted : dropped;
                }
            }
        } else if (command == "ssh" && probe.protocol == 6 && probe.destination_port == 22) {
            words >> first >> second >> rest;
            if (rest == here.name && in_prefix(probe.source, *parse_address(first), length_of(second))) {
                return accepted;
            }
        }
    }
    if (messages) {
        return listed ? dropped : accepted;
    }
    const bool closed = (probe.protocol == 6 && (probe.destination_port == 22 || probe.destination_port == 23)) ||
                        (probe.protocol == 17 && probe.destination_port == 161);
    return closed ? dropped : either;
}

const InterfaceBlock* AsaInterpreter::route(const Address& a) const {
    const InterfaceBlock* best = nullptr;
    int best_length = -1;
    for (const InterfaceBlock& block : config_.interfaces) {
        for (const InterfaceAddress& own : block.addresses) {
            if (!block.name.empty() && !block.shutdown &&
                in_prefix(a, *parse_address(own.address), length_of(own.mask)) && length_of(own.mask) > best_length) {
                best = &block;
                best_length = length_of(own.mask);
            }
        }
    }
    for (const Route& route : config_.routes) {
        if (in_prefix(a, *address(route.network), length_of(route.mask)) && length_of(route.mask) > best_length) {
            best = find_interface(config_, route.interface);
            best_length = length_of(route.mask);
        }
    }
    return best;
}

}  // namespace lyncgate::testing
