#include <fmt/format.h>
#include <utility>

#include "asa/objects.hpp"
#include "dialects/asa/expand.hpp"
#include "dialects/asa/match.hpp"

namespace lyncgate::asa {

namespace {

namespace g = lyncgate::grammar::asa::objects;

struct Header {
    std::string_view kind;
    std::string_view name;
    std::string_view protocol;
};

template<class Rule>
struct header_action : tao::pegtl::nothing<Rule> {};
template<>
struct header_action<g::kind_word> : keeps<&Header::kind> {};
template<>
struct header_action<g::object_name> : keeps<&Header::name> {};
template<>
struct header_action<g::protocol_word> : keeps<&Header::protocol> {};

/// One line inside an object or a group.
struct Line : OperandWords {
    Operand operand;
    ServiceSpec service;
    std::string_view family;
    bool has_operand = false;

    void take(const Operand& taken) {
        operand = taken;
        has_operand = true;
    }
};

struct takes_fqdn {
    static void apply0(Line& line) { line.take({OperandKind::fqdn, line.first, line.family}); }
};

template<auto Member>
struct service_keeps {
    template<class Input>
    static void apply(const Input& in, Line& line) {
        line.service.*Member = in.string_view();
    }
};

template<auto Member>
struct service_ports {
    static void apply0(Line& line) {
        line.service.*Member = line.operand;
        line.has_operand = false;
    }
};

template<class Rule>
struct line_action : operand_action<Rule> {};
template<>
struct line_action<g::host_value> : takes<OperandKind::host> {};
template<>
struct line_action<g::range_value> : takes<OperandKind::range> {};
template<>
struct line_action<g::fqdn_family> : keeps<&Line::family> {};
template<>
struct line_action<g::fqdn_value> : takes_fqdn {};
template<>
struct line_action<g::protocol_word> : service_keeps<&ServiceSpec::protocol> {};
template<>
struct line_action<g::icmp_word> : service_keeps<&ServiceSpec::icmp_type> {};
template<>
struct line_action<g::icmp_code> : service_keeps<&ServiceSpec::icmp_code> {};
template<>
struct line_action<g::source_ports> : service_ports<&ServiceSpec::source> {};
template<>
struct line_action<g::destination_ports> : service_ports<&ServiceSpec::destination> {};
template<>
struct line_action<g::bare_ports> : service_ports<&ServiceSpec::destination> {};
template<>
struct line_action<g::group_member> : takes<OperandKind::group> {};
template<>
struct line_action<g::protocol_member> : takes<OperandKind::word> {};
template<>
struct line_action<g::icmp_member> : takes<OperandKind::message> {};
template<>
struct line_action<g::service_reference> {
    static void apply0(Line& line) { line.service.object = std::exchange(line.first, {}); }
};

std::optional<GroupKind> group_kind(const Header& header) {
    if (same_word(header.kind, "network")) {
        return GroupKind::network;
    }
    if (same_word(header.kind, "protocol")) {
        return GroupKind::protocol;
    }
    if (same_word(header.kind, "icmp-type")) {
        return GroupKind::icmp_type;
    }
    if (same_word(header.kind, "service")) {
        if (same_word(header.protocol, "tcp")) {
            return GroupKind::service_tcp;
        }
        if (same_word(header.protocol, "udp")) {
            return GroupKind::service_udp;
        }
        if (same_word(header.protocol, "tcp-udp")) {
            return GroupKind::service_tcp_udp;
        }
        return header.protocol.empty() ? std::optional(GroupKind::service) : std::nullopt;
    }
    for (const std::string_view word : {"user", "security", "interface", "network-service"}) {
        if (same_word(header.kind, word)) {
            return GroupKind::identity;
        }
    }
    return {};
}

/// The place of the named thing in `items`, made when it is new; a second definition adds to the first.
template<class Item>
std::size_t place_of(std::unordered_map<std::string_view, std::size_t>& index, std::vector<Item>& items, Item fresh) {
    const auto [place, is_new] = index.try_emplace(fresh.name, items.size());
    if (is_new) {
        items.push_back(std::move(fresh));
    }
    return place->second;
}

/// Adds to the members of a group; the first makes room for those that follow.
template<class Member>
void add_member(const Reader& reader, std::vector<Member>& members, const Member& member, std::string_view word) {
    if (members.empty()) {
        members.reserve(lines_like(reader, word));
    }
    members.push_back(member);
}

void open_block(Reader& reader, Mode mode, std::size_t index, std::string_view statement) {
    reader.mode = mode;
    reader.index = index;
    reader.block = statement;
    reader.body_indented = false;
}

Treated read_group_header(Reader& reader, std::string_view statement, const Header& header) {
    Config& config = reader.config;
    const std::optional<GroupKind> kind = group_kind(header);
    if (!kind) {
        report(reader, Level::error, header.kind, fmt::format("'object-group {}' is not known", header.kind),
               "network, service, protocol, icmp-type, user, security");
        open_block(reader, Mode::unknown, 0, statement);
        return broken("references to this group are undecided");
    }
    const std::size_t place = place_of(config.group_index, config.groups, Group{*kind, header.name, statement, {}, {}});
    if (config.groups[place].kind != *kind) {
        report(reader, Level::error, header.name,
               fmt::format("object-group '{}' is defined again with another kind", header.name));
        open_block(reader, Mode::unknown, 0, statement);
        return broken("the second definition is not read");
    }
    open_block(reader, Mode::group, place, statement);
    return modelled();
}

}  // namespace

Treated read_object_header(Reader& reader, std::string_view statement) {
    Header header;
    if (!read_with<g::header, header_action>(reader, statement, header)) {
        open_block(reader, Mode::unknown, 0, statement);
        return broken();
    }
    Config& config = reader.config;
    if (same_word(first_word(statement), "object-group")) {
        return read_group_header(reader, statement, header);
    }
    if (same_word(header.kind, "network")) {
        open_block(reader, Mode::network_object,
                   place_of(config.network_index, config.network_objects, NetworkObject{header.name, statement, {}}),
                   statement);
        return modelled();
    }
    if (same_word(header.kind, "service")) {
        open_block(reader, Mode::service_object,
                   place_of(config.service_index, config.service_objects, ServiceObject{header.name, statement, {}}),
                   statement);
        return modelled();
    }
    open_block(reader, Mode::unknown, 0, statement);
    return unmodelled("references to this object are undecided");
}

Treated read_object_line(Reader& reader, std::string_view statement) {
    const std::string_view word = first_word(statement);
    if (same_word(word, "description")) {
        return irrelevant();
    }
    Line line;
    if (reader.mode == Mode::network_object) {
        if (same_word(word, "nat")) {
            return read_nat(reader, statement);
        }
        NetworkObject& object = reader.config.network_objects[reader.index];
        if (!read_with<g::network_value, line_action>(reader, statement, line)) {
            object.value = {};
            object.text = statement;
            return broken("the object is undecided");
        }
        object.value = line.operand;
        object.text = statement;
        return modelled();
    }
    ServiceObject& object = reader.config.service_objects[reader.index];
    if (!read_with<g::service_value, line_action>(reader, statement, line)) {
        object.value = {};
        object.value.text = statement;
        return broken("the object is undecided");
    }
    object.value = line.service;
    object.value.text = statement;
    object.text = statement;
    return modelled();
}

Treated read_group_line(Reader& reader, std::string_view statement) {
    const std::string_view word = first_word(statement);
    if (same_word(word, "description")) {
        return irrelevant();
    }
    Group& group = reader.config.groups[reader.index];
    if (group.kind == GroupKind::identity) {
        return modelled();
    }
    Line line;
    const std::size_t reported = reader.reported;
    const std::size_t diagnostics = reader.config.diagnostics.size();
    if (!read_with<g::member, line_action>(reader, statement, line)) {
        if (const std::optional<std::string_view> written = expanded(reader, statement)) {
            reader.reported = reported;
            reader.config.diagnostics.resize(diagnostics);
            return read_group_line(reader, *written);
        }
        group.members.push_back({OperandKind::none, statement, {}});
        return broken("whether the group has this member is undecided");
    }
    if (same_word(word, "service-object")) {
        line.service.text = statement;
        add_member(reader, group.services, line.service, word);
        return modelled();
    }
    if (!line.has_operand && same_word(word, "network-object")) {
        line.operand = {OperandKind::host, line.first, {}};
    }
    add_member(reader, group.members, line.operand, word);
    return modelled();
}

}  // namespace lyncgate::asa
