#include <algorithm>
#include <fmt/format.h>

#include "dialects/asa/lowering.hpp"
#include "dialects/asa/names.hpp"
#include "dialects/asa/reader.hpp"
#include "net/protocol.hpp"

namespace lyncgate::asa {

namespace {

Boxes product(Lowering& lowering, const Set* source, const Set* destination, const std::vector<ServiceBox>& services) {
    Boxes boxes;
    if (source->empty() || destination->empty()) {
        return boxes;
    }
    const Set* const every = every_address(lowering).possible;
    boxes.reserve(services.size());
    for (const ServiceBox& service : services) {
        Box& box = boxes.emplace_back();
        box.sets[index_of(Field::source)] = source == every ? nullptr : source;
        box.sets[index_of(Field::destination)] = destination == every ? nullptr : destination;
        box.sets[index_of(Field::protocol)] = service.protocol;
        box.sets[index_of(Field::source_port)] = service.source_port;
        box.sets[index_of(Field::destination_port)] = service.destination_port;
        box.sets[index_of(Field::icmp)] = service.icmp;
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
    auto [source, destination] = addresses_of(lowering, shape.source, shape.destination);
    lowering.any_is_ipv4 = any_was_ipv4;
    if (ipv6_only) {
        SetPool& pool = *lowering.firewall->pool;
        for (BoundedSet* const side : {&source, &destination}) {
            side->certain = pool.intern(intersect(*side->certain, any_ipv6()));
            side->possible = pool.intern(intersect(*side->possible, any_ipv6()));
        }
    }
    const BoundedServices& services = services_of_entry(lowering, entry, shape);
    EntryBoxes boxes;
    boxes.possible = product(lowering, source.possible, destination.possible, services.possible);
    for (const std::vector<DoubtId>* const more :
         {static_cast<const std::vector<DoubtId>*>(&source.doubts),
          static_cast<const std::vector<DoubtId>*>(&destination.doubts), &services.doubts}) {
        boxes.doubts.insert(boxes.doubts.end(), more->begin(), more->end());
    }
    const auto doubt = [&](std::string reason, std::string_view at) {
        boxes.doubts.push_back(lowering.firewall->doubt(std::move(reason), origin_of(*lowering.config, at)));
    };
    bool whole_is_doubtful = false;
    static constexpr EntryCondition none;
    const EntryCondition& condition = entry.condition == 0 ? none : lowering.config->conditions[entry.condition - 1];
    if (!condition.time_range.empty()) {
        doubt(fmt::format("it holds only in time-range '{}'", condition.time_range), condition.time_range);
        whole_is_doubtful = true;
    }
    if (!condition.identity.empty()) {
        doubt(fmt::format("it holds only for '{}', which the packet does not show", condition.identity),
              condition.identity);
        whole_is_doubtful = true;
    }
    if (entry.advanced && entry.permit) {
        doubt("the intrusion engine (Snort) looks at what this entry permits, and its rules are not in this file",
              entry.text);
        whole_is_doubtful = true;
    }
    if (!whole_is_doubtful && !boxes.doubts.empty()) {
        boxes.certain = product(lowering, source.certain, destination.certain, services.certain);
    }
    if (!condition.source.empty() || !condition.destination.empty()) {
        narrow_to_zones(lowering, condition, boxes.certain);
        narrow_to_zones(lowering, condition, boxes.possible);
    }
    return boxes;
}

void add_rules(Chain& chain, EntryBoxes boxes, const Action& action, const Origin& origin, std::uint32_t number,
               const std::vector<Rewrite>& rewrites) {
    if (!boxes.certain.empty()) {
        chain.rules.push_back({{boxes.certain, {}}, action, rewrites, origin, number, false});
    }
    chain.rules.push_back({{boxes.possible, std::move(boxes.doubts)}, action, rewrites, origin, number, false});
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
