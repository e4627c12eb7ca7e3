// What an access list entry says beside its addresses.
#include <algorithm>
#include <fmt/format.h>
#include <functional>

#include "dialects/asa/lowering.hpp"
#include "dialects/asa/names.hpp"
#include "dialects/asa/reader.hpp"
#include "net/protocol.hpp"

namespace lyncgate::asa {

namespace {

/// More different services than this are not kept: a list of so many hardly repeats them.
constexpr std::size_t most_kept = 4096;

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

BoundedServices make_services(Lowering& lowering, const AccessEntry& entry, const Shape& shape) {
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

/// Drops the boxes of no packet; a set of every value is null.
void tidy(std::vector<ServiceBox>& boxes) {
    constexpr std::pair<const Set * ServiceBox::*, Field> members[] = {
        {&ServiceBox::protocol, Field::protocol},
        {&ServiceBox::source_port, Field::source_port},
        {&ServiceBox::destination_port, Field::destination_port},
        {&ServiceBox::icmp, Field::icmp}};
    for (ServiceBox& box : boxes) {
        for (const auto& [member, field] : members) {
            if (box.*member != nullptr && *(box.*member) == domain_of(field)) {
                box.*member = nullptr;
            }
        }
    }
    std::erase_if(boxes, [&members](const ServiceBox& box) {
        return std::any_of(std::begin(members), std::end(members), [&box](const auto& member) {
            return box.*member.first != nullptr && (box.*member.first)->empty();
        });
    });
}

}  // namespace

std::size_t HashOfWords::operator()(const ServiceWords& words) const {
    std::size_t hash = 0;
    for (const Operand& operand :
         {words.protocol, words.source_port, words.destination_port, words.message, words.code}) {
        if (operand.kind != OperandKind::none) {
            constexpr std::hash<std::string_view> hash_of_word;
            hash = 31 * hash + static_cast<std::size_t>(operand.kind);
            hash = 31 * hash + hash_of_word(operand.first());
            hash = 31 * hash + (operand.second().empty() ? 0 : hash_of_word(operand.second()));
        }
    }
    return hash;
}

const BoundedServices& services_of_entry(Lowering& lowering, const AccessEntry& entry, const Shape& shape) {
    const ServiceWords words{entry.protocol, shape.source_port, shape.destination_port, shape.message, shape.code};
    if (const auto known = lowering.entry_services.find(words); known != lowering.entry_services.end()) {
        return known->second;
    }
    BoundedServices made = make_services(lowering, entry, shape);
    tidy(made.certain);
    tidy(made.possible);
    // A doubt has its place in the text, so every entry needs its own.
    if (made.exact() && lowering.entry_services.size() < most_kept) {
        return lowering.entry_services.emplace(words, std::move(made)).first->second;
    }
    lowering.unsure_services = std::move(made);
    return lowering.unsure_services;
}

}  // namespace lyncgate::asa
