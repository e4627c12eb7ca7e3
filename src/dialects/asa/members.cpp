#include "dialects/asa/members.hpp"

#include <algorithm>
#include <unordered_map>

#include "dialects/asa/lowering.hpp"

namespace lyncgate::asa {

namespace {

constexpr int deepest_group = 50;

/// The line that a view stands in, without its indentation.
Origin line_around(const SourceFile& file, std::string_view word) {
    const std::string_view text = file.text();
    const auto at = static_cast<std::size_t>(word.data() - text.data());
    std::size_t begin = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    begin = begin == std::string_view::npos ? 0 : begin + 1;
    begin = std::min(text.find_first_not_of(" \t", begin), at);
    std::size_t end = std::min(text.find('\n', at), text.size());
    while (end > at && (text[end - 1] == '\r' || text[end - 1] == ' ')) {
        --end;
    }
    return {&file, {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}};
}

bool meets(const Box& packets, Field field, const Set* set) {
    return set == nullptr || !disjoint(values_of(packets, field), *set);
}

bool meets(const Box& packets, const BoundedServices& services) {
    return std::any_of(services.possible.begin(), services.possible.end(), [&packets](const ServiceBox& box) {
        return meets(packets, Field::protocol, box.protocol) && meets(packets, Field::source_port, box.source_port) &&
               meets(packets, Field::destination_port, box.destination_port) && meets(packets, Field::icmp, box.icmp);
    });
}

/// Walks the groups of one entry.
struct Finder {
    Lowering& lowering;
    const Box& packets;
    std::vector<Origin> found;

    void name(std::string_view word) {
        const Origin origin = origin_of(*lowering.config, word);
        const char* const at = lowering.config->file->text().data() + origin.span.begin;
        found.push_back(at == word.data() ? line_around(*lowering.config->file, word) : origin);
    }

    void group(std::string_view group_name, Field field, int depth) {
        const Group* const known = find_group(*lowering.config, group_name);
        if (known == nullptr || depth > deepest_group) {
            return;
        }
        for (const Operand& member : known->members) {
            if (member.kind == OperandKind::group) {
                group(member.first(), field, depth + 1);
            } else if (holds(*known, member, field)) {
                name(member.first());
            }
        }
        for (const ServiceSpec& spec : known->services) {
            if (meets(packets, services_of(lowering, spec))) {
                name(spec.text);
            }
        }
    }

    bool holds(const Group& in, const Operand& member, Field field) {
        switch (in.kind) {
        case GroupKind::network: return meets(packets, field, addresses_of(lowering, member).possible);
        case GroupKind::protocol: {
            ServiceSpec spec;
            spec.protocol = member.first();
            return meets(packets, services_of(lowering, spec));
        }
        case GroupKind::service_tcp:
        case GroupKind::service_udp:
        case GroupKind::service_tcp_udp: return meets(packets, field, ports_of(lowering, member).possible);
        default: return false;
        }
    }
};

}  // namespace

struct EntryMembers::EntryPlace {
    std::size_t config = 0;
    std::size_t list = 0;
    std::size_t entry = 0;
};

struct EntryMembers::Table {
    const SourceFile* file = nullptr;
    std::vector<Config> configs;
    std::vector<std::unique_ptr<Firewall>> scratch;
    std::vector<Lowering> lowerings;
    std::unordered_map<const char*, EntryPlace> places;

    void read(const SourceFile& source) {
        file = &source;
        configs = parse(source);
        scratch.clear();
        lowerings.assign(configs.size(), {});
        places.clear();
        for (std::size_t c = 0; c < configs.size(); ++c) {
            scratch.push_back(std::make_unique<Firewall>());
            lowerings[c].config = &configs[c];
            lowerings[c].firewall = scratch.back().get();
            for (std::size_t l = 0; l < configs[c].lists.size(); ++l) {
                for (std::size_t e = 0; e < configs[c].lists[l].entries.size(); ++e) {
                    places.emplace(configs[c].lists[l].entries[e].text.data(), EntryPlace{c, l, e});
                }
            }
        }
    }
};

EntryMembers::EntryMembers() : table_(std::make_unique<Table>()) {}
EntryMembers::~EntryMembers() = default;

const EntryMembers::EntryPlace* EntryMembers::place_of(const Origin& rule) {
    if (rule.file == nullptr) {
        return nullptr;
    }
    if (table_->file != rule.file) {
        table_->read(*rule.file);
    }
    const auto place = table_->places.find(rule.file->text().data() + rule.span.begin);
    return place == table_->places.end() ? nullptr : &place->second;
}

Boxes EntryMembers::if_active(const Origin& rule) {
    const EntryPlace* const place = place_of(rule);
    if (place == nullptr) {
        return {};
    }
    Lowering& lowering = table_->lowerings[place->config];
    const AccessList& list = lowering.config->lists[place->list];
    AccessEntry entry = list.entries[place->entry];
    if (!entry.inactive) {
        return {};
    }
    entry.inactive = false;
    return boxes_of(lowering, entry, list.ipv6_only).possible;
}

std::vector<Origin> EntryMembers::of(const Origin& rule, const Box& packets) {
    const EntryPlace* const place = place_of(rule);
    if (place == nullptr) {
        return {};
    }
    Lowering& lowering = table_->lowerings[place->config];
    const AccessEntry& entry = lowering.config->lists[place->list].entries[place->entry];
    const Shape shape = shape_of(*lowering.config, entry);
    Finder finder{lowering, packets, {}};
    const auto look = [&finder](const Operand& operand, Field field) {
        if (operand.kind == OperandKind::group) {
            finder.group(operand.first(), field, 0);
        }
    };
    look(entry.protocol, Field::protocol);
    look(shape.source, Field::source);
    look(shape.source_port, Field::source_port);
    look(shape.destination, Field::destination);
    look(shape.destination_port, Field::destination_port);
    return std::move(finder.found);
}

}  // namespace lyncgate::asa
