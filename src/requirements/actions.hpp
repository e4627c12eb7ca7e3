// What happens as the grammar reads a statement of a pack. Included by parse.cpp only.
#pragma once

#include <string>
#include <utility>

#include "requirements.hpp"
#include "requirements/syntax.hpp"

namespace lyncgate::packs {

namespace g = lyncgate::grammar::requirements;
namespace p = tao::pegtl;

/// What the actions collect while one statement is read.
struct Draft {
    const SourceFile* file = nullptr;
    Statement statement;
    Set ports;      ///< of the list being read
    Value low = 0;  ///< of the range being read
    EndSyntax end;  ///< being read
    Condition condition;
    RowSyntax row;
    FactSyntax fact;
    RoleSyntax role;
    Tunable tunable;
    PackSyntax pack;
    ProductSyntax product;
    Provenance source;
    TableSyntax table;

    template<class Input>
    Origin origin(const Input& in) const {
        const auto begin = static_cast<std::uint32_t>(in.begin() - file->text().data());
        return Origin{file, {begin, begin + static_cast<std::uint32_t>(in.size())}};
    }
    template<class Input>
    Word word(const Input& in) const {
        return Word{in.string(), origin(in)};
    }
    SuspectSyntax& suspect() { return row.suspects.back(); }
    void suspect(std::string_view cell) { row.suspects.emplace_back().cell = cell; }
};

template<class Rule>
struct action {};

/// An action that hands the matched text to one expression.
#define LYNCGATE_ON(rule, ...)                                                                                         \
    template<>                                                                                                         \
    struct action<g::rule> {                                                                                           \
        template<class Input>                                                                                          \
        static void apply([[maybe_unused]] const Input& in, Draft& d) {                                                \
            __VA_ARGS__;                                                                                               \
        }                                                                                                              \
    }

inline Value number(std::string_view digits) {
    Value value = 0;
    for (const char digit : digits) {
        value = value * 10 + static_cast<Value>(digit - '0');
    }
    return value;
}

inline void add_ports(Draft& d, Value low, Value high) {
    // A range the wrong way round becomes empty here and is refused when the pack is put together.
    if (low <= high) {
        d.ports = unite(d.ports, Set(low, high));
    }
}

LYNCGATE_ON(any_port, d.ports = any_port());
LYNCGATE_ON(port_low, d.low = number(in.string_view()); add_ports(d, d.low, d.low));
LYNCGATE_ON(
    port_high, const Value high = number(in.string_view()); add_ports(d, d.low, high);
    if (high < d.low) { throw p::parse_error("expected a range from low to high", in); });

inline Set take_ports(Draft& d) {
    return std::exchange(d.ports, Set());
}
inline EndSyntax take_end(Draft& d, const Origin& origin) {
    EndSyntax end = std::exchange(d.end, EndSyntax());
    end.origin = origin;
    return end;
}
inline Condition take_condition(Draft& d) {
    return std::exchange(d.condition, Condition());
}
inline void push(Draft& d, Condition::Kind kind) {
    d.condition.nodes.push_back({kind, {}, {}});
}

LYNCGATE_ON(condition_name, d.condition.nodes.push_back({Condition::Kind::name, in.string(), d.origin(in)}));
LYNCGATE_ON(negated, push(d, Condition::Kind::negation));
LYNCGATE_ON(and_factor, push(d, Condition::Kind::conjunction));
LYNCGATE_ON(or_conjunction, push(d, Condition::Kind::disjunction));

LYNCGATE_ON(role_name, d.end.roles.push_back(d.word(in)));
LYNCGATE_ON(narrowed_name, d.end.narrowed.push_back(d.word(in)));
LYNCGATE_ON(inferred_mark, d.end.inferred = true);
LYNCGATE_ON(unstated_mark, d.end.unstated = true);
LYNCGATE_ON(at_public_vip, d.end.address = AddressKind::vip_public);
LYNCGATE_ON(at_vip, d.end.address = AddressKind::vip);
LYNCGATE_ON(at_public, d.end.address = AddressKind::node_public);
LYNCGATE_ON(at_node, d.end.address = AddressKind::node);
LYNCGATE_ON(source_end, d.row.source = take_end(d, d.origin(in)));
LYNCGATE_ON(destination_end, d.row.destination = take_end(d, d.origin(in)));
LYNCGATE_ON(owner_end, d.row.source = take_end(d, d.origin(in)); d.row.owned = true);

LYNCGATE_ON(both_ways, d.row.both_ways = true);
LYNCGATE_ON(from_feature, d.row.from_feature = d.word(in));

LYNCGATE_ON(row_number, d.row.number = d.word(in));
LYNCGATE_ON(nothing, d.row.empty = true);
LYNCGATE_ON(tcp_udp, d.row.tcp = d.row.udp = true);
LYNCGATE_ON(tcp, d.row.tcp = true);
LYNCGATE_ON(udp, d.row.udp = true);
LYNCGATE_ON(row_ports, d.row.ports = take_ports(d));
LYNCGATE_ON(label_word, d.row.label = in.string());
LYNCGATE_ON(label_text, d.row.label = in.string());
LYNCGATE_ON(remark_text, d.row.remark = in.string());
LYNCGATE_ON(breaks_text, d.row.breaks = in.string());
LYNCGATE_ON(printed_text, d.row.printed = in.string());
LYNCGATE_ON(when_clause, d.row.when = take_condition(d); d.table.when = d.row.when);
LYNCGATE_ON(unless_condition, d.row.unless = take_condition(d));
LYNCGATE_ON(optional_word, d.row.necessity = Necessity::optional);
LYNCGATE_ON(conditional_clause, d.row.necessity = Necessity::conditional);
LYNCGATE_ON(informational_clause, d.row.necessity = Necessity::informational);
LYNCGATE_ON(from_ports, d.row.from = PortsSyntax{take_ports(d), {}});
LYNCGATE_ON(from_tunable, d.row.from->tunables.push_back(d.word(in)));
LYNCGATE_ON(follows_tunable, d.row.follows.push_back(d.word(in)));
LYNCGATE_ON(media_tunable, d.row.media.push_back(d.word(in)));
LYNCGATE_ON(inferred_ports, d.row.ports_inferred = true);
LYNCGATE_ON(inferred_protocol, d.row.protocol_inferred = true);

LYNCGATE_ON(suspect_source, d.suspect("source"));
LYNCGATE_ON(suspect_destination, d.suspect("destination"));
LYNCGATE_ON(suspect_ports, d.suspect("ports"));
LYNCGATE_ON(suspect_protocol, d.suspect("protocol"));
LYNCGATE_ON(suspect_note, d.suspect("note"));
LYNCGATE_ON(suspect_row, d.suspect("row"));
LYNCGATE_ON(suspect_printed, d.suspect().printed = in.string());
LYNCGATE_ON(suspect_because, d.suspect().because = in.string());
LYNCGATE_ON(suspect_end, d.suspect().end = take_end(d, d.origin(in)));
LYNCGATE_ON(suspect_from_ports, d.suspect().from = PortsSyntax{take_ports(d), {}});
LYNCGATE_ON(suspect_from_tunable, d.suspect().from->tunables.push_back(d.word(in)));
LYNCGATE_ON(suspect_to_ports, d.suspect().to = PortsSyntax{take_ports(d), {}});
LYNCGATE_ON(suspect_to_tunable, d.suspect().to->tunables.push_back(d.word(in)));
LYNCGATE_ON(suspect_clause, d.suspect().origin = d.origin(in));
LYNCGATE_ON(row, d.statement.content = std::move(d.row));

LYNCGATE_ON(pack_name, d.pack.name = d.word(in));
LYNCGATE_ON(pack_title, d.pack.title = d.product.title = d.table.title = in.string());
LYNCGATE_ON(pack, d.statement.content = std::move(d.pack));
LYNCGATE_ON(product_name, d.product.name = d.word(in));
LYNCGATE_ON(product, d.statement.content = std::move(d.product));
LYNCGATE_ON(topic_name, d.statement.content = TopicSyntax{d.word(in)});
LYNCGATE_ON(source_page, d.source.page = in.string());
LYNCGATE_ON(source_technet, d.source.technet = in.string());
LYNCGATE_ON(source_date, d.source.modified = in.string());
LYNCGATE_ON(source, d.statement.content = std::move(d.source));
LYNCGATE_ON(pack_when, d.statement.content = WhenSyntax{take_condition(d)});
LYNCGATE_ON(table_name, d.table.name = d.word(in));
LYNCGATE_ON(on_external, d.table.boundary = Boundary::external);
LYNCGATE_ON(on_internal, d.table.boundary = Boundary::internal);
LYNCGATE_ON(on_both, d.table.boundary = Boundary::both);
LYNCGATE_ON(on_hosts, d.table.boundary = Boundary::hosts);
LYNCGATE_ON(ipsec_word, d.table.ipsec = true);
LYNCGATE_ON(table, d.statement.content = std::move(d.table));

LYNCGATE_ON(new_name, d.role.role.name = d.tunable.name = in.string(); d.fact.name = d.word(in));
LYNCGATE_ON(english_text, d.role.role.english = d.fact.title = d.tunable.title = in.string());
LYNCGATE_ON(french_text, d.role.role.french = in.string());
LYNCGATE_ON(in_inside, d.role.role.zone = Zone::inside);
LYNCGATE_ON(in_perimeter, d.role.role.zone = Zone::perimeter);
LYNCGATE_ON(in_outward, d.role.role.zone = Zone::outward);
LYNCGATE_ON(in_outside, d.role.role.zone = Zone::outside);
LYNCGATE_ON(parent_name, d.role.role.parent = in.string(); d.role.references.push_back(d.word(in)));
LYNCGATE_ON(parent_if, d.role.role.parent_if = in.string(); d.role.condition = d.word(in));
LYNCGATE_ON(member_name, d.role.role.members.push_back(in.string()); d.role.references.push_back(d.word(in)));
LYNCGATE_ON(role_statement, d.statement.content = std::move(d.role));
LYNCGATE_ON(implied_name, d.fact.implies.push_back(d.word(in)));
LYNCGATE_ON(feature_statement, d.statement.content = std::move(d.fact));
LYNCGATE_ON(scenario_key, d.fact.key = d.word(in));
LYNCGATE_ON(scenario_statement, d.statement.content = std::move(d.fact));
LYNCGATE_ON(default_ports, d.tunable.ports = take_ports(d); d.tunable.printed = d.tunable.ports);
LYNCGATE_ON(table_ports, d.tunable.printed = take_ports(d));
LYNCGATE_ON(alternative_name, d.tunable.alternative_if = in.string());
LYNCGATE_ON(alternative_ports, d.tunable.alternative = take_ports(d));
LYNCGATE_ON(enabled_name, d.tunable.enabled_by = in.string());
LYNCGATE_ON(enabled_ports, d.tunable.when_enabled = take_ports(d));
LYNCGATE_ON(service_name, d.tunable.service = in.string());
LYNCGATE_ON(start_name, d.tunable.start = in.string());
LYNCGATE_ON(count_name, d.tunable.count = in.string());
LYNCGATE_ON(tunable_statement, d.statement.content = std::move(d.tunable));

#undef LYNCGATE_ON

}  // namespace lyncgate::packs
