#include "iptables/interpreter_sets.hpp"

#include <algorithm>

namespace lyncgate::iptables::testing {

namespace {

bool between(const Address& address, const AddressRange& range, int netmask) {
    Value bits = address.bits();
    Value low = range.low.bits();
    Value high = range.high.bits();
    if (netmask != 0) {
        const int shift = width_of(address.family()) - netmask;
        bits >>= shift;
        low >>= shift;
        high >>= shift;
    }
    return range.low.family() == address.family() && low <= bits && bits <= high;
}

std::uint16_t port_of(const Probe& probe, Side side) {
    switch (probe.protocol) {
    case 6:
    case 17:
    case 132:
    case 136: return side == Side::source ? probe.source_port : probe.destination_port;
    case 1:
    case 58: return static_cast<std::uint16_t>(probe.icmp_type * 256 + probe.icmp_code);
    default: return 0;
    }
}

bool holds(const IpSet& set, const SetEntry& entry, const Probe& probe, const InSet& match, Hook hook) {
    int net = 0;
    for (std::size_t i = 0; i < set.parts.size(); ++i) {
        const Side side = match.dimensions[i];
        const Address& address = side == Side::source ? probe.source : probe.destination;
        switch (set.parts[i]) {
        case SetPart::ip:
        case SetPart::net:
            if (!between(address, entry.nets[net++], set.netmask)) {
                return false;
            }
            break;
        case SetPart::port: {
            const bool bitmap = set.type.substr(0, 6) == "bitmap";
            const std::uint16_t port = port_of(probe, side);
            const bool protocol =
                bitmap ? probe.protocol == 6 || probe.protocol == 17 : probe.protocol == entry.protocol;
            if (!protocol || port < entry.ports.low || port > entry.ports.high) {
                return false;
            }
            break;
        }
        case SetPart::mark:
            if ((probe.mark & set.markmask) != entry.mark) {
                return false;
            }
            break;
        case SetPart::iface: {
            const bool exists = side == Side::source ? hook != Hook::output && hook != Hook::postrouting
                                                     : hook != Hook::prerouting && hook != Hook::input;
            if (!exists || (side == Side::source ? probe.in : probe.out) != entry.name) {
                return false;
            }
            break;
        }
        case SetPart::mac:
        case SetPart::set: return false;
        }
    }
    return true;
}

Value size_of(const AddressRange& range) {
    return range.high.bits() - range.low.bits();
}

}  // namespace

bool is_member(const SetCatalogue& sets, const IpSet& set, const Probe& probe, const InSet& match, Hook hook,
               Family family) {
    if (set.parts.front() == SetPart::set) {
        for (const SetEntry& entry : set.entries) {
            const IpSet* const member = sets.find(entry.name);
            if (member != nullptr && is_member(sets, *member, probe, match, hook, family)) {
                return true;
            }
        }
        return false;
    }
    const bool any_family = set.parts.size() == 1 && set.parts.front() == SetPart::port;
    if (match.dimension_count < set.parts.size() || (!any_family && set.family != family)) {
        return false;
    }
    // With interfaces, only the smallest network that the address is in is looked at.
    const bool interfaces = set.type == "hash:net,iface";
    const Address& first = match.dimensions[0] == Side::source ? probe.source : probe.destination;
    Value smallest = ~Value{0};
    for (const SetEntry& entry : set.entries) {
        if (interfaces && between(first, entry.nets[0], set.netmask)) {
            smallest = std::min(smallest, size_of(entry.nets[0]));
        }
    }
    const SetEntry* best = nullptr;
    for (const SetEntry& entry : set.entries) {
        if (!holds(set, entry, probe, match, hook) || (interfaces && size_of(entry.nets[0]) != smallest)) {
            continue;
        }
        const bool better =
            best == nullptr || size_of(entry.nets[0]) < size_of(best->nets[0]) ||
            (size_of(entry.nets[0]) == size_of(best->nets[0]) && size_of(entry.nets[1]) < size_of(best->nets[1]));
        best = better ? &entry : best;
    }
    // Sets of networks only have exceptions.
    const bool inverted = match.return_nomatch && set.type.find("net") != std::string_view::npos;
    return best != nullptr && best->nomatch == inverted;
}

bool asks_ingress(const SetCatalogue& sets, const IpSet& set, const InSet& match, Family family) {
    if (set.parts.front() == SetPart::set) {
        return std::any_of(set.entries.begin(), set.entries.end(), [&](const SetEntry& entry) {
            const IpSet* const member = sets.find(entry.name);
            return member != nullptr && asks_ingress(sets, *member, match, family);
        });
    }
    return set.parts.size() == 2 && set.parts[1] == SetPart::iface && set.family == family &&
           match.dimension_count > 1 && match.dimensions[1] == Side::source;
}

}  // namespace lyncgate::iptables::testing
