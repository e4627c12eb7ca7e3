// NAT since 8.3 (Cisco ASA Series Firewall CLI Configuration Guide, "NAT rule order"): section 1 twice NAT as written,
// section 2 object NAT (static before dynamic; fewest real addresses, lowest address, name), section 3 twice NAT with
// `after-auto`.
#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <tuple>

#include "dialects/asa/names.hpp"
#include "dialects/asa/reader.hpp"
#include "dialects/asa/translation.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

std::optional<std::size_t> interface_named(Lowering& lowering, std::string_view name) {
    return name.empty() ? std::nullopt : std::optional(interface_of(lowering, name));
}

/// The address of an interface, as a set.
BoundedSet address_of_interface(Lowering& lowering, std::string_view name, std::string_view text) {
    if (name.empty()) {
        return unknown_part(lowering, any_address(), "it maps to the address of an interface that is not named", text);
    }
    BoundedSet own = addresses_of(lowering, {OperandKind::interface, name, {}});
    const Set ipv4 = intersect(*own.possible, any_ipv4());
    if (own.exact() && !ipv4.empty()) {
        return exactly(lowering, ipv4);
    }
    return own;
}

/// Object NAT to an inline address: it stands for as many addresses as the object has, a subnet for one with the same
/// mask (command reference, "nat (object)", mapped_inline_host_ip).
std::optional<BoundedSet> inline_block(Lowering& lowering, const NatRule& rule) {
    const Config& config = *lowering.config;
    const NetworkObject* const object = find_network(config, rule.object);
    const std::string_view name = rule.mapped_source.name;
    const bool named = name.empty() || find_network(config, name) != nullptr || find_group(config, name) != nullptr;
    const std::optional<Address> low = named ? std::nullopt : address_of(config, name);
    if (object == nullptr || !low || rule.dynamic) {
        return {};
    }
    const Operand& real = object->value;
    if (real.kind == OperandKind::masked) {
        return addresses_under(lowering, name, real.second());
    }
    if (real.kind == OperandKind::prefix) {
        const std::optional<Prefix> prefix = parse_prefix(real.first());
        return prefix ? std::optional(exactly(lowering, addresses_of(Prefix{*low, prefix->length}))) : std::nullopt;
    }
    const BoundedSet set = addresses_of(lowering, real);
    const bool range = real.kind == OperandKind::range && !set.possible->empty();
    return range ? std::optional(exactly(lowering, Set(low->number(), low->number() + set.possible->size() - 1)))
                 : std::nullopt;
}

BoundedSet mapped_set(Lowering& lowering, const Mapped& mapped, std::string_view interface, std::string_view text) {
    if (mapped.name.empty()) {
        return address_of_interface(lowering, interface, text);
    }
    BoundedSet named = addresses_named(lowering, mapped.name);
    if (mapped.interface) {
        const BoundedSet own = address_of_interface(lowering, interface, text);
        named.possible = lowering.firewall->pool->intern(unite(*named.possible, *own.possible));
        named.doubts.insert(named.doubts.end(), own.doubts.begin(), own.doubts.end());
    }
    return named;
}

/// The one service of a service object of a NAT rule.
ServiceBox service_named(Lowering& lowering, std::string_view name, std::vector<DoubtId>& doubts) {
    if (name.empty() || name == "any") {
        return {};
    }
    const BoundedServices services = services_named(lowering, name, false);
    doubts.insert(doubts.end(), services.doubts.begin(), services.doubts.end());
    if (services.possible.size() != 1) {
        doubts.push_back(lowering.firewall->doubt(fmt::format("service '{}' of a translation is not one service", name),
                                                  origin_of(*lowering.config, name)));
        return {};
    }
    return services.possible.front();
}

ServiceBox one_port(Lowering& lowering, const NatRule& rule, std::string_view port, std::vector<DoubtId>& doubts) {
    const BoundedSet ports = ports_of(lowering, {OperandKind::equal, port, {}});
    doubts.insert(doubts.end(), ports.doubts.begin(), ports.doubts.end());
    const std::optional<Protocol> protocol = protocol_of(rule.port_protocol);
    return {lowering.firewall->pool->intern(Set(static_cast<Value>(protocol.value_or(Protocol::tcp)))), ports.possible,
            nullptr, nullptr};
}

/// A dynamic translation to a range of addresses keeps ports; to one address, a pool or the interface it shares them.
bool shares_ports(const Lowering& lowering, const NatRule& rule, const BoundedSet& mapped) {
    if (!rule.dynamic) {
        return false;
    }
    const Mapped& target = rule.mapped_source;
    const NetworkObject* const object = find_network(*lowering.config, target.name);
    return target.interface || target.pool || mapped.possible->single() || object == nullptr ||
           object->value.kind == OperandKind::host;
}

Translation translation_of(Lowering& lowering, const NatRule& rule) {
    Translation entry;
    entry.text = rule.text;
    entry.real_interface = interface_named(lowering, rule.real_interface);
    entry.mapped_interface = interface_named(lowering, rule.mapped_interface);
    entry.real = addresses_named(lowering, rule.object.empty() ? rule.real_source : rule.object);
    const std::optional<BoundedSet> block = inline_block(lowering, rule);
    entry.mapped = block ? *block : mapped_set(lowering, rule.mapped_source, rule.mapped_interface, rule.text);
    entry.dynamic = rule.dynamic;
    entry.one_way = rule.unidirectional;
    entry.shares_ports = shares_ports(lowering, rule, entry.mapped);
    entry.has_destination = rule.has_destination;
    std::vector<DoubtId>& doubts = entry.doubts;
    if (rule.has_destination) {
        entry.real_destination = addresses_named(lowering, rule.real_destination);
        entry.mapped_destination = mapped_set(lowering, rule.mapped_destination, rule.real_interface, rule.text);
        for (const BoundedSet* const part : {&entry.real_destination, &entry.mapped_destination}) {
            doubts.insert(doubts.end(), part->doubts.begin(), part->doubts.end());
        }
    }
    doubts.insert(doubts.end(), entry.real.doubts.begin(), entry.real.doubts.end());
    entry.mapped_doubts = entry.mapped.doubts;
    if (!rule.real_port.empty()) {
        entry.first = one_port(lowering, rule, rule.real_port, doubts);
        entry.second = one_port(lowering, rule, rule.mapped_port, doubts);
    } else if (!rule.first_service.empty()) {
        entry.first = service_named(lowering, rule.first_service, doubts);
        entry.second = service_named(lowering, rule.second_service, doubts);
    }
    entry.identity = !rule.dynamic && entry.mapped.exact() && entry.real.exact() &&
                     entry.real.possible == entry.mapped.possible &&
                     entry.first.source_port == entry.second.source_port;
    entry.routed = rule.route_lookup;
    return entry;
}

struct SectionTwo {
    bool dynamic = false;
    Value count = 0;
    Value lowest = 0;
    std::string_view name;
    Translation entry;
};

/// Twice NAT of one section; `nat (a,b) 1 source …` was inserted at its line.
std::vector<const NatRule*> twice_rules(const Config& config, bool after_auto) {
    std::vector<const NatRule*> rules;
    for (const NatRule& rule : config.nat) {
        if (rule.object.empty() && rule.after_auto == after_auto) {
            const bool inserted = rule.position != 0 && rule.position <= rules.size() && rules.size() < 10000;
            rules.insert(inserted ? rules.begin() + (rule.position - 1) : rules.end(), &rule);
        }
    }
    std::erase_if(rules, [](const NatRule* rule) { return rule->inactive; });
    return rules;
}

}  // namespace

std::vector<Translation> nat_table(Lowering& lowering) {
    std::vector<Translation> table;
    for (const NatRule* const rule : twice_rules(*lowering.config, false)) {
        table.push_back(translation_of(lowering, *rule));
    }
    std::vector<SectionTwo> objects;
    for (const NatRule& rule : lowering.config->nat) {
        if (!rule.object.empty() && !rule.inactive) {
            SectionTwo item;
            item.entry = translation_of(lowering, rule);
            item.dynamic = rule.dynamic;
            item.count = item.entry.real.possible->size();
            item.lowest = item.entry.real.possible->empty() ? 0 : item.entry.real.possible->low();
            item.name = rule.object;
            objects.push_back(std::move(item));
        }
    }
    std::stable_sort(objects.begin(), objects.end(), [](const SectionTwo& a, const SectionTwo& b) {
        return std::tie(a.dynamic, a.count, a.lowest, a.name) < std::tie(b.dynamic, b.count, b.lowest, b.name);
    });
    std::transform(objects.begin(), objects.end(), std::back_inserter(table),
                   [](SectionTwo& item) { return std::move(item.entry); });
    for (const NatRule* const rule : twice_rules(*lowering.config, true)) {
        table.push_back(translation_of(lowering, *rule));
    }
    std::uint32_t number = 0;
    for (Translation& entry : table) {
        entry.number = ++number;
    }
    return table;
}

}  // namespace lyncgate::asa
