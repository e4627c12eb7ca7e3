#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>

#include "asa/access_list.hpp"
#include "dialects/asa/expand.hpp"
#include "dialects/asa/match.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

namespace g = lyncgate::grammar::asa::access_list;

struct Draft : OperandWords {
    AccessEntry entry;
    std::string_view list;
    std::string_view line;
    ListKind kind = ListKind::extended;
    bool ipv6_only = false;
    bool setting = false;
    EntryCondition condition;
    std::string_view stray;  ///< a word that fits nowhere

    void take(const Operand& operand) {
        if (entry.count < entry.operands.size()) {
            entry.operands[entry.count++] = operand;
        } else if (stray.empty()) {
            stray = operand.first();
        }
    }
};

struct names_protocol {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.entry.protocol = {OperandKind::word, in.string_view(), {}};
    }
};

template<OperandKind Kind>
struct protocol_from {
    static void apply0(Draft& draft) {
        draft.entry.protocol = {Kind, draft.first, {}};
        draft.first = {};
    }
};

template<auto Member>
struct condition_keeps {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        if ((draft.condition.*Member).empty()) {
            draft.condition.*Member = in.string_view();
        }
    }
};

template<auto Member, bool Constant>
struct entry_sets {
    static void apply0(Draft& draft) { draft.entry.*Member = Constant; }
};

template<class Rule>
struct list_action : operand_action<Rule> {};
template<>
struct list_action<g::ipv6_marker> : sets<&Draft::ipv6_only, true> {};
template<>
struct list_action<g::setting> : sets<&Draft::setting, true> {};
template<>
struct list_action<g::list_name> : keeps<&Draft::list> {};
template<>
struct list_action<g::line_number> : keeps<&Draft::line> {};
template<>
struct list_action<g::remark_entry> : entry_sets<&AccessEntry::remark, true> {};
template<>
struct list_action<g::kw_standard> : sets<&Draft::kind, ListKind::standard> {};
template<>
struct list_action<g::kw_ethertype> : sets<&Draft::kind, ListKind::ethertype> {};
template<>
struct list_action<g::kw_webtype> : sets<&Draft::kind, ListKind::webtype> {};
template<>
struct list_action<g::action_permit> : entry_sets<&AccessEntry::permit, true> {};
template<>
struct list_action<g::action_trust> {
    static void apply0(Draft& draft) {
        draft.entry.permit = true;
        draft.entry.advanced = false;
    }
};
template<>
struct list_action<g::advanced_marker> : entry_sets<&AccessEntry::advanced, true> {};
template<>
struct list_action<g::ifc_name> {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        (draft.entry.count == 0 ? draft.condition.source : draft.condition.destination) = in.string_view();
    }
};
template<>
struct list_action<g::shown_fqdn> : takes<OperandKind::fqdn> {};
template<>
struct list_action<g::inactive_clause> : entry_sets<&AccessEntry::inactive, true> {};
template<>
struct list_action<g::time_name> : condition_keeps<&EntryCondition::time_range> {};
template<>
struct list_action<g::identity> {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        std::string_view& said = draft.condition.identity;
        // Of both ends: from the first to the last, with the address between them.
        const char* const begin = said.empty() ? in.begin() : said.data();
        said = {begin, static_cast<std::size_t>(in.end() - begin)};
    }
};
template<>
struct list_action<g::protocol_word> : names_protocol {};
template<>
struct list_action<g::protocol_object> : protocol_from<OperandKind::object> {};
template<>
struct list_action<g::protocol_group> : protocol_from<OperandKind::group> {};
template<>
struct list_action<g::message_word> : takes_word<OperandKind::message> {};
template<>
struct list_action<g::ethertype_word> : takes_word<OperandKind::word> {};
template<>
struct list_action<g::bare_host> {
    template<class Input>
    static void apply(const Input& in, Draft& draft) {
        draft.take({OperandKind::host, in.string_view(), {}});
    }
};

/// The list of that name. `start`: the entry up to the blank behind the name; the lines of a new list that follow at
/// once begin like it.
AccessList& list_named(Reader& reader, std::string_view name, std::string_view start, ListKind kind, bool ipv6_only) {
    if (reader.last_list == name && !reader.config.lists.empty()) {
        return reader.config.lists[reader.last_list_index];
    }
    const auto [place, fresh] = reader.config.list_index.try_emplace(name, reader.config.lists.size());
    if (fresh) {
        reader.config.lists.push_back({name, kind, ipv6_only, false, {}});
        reader.config.lists.back().entries.reserve(lines_like(reader, start));
    }
    reader.last_list = name;
    reader.last_list_index = place->second;
    return reader.config.lists[place->second];
}

/// ICMP words fit only where the protocol may be ICMP; any other stray word is a mistake.
bool reject_stray(Reader& reader, std::string_view statement, Draft& draft) {
    const Operand& protocol = draft.entry.protocol;
    const bool may_be_icmp = protocol.kind != OperandKind::word || same_word(protocol.first().substr(0, 4), "icmp") ||
                             protocol.first() == "1" || protocol.first() == "58";
    for (std::size_t i = 0; i < draft.entry.count && draft.stray.empty(); ++i) {
        if (draft.entry.operands[i].kind == OperandKind::message && !may_be_icmp) {
            draft.stray = draft.entry.operands[i].first();
        }
    }
    if (draft.stray.empty()) {
        return false;
    }
    if (same_word(draft.stray, "established")) {
        report(reader, Level::error, draft.stray, "'established' is not known in an ASA access list", {},
               "remove the word: the ASA passes the packets of established connections by itself");
    } else {
        report_unreadable(reader, statement, static_cast<std::size_t>(draft.stray.data() - statement.data()),
                          "an address, a port operator, log, time-range or inactive");
    }
    return true;
}

/// A netmask has its ones first; IOS lists have wildcards in its place, which an ASA refuses.
bool reject_masks(Reader& reader, const AccessEntry& entry) {
    for (std::size_t i = 0; i < entry.count; ++i) {
        const Operand& operand = entry.operands[i];
        const std::optional<Address> mask =
            operand.kind == OperandKind::masked ? parse_address(operand.second()) : std::nullopt;
        if (mask && !length_of_mask(static_cast<std::uint32_t>(mask->bits()))) {
            report(reader, Level::error, operand.second(), fmt::format("'{}' is not a netmask", operand.second()),
                   "a mask such as 255.255.255.0", "write the netmask: the ASA does not take wildcards");
            return true;
        }
    }
    return false;
}

}  // namespace

Treated read_access_list(Reader& reader, std::string_view statement) {
    Draft draft;
    const std::size_t reported = reader.reported;
    const std::size_t diagnostics = reader.config.diagnostics.size();
    const bool read = read_with<g::statement, list_action>(reader, statement, draft);
    if (draft.setting) {
        return irrelevant();
    }
    if (draft.list.empty()) {
        return broken();
    }
    AccessEntry& entry = draft.entry;
    entry.text = statement;
    std::from_chars(draft.line.data(), draft.line.data() + draft.line.size(), entry.line);
    if (draft.kind == ListKind::extended && !entry.remark) {
        entry.readable = read && !reject_stray(reader, statement, draft) && !reject_masks(reader, entry);
    } else {
        entry.readable = read;
    }
    if (draft.kind == ListKind::standard && read && entry.count == 1) {
        // A standard list names destinations.
        entry.protocol = {OperandKind::word, "ip", {}};
        entry.operands[1] = entry.operands[0];
        entry.operands[0] = any_operand();
        entry.count = 2;
    }
    if (!entry.readable) {
        if (const std::optional<std::string_view> written = expanded(reader, statement)) {
            reader.reported = reported;
            reader.config.diagnostics.resize(diagnostics);
            return read_access_list(reader, *written);
        }
    }
    const auto start = static_cast<std::size_t>(draft.list.data() + draft.list.size() - statement.data()) + 1;
    AccessList& list = list_named(reader, draft.list, statement.substr(0, start), draft.kind, draft.ipv6_only);
    if (list.entries.empty() || list.entries.front().remark) {
        list.kind = draft.kind;
    }
    const EntryCondition& condition = draft.condition;
    if (!condition.time_range.empty() || !condition.identity.empty() || !condition.source.empty() ||
        !condition.destination.empty()) {
        reader.config.conditions.push_back(condition);
        entry.condition = static_cast<std::uint32_t>(reader.config.conditions.size());
    }
    append(list, entry);
    if (!entry.readable) {
        return broken("its place in the list is undecided");
    }
    return entry.remark || draft.kind == ListKind::webtype ? irrelevant() : modelled();
}

Treated read_conduit(Reader& reader, std::string_view statement) {
    Draft draft;
    const bool read = read_with<g::conduit, list_action>(reader, statement, draft);
    AccessEntry& entry = draft.entry;
    entry.text = statement;
    entry.swapped = true;
    entry.readable = read && !reject_stray(reader, statement, draft) && !reject_masks(reader, entry);
    entry.number = static_cast<std::uint32_t>(reader.config.conduits.size() + 1);
    reader.config.conduits.push_back(entry);
    return entry.readable ? modelled() : broken("its place among the conduits is undecided");
}

/// `outbound …` and `apply …` (PIX 6): put together when the configuration is whole.
Treated read_outbound(Reader& reader, std::string_view statement) {
    reader.config.outbounds.push_back(statement);
    return modelled();
}

}  // namespace lyncgate::asa
