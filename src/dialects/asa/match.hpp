// Cisco ASA: running a grammar over one statement. Private to this dialect's readers.
#pragma once

#include <string_view>
#include <tao/pegtl.hpp>

#include "asa/operands.hpp"
#include "dialects/asa/operands.hpp"
#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace grammar = lyncgate::grammar::asa;

/// What a grammar rule wanted to see, in the words of a diagnostic.
template<class Rule>
inline constexpr const char* wanted = "another word here";
template<>
inline constexpr const char* wanted<grammar::gap> = "more words";
template<>
inline constexpr const char* wanted<grammar::finish> = "the end of the statement";
template<>
inline constexpr const char* wanted<grammar::first> = "a name or an address";
template<>
inline constexpr const char* wanted<grammar::second> = "a second word";
template<>
inline constexpr const char* wanted<grammar::mask> = "a netmask such as 255.255.255.0";
template<>
inline constexpr const char* wanted<grammar::number> = "a number";
template<>
inline constexpr const char* wanted<grammar::port_word> = "a port number or name";
template<>
inline constexpr const char* wanted<grammar::port_operand> = "eq, neq, lt, gt or range";

/// Only `must` raises; a rule that merely fails does not.
struct Messages {
    template<class Rule>
    static constexpr const char* message = wanted<Rule>;
    template<class Rule>
    static constexpr bool raise_on_failure = false;
};
template<class Rule>
using raising = tao::pegtl::must_if<Messages>::control<Rule>;

/// Action: keeps the matched text in a member of the draft.
template<auto Member>
struct keeps {
    template<class Input, class Draft>
    static void apply(const Input& in, Draft& draft) {
        draft.*Member = in.string_view();
    }
};

/// Action: sets a member of the draft to a constant.
template<auto Member, auto Constant>
struct sets {
    template<class Draft>
    static void apply0(Draft& draft) {
        draft.*Member = Constant;
    }
};

/// The words of the operand being read. A draft that reads operands derives from this and has `take(Operand)`.
struct OperandWords {
    std::string_view first;
    std::string_view second;
};

/// Action: hands a finished operand to the draft.
template<OperandKind Kind>
struct takes {
    template<class Draft>
    static void apply0(Draft& draft) {
        draft.take(Operand{Kind, draft.first, draft.second});
        draft.first = {};
        draft.second = {};
    }
};

/// The same for operands that are one word.
template<OperandKind Kind>
struct takes_word {
    template<class Input, class Draft>
    static void apply(const Input& in, Draft& draft) {
        draft.take(Operand{Kind, in.string_view(), {}});
    }
};

/// The actions of everything in asa/operands.hpp.
template<class Rule>
struct operand_action : tao::pegtl::nothing<Rule> {};
template<>
struct operand_action<grammar::first> : keeps<&OperandWords::first> {};
template<>
struct operand_action<grammar::second> : keeps<&OperandWords::second> {};
template<>
struct operand_action<grammar::mask> : keeps<&OperandWords::second> {};
template<>
struct operand_action<grammar::port_word> : keeps<&OperandWords::first> {};
template<>
struct operand_action<grammar::any_address> : takes_word<OperandKind::any> {};
template<>
struct operand_action<grammar::any4_address> : takes_word<OperandKind::any4> {};
template<>
struct operand_action<grammar::any6_address> : takes_word<OperandKind::any6> {};
template<>
struct operand_action<grammar::host_address> : takes<OperandKind::host> {};
template<>
struct operand_action<grammar::masked_address> : takes<OperandKind::masked> {};
template<>
struct operand_action<grammar::prefix_address> : takes_word<OperandKind::prefix> {};
template<>
struct operand_action<grammar::interface_address> : takes<OperandKind::interface> {};
template<>
struct operand_action<grammar::object_operand> : takes<OperandKind::object> {};
template<>
struct operand_action<grammar::group_operand> : takes<OperandKind::group> {};
template<>
struct operand_action<grammar::eq_ports> : takes<OperandKind::equal> {};
template<>
struct operand_action<grammar::neq_ports> : takes<OperandKind::not_equal> {};
template<>
struct operand_action<grammar::lt_ports> : takes<OperandKind::less> {};
template<>
struct operand_action<grammar::gt_ports> : takes<OperandKind::greater> {};
template<>
struct operand_action<grammar::range_ports> : takes<OperandKind::port_range> {};

/// Reads one statement with a grammar rule into a draft. False when it does not fit; a mistake inside (a `must` that
/// failed) has then been reported at its place.
template<class Rule, template<class...> class Action, class Draft>
bool read_with(Reader& reader, std::string_view statement, Draft& draft) {
    tao::pegtl::memory_input<tao::pegtl::tracking_mode::lazy, tao::pegtl::eol::lf, const char*> in(
        statement.data(), statement.data() + statement.size(), "");
    try {
        return tao::pegtl::parse<Rule, Action, raising>(in, draft);
    } catch (const tao::pegtl::parse_error& error) {
        report_unreadable(reader, statement, error.positions().front().byte, error.message());
        return false;
    }
}

}  // namespace lyncgate::asa
