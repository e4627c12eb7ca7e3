// Membership in ipsets (-m set), after ipset(8) and the kernel's ip_set types.
#include <algorithm>
#include <map>

#include <fmt/core.h>

#include "dialects/iptables/lowering.hpp"
#include "model/subtract.hpp"
#include "net/protocol.hpp"

namespace lyncgate::iptables {

namespace {

constexpr int deepest_list = 4;
constexpr std::size_t most_exceptions = 200;

/// Entries of one set that differ in their first address only, as one box.
struct Group {
    std::uint8_t protocol;
    std::uint16_t port_low, port_high;
    std::uint32_t mark;
    Value second_low, second_high;
    std::string_view name;
    bool doubtful;
    auto operator<=>(const Group&) const = default;
};

/// What a set holds, as boxes of the flow model for one use of it.
struct Members {
    Boxes certain;
    Boxes doubtful;
    std::string reason;    ///< why some are doubtful
    bool unknown = false;  ///< nothing is known
};

Members unknown_members(std::string reason) {
    return {{}, {}, std::move(reason), true};
}

Field field_of(SetPart part, Side side) {
    switch (part) {
    case SetPart::port: return side == Side::source ? Field::source_port : Field::destination_port;
    case SetPart::iface: return side == Side::source ? Field::ingress : Field::egress;
    case SetPart::mark: return Field::mark;
    default: return side == Side::source ? Field::source : Field::destination;
    }
}

Set masked(const AddressRange& net, const IpSet& set) {
    const int width = width_of(set.family);
    if (set.netmask == 0 || set.netmask >= width) {
        return Set(net.low.number(), net.high.number());
    }
    // Packets' addresses are compared up to the netmask of the set.
    const Value host = (Value{1} << (width - set.netmask)) - 1;
    return Set(net.low.number() & ~host, net.high.number() | host);
}

/// One entry as a box; false when no packet can be in it here.
bool box_of(Lowering& lowering, const IpSet& set, const Group& group, const Set& first, const InSet& match, Box& box) {
    SetPool& pool = *lowering.firewall.pool;
    std::size_t nets = 0;
    for (std::size_t i = 0; i < set.parts.size(); ++i) {
        const SetPart part = set.parts[i];
        const Field field = field_of(part, match.dimensions[i]);
        Set values;
        switch (part) {
        case SetPart::ip:
        case SetPart::net: values = nets++ == 0 ? first : Set(group.second_low, group.second_high); break;
        case SetPart::mark: {
            if (set.markmask != 0xffffffff) {
                const MarkIs mark{false, group.mark & set.markmask, set.markmask, false};
                const Taken taken = taken_by_mark(lowering, mark);
                if (taken.parts.size() != 1 || !taken.parts.front().certain) {
                    return false;
                }
                values = values_of(taken.parts.front().box, Field::mark);
            } else {
                values = Set(group.mark);
            }
            break;
        }
        case SetPart::iface: {
            const bool in = match.dimensions[i] == Side::source;
            const Hook hook = lowering.hook;
            const bool exists = in ? hook == Hook::prerouting || hook == Hook::input || hook == Hook::forward
                                   : hook == Hook::forward || hook == Hook::output || hook == Hook::postrouting;
            if (!exists) {
                return false;
            }
            values = Set(lowering.firewall.interface_number(group.name));
            break;
        }
        case SetPart::port: {
            const Set ports(group.port_low, group.port_high);
            if (set.type.starts_with("bitmap")) {
                if (!narrow(box, Field::protocol, unite(Set(6), Set(17)), pool)) {
                    return false;
                }
                values = ports;
                break;
            }
            if (!narrow(box, Field::protocol, Set(group.protocol), pool)) {
                return false;
            }
            if (group.protocol == 1 || group.protocol == 58) {
                if (!narrow(box, Field::icmp, ports, pool)) {
                    return false;
                }
                continue;
            }
            const bool ported =
                group.protocol == 6 || group.protocol == 17 || group.protocol == 132 || group.protocol == 136;
            if (!ported) {
                // The kernel takes the port of other protocols for 0.
                if (!ports.contains(0)) {
                    return false;
                }
                continue;
            }
            values = ports;
            break;
        }
        case SetPart::mac:
        case SetPart::set: return false;
        }
        if (!narrow(box, field, values, pool)) {
            return false;
        }
    }
    return true;
}

/// Whether an earlier, more exact entry is asked before a later one (kernel: longest prefix first, dimension by
/// dimension).
bool more_exact(const SetEntry& a, const SetEntry& b) {
    for (int i = 0; i < 2; ++i) {
        const Value size_a = a.nets[i].high.number() - a.nets[i].low.number();
        const Value size_b = b.nets[i].high.number() - b.nets[i].low.number();
        if (size_a != size_b) {
            return size_a < size_b;
        }
    }
    return false;
}

/// Whether sets of this type can have exceptions (the kernel's IPSET_TYPE_NOMATCH); others ignore --return-nomatch.
bool has_exceptions(const IpSet& set) {
    return std::find(set.parts.begin(), set.parts.end(), SetPart::net) != set.parts.end();
}

Group group_of(const IpSet& set, const SetEntry& entry) {
    const Set second = masked(entry.nets[1], set);
    return {entry.protocol, entry.ports.low, entry.ports.high, entry.mark,
            second.low(),   second.high(),   entry.name,       entry.timeout};
}

/// The addresses of each entry. In sets of networks and interfaces the kernel stops at the smallest network that an
/// address is in, whatever interfaces it stands with, so there larger networks are without the smaller ones.
std::vector<Set> first_addresses(const IpSet& set, const std::vector<SetEntry>& entries) {
    std::vector<Set> firsts;
    firsts.reserve(entries.size());
    for (const SetEntry& entry : entries) {
        firsts.push_back(masked(entry.nets[0], set));
    }
    if (std::find(set.parts.begin(), set.parts.end(), SetPart::iface) == set.parts.end()) {
        return firsts;
    }
    std::map<Value, std::vector<std::size_t>> by_size;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        by_size[firsts[i].size()].push_back(i);
    }
    Set smaller;
    for (const auto& [size, places] : by_size) {
        std::vector<Interval> here(smaller.intervals().begin(), smaller.intervals().end());
        for (const std::size_t i : places) {
            here.push_back(firsts[i].intervals().front());
            firsts[i] = subtract(firsts[i], smaller);
        }
        smaller = Set::of(std::move(here));
    }
    return firsts;
}

/// A set with exceptions: entries in the order of their exactness, each without those before.
Members with_exceptions(Lowering& lowering, const IpSet& set, const InSet& match) {
    const auto exceptions =
        std::count_if(set.entries.begin(), set.entries.end(), [](const SetEntry& e) { return e.nomatch; });
    if (static_cast<std::size_t>(exceptions) > most_exceptions) {
        return unknown_members(fmt::format("the set '{}' has too many exceptions", set.name));
    }
    std::vector<SetEntry> entries = set.entries;
    std::stable_sort(entries.begin(), entries.end(), more_exact);
    const std::vector<Set> firsts = first_addresses(set, entries);
    SetPool& pool = *lowering.firewall.pool;
    Members members;
    Boxes against;
    bool doubtful = false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const SetEntry& entry = entries[i];
        Box box;
        if (!box_of(lowering, set, group_of(set, entry), firsts[i], match, box)) {
            continue;
        }
        doubtful = doubtful || entry.timeout;
        // With --return-nomatch the exceptions are what matches.
        if (entry.nomatch != (match.return_nomatch && has_exceptions(set))) {
            against.push_back(box);
            continue;
        }
        const Remainder rest = subtract(box, against, pool);
        if (!rest.complete) {
            return unknown_members(fmt::format("the exceptions of the set '{}' are too intricate", set.name));
        }
        (doubtful ? members.doubtful : members.certain)
            .insert((doubtful ? members.doubtful : members.certain).end(), rest.boxes.begin(), rest.boxes.end());
    }
    if (doubtful) {
        return unknown_members(fmt::format("entries of the set '{}' go away by themselves", set.name));
    }
    return members;
}

Members members_of(Lowering& lowering, std::string_view name, const InSet& match, int depth);

/// The members of a list of sets, asked in order: a packet is in it when it is in one of them.
Members list_members(Lowering& lowering, const IpSet& set, const InSet& match, int depth) {
    Members all;
    for (const SetEntry& entry : set.entries) {
        Members one = members_of(lowering, entry.name, match, depth + 1);
        if (one.unknown || entry.timeout) {
            return unknown_members(
                one.unknown ? one.reason : fmt::format("entries of the set '{}' go away by themselves", set.name));
        }
        all.certain.insert(all.certain.end(), one.certain.begin(), one.certain.end());
        all.doubtful.insert(all.doubtful.end(), one.doubtful.begin(), one.doubtful.end());
        all.reason = one.reason.empty() ? all.reason : one.reason;
    }
    return all;
}

Members members_of(Lowering& lowering, std::string_view name, const InSet& match, int depth) {
    const IpSet* const set = lowering.sets != nullptr ? lowering.sets->find(name) : nullptr;
    if (set == nullptr) {
        return unknown_members(fmt::format("the set '{}' is in none of the files given", name));
    }
    const bool links = std::find(set->parts.begin(), set->parts.end(), SetPart::mac) != set->parts.end();
    const bool bridge = std::any_of(set->entries.begin(), set->entries.end(),
                                    [](const SetEntry& e) { return e.name.starts_with("physdev:"); });
    if (!set->known || links || bridge || depth > deepest_list) {
        return unknown_members(fmt::format("what the set '{}' of type {} holds is not followed", name, set->type));
    }
    if (std::find(lowering.changing_sets.begin(), lowering.changing_sets.end(), name) != lowering.changing_sets.end()) {
        return unknown_members(fmt::format("rules change the set '{}' while packets pass", name));
    }
    if (set->parts.front() == SetPart::set) {
        return list_members(lowering, *set, match, depth);
    }
    // Fewer directions than the set has dimensions, or addresses of the other family: the kernel never finds anything.
    const bool bare_ports = set->parts.size() == 1 && set->parts.front() == SetPart::port;
    if (match.dimension_count < set->parts.size() || (!bare_ports && set->family != lowering.ruleset.family)) {
        return {};
    }
    for (std::size_t i = 0; i < set->parts.size(); ++i) {
        if (set->parts[i] == SetPart::iface && match.dimensions[i] == Side::source &&
            lowering.hook == Hook::postrouting) {
            return unknown_members("whether a set sees the interface a packet came in by after routing differs between "
                                   "kernels");
        }
    }
    if ((match.return_nomatch && has_exceptions(*set)) ||
        std::any_of(set->entries.begin(), set->entries.end(), [](const SetEntry& e) { return e.nomatch; })) {
        return with_exceptions(lowering, *set, match);
    }
    std::map<Group, std::vector<Interval>> groups;
    const std::vector<Set> firsts = first_addresses(*set, set->entries);
    for (std::size_t i = 0; i < firsts.size(); ++i) {
        std::vector<Interval>& group = groups[group_of(*set, set->entries[i])];
        group.insert(group.end(), firsts[i].intervals().begin(), firsts[i].intervals().end());
    }
    Members members;
    for (auto& [group, intervals] : groups) {
        Box box;
        if (box_of(lowering, *set, group, Set::of(std::move(intervals)), match, box)) {
            (group.doubtful ? members.doubtful : members.certain).push_back(box);
        }
    }
    if (!members.doubtful.empty()) {
        members.reason = fmt::format("entries of the set '{}' go away by themselves", name);
    }
    return members;
}

void add_parts(Taken& taken, const Boxes& boxes, bool certain) {
    for (const Box& box : boxes) {
        taken.parts.push_back({box, certain});
    }
}

}  // namespace

Taken taken_by_set(Lowering& lowering, const InSet& match) {
    Members members = members_of(lowering, match.name, match, 0);
    if (members.unknown) {
        return perhaps(members.reason);
    }
    if (match.counters) {
        return perhaps("depends on the counters of a set");
    }
    Taken taken;
    taken.reason = members.reason;
    if (!match.negated) {
        add_parts(taken, members.certain, true);
        add_parts(taken, members.doubtful, false);
        return taken;
    }
    Boxes all = members.certain;
    all.insert(all.end(), members.doubtful.begin(), members.doubtful.end());
    const Remainder outside = subtract(Box{}, all, *lowering.firewall.pool);
    if (!outside.complete) {
        return perhaps(fmt::format("what is outside of the set '{}' is too intricate", match.name.text()));
    }
    add_parts(taken, outside.boxes, true);
    add_parts(taken, members.doubtful, false);
    return taken;
}

}  // namespace lyncgate::iptables
