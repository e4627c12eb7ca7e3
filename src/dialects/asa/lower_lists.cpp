#include <algorithm>
#include <fmt/format.h>

#include "dialects/asa/lowering.hpp"
#include "dialects/asa/names.hpp"
#include "dialects/asa/reader.hpp"
#include "net/protocol.hpp"

namespace lyncgate::asa {

namespace {

/// ICMP types of a group, for both ICMP versions when the protocol does not say which.
BoundedSet messages_of_group(Lowering& lowering, std::string_view name, bool ipv6) {
    const Group* const group = find_group(*lowering.config, name);
    if (group == nullptr || lowering.open.size() > 100 ||
        std::find(lowering.open.begin(), lowering.open.end(), name) != lowering.open.end()) {
        return unknown_part(lowering, domain_of(Field::icmp), fmt::format("object-group '{}' is not defined", name),
                            name);
    }
    lowering.open.push_back(group->name);
    BoundedSet result = exactly(lowering, {});
    SetPool& pool = *lowering.firewall->pool;
    for (const Operand& member : group->members) {
        BoundedSet part;
        if (member.kind == OperandKind::group) {
            part = messages_of_group(lowering, member.first(), ipv6);
        } else if (const std::optional<std::uint8_t> type = icmp_type_of(member.first(), ipv6)) {
            part = exactly(lowering, icmp_type(*type));
        } else {
            part = unknown_part(lowering, domain_of(Field::icmp),
                                fmt::format("'{}' is not an ICMP message this reader knows", member.first()),
                                member.first());
        }
        result.certain = pool.intern(unite(*result.certain, *part.certain));
        result.possible = pool.intern(unite(*result.possible, *part.possible));
        result.doubts.insert(result.doubts.end(), part.doubts.begin(), part.doubts.end());
    }
    lowering.open.pop_back();
    return result;
}

BoundedSet messages_of(Lowering& lowering, const Shape& shape, bool ipv6) {
    if (shape.message.kind == OperandKind::group) {
        return messages_of_group(lowering, shape.message.first(), ipv6);
    }
    const std::optional<std::uint8_t> type = icmp_type_of(shape.message.first(), ipv6);
    const std::optional<unsigned> code =
        shape.code.kind == OperandKind::none ? std::optional(0U) : number_of(shape.code.first(), 255);
    if (!type || !code) {
        return unknown_part(lowering, domain_of(Field::icmp),
                            fmt::format("'{}' is not an ICMP message this reader knows", shape.message.first()),
                            shape.message.first());
    }
    return exactly(lowering, shape.code.kind == OperandKind::none
                                 ? icmp_type(*type)
                                 : Set(icmp_value(*type, static_cast<std::uint8_t>(*code))));
}

bool carries_ports(const Set* protocol) {
    if (protocol == nullptr) {
        return false;
    }
    for (const Interval& interval : protocol->intervals()) {
        for (Value number = interval.low; number <= interval.high; ++number) {
            if (!has_ports(static_cast<Protocol>(static_cast<unsigned>(number)))) {
                return false;
            }
        }
    }
    return true;
}

const Set* common(Lowering& lowering, const Set* a, const Set& b, Field field) {
    const Set both = a == nullptr ? b : intersect(*a, b);
    return both == domain_of(field) ? nullptr : lowering.firewall->pool->intern(both);
}

/// Everything an entry says beside its addresses.
BoundedServices services_of_entry(Lowering& lowering, const AccessEntry& entry, const Shape& shape) {
    const std::string_view word = entry.protocol.first();
    ServiceSpec spec;
    spec.text = entry.text;
    BoundedServices services;
    if (entry.protocol.kind == OperandKind::word) {
        spec.protocol = word;
        services = services_of(lowering, spec);
    } else {
        services = services_named(lowering, word, entry.protocol.kind == OperandKind::group);
    }
    const bool ports = shape.source_port.kind != OperandKind::none || shape.destination_port.kind != OperandKind::none;
    const bool messages = shape.message.kind != OperandKind::none;
    if (!ports && !messages) {
        return services;
    }
    const BoundedSet source = ports_of(lowering, shape.source_port);
    const BoundedSet destination = ports_of(lowering, shape.destination_port);
    const auto narrow_to = [&](std::vector<ServiceBox>& boxes, const Set* BoundedSet::*side) {
        std::vector<ServiceBox> kept;
        for (ServiceBox box : boxes) {
            if (ports) {
                if (!carries_ports(box.protocol)) {
                    continue;
                }
                box.source_port = common(lowering, box.source_port, *(source.*side), Field::source_port);
                box.destination_port =
                    common(lowering, box.destination_port, *(destination.*side), Field::destination_port);
            }
            if (messages) {
                const bool ipv6 = box.protocol != nullptr && *box.protocol == Set(58);
                const BoundedSet types = messages_of(lowering, shape, ipv6);
                services.doubts.insert(services.doubts.end(), types.doubts.begin(), types.doubts.end());
                box.icmp = common(lowering, box.icmp, *(types.*side), Field::icmp);
            }
            kept.push_back(box);
        }
        boxes = std::move(kept);
    };
    narrow_to(services.certain, &BoundedSet::certain);
    const bool bare = !services.possible.empty() && ports &&
                      std::none_of(services.possible.begin(), services.possible.end(),
                                   [](const ServiceBox& b) { return carries_ports(b.protocol); });
    if (bare) {
        services.doubts.push_back(lowering.firewall->doubt("ports stand beside a protocol that has none",
                                                           origin_of(*lowering.config, entry.text)));
        return services;
    }
    narrow_to(services.possible, &BoundedSet::possible);
    for (const BoundedSet* const part : {&source, &destination}) {
        services.doubts.insert(services.doubts.end(), part->doubts.begin(), part->doubts.end());
    }
    return services;
}

/// Puts a set of the pool into a box as it is (interning it again would hash a thousand members per entry); null is
/// any.
bool put(Box& box, Field field, const Set* set) {
    if (set != nullptr && set->empty()) {
        return false;
    }
    box.sets[index_of(field)] = set == nullptr || *set == domain_of(field) ? nullptr : set;
    return true;
}

Boxes product(const Set* source, const Set* destination, const std::vector<ServiceBox>& services) {
    Boxes boxes;
    for (const ServiceBox& service : services) {
        Box box;
        const bool some =
            put(box, Field::source, source) && put(box, Field::destination, destination) &&
            put(box, Field::protocol, service.protocol) && put(box, Field::source_port, service.source_port) &&
            put(box, Field::destination_port, service.destination_port) && put(box, Field::icmp, service.icmp);
        if (some) {
            boxes.push_back(box);
        }
    }
    return boxes;
}

/// Firepower: an entry holds between the interfaces it names.
void narrow_to_zones(Lowering& lowering, const EntryCondition& zones, Boxes& boxes) {
    Boxes kept;
    for (Box box : boxes) {
        const bool from = zones.source.empty() || narrow(box, Field::ingress, Set(interface_of(lowering, zones.source)),
                                                         *lowering.firewall->pool);
        const bool to =
            zones.destination.empty() ||
            narrow(box, Field::egress, Set(interface_of(lowering, zones.destination)), *lowering.firewall->pool);
        if (from && to) {
            kept.push_back(box);
        }
    }
    boxes = std::move(kept);
}

EntryBoxes unreadable(Lowering& lowering, const AccessEntry& entry, std::string reason) {
    return {{}, {Box{}}, {lowering.firewall->doubt(std::move(reason), origin_of(*lowering.config, entry.text))}};
}

}  // namespace

EntryBoxes boxes_of(Lowering& lowering, const AccessEntry& entry, bool ipv6_only) {
    if (!entry.readable) {
        return unreadable(lowering, entry, "this access list entry could not be read");
    }
    if (entry.inactive) {
        return {};
    }
    const Shape shape = shape_of(*lowering.config, entry);
    if (!shape.stray.empty()) {
        return unreadable(lowering, entry, "this access list entry does not say both a source and a destination");
    }
    const bool any_was_ipv4 = lowering.any_is_ipv4;
    lowering.any_is_ipv4 = lowering.any_is_ipv4 && !ipv6_only;
    BoundedSet source = addresses_of(lowering, shape.source);
    BoundedSet destination = addresses_of(lowering, shape.destination);
    lowering.any_is_ipv4 = any_was_ipv4;
    if (ipv6_only) {
        SetPool& pool = *lowering.firewall->pool;
        for (BoundedSet* const side : {&source, &destination}) {
            side->certain = pool.intern(intersect(*side->certain, any_ipv6()));
            side->possible = pool.intern(intersect(*side->possible, any_ipv6()));
        }
    }
    const BoundedServices services = services_of_entry(lowering, entry, shape);
    EntryBoxes boxes;
    boxes.possible = product(source.possible, destination.possible, services.possible);
    for (const std::vector<DoubtId>* const more :
         {static_cast<const std::vector<DoubtId>*>(&source.doubts),
          static_cast<const std::vector<DoubtId>*>(&destination.doubts), &services.doubts}) {
        boxes.doubts.insert(boxes.doubts.end(), more->begin(), more->end());
    }
    const auto doubt = [&](std::string reason, std::string_view at) {
        boxes.doubts.push_back(lowering.firewall->doubt(std::move(reason), origin_of(*lowering.config, at)));
    };
    bool whole_is_doubtful = false;
    const EntryCondition condition =
        entry.condition == 0 ? EntryCondition{} : lowering.config->conditions[entry.condition - 1];
    if (!condition.time_range.empty()) {
        doubt(fmt::format("it holds only in time-range '{}'", condition.time_range), condition.time_range);
        whole_is_doubtful = true;
    }
    if (!condition.identity.empty()) {
        doubt("it holds only for a user, security group or named service, which the packet does not show",
              condition.identity);
        whole_is_doubtful = true;
    }
    if (entry.advanced && entry.permit) {
        doubt("the intrusion engine (Snort) looks at what this entry permits, and its rules are not in this file",
              entry.text);
        whole_is_doubtful = true;
    }
    if (!whole_is_doubtful && !boxes.doubts.empty()) {
        boxes.certain = product(source.certain, destination.certain, services.certain);
    }
    if (!condition.source.empty() || !condition.destination.empty()) {
        narrow_to_zones(lowering, condition, boxes.certain);
        narrow_to_zones(lowering, condition, boxes.possible);
    }
    return boxes;
}

void add_rules(Chain& chain, const EntryBoxes& boxes, const Action& action, const Origin& origin, std::uint32_t number,
               const std::vector<Rewrite>& rewrites) {
    Rule made;
    made.action = action;
    made.rewrites = rewrites;
    made.origin = origin;
    made.number = number;
    if (!boxes.certain.empty()) {
        made.match.boxes = boxes.certain;
        chain.rules.push_back(made);
    }
    made.match = {boxes.possible, boxes.doubts};
    chain.rules.push_back(std::move(made));
}

ChainId add_chain(Lowering& lowering, std::string name) {
    lowering.firewall->chains.push_back({std::move(name), {}, std::nullopt, {}});
    return static_cast<ChainId>(lowering.firewall->chains.size() - 1);
}

ChainId chain_of_list(Lowering& lowering, const AccessList& list) {
    if (const auto known = lowering.chains.find(list.name); known != lowering.chains.end()) {
        return known->second;
    }
    const ChainId id = add_chain(lowering, std::string(list.name));
    lowering.chains.emplace(list.name, id);
    Chain chain;
    chain.name = std::string(list.name);
    chain.rules.reserve(list.entries.size());
    for (const AccessEntry& entry : list.entries) {
        add_rules(chain, boxes_of(lowering, entry, list.ipv6_only),
                  Decide{entry.permit ? Verdict::accept : Verdict::drop}, origin_of(*lowering.config, entry.text),
                  entry.number);
        if (!entry.readable) {
            chain.rules.back().action = Unclear{};
        }
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

void reverse(Boxes& boxes) {
    for (Box& box : boxes) {
        std::swap(box.sets[index_of(Field::source)], box.sets[index_of(Field::destination)]);
        std::swap(box.sets[index_of(Field::source_port)], box.sets[index_of(Field::destination_port)]);
    }
}

Box box_with(Lowering& lowering, Field field, Set set) {
    Box box;
    assign(box, field, set, *lowering.firewall->pool);
    return box;
}

std::size_t interface_of(Lowering& lowering, std::string_view name) {
    return lowering.firewall->interface_number(name);
}

}  // namespace lyncgate::asa
