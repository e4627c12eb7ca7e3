// The way of a packet through the ASA: translations, lists, levels.
#include <algorithm>
#include <tuple>

#include "dialects/asa/names.hpp"
#include "interpreter.hpp"

namespace lyncgate::testing {

using namespace lyncgate::asa;

/// One translation, in the words of the configuration.
struct AsaInterpreter::Entry {
    std::string_view real_interface;  ///< empty: any
    std::string_view mapped_interface;
    Operand real;
    Operand mapped;
    bool dynamic = false;
    bool one_way = false;
    bool identity = false;
    bool routed = false;
    bool twice = false;  ///< has a destination
    Operand mapped_destination;
    Operand real_destination;
    const AccessList* condition = nullptr;  ///< policy NAT before 8.3
    unsigned protocol = 0;                  ///< port translation; 0: none
    unsigned real_port = 0;
    unsigned mapped_port = 0;
};

namespace {

Value low_of(const AsaInterpreter&, const Operand& operand) {
    const std::optional<Address> low = parse_address(operand.first());
    if (!low) {
        return 0;
    }
    if (operand.kind != OperandKind::masked) {
        return low->number();
    }
    const Value mask = parse_address(operand.second())->bits();
    return Address::v4(static_cast<std::uint32_t>(low->bits() & mask)).number();
}

Value size_of(const Operand& operand) {
    switch (operand.kind) {
    case OperandKind::masked: return (~parse_address(operand.second())->bits() & 0xffffffffU) + 1;
    case OperandKind::range:
        return parse_address(operand.second())->number() - parse_address(operand.first())->number() + 1;
    case OperandKind::any: return Value{1} << 127;
    default: return 1;
    }
}

bool same_place(const Operand& a, const Operand& b) {
    return a.kind == b.kind && a.first() == b.first() && a.second() == b.second();
}

int level(const InterfaceBlock& block) {
    return block.level_text.empty() ? (block.name == "inside" ? 100 : 0)
                                    : static_cast<int>(*number_of(block.level_text, 100));
}

}  // namespace

Operand AsaInterpreter::value_of(std::string_view name, std::string_view interface) const {
    if (name.empty()) {
        return {OperandKind::interface, interface, {}};
    }
    if (name == "any") {
        return {OperandKind::any, name, {}};
    }
    const NetworkObject* const object = find_network(config_, name);
    return object != nullptr ? object->value : Operand{OperandKind::host, name, {}};
}

Address AsaInterpreter::moved(const Address& a, const Operand& from, const Operand& to) const {
    if (same_place(from, to) || to.kind == OperandKind::any) {
        return a;
    }
    if (to.kind == OperandKind::interface) {
        return *parse_address(find_interface(config_, to.first())->addresses.front().address);
    }
    return size_of(to) == 1 ? Address::at(low_of(*this, to))
                            : Address::at(low_of(*this, to) + (a.number() - low_of(*this, from)));
}

std::vector<AsaInterpreter::Entry> AsaInterpreter::new_table() const {
    std::vector<Entry> table;
    struct Auto {
        std::tuple<bool, Value, Value, std::string_view> key;
        Entry entry;
    };
    std::vector<Auto> autos;
    std::vector<Entry> last;
    for (const NatRule& rule : config_.nat) {
        Entry entry;
        entry.real_interface = rule.real_interface;
        entry.mapped_interface = rule.mapped_interface;
        entry.real = value_of(rule.object.empty() ? rule.real_source : rule.object, {});
        entry.mapped = value_of(rule.mapped_source.name, rule.mapped_interface);
        entry.dynamic = rule.dynamic;
        entry.one_way = rule.unidirectional;
        entry.routed = rule.route_lookup;
        entry.twice = rule.has_destination;
        if (rule.has_destination) {
            entry.mapped_destination = value_of(rule.mapped_destination.name, rule.real_interface);
            entry.real_destination = value_of(rule.real_destination, {});
        }
        if (!rule.port_protocol.empty()) {
            entry.protocol = rule.port_protocol == "tcp" ? 6 : 17;
            entry.real_port = port_of(rule.real_port)->number;
            entry.mapped_port = port_of(rule.mapped_port)->number;
        }
        entry.identity = !rule.dynamic && same_place(entry.real, entry.mapped) && entry.real_port == entry.mapped_port;
        if (rule.inactive) {
            continue;
        }
        if (!rule.object.empty()) {
            autos.push_back({{rule.dynamic, size_of(entry.real), low_of(*this, entry.real), rule.object}, entry});
        } else {
            (rule.after_auto ? last : table).push_back(entry);
        }
    }
    std::sort(autos.begin(), autos.end(), [](const Auto& a, const Auto& b) { return a.key < b.key; });
    for (const Auto& item : autos) {
        table.push_back(item.entry);
    }
    table.insert(table.end(), last.begin(), last.end());
    return table;
}

std::vector<AsaInterpreter::Entry> AsaInterpreter::old_table() const {
    std::vector<Entry> table;
    for (const OldNat& nat : config_.old_nat) {
        if (nat.id == "0" && !nat.list.empty()) {
            Entry entry;
            entry.real_interface = nat.interface;
            entry.condition = find_list(config_, nat.list);
            entry.identity = true;
            entry.routed = true;
            entry.real = entry.mapped = {OperandKind::any, {}, {}};
            table.push_back(entry);
        }
    }
    for (const OldStatic& fixed : config_.old_statics) {
        Entry entry;
        entry.real_interface = fixed.real_interface;
        entry.mapped_interface = fixed.mapped_interface;
        const OperandKind kind = fixed.netmask.empty() ? OperandKind::host : OperandKind::masked;
        entry.real = {kind, fixed.real, fixed.netmask};
        entry.mapped = fixed.to_interface ? Operand{OperandKind::interface, fixed.mapped_interface, {}}
                                          : Operand{kind, fixed.mapped, fixed.netmask};
        entry.identity = same_place(entry.real, entry.mapped);
        if (!fixed.protocol.empty()) {
            entry.protocol = fixed.protocol == "tcp" ? 6 : 17;
            entry.real_port = port_of(fixed.real_port)->number;
            entry.mapped_port = port_of(fixed.mapped_port)->number;
        }
        table.push_back(entry);
    }
    std::vector<Entry> dynamic;
    for (const OldNat& nat : config_.old_nat) {
        for (const OldGlobal& global : config_.old_globals) {
            if (nat.list.empty() && nat.id != "0" && nat.id == global.id) {
                Entry entry;
                entry.real_interface = nat.interface;
                entry.mapped_interface = global.interface;
                entry.real = nat.address;
                entry.mapped = global.to_interface ? Operand{OperandKind::interface, global.interface, {}}
                                                   : Operand{OperandKind::host, global.low, {}};
                entry.dynamic = true;
                dynamic.push_back(entry);
            }
        }
    }
    std::stable_sort(dynamic.begin(), dynamic.end(),
                     [](const Entry& a, const Entry& b) { return size_of(a.real) < size_of(b.real); });
    table.insert(table.end(), dynamic.begin(), dynamic.end());
    return table;
}

unsigned AsaInterpreter::ingress_fates(const Probe& probe) const {
    if (probe.decrypted && config_.vpn_bypasses_lists) {
        return accepted;
    }
    const AccessList* global = nullptr;
    const AccessList* bound = nullptr;
    for (const AccessGroup& group : config_.access_groups) {
        if (group.direction == Direction::global && !group.control_plane) {
            global = find_list(config_, group.list);
        }
        if (group.direction == Direction::in && group.interface == probe.ingress && !group.control_plane) {
            bound = find_list(config_, group.list);
        }
    }
    constexpr unsigned next = 4;
    const bool other_family = any_is_ipv4_ && probe.source.family() == Family::ipv6;
    if (other_family) {
        return accepted;
    }
    unsigned fates = bound == nullptr ? next : in_list(*bound, probe, global == nullptr ? unsigned{dropped} : next);
    if ((fates & next) != 0U) {
        fates &= ~next;
        fates |= global == nullptr ? unsigned{accepted} : in_list(*global, probe, dropped);
    }
    return fates;
}

unsigned AsaInterpreter::egress_fates(const Probe& probe, std::string_view egress) const {
    for (const AccessGroup& group : config_.access_groups) {
        if (group.direction == Direction::out && group.interface == egress &&
            !(any_is_ipv4_ && probe.source.family() == Family::ipv6)) {
            return in_list(*find_list(config_, group.list), probe, dropped);
        }
    }
    return accepted;
}

unsigned AsaInterpreter::level_fates(const Probe& probe, std::string_view egress) const {
    const InterfaceBlock* const from = find_interface(config_, probe.ingress);
    const InterfaceBlock* const to = find_interface(config_, egress);
    if (from->management_only || to->management_only || to->shutdown) {
        return dropped;
    }
    bool listed = false;
    for (const AccessGroup& group : config_.access_groups) {
        listed = listed || group.direction == Direction::global ||
                 (group.direction == Direction::in && group.interface == probe.ingress);
    }
    listed = listed && !(any_is_ipv4_ && probe.source.family() == Family::ipv6);
    if (from == to) {
        return config_.intra_interface ? accepted : dropped;
    }
    if (probe.decrypted && config_.vpn_bypasses_lists) {
        return accepted;
    }
    if (level(*from) == level(*to)) {
        return config_.inter_interface ? accepted : listed ? either : dropped;
    }
    return listed || level(*from) > level(*to) ? accepted : dropped;
}

unsigned AsaInterpreter::fates(Probe probe) const {
    const std::vector<Entry> table = new_nat_ ? new_table() : old_table();
    if (find_interface(config_, probe.ingress)->shutdown) {
        return dropped;
    }
    const bool to_own_before = own(probe.destination);
    const bool redirected = std::any_of(table.begin(), table.end(), [&](const Entry& e) {
        return !e.dynamic && e.condition == nullptr && holds(e.mapped, probe.destination) == Tri::yes &&
               (e.protocol == 0 || (e.protocol == probe.protocol && e.mapped_port == probe.destination_port));
    });
    unsigned all = accepted;
    const auto pass = [&](unsigned more) { all = more == dropped || all == dropped ? dropped : all | more; };
    if (!new_nat_ && (!to_own_before || redirected)) {
        pass(ingress_fates(probe));
    }
    // Where does it go?
    const Address asked = probe.destination;
    const auto on = [](std::string_view interface, std::string_view here) {
        return interface.empty() || interface == here;
    };
    std::string_view egress;
    std::size_t chosen = table.size();
    for (std::size_t i = 0; i < table.size() && chosen == table.size(); ++i) {
        const Entry& e = table[i];
        if (e.twice && on(e.real_interface, probe.ingress) && holds(e.real, probe.source) == Tri::yes &&
            holds(e.mapped_destination, probe.destination) == Tri::yes) {
            probe.destination = moved(probe.destination, e.mapped_destination, e.real_destination);
            egress = e.routed ? std::string_view{} : e.mapped_interface;
            chosen = i;
            break;
        }
        if (e.dynamic || e.one_way || !on(e.mapped_interface, probe.ingress)) {
            continue;
        }
        bool match = holds(e.mapped, probe.destination) == Tri::yes &&
                     (!e.twice || holds(e.real_destination, probe.source) == Tri::yes);
        match = match && !(e.mapped.kind == OperandKind::any && own(probe.destination) && e.condition == nullptr);
        if (e.condition != nullptr) {
            Probe reply = probe;
            std::swap(reply.source, reply.destination);
            std::swap(reply.source_port, reply.destination_port);
            match = in_list(*e.condition, reply, dropped) == accepted;
        }
        if (e.protocol != 0) {
            match = match && e.protocol == probe.protocol && e.mapped_port == probe.destination_port;
        }
        if (match) {
            probe.destination = moved(probe.destination, e.mapped, e.real);
            probe.destination_port = e.protocol != 0 ? e.real_port : probe.destination_port;
            egress = e.routed ? std::string_view{} : e.real_interface;
            chosen = i;
        }
    }
    if (own(probe.destination)) {
        return all == dropped ? dropped : delivered_fates(probe);
    }
    if (egress.empty()) {
        const InterfaceBlock* const way = route(probe.destination);
        if (way == nullptr) {
            pass(new_nat_ ? ingress_fates(probe) : unsigned{accepted});
            return all == dropped ? unsigned{dropped} : unsigned{either} | nowhere;
        }
        egress = way->name;
    }
    if (new_nat_) {
        pass(ingress_fates(probe));
    }
    pass(level_fates(probe, egress));
    if (new_nat_) {
        pass(egress_fates(probe, egress));
    }
    // Would the reply be translated back to the address that was asked for?
    const bool changed = !(probe.destination == asked);
    for (std::size_t i = 0; i < table.size(); ++i) {
        const Entry& e = table[i];
        if (i == chosen && (!e.dynamic || e.twice)) {
            break;
        }
        if (e.one_way || !on(e.mapped_interface, probe.ingress) || !on(e.real_interface, egress)) {
            continue;
        }
        bool takes = holds(e.real, probe.destination) == Tri::yes &&
                     (!e.twice || holds(e.mapped_destination, probe.source) == Tri::yes);
        takes = takes && (e.protocol == 0 || (e.protocol == probe.protocol && e.real_port == probe.destination_port));
        if (e.condition != nullptr) {
            Probe reply = probe;
            std::swap(reply.source, reply.destination);
            std::swap(reply.source_port, reply.destination_port);
            takes = in_list(*e.condition, reply, dropped) == accepted;
        }
        if (takes) {
            pass(e.identity && !changed ? accepted : dropped);
            break;
        }
    }
    if (!new_nat_) {
        for (const Entry& e : table) {
            const bool condition = e.condition == nullptr || in_list(*e.condition, probe, dropped) == accepted;
            if (condition && on(e.real_interface, probe.ingress) && on(e.mapped_interface, egress) &&
                holds(e.real, probe.source) == Tri::yes &&
                (e.protocol == 0 || (e.protocol == probe.protocol && e.real_port == probe.source_port))) {
                probe.source = moved(probe.source, e.real, e.mapped);
                break;
            }
        }
        pass(egress_fates(probe, egress));
    }
    return all;
}

}  // namespace lyncgate::testing
