#include <charconv>

#include "asa/nat.hpp"
#include "dialects/asa/match.hpp"

namespace lyncgate::asa {

namespace {

namespace g = lyncgate::grammar::asa::nat;

struct Draft {
    NatRule rule;
    std::string_view pool;
    std::string_view number;
};

template<auto Member>
struct rule_keeps {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.rule.*Member = in.string_view();
    }
};

template<auto Member>
struct rule_sets {
    static void apply0(Draft& draft) { draft.rule.*Member = true; }
};

struct target_is_interface {
    static void apply0(Draft& draft) { draft.rule.mapped_source.interface = true; }
};

struct target_is_name {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.rule.mapped_source.name = in.string_view();
    }
};

struct target_is_pool {
    static void apply0(Draft& draft) {
        draft.rule.mapped_source = {draft.pool, draft.rule.mapped_source.interface, true};
    }
};

template<class Rule>
struct nat_action : tao::pegtl::nothing<Rule> {};
template<>
struct nat_action<g::first_interface> : rule_keeps<&NatRule::real_interface> {};
template<>
struct nat_action<g::second_interface> : rule_keeps<&NatRule::mapped_interface> {};
template<>
struct nat_action<g::option_unidirectional> : rule_sets<&NatRule::unidirectional> {};
template<>
struct nat_action<g::option_inactive> : rule_sets<&NatRule::inactive> {};
template<>
struct nat_action<g::option_route_lookup> : rule_sets<&NatRule::route_lookup> {};
template<>
struct nat_action<g::option_net_to_net> : rule_sets<&NatRule::net_to_net> {};
template<>
struct nat_action<g::after_auto> : rule_sets<&NatRule::after_auto> {};
template<>
struct nat_action<g::rule_number> : keeps<&Draft::number> {};
template<>
struct nat_action<g::pool_name> : keeps<&Draft::pool> {};
template<>
struct nat_action<g::kw_dynamic> : rule_sets<&NatRule::dynamic> {};
template<>
struct nat_action<g::object_target> : target_is_name {};
template<>
struct nat_action<g::object_interface> : target_is_interface {};
template<>
struct nat_action<g::object_pool> : target_is_pool {};
template<>
struct nat_action<g::port_protocol> : rule_keeps<&NatRule::port_protocol> {};
template<>
struct nat_action<g::real_port> : rule_keeps<&NatRule::real_port> {};
template<>
struct nat_action<g::mapped_port> : rule_keeps<&NatRule::mapped_port> {};
template<>
struct nat_action<g::real_source> : rule_keeps<&NatRule::real_source> {};
template<>
struct nat_action<g::mapped_source> : target_is_name {};
template<>
struct nat_action<g::source_interface> : target_is_interface {};
template<>
struct nat_action<g::source_pool> : target_is_pool {};
template<>
struct nat_action<g::destination_clause> : rule_sets<&NatRule::has_destination> {};
template<>
struct nat_action<g::destination_interface> {
    static void apply0(Draft& draft) { draft.rule.mapped_destination.interface = true; }
};
template<>
struct nat_action<g::mapped_destination> {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.rule.mapped_destination.name = in.string_view();
    }
};
template<>
struct nat_action<g::real_destination> : rule_keeps<&NatRule::real_destination> {};
template<>
struct nat_action<g::first_service> : rule_keeps<&NatRule::first_service> {};
template<>
struct nat_action<g::second_service> : rule_keeps<&NatRule::second_service> {};

/// Before 8.3.
struct OldDraft : OperandWords {
    OldNat nat;
    OldGlobal global;
    OldStatic fixed;
    std::string_view list;

    void take(const Operand& operand) { nat.address = operand; }
};

template<auto Part, auto Member>
struct old_keeps {
    template<class Input>
    static void apply(const Input& in, OldDraft& draft) {
        draft.*Part.*Member = in.string_view();
    }
};

struct old_id {
    template<class Input>
    static void apply(const Input& in, OldDraft& draft) {
        draft.nat.id = in.string_view();
        draft.global.id = in.string_view();
    }
};

struct old_first_interface {
    template<class Input>
    static void apply(const Input& in, OldDraft& draft) {
        draft.nat.interface = in.string_view();
        draft.global.interface = in.string_view();
        draft.fixed.real_interface = in.string_view();
    }
};

template<auto Part, auto Member>
struct old_sets {
    static void apply0(OldDraft& draft) { draft.*Part.*Member = true; }
};

template<class Rule>
struct old_action : operand_action<Rule> {};
template<>
struct old_action<g::first_interface> : old_first_interface {};
template<>
struct old_action<g::second_interface> : old_keeps<&OldDraft::fixed, &OldStatic::mapped_interface> {};
template<>
struct old_action<g::nat_id> : old_id {};
template<>
struct old_action<g::list_name> : keeps<&OldDraft::list> {};
template<>
struct old_action<g::from_any_host> : takes<OperandKind::host> {};
template<>
struct old_action<g::outside_flag> : old_sets<&OldDraft::nat, &OldNat::outside> {};
template<>
struct old_action<g::pool_low> : old_keeps<&OldDraft::global, &OldGlobal::low> {};
template<>
struct old_action<g::pool_high> : old_keeps<&OldDraft::global, &OldGlobal::high> {};
template<>
struct old_action<g::global_interface> : old_sets<&OldDraft::global, &OldGlobal::to_interface> {};
template<>
struct old_action<g::static_mapped> : old_keeps<&OldDraft::fixed, &OldStatic::mapped> {};
template<>
struct old_action<g::static_mapped_interface> : old_sets<&OldDraft::fixed, &OldStatic::to_interface> {};
template<>
struct old_action<g::static_real> : old_keeps<&OldDraft::fixed, &OldStatic::real> {};
template<>
struct old_action<g::port_protocol> : old_keeps<&OldDraft::fixed, &OldStatic::protocol> {};
template<>
struct old_action<g::mapped_port> : old_keeps<&OldDraft::fixed, &OldStatic::mapped_port> {};
template<>
struct old_action<g::real_port> : old_keeps<&OldDraft::fixed, &OldStatic::real_port> {};

/// A translation that could not be read leaves every verdict open.
Treated unread(Reader& reader, std::string_view statement) {
    constexpr std::string_view effect = "a translation is missing";
    doubt_everything(reader, statement, effect);
    return broken(effect);
}

Treated read_old_nat(Reader& reader, std::string_view statement) {
    OldDraft draft;
    if (!read_with<g::old_nat, old_action>(reader, statement, draft)) {
        return unread(reader, statement);
    }
    draft.nat.text = statement;
    draft.nat.list = draft.list;
    reader.config.old_nat.push_back(draft.nat);
    return modelled();
}

/// The blanks, parentheses and words that tell the three forms apart.
struct Form {
    bool two_interfaces = false;
    bool one_interface = false;
    std::string_view next;
};

Form form_of(std::string_view statement) {
    statement = after_first_word(statement);
    Form form;
    if (!statement.empty() && statement.front() == '(') {
        const std::size_t close = statement.find(')');
        if (close != std::string_view::npos) {
            form.two_interfaces = statement.substr(0, close).find(',') != std::string_view::npos;
            form.one_interface = !form.two_interfaces;
            statement.remove_prefix(close);
            statement = statement.size() > 1 && statement[1] == ' ' ? after_first_word(statement) : statement.substr(1);
        }
    }
    form.next = first_word(statement);
    return form;
}

}  // namespace

Treated read_nat(Reader& reader, std::string_view statement) {
    const Form form = form_of(statement);
    if (form.one_interface) {
        return read_old_nat(reader, statement);
    }
    Draft draft;
    const bool in_object = same_word(form.next, "static") || same_word(form.next, "dynamic");
    if (in_object && reader.mode != Mode::network_object) {
        report(reader, Level::error, first_word(statement),
               "a 'nat … static|dynamic' line stands outside an object network");
        return unread(reader, statement);
    }
    const bool read = in_object ? read_with<g::object_rule, nat_action>(reader, statement, draft)
                                : read_with<g::twice_rule, nat_action>(reader, statement, draft);
    if (!read) {
        if (reader.reported == 0 || reader.config.diagnostics.empty() ||
            reader.config.diagnostics.back().level != Level::error) {
            report_unreadable(reader, statement, 0, "(real,mapped) source static|dynamic …");
        }
        return unread(reader, statement);
    }
    draft.rule.text = statement;
    if (in_object) {
        draft.rule.object = reader.config.network_objects[reader.index].name;
    }
    for (std::string_view* interface : {&draft.rule.real_interface, &draft.rule.mapped_interface}) {
        if (same_word(*interface, "any")) {
            *interface = {};
        }
    }
    std::from_chars(draft.number.data(), draft.number.data() + draft.number.size(), draft.rule.position);
    reader.config.nat.push_back(draft.rule);
    return modelled();
}

Treated read_old_global(Reader& reader, std::string_view statement) {
    OldDraft draft;
    if (!read_with<g::old_global, old_action>(reader, statement, draft)) {
        return unread(reader, statement);
    }
    draft.global.text = statement;
    reader.config.old_globals.push_back(draft.global);
    return modelled();
}

Treated read_old_static(Reader& reader, std::string_view statement) {
    OldDraft draft;
    if (!read_with<g::old_static, old_action>(reader, statement, draft)) {
        return unread(reader, statement);
    }
    draft.fixed.text = statement;
    draft.fixed.list = draft.list;
    draft.fixed.netmask = draft.second;
    reader.config.old_statics.push_back(draft.fixed);
    return modelled();
}

}  // namespace lyncgate::asa
