// Class maps, policy maps, service policies and route maps as written (Cisco ASA Series Firewall CLI Configuration
// Guide, "Service Policy Using the Modular Policy Framework"; General Operations, "Policy Based Routing").
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

void open(Reader& reader, Mode mode, std::string_view statement) {
    reader.mode = mode;
    reader.block = statement;
    reader.body_indented = false;
}

void use_list(Reader& reader, std::string_view list, std::string_view statement) {
    reader.config.list_uses.push_back({list, statement});
}

std::string_view last_word(std::string_view statement) {
    std::string_view last;
    for (; !statement.empty(); statement = after_first_word(statement)) {
        last = first_word(statement);
    }
    return last;
}

/// Words of an inspection map that drop by content, or send queries elsewhere. `message-length` of the factory's DNS
/// map is no such word: it drops oversized answers only.
bool drops_content(std::string_view line) {
    constexpr std::string_view words[] = {"drop", "drop-connection", "reset", "deny", "umbrella"};
    if (same_word(first_word(line), "description") || same_word(first_word(line), "no")) {
        return false;
    }
    for (; !line.empty(); line = after_first_word(line)) {
        const std::string_view word = first_word(line);
        if (std::any_of(std::begin(words), std::end(words),
                        [word](std::string_view w) { return same_word(w, word); })) {
            return true;
        }
    }
    return false;
}

/// `match port {tcp | udp | sctp} {eq P | range P Q}`, `match rtp P RANGE`.
void match_ports(TrafficClass& group, std::string_view statement) {
    const Operand any = any_operand();
    if (same_word(word_at(statement, 1), "rtp")) {
        group.entries.push_back(entry_of(statement, true, "udp", any, any));
        return;
    }
    const bool range = same_word(word_at(statement, 3), "range");
    const Operand ports{range ? OperandKind::port_range : OperandKind::equal, word_at(statement, 4),
                        range ? word_at(statement, 5) : std::string_view{}};
    group.entries.push_back(entry_of(statement, true, word_at(statement, 2), any, any, ports));
}

}  // namespace

Treated read_class_map(Reader& reader, std::string_view statement) {
    open(reader, Mode::class_map, statement);
    TrafficClass& group = reader.config.classes.emplace_back();
    group.name = last_word(statement);
    group.text = statement;
    group.traffic = !same_word(word_at(statement, 1), "type");
    return modelled();
}

Treated read_class_line(Reader& reader, std::string_view statement) {
    if (reader.config.classes.empty() || !same_word(first_word(statement), "match")) {
        return irrelevant();
    }
    TrafficClass& group = reader.config.classes.back();
    const std::string_view what = word_at(statement, 1);
    if (!group.traffic) {
        return irrelevant();
    }
    if (same_word(what, "access-list")) {
        group.lists.push_back(word_at(statement, 2));
        use_list(reader, word_at(statement, 2), statement);
    } else if (same_word(what, "port") || same_word(what, "rtp")) {
        match_ports(group, statement);
    } else if (same_word(what, "default-inspection-traffic")) {
        group.default_inspection = true;
    } else {
        group.every_packet = true;
    }
    return modelled();
}

/// `policy-map [type inspect PROTOCOL] NAME`.
Treated read_policy_map(Reader& reader, std::string_view statement) {
    if (same_word(word_at(statement, 1), "type")) {
        return read_inspection_map(reader, statement);
    }
    open(reader, Mode::policy_map, statement);
    reader.config.policy_maps.push_back({word_at(statement, 1), {}});
    reader.policy_class = {};
    return modelled();
}

/// `http-map NAME` and its like before 7.2 as well.
Treated read_inspection_map(Reader& reader, std::string_view statement) {
    open(reader, Mode::inspection_map, statement);
    reader.config.inspection_maps.push_back({last_word(statement), {}});
    return modelled();
}

Treated read_inspection_line(Reader& reader, std::string_view statement) {
    InspectionMap& map = reader.config.inspection_maps.back();
    if (map.drops.empty() && drops_content(statement)) {
        map.drops = statement;
    }
    return modelled();
}

Treated read_policy_line(Reader& reader, std::string_view statement) {
    if (same_word(first_word(statement), "class")) {
        reader.policy_class = word_at(statement, 1);
        return modelled();
    }
    if (!reader.policy_class.empty() && !same_word(first_word(statement), "description")) {
        reader.config.policy_maps.back().actions.push_back({reader.policy_class, statement});
    }
    return modelled();
}

Treated read_service_policy(Reader& reader, std::string_view statement) {
    reader.config.service_policies.push_back(
        {statement, word_at(statement, 1),
         same_word(word_at(statement, 2), "interface") ? word_at(statement, 3) : std::string_view{}});
    return modelled();
}

/// `route-map NAME [permit | deny] [SEQUENCE]`.
Treated read_route_map(Reader& reader, std::string_view statement) {
    open(reader, Mode::route_map, statement);
    RouteMapEntry& entry = reader.config.route_maps.emplace_back();
    entry.name = word_at(statement, 1);
    entry.text = statement;
    entry.permit = !same_word(word_at(statement, 2), "deny");
    const std::string_view number = last_word(statement);
    std::from_chars(number.data(), number.data() + number.size(), entry.sequence);
    return modelled();
}

Treated read_route_map_line(Reader& reader, std::string_view statement) {
    RouteMapEntry& entry = reader.config.route_maps.back();
    if (begins_with(statement, "match ip address") || begins_with(statement, "match ipv6 address")) {
        for (std::size_t i = 3; !word_at(statement, i).empty(); ++i) {
            const std::string_view list = word_at(statement, i);
            if (same_word(list, "prefix-list")) {
                break;
            }
            entry.lists.push_back(list);
            use_list(reader, list, statement);
        }
        return modelled();
    }
    const bool way = begins_with(statement, "set ip") || begins_with(statement, "set ipv6") ||
                     begins_with(statement, "set interface") || begins_with(statement, "set default") ||
                     begins_with(statement, "set adaptive-interface");
    entry.sets_way = entry.sets_way || (way && !begins_with(statement, "set ip df"));
    return modelled();
}

}  // namespace lyncgate::asa
