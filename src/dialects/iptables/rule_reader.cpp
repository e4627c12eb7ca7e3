#include "dialects/iptables/rule_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "text/suggest.hpp"

namespace lyncgate::iptables {

namespace {

/// iptables' own long options, under their letters.
struct LongOption {
    std::string_view name;
    char letter;
};
constexpr LongOption long_options[] = {
    {"append", 'A'},       {"check", 'C'},     {"delete", 'D'},       {"insert", 'I'},        {"replace", 'R'},
    {"flush", 'F'},        {"zero", 'Z'},      {"new-chain", 'N'},    {"delete-chain", 'X'},  {"rename-chain", 'E'},
    {"policy", 'P'},       {"source", 's'},    {"destination", 'd'},  {"src", 's'},           {"dst", 'd'},
    {"protocol", 'p'},     {"proto", 'p'},     {"in-interface", 'i'}, {"out-interface", 'o'}, {"jump", 'j'},
    {"goto", 'g'},         {"match", 'm'},     {"numeric", 'n'},      {"verbose", 'v'},       {"wait", 'w'},
    {"exact", 'x'},        {"fragments", 'f'}, {"fragment", 'f'},     {"line-numbers", '0'},  {"modprobe", 'M'},
    {"set-counters", 'c'}, {"table", 't'},     {"ipv4", '4'},         {"ipv6", '6'},
};

bool starts_option(const Word& word) {
    return !word.quoted && word.text.size() > 1 && word.text[0] == '-' &&
           (word.text[1] < '0' || word.text[1] > '9' || word.text.size() == 2);
}

/// Walks the words; `value` hands out the argument of the option it stands on.
struct Cursor {
    RuleDraft& draft;
    std::size_t at = 0;
    bool negated = false;
    Word option;
    std::optional<Word> attached;  ///< `--name=value`, `-svalue`

    bool done() const { return at >= draft.words.size(); }
    const Word& here() const { return draft.words[at]; }

    /// The option's argument. A `!` before it is the negation of iptables before 1.4.
    bool value(Word& into) {
        if (attached) {
            into = *attached;
            attached.reset();
            return true;
        }
        if (!done() && here().text == "!" && !here().quoted && !negated && at + 1 < draft.words.size()) {
            negated = true;
            ++at;
        }
        if (done()) {
            return draft.statement.fail(option, fmt::format("option '{}' needs a value", option.text));
        }
        into = draft.words[at++];
        return true;
    }
};

bool read_addresses(RuleDraft& draft, const Word& word, Side side, bool negated) {
    AddressIs match{side, negated, {static_cast<std::uint32_t>(draft.ruleset->addresses.size()), 0}};
    const bool several = word.text.find(',') != std::string_view::npos;
    if (several && negated) {
        return draft.statement.fail(word, "'!' cannot stand before several addresses", "one address after '!'",
                                    "write one rule per address");
    }
    std::string_view rest = word.text;
    do {
        const std::string_view item = next_item(rest);
        const std::optional<MaskedAddress> address = read_masked_address(item, draft.ruleset->family);
        if (address) {
            draft.ruleset->addresses.push_back(*address);
            ++match.addresses.count;
            continue;
        }
        const bool name = !several && !item.empty() && item.find_first_of(":/ ") == std::string_view::npos &&
                          std::any_of(item.begin(), item.end(),
                                      [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
        if (!name) {
            return draft.statement.fail(
                word,
                fmt::format("'{}' is not an {} address", item, draft.ruleset->family == Family::ipv4 ? "IPv4" : "IPv6"),
                "an address, address/length or address/mask");
        }
        draft.statement.warn(word, fmt::format("host name '{}' is looked up when the rules are loaded", item),
                             "write the address, so that the rule means the same every time");
        add_condition(draft, HostNamed{side, item});
        return true;
    } while (!rest.empty());
    // A mask of length 0 matches everything and is not worth a condition.
    if (!negated && match.addresses.count == 1 && draft.ruleset->addresses.back().mask == 0) {
        draft.ruleset->addresses.pop_back();
        return true;
    }
    add_condition(draft, match);
    return true;
}

bool read_interface(RuleDraft& draft, const Word& word, bool ingress, bool negated) {
    if (word.text.empty() || word.text.size() > 15) {
        return draft.statement.fail(
            word, fmt::format("interface name '{}' is {}", word.text, word.text.empty() ? "empty" : "too long"),
            "1 to 15 characters");
    }
    (ingress ? draft.in : draft.out) = word;
    InterfaceIs match{ingress, negated, false, word.text};
    if (match.name.back() == '+') {
        match.prefix = true;
        match.name.remove_suffix(1);
        if (match.name.empty() && !negated) {
            return true;
        }
    }
    add_condition(draft, match);
    return true;
}

bool read_protocol_option(RuleDraft& draft, const Word& word, bool negated) {
    const std::optional<std::uint8_t> number = read_protocol(word.text);
    if (!number) {
        return draft.statement.fail(word, fmt::format("unknown protocol '{}'", word.text),
                                    "a protocol name or a number from 0 to 255");
    }
    if (*number == 0 && negated) {
        return draft.statement.fail(word, "'! -p all' can never match", "a single protocol after '!'");
    }
    draft.has_protocol = true;
    draft.protocol_word = word;
    draft.protocol = *number;
    draft.protocol_negated = negated;
    if (*number != 0) {
        add_condition(draft, ProtocolIs{*number, negated});
    }
    return true;
}

bool read_jump(RuleDraft& draft, const Word& word, bool go_to) {
    if (!draft.target.text.empty()) {
        return draft.statement.fail(word, fmt::format("a second target '{}'", word.text), "one -j or -g per rule");
    }
    if (word.text.empty()) {
        return draft.statement.fail(word, "the target is empty", "a chain or a target after -j");
    }
    draft.target = word;
    const TargetModule* const module = go_to ? nullptr : find_target(word.text, draft.ruleset->family);
    if (module == nullptr) {
        draft.rule.target = Jump{word.text, go_to, 0};
        return true;
    }
    switch (module->effect) {
    case Effect::accept: draft.rule.target = Accept{}; break;
    case Effect::drop: draft.rule.target = Drop{}; break;
    case Effect::return_: draft.rule.target = Return{}; break;
    case Effect::reject: draft.rule.target = Reject{}; break;
    case Effect::translate:
        draft.rule.target =
            Translate{module, module->name == "SNAT" || module->name == "MASQUERADE", false, false, {}, 0, 0, false};
        break;
    case Effect::pass: draft.rule.target = Pass{module}; break;
    case Effect::user:
    case Effect::steal: draft.rule.target = Leave{module}; break;
    case Effect::rewrite:
        if (module->name == "MARK" || module->name == "CONNMARK") {
            draft.rule.target = SetMark{module->name == "MARK" ? SetMark::What::packet : SetMark::What::connection};
        } else if (module->name == "CT" || module->name == "NOTRACK") {
            draft.rule.target = Track{module->name == "NOTRACK"};
        } else if (module->name == "SET") {
            draft.rule.target = ChangeSet{};
        } else {
            draft.rule.target = Leave{module};
        }
        break;
    }
    draft.modules.push_back({nullptr, module, word});
    return true;
}

bool load_match(RuleDraft& draft, const Word& word) {
    const MatchModule* const module = find_match(word.text, draft.ruleset->family);
    if (module != nullptr) {
        draft.modules.push_back(
            {module, nullptr, word, 0, static_cast<std::uint32_t>(draft.ruleset->conditions.size())});
        return true;
    }
    const std::string near = nearest_name(word.text, match_names());
    draft.statement.warn(
        word, fmt::format("unknown match '{}': every packet that reaches this rule may or may not match", word.text),
        near.empty() ? std::string() : fmt::format("did you mean '{}'", near));
    draft.unknown_module = true;
    add_condition(draft, UnknownMatch{word.text});
    return true;
}

bool read_command(Cursor& cursor, Command command) {
    RuleDraft& draft = cursor.draft;
    if (draft.command != Command::none) {
        return draft.statement.fail(cursor.option, fmt::format("a second command '{}'", cursor.option.text),
                                    "one command per line");
    }
    draft.command = command;
    const bool needs_chain =
        command != Command::flush && command != Command::harmless && command != Command::delete_chain;
    if (needs_chain || cursor.attached || (!cursor.done() && !starts_option(cursor.here()))) {
        if (!cursor.value(draft.chain)) {
            return false;
        }
    }
    if (command == Command::policy ||
        (command == Command::insert && !cursor.done() && !starts_option(cursor.here()) && cursor.here().text != "!")) {
        return cursor.value(draft.argument);
    }
    // -D and -R take a rule number, -E a second name.
    while (command == Command::change && !cursor.done() && !starts_option(cursor.here()) && cursor.here().text != "!") {
        ++cursor.at;
    }
    return true;
}

bool read_counters(Cursor& cursor) {
    Word packets, bytes;
    if (!cursor.value(packets)) {
        return false;
    }
    // Two words, or one with a comma.
    const std::size_t comma = packets.text.find(',');
    if (comma != std::string_view::npos) {
        bytes = packets;
        bytes.text.remove_prefix(comma + 1);
        packets.text = packets.text.substr(0, comma);
    } else if (!cursor.value(bytes)) {
        return false;
    }
    if (!read_number(packets.text, 0, ~std::uint64_t{0}) || !read_number(bytes.text, 0, ~std::uint64_t{0})) {
        return cursor.draft.statement.fail(packets, "counters are not two numbers", "-c packets bytes");
    }
    return true;
}

bool once(RuleDraft& draft, bool& seen, const Word& option) {
    if (seen) {
        return draft.statement.fail(option, fmt::format("'{}' is given twice", option.text),
                                    "each at most once per rule");
    }
    seen = true;
    return true;
}

/// An option of iptables itself, by its letter.
bool read_basic(Cursor& cursor, char letter) {
    RuleDraft& draft = cursor.draft;
    Word word;
    switch (letter) {
    case 'A': return read_command(cursor, Command::append);
    case 'I': return read_command(cursor, Command::insert);
    case 'N': return read_command(cursor, Command::new_chain);
    case 'P': return read_command(cursor, Command::policy);
    case 'F': return read_command(cursor, Command::flush);
    case 'X': return read_command(cursor, Command::delete_chain);
    case 'Z': return read_command(cursor, Command::harmless);
    case 'D':
    case 'R':
    case 'C':
    case 'E': return read_command(cursor, Command::change);
    case 's':
        return once(draft, draft.has_source, cursor.option) && cursor.value(word) &&
               read_addresses(draft, word, Side::source, cursor.negated);
    case 'd':
        return once(draft, draft.has_destination, cursor.option) && cursor.value(word) &&
               read_addresses(draft, word, Side::destination, cursor.negated);
    case 'p': {
        bool seen = draft.has_protocol;
        return once(draft, seen, cursor.option) && cursor.value(word) &&
               read_protocol_option(draft, word, cursor.negated);
    }
    case 'i': {
        bool seen = !draft.in.text.empty();
        return once(draft, seen, cursor.option) && cursor.value(word) &&
               read_interface(draft, word, true, cursor.negated);
    }
    case 'o': {
        bool seen = !draft.out.text.empty();
        return once(draft, seen, cursor.option) && cursor.value(word) &&
               read_interface(draft, word, false, cursor.negated);
    }
    case 'f':
        if (draft.ruleset->family == Family::ipv6) {
            return draft.statement.fail(cursor.option, "'-f' does not exist in IPv6", "-m frag");
        }
        add_condition(draft, FragmentIs{cursor.negated});
        return true;
    case 'm': return cursor.value(word) && load_match(draft, word);
    case 'j': return cursor.value(word) && read_jump(draft, word, false);
    case 'g': return cursor.value(word) && read_jump(draft, word, true);
    case 'c': return read_counters(cursor);
    case 't': return cursor.value(word) && (draft.table = word.text, true);
    case 'M': return cursor.value(word);
    case 'w':
        if (!cursor.done() && !starts_option(cursor.here())) {
            ++cursor.at;
        }
        return true;
    case 'n':
    case 'v':
    case 'x':
    case '0':
    case '4':
    case '6': return true;
    default: return draft.statement.fail(cursor.option, fmt::format("unknown option '{}'", cursor.option.text));
    }
}

/// What a long option name stands for: one of iptables' own (`letter`), or a module's.
struct Resolved {
    char letter = 0;
    LoadedModule* module = nullptr;
    const OptionFact* fact = nullptr;
    bool ambiguous = false;
};

/// getopt_long: an exact name first, then an unambiguous beginning. Modules loaded last are asked first.
Resolved resolve(RuleDraft& draft, std::string_view name) {
    for (auto module = draft.modules.rbegin(); module != draft.modules.rend(); ++module) {
        for (const OptionFact& fact : module->options()) {
            if (fact.name == name) {
                return {0, &*module, &fact};
            }
        }
    }
    for (const LongOption& option : long_options) {
        if (option.name == name) {
            return {option.letter};
        }
    }
    Resolved found;
    for (auto module = draft.modules.rbegin(); module != draft.modules.rend(); ++module) {
        for (const OptionFact& fact : module->options()) {
            if (fact.name.starts_with(name)) {
                if (found.fact != nullptr && (found.module != &*module || found.fact->id != fact.id)) {
                    found.ambiguous = true;
                }
                found.module = &*module;
                found.fact = &fact;
            }
        }
    }
    for (const LongOption& option : long_options) {
        if (option.name.starts_with(name)) {
            found.ambiguous =
                found.ambiguous || found.fact != nullptr || (found.letter != 0 && found.letter != option.letter);
            found.letter = option.letter;
        }
    }
    return found;
}

bool unknown_option(RuleDraft& draft, const Word& option, std::string_view name) {
    std::vector<std::string_view> known;
    for (const LoadedModule& module : draft.modules) {
        for (const OptionFact& fact : module.options()) {
            known.push_back(fact.name);
        }
    }
    for (const LongOption& base : long_options) {
        known.push_back(base.name);
    }
    const std::string near = nearest_name(name, known);
    return draft.statement.fail(option, fmt::format("unknown option '--{}'", name),
                                "an option of iptables or of a match or target named before it",
                                near.empty() ? std::string() : fmt::format("did you mean '--{}'", near));
}

bool read_long(Cursor& cursor, std::string_view name) {
    RuleDraft& draft = cursor.draft;
    Resolved found = resolve(draft, name);
    if (found.fact == nullptr && found.letter == 0 && draft.has_protocol && !draft.protocol_negated) {
        // -p brings its match along when an option asks for it.
        const MatchModule* const implied = match_of_protocol(draft.protocol, draft.ruleset->family);
        const bool loaded = std::any_of(draft.modules.begin(), draft.modules.end(),
                                        [&](const LoadedModule& m) { return m.match == implied; });
        if (implied != nullptr && !loaded) {
            draft.modules.push_back(
                {implied, nullptr, cursor.option, 0, static_cast<std::uint32_t>(draft.ruleset->conditions.size())});
            found = resolve(draft, name);
            if (found.fact == nullptr) {
                draft.modules.pop_back();
            }
        }
    }
    if (found.ambiguous) {
        return draft.statement.fail(cursor.option, fmt::format("option '--{}' is ambiguous", name),
                                    "the whole name of the option");
    }
    if (found.fact == nullptr && found.letter == 0) {
        const bool foreign_target =
            std::holds_alternative<Jump>(draft.rule.target) && !find_target(draft.target.text, draft.ruleset->family);
        if (!draft.unknown_module && !foreign_target) {
            return unknown_option(draft, cursor.option, name);
        }
        // An option of a module that is not known: whatever follows belongs to it.
        while (!cursor.done() && !starts_option(cursor.here()) && cursor.here().text != "!") {
            ++cursor.at;
        }
        return true;
    }
    if (found.fact == nullptr) {
        return read_basic(cursor, found.letter);
    }
    OptionUse use{found.fact, cursor.option, {}, {}, cursor.negated};
    const Kind kind = found.fact->kind;
    if (kind == Kind::none && cursor.attached) {
        return draft.statement.fail(cursor.option, fmt::format("option '--{}' takes no value", found.fact->name));
    }
    const bool missing =
        kind == Kind::optional_text && !cursor.attached && (cursor.done() || starts_option(cursor.here()));
    if (kind != Kind::none && !missing && !cursor.value(use.value)) {
        return false;
    }
    if ((kind == Kind::tcp_flags || kind == Kind::set_reference || kind == Kind::two_words)) {
        if (cursor.done() || (starts_option(cursor.here()) && !cursor.here().quoted)) {
            return draft.statement.fail(use.value, fmt::format("option '--{}' needs two values", found.fact->name));
        }
        use.second = draft.words[cursor.at++];
    }
    use.negated = cursor.negated;
    return read_option(draft, *found.module, use);
}

}  // namespace

void add_condition(RuleDraft& draft, Condition condition) {
    draft.ruleset->conditions.push_back(std::move(condition));
    ++draft.rule.conditions.count;
}

void RuleDraft::reset(std::span<const Word> line) {
    statement.failed = false;
    words = line;
    command = Command::none;
    chain = argument = protocol_word = in = out = target = Word{};
    table = {};
    rule = Rule{};
    rule.conditions.first = static_cast<std::uint32_t>(ruleset->conditions.size());
    protocol = 0;
    protocol_negated = has_protocol = has_source = has_destination = unknown_module = false;
    modules.clear();
}

bool read_rule(RuleDraft& draft) {
    Cursor cursor{draft, 0, false, {}, {}};
    while (!cursor.done()) {
        const Word word = cursor.draft.words[cursor.at++];
        if (word.text == "!" && !word.quoted) {
            if (cursor.negated) {
                return draft.statement.fail(word, "'!' twice in a row", "one '!' before an option");
            }
            cursor.negated = true;
            cursor.option = word;
            continue;
        }
        cursor.option = word;
        cursor.attached.reset();
        bool good = false;
        if (word.text.size() > 2 && word.text.starts_with("--")) {
            std::string_view name = word.text.substr(2);
            const std::size_t equals = name.find('=');
            if (equals != std::string_view::npos) {
                cursor.attached = Word{name.substr(equals + 1), word.span, word.quoted};
                name = name.substr(0, equals);
            }
            good = read_long(cursor, name);
        } else if (word.text.size() > 1 && word.text[0] == '-') {
            if (word.text.size() > 2) {
                cursor.attached = Word{word.text.substr(2), word.span, word.quoted};
            }
            good = read_basic(cursor, word.text[1]);
        } else {
            good = draft.statement.fail(word, fmt::format("'{}' stands where an option should", word.text),
                                        "an option beginning with '-'");
        }
        if (!good) {
            return false;
        }
        cursor.negated = false;
    }
    if (cursor.negated) {
        return draft.statement.fail(cursor.option, "'!' with nothing to negate", "an option after '!'");
    }
    return true;
}

}  // namespace lyncgate::iptables
