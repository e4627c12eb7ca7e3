// NAT before 8.3 (Cisco ASA 5500 Series Configuration Guide 8.2, "Order of NAT Rules Used to Match Real Addresses"):
// exemptions, statics in order, policy dynamic NAT in order, dynamic NAT by the best match. Access lists see mapped
// addresses.
#include <algorithm>
#include <fmt/format.h>
#include <iterator>

#include "dialects/asa/lower_filters.hpp"
#include "dialects/asa/names.hpp"
#include "dialects/asa/reader.hpp"
#include "dialects/asa/translation.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

/// A translation for each permit entry of a policy list, with the entry as its condition.
std::vector<Translation> from_list(Lowering& lowering, std::string_view name, std::string_view text) {
    std::vector<Translation> made;
    const AccessList* const list = find_list(*lowering.config, name);
    if (list == nullptr) {
        Translation entry;
        entry.text = text;
        entry.real = unknown_part(lowering, any_address(), fmt::format("access-list '{}' is not defined", name), name);
        entry.doubts = entry.real.doubts;
        entry.mapped = entry.real;
        made.push_back(std::move(entry));
        return made;
    }
    SetPool& pool = *lowering.firewall->pool;
    for (const AccessEntry& line : list->entries) {
        const EntryBoxes boxes = boxes_of(lowering, line, list->ipv6_only);
        for (const Box& box : boxes.possible) {
            Translation entry;
            entry.text = text;
            entry.real = exactly(lowering, values_of(box, Field::source));
            entry.real_destination = exactly(lowering, values_of(box, Field::destination));
            entry.mapped_destination = entry.real_destination;
            entry.has_destination = true;
            entry.separate_destination = true;
            entry.first = {box[Field::protocol], box[Field::source_port], box[Field::destination_port], nullptr};
            entry.second = entry.first;
            entry.doubts = boxes.doubts;
            if (!line.permit) {
                entry.doubts.push_back(lowering.firewall->doubt("a deny in the list of a translation",
                                                                origin_of(*lowering.config, line.text)));
                entry.real = {pool.intern({}), entry.real.possible, entry.doubts};
            }
            made.push_back(std::move(entry));
        }
    }
    return made;
}

bool exempts(const OldNat& nat) {
    return nat.id == "0" && !nat.list.empty();
}

void add_exemptions(Lowering& lowering, std::vector<Translation>& table) {
    for (const OldNat& nat : lowering.config->old_nat) {
        if (!exempts(nat)) {
            continue;
        }
        for (Translation& entry : from_list(lowering, nat.list, nat.text)) {
            entry.real_interface = interface_of(lowering, nat.interface);
            entry.mapped = entry.real;
            entry.identity = true;
            entry.routed = true;
            table.push_back(std::move(entry));
        }
    }
}

BoundedSet block_of(Lowering& lowering, std::string_view address, std::string_view mask) {
    return mask.empty() ? addresses_of(lowering, {OperandKind::host, address, {}})
                        : addresses_under(lowering, address, mask);
}

const Set* one_port(Lowering& lowering, std::string_view word, std::vector<DoubtId>& doubts) {
    const BoundedSet ports = ports_of(lowering, {OperandKind::equal, word, {}});
    doubts.insert(doubts.end(), ports.doubts.begin(), ports.doubts.end());
    return ports.possible;
}

void add_statics(Lowering& lowering, std::vector<Translation>& table) {
    for (const OldStatic& fixed : lowering.config->old_statics) {
        std::vector<Translation> parts;
        if (fixed.list.empty()) {
            parts.emplace_back();
            parts.back().real = block_of(lowering, fixed.real, fixed.netmask);
        } else {
            parts = from_list(lowering, fixed.list, fixed.text);
        }
        for (Translation& entry : parts) {
            entry.text = fixed.text;
            entry.real_interface = interface_of(lowering, fixed.real_interface);
            entry.mapped_interface = interface_of(lowering, fixed.mapped_interface);
            entry.mapped = fixed.to_interface
                               ? addresses_of(lowering, {OperandKind::interface, fixed.mapped_interface, {}})
                               : block_of(lowering, fixed.mapped, fixed.netmask);
            if (!fixed.list.empty() && !fixed.to_interface && fixed.netmask.empty() &&
                entry.real.possible->size() > 1) {
                // The mapped address is the start of a block as large as the real one.
                const Value low = entry.mapped.possible->empty() ? 0 : entry.mapped.possible->low();
                entry.mapped = exactly(lowering, Set(low, low + entry.real.possible->size() - 1));
            }
            entry.doubts.insert(entry.doubts.end(), entry.real.doubts.begin(), entry.real.doubts.end());
            entry.mapped_doubts = entry.mapped.doubts;
            if (!fixed.protocol.empty()) {
                const std::optional<Protocol> protocol = protocol_of(fixed.protocol);
                const Set* const number =
                    lowering.firewall->pool->intern(Set(static_cast<Value>(protocol.value_or(Protocol::tcp))));
                entry.first.protocol = number;
                entry.second.protocol = number;
                if (!fixed.real_port.empty()) {
                    entry.first.source_port = one_port(lowering, fixed.real_port, entry.doubts);
                }
                entry.second.source_port = one_port(lowering, fixed.mapped_port, entry.doubts);
            }
            entry.identity = entry.real.exact() && entry.mapped.exact() && entry.real.possible == entry.mapped.possible;
            table.push_back(std::move(entry));
        }
    }
}

/// `nat (IF) N` with every `global (OUT) N`; `nat (IF) 0 NETWORK` keeps the address and opens outwards only.
void add_dynamic(Lowering& lowering, const OldNat& nat, const Translation& base, std::vector<Translation>& table) {
    const Config& config = *lowering.config;
    Translation entry = base;
    entry.text = nat.text;
    entry.real_interface = interface_of(lowering, nat.interface);
    entry.dynamic = true;
    if (nat.id == "0") {
        entry.mapped = entry.real;
        entry.identity = true;
        table.push_back(std::move(entry));
        return;
    }
    for (std::size_t i = 0; i < config.old_globals.size(); ++i) {
        const OldGlobal& global = config.old_globals[i];
        const auto same = [&global](const OldGlobal& other) {
            return other.id == global.id && other.interface == global.interface;
        };
        const auto first = std::find_if(config.old_globals.begin(), config.old_globals.end(), same);
        if (global.id != nat.id || first != config.old_globals.begin() + static_cast<std::ptrdiff_t>(i)) {
            continue;
        }
        Set pool;
        for (const OldGlobal& part : config.old_globals) {
            if (same(part)) {
                const Operand operand = part.to_interface   ? Operand{OperandKind::interface, part.interface, {}}
                                        : part.high.empty() ? Operand{OperandKind::host, part.low, {}}
                                                            : Operand{OperandKind::range, part.low, part.high};
                pool = unite(pool, *addresses_of(lowering, operand).possible);
            }
        }
        Translation out = entry;
        out.mapped_interface = interface_of(lowering, global.interface);
        out.mapped = exactly(lowering, std::move(pool));
        out.shares_ports = global.high.empty();
        table.push_back(std::move(out));
    }
}

int prefix_size_order(const OldNat& nat) {
    const std::optional<Address> mask =
        nat.address.kind == OperandKind::masked ? parse_address(nat.address.second()) : std::nullopt;
    const std::optional<int> length = mask ? length_of_mask(static_cast<std::uint32_t>(mask->bits())) : std::nullopt;
    return -(length ? *length : nat.address.second() == "0" || nat.address.first() == "0" ? 0 : 32);
}

}  // namespace

std::vector<Translation> old_nat_table(Lowering& lowering) {
    std::vector<Translation> table;
    add_exemptions(lowering, table);
    add_statics(lowering, table);
    std::vector<const OldNat*> regular;
    for (const OldNat& nat : lowering.config->old_nat) {
        if (exempts(nat)) {
            continue;
        }
        if (nat.list.empty()) {
            regular.push_back(&nat);
            continue;
        }
        for (const Translation& base : from_list(lowering, nat.list, nat.text)) {
            add_dynamic(lowering, nat, base, table);
        }
    }
    std::stable_sort(regular.begin(), regular.end(),
                     [](const OldNat* a, const OldNat* b) { return prefix_size_order(*a) < prefix_size_order(*b); });
    for (const OldNat* const nat : regular) {
        Translation base;
        const bool everything = nat->address.first() == "0" ||
                                (nat->address.first() == "0.0.0.0" && nat->address.second() != "255.255.255.255");
        base.real = everything ? exactly(lowering, any_ipv4()) : addresses_of(lowering, nat->address);
        base.doubts = base.real.doubts;
        add_dynamic(lowering, *nat, base, table);
    }
    std::uint32_t number = 0;
    for (Translation& entry : table) {
        entry.number = ++number;
    }
    return table;
}

void add_nat_control(Lowering& lowering, ChainId replies, ChainId sources) {
    const Config& config = *lowering.config;
    SetPool& pool = *lowering.firewall->pool;
    const bool control =
        !config.nat_control.empty() || (config.version.product == Product::pix && config.version.major < 7);
    const auto between = [&](const InterfaceBlock& from, const Set& to) {
        Box box = box_with(lowering, Field::ingress, Set(interface_of(lowering, from.name)));
        assign(box, Field::egress, to, pool);
        return box;
    };
    for (const InterfaceBlock& from : config.interfaces) {
        Set lower;
        Set higher;
        for (const InterfaceBlock& to : config.interfaces) {
            if (!from.name.empty() && !to.name.empty() && level_of(to) != level_of(from)) {
                Set& side = level_of(to) < level_of(from) ? lower : higher;
                side = unite(side, Set(interface_of(lowering, to.name)));
            }
        }
        for (const OldNat& nat : config.old_nat) {
            if (nat.id == "0" || nat.interface != from.name || lower.empty() || !nat.list.empty()) {
                continue;
            }
            Set served;
            for (const OldGlobal& global : config.old_globals) {
                served = unite(served, global.id == nat.id ? Set(interface_of(lowering, global.interface)) : Set());
            }
            Box box = between(from, lower);
            const Set without = subtract(lower, served);
            if (!without.empty() && assign(box, Field::egress, without, pool) &&
                assign(box, Field::source, *addresses_of(lowering, nat.address).possible, pool)) {
                const Origin origin = origin_of(config, nat.text);
                const DoubtId doubt = lowering.firewall->doubt(
                    fmt::format("no 'global' with number {} stands on the interface it leaves by", nat.id), origin);
                lowering.firewall->chains[sources].rules.push_back(
                    {{{box}, {doubt}}, Decide{Verdict::drop}, {}, origin});
            }
        }
        if (!control) {
            continue;
        }
        const Origin origin = origin_of(config, config.nat_control);
        if (!lower.empty()) {
            lowering.firewall->chains[sources].rules.push_back(
                {{{between(from, lower)}, {}}, Decide{Verdict::drop}, {}, origin});
        }
        if (!higher.empty()) {
            Box box = between(from, higher);
            assign(box, Field::mark, Set(0), pool);
            std::vector<Rule>& rules = lowering.firewall->chains[replies].rules;
            rules.insert(rules.begin(), {{{box}, {}}, Decide{Verdict::drop}, {}, origin});
        }
    }
}

}  // namespace lyncgate::asa
