#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <tuple>

#include "dialects/asa/lowering.hpp"
#include "dialects/asa/names.hpp"
#include "dialects/asa/reader.hpp"
#include "net/protocol.hpp"

namespace lyncgate::asa {

namespace {

const Set& every_port() {
    return domain_of(Field::destination_port);
}

void note(std::vector<DoubtId>& doubts, const std::vector<DoubtId>& more) {
    for (const DoubtId doubt : more) {
        if (std::find(doubts.begin(), doubts.end(), doubt) == doubts.end()) {
            doubts.push_back(doubt);
        }
    }
}

BoundedSet any_message_of(Lowering& lowering) {
    return exactly(lowering, lowering.whole.message, []() -> const Set& { return domain_of(Field::icmp); });
}

/// The ports of typed service groups, nested ones included.
BoundedSet ports_of_group(Lowering& lowering, std::string_view name) {
    const Group* const group = find_group(*lowering.config, name);
    const bool typed =
        group != nullptr && (group->kind == GroupKind::service_tcp || group->kind == GroupKind::service_udp ||
                             group->kind == GroupKind::service_tcp_udp);
    if (!typed || lowering.open.size() > 100 ||
        std::find(lowering.open.begin(), lowering.open.end(), name) != lowering.open.end()) {
        return unknown_part(lowering, every_port(),
                            group == nullptr ? fmt::format("object-group '{}' is not defined", name)
                                             : fmt::format("object-group '{}' is not a group of ports", name),
                            name);
    }
    if (const auto known = lowering.networks.find(group->name); known != lowering.networks.end()) {
        return known->second;
    }
    lowering.open.push_back(group->name);
    Set certain;
    Set possible;
    std::vector<DoubtId> doubts;
    for (const Operand& member : group->members) {
        const BoundedSet part =
            member.kind == OperandKind::none
                ? unknown_part(lowering, every_port(), "this member of the group could not be read", member.first())
                : ports_of(lowering, member);
        certain = unite(certain, *part.certain);
        possible = unite(possible, *part.possible);
        note(doubts, part.doubts);
    }
    lowering.open.pop_back();
    SetPool& pool = *lowering.firewall->pool;
    BoundedSet result{pool.intern(std::move(certain)), pool.intern(std::move(possible)), {}};
    if (result.certain != result.possible) {
        result.doubts = std::move(doubts);
    }
    lowering.networks.emplace(group->name, result);
    return result;
}

/// The protocols a word names; null: all.
BoundedSet protocols_of(Lowering& lowering, std::string_view word) {
    const Set& all = domain_of(Field::protocol);
    if (means_every_protocol(word)) {
        return exactly(lowering, lowering.whole.protocol, [&all]() -> const Set& { return all; });
    }
    if (same_word(word, "tcp-udp")) {
        return exactly(lowering, unite(Set(6), Set(17)));
    }
    const std::optional<Protocol> protocol = protocol_of(word);
    if (!protocol) {
        return unknown_part(lowering, all, fmt::format("'{}' is not a protocol this reader knows", word), word);
    }
    if (static_cast<int>(*protocol) == 0) {
        BoundedSet zero = unknown_part(lowering, all, "protocol 0 means every protocol to some versions", word);
        zero.certain = lowering.firewall->pool->intern(Set(0));
        return zero;
    }
    const auto number = static_cast<std::uint8_t>(*protocol);
    return exactly(lowering, lowering.whole.protocols[number], [number] { return Set(number); });
}

BoundedSet messages_of(Lowering& lowering, std::string_view protocol, std::string_view type, std::string_view code) {
    if (type.empty()) {
        return any_message_of(lowering);
    }
    const bool ipv6 = same_word(protocol, "icmp6") || protocol == "58";
    const std::optional<std::uint8_t> number = icmp_type_of(type, ipv6);
    const std::optional<unsigned> code_number = code.empty() ? std::optional(0U) : number_of(code, 255);
    if (!number || !code_number) {
        return unknown_part(lowering, domain_of(Field::icmp),
                            fmt::format("'{}' is not an ICMP message this reader knows", type), type);
    }
    return exactly(lowering, code.empty() ? icmp_type(*number)
                                          : Set(icmp_value(*number, static_cast<std::uint8_t>(*code_number))));
}

/// Fewer boxes: those that differ in their destination ports only, then in their protocols only, become one.
void join(Lowering& lowering, std::vector<ServiceBox>& boxes) {
    SetPool& pool = *lowering.firewall->pool;
    const auto join_by = [&](const Set* ServiceBox::*joined, auto key) {
        std::map<decltype(key(boxes.front())), std::size_t> places;
        std::vector<ServiceBox> fewer;
        std::vector<std::vector<Interval>> unions;
        for (const ServiceBox& box : boxes) {
            const auto [place, fresh] = places.try_emplace(key(box), fewer.size());
            if (fresh) {
                fewer.push_back(box);
                unions.emplace_back();
            }
            if (box.*joined == nullptr) {
                fewer[place->second].*joined = nullptr;
            } else {
                const std::span<const Interval> more = (box.*joined)->intervals();
                unions[place->second].insert(unions[place->second].end(), more.begin(), more.end());
            }
        }
        for (std::size_t i = 0; i < fewer.size(); ++i) {
            if (fewer[i].*joined != nullptr) {
                fewer[i].*joined = pool.intern(Set::of(std::move(unions[i])));
            }
        }
        boxes = std::move(fewer);
    };
    join_by(&ServiceBox::destination_port,
            [](const ServiceBox& b) { return std::tuple(b.protocol, b.source_port, b.icmp); });
    join_by(&ServiceBox::protocol,
            [](const ServiceBox& b) { return std::tuple(b.source_port, b.destination_port, b.icmp); });
}

BoundedServices from_parts(const BoundedSet& protocol, const BoundedSet& source, const BoundedSet& destination,
                           const BoundedSet& message) {
    BoundedServices result;
    for (const BoundedSet* const part : {&protocol, &source, &destination, &message}) {
        note(result.doubts, part->doubts);
    }
    const auto all = [](const Set* set, Field field) { return *set == domain_of(field) ? nullptr : set; };
    const auto box = [&](const Set* BoundedSet::*side) {
        return ServiceBox{all(protocol.*side, Field::protocol), all(source.*side, Field::source_port),
                          all(destination.*side, Field::destination_port), all(message.*side, Field::icmp)};
    };
    const bool certain = !protocol.certain->empty() && !source.certain->empty() && !destination.certain->empty() &&
                         !message.certain->empty();
    if (certain) {
        result.certain.push_back(box(&BoundedSet::certain));
    }
    result.possible.push_back(box(&BoundedSet::possible));
    return result;
}

void add(BoundedServices& to, const BoundedServices& part) {
    to.certain.insert(to.certain.end(), part.certain.begin(), part.certain.end());
    to.possible.insert(to.possible.end(), part.possible.begin(), part.possible.end());
    note(to.doubts, part.doubts);
}

BoundedServices unknown_services(Lowering& lowering, std::string reason, std::string_view at) {
    BoundedServices result;
    result.possible.push_back({});
    result.doubts.push_back(lowering.firewall->doubt(std::move(reason), origin_of(*lowering.config, at)));
    return result;
}

BoundedServices of_member(Lowering& lowering, const Group& group, const Operand& member) {
    if (member.kind == OperandKind::group) {
        return services_named(lowering, member.first(), true);
    }
    const BoundedSet any_port = exactly(lowering, lowering.whole.port, every_port);
    const BoundedSet any_message = any_message_of(lowering);
    switch (group.kind) {
    case GroupKind::protocol:
        return from_parts(protocols_of(lowering, member.first()), any_port, any_port, any_message);
    case GroupKind::service_tcp:
        return member.kind == OperandKind::none
                   ? unknown_services(lowering, "this member of the group could not be read", member.first())
                   : from_parts(exactly(lowering, Set(6)), any_port, ports_of(lowering, member), any_message);
    case GroupKind::service_udp:
        return member.kind == OperandKind::none
                   ? unknown_services(lowering, "this member of the group could not be read", member.first())
                   : from_parts(exactly(lowering, Set(17)), any_port, ports_of(lowering, member), any_message);
    default: return unknown_services(lowering, fmt::format("'{}' is not a service", member.first()), member.first());
    }
}

}  // namespace

BoundedSet ports_of(Lowering& lowering, const Operand& operand) {
    if (operand.kind == OperandKind::none) {
        return exactly(lowering, lowering.whole.port, every_port);
    }
    if (operand.kind == OperandKind::group) {
        return ports_of_group(lowering, operand.first());
    }
    const std::optional<Port> low = port_of(operand.first());
    const std::optional<Port> high = operand.kind == OperandKind::port_range ? port_of(operand.second()) : low;
    if (!low || !high || high->number < low->number) {
        return unknown_part(lowering, every_port(),
                            fmt::format("'{}' is not a port this reader knows", operand.first()), operand.first());
    }
    switch (operand.kind) {
    case OperandKind::equal: return exactly(lowering, Set(low->number));
    case OperandKind::not_equal: return exactly(lowering, subtract(every_port(), Set(low->number)));
    case OperandKind::less:
        return exactly(lowering, low->number == 0 ? Set() : Set(0, static_cast<Value>(low->number - 1)));
    case OperandKind::greater:
        return exactly(lowering, low->number == 65535 ? Set() : Set(static_cast<Value>(low->number + 1), 65535));
    case OperandKind::port_range: return exactly(lowering, Set(low->number, high->number));
    default:
        return unknown_part(lowering, every_port(), fmt::format("'{}' is not a port", operand.first()),
                            operand.first());
    }
}

BoundedServices services_of(Lowering& lowering, const ServiceSpec& spec) {
    if (!spec.object.empty()) {
        return services_named(lowering, spec.object, false);
    }
    if (spec.protocol.empty()) {
        return unknown_services(lowering, "the service object has no service", spec.text);
    }
    return from_parts(protocols_of(lowering, spec.protocol), ports_of(lowering, spec.source),
                      ports_of(lowering, spec.destination),
                      messages_of(lowering, spec.protocol, spec.icmp_type, spec.icmp_code));
}

BoundedServices services_named(Lowering& lowering, std::string_view name, bool group_first) {
    const Group* const group = find_group(*lowering.config, name);
    const ServiceObject* const object = find_service(*lowering.config, name);
    if (object != nullptr && (group == nullptr || !group_first)) {
        return services_of(lowering, object->value);
    }
    if (group == nullptr) {
        return unknown_services(lowering, fmt::format("service '{}' is not defined", name), name);
    }
    if (const auto known = lowering.services.find(group->name); known != lowering.services.end()) {
        return known->second;
    }
    if (group->kind == GroupKind::network || group->kind == GroupKind::identity ||
        group->kind == GroupKind::icmp_type) {
        return unknown_services(lowering, fmt::format("object-group '{}' does not hold services", name), name);
    }
    if (lowering.open.size() > 100 ||
        std::find(lowering.open.begin(), lowering.open.end(), name) != lowering.open.end()) {
        return unknown_services(lowering, fmt::format("object-group '{}' holds itself", name), name);
    }
    lowering.open.push_back(group->name);
    BoundedServices result;
    for (const Operand& member : group->members) {
        add(result, of_member(lowering, *group, member));
    }
    for (const ServiceSpec& spec : group->services) {
        add(result, services_of(lowering, spec));
    }
    lowering.open.pop_back();
    join(lowering, result.certain);
    join(lowering, result.possible);
    lowering.services.emplace(group->name, result);
    return result;
}

}  // namespace lyncgate::asa
