// The options of iptables itself: commands, addresses, interfaces, protocol, matches and targets by name.
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "dialects/iptables/cursor.hpp"
#include "dialects/iptables/plain_values.hpp"
#include "text/suggest.hpp"

namespace lyncgate::iptables {

namespace {

bool read_addresses(RuleDraft& draft, const Word& word, Side side, bool negated) {
    AddressIs match{side, negated, {static_cast<std::uint32_t>(draft.ruleset->addresses.size()), 0}};
    if (draft.ruleset->family == Family::ipv4) {
        if (const std::optional<PlainPrefix> plain = read_plain_prefix(word.text); plain && plain->mask != 0) {
            draft.ruleset->addresses.push_back_ipv4(plain->address, plain->mask);
            match.addresses.count = 1;
            add_condition(draft, match);
            return true;
        }
    }
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
    const bool prefix = word.text.back() == '+';
    const std::string_view name = word.text.substr(0, word.text.size() - (prefix ? 1 : 0));
    if (!name.empty() || negated) {
        add_condition(draft, InterfaceIs{ingress, negated, prefix, name});
    }
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
            Translate{module, module->name == "SNAT" || module->name == "MASQUERADE" || module->name == "SNPT",
                      false,  false,
                      false,  {},
                      0,      0};
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
    if (!module->always_valid) {
        draft.modules.push_back({nullptr, module, word});
    }
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

/// The options whose argument is a name.
bool read_named(RuleDraft& draft, const Word& word, char letter) {
    switch (letter) {
    case 'm': return load_match(draft, word);
    case 'j': return read_jump(draft, word, false);
    case 'g': return read_jump(draft, word, true);
    case 't': draft.table = word.text; return true;
    default: return true;
    }
}

bool read_command(Cursor& cursor, Command command) {
    RuleDraft& draft = cursor.draft;
    if (draft.command != Command::none) {
        return draft.statement.fail(cursor.option(), fmt::format("a second command '{}'", cursor.option().text),
                                    "one command per line");
    }
    draft.command = command;
    const bool needs_chain =
        command != Command::flush && command != Command::harmless && command != Command::delete_chain;
    if (needs_chain || cursor.has_attached || (!cursor.done() && !starts_option(cursor.here()))) {
        if (!cursor.value(draft.chain)) {
            return false;
        }
    }
    if (command == Command::policy ||
        (command == Command::insert && !cursor.done() && !starts_option(cursor.here()) && !cursor.here().is('!'))) {
        return cursor.value(draft.argument);
    }
    // -D and -R take a rule number, -E a second name.
    while (command == Command::change && !cursor.done() && !starts_option(cursor.here()) && !cursor.here().is('!')) {
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

bool fail_twice(RuleDraft& draft, const Word& option) {
    return draft.statement.fail(option, fmt::format("'{}' is given twice", option.text), "each at most once per rule");
}

bool once(RuleDraft& draft, bool& seen, const Word& option) {
    return std::exchange(seen, true) ? fail_twice(draft, option) : true;
}

}  // namespace

bool read_basic(Cursor& cursor, char letter) {
    RuleDraft& draft = cursor.draft;
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
    case 'd': {
        const bool source = letter == 's';
        const Word* const word =
            once(draft, source ? draft.has_source : draft.has_destination, cursor.option()) ? cursor.value() : nullptr;
        return word != nullptr &&
               read_addresses(draft, *word, source ? Side::source : Side::destination, cursor.negated);
    }
    case 'p': {
        bool seen = draft.has_protocol;
        const Word* const word = once(draft, seen, cursor.option()) ? cursor.value() : nullptr;
        return word != nullptr && read_protocol_option(draft, *word, cursor.negated);
    }
    case 'i':
    case 'o': {
        const bool ingress = letter == 'i';
        bool seen = !(ingress ? draft.in : draft.out).text.empty();
        const Word* const word = once(draft, seen, cursor.option()) ? cursor.value() : nullptr;
        return word != nullptr && read_interface(draft, *word, ingress, cursor.negated);
    }
    case 'f':
        if (draft.ruleset->family == Family::ipv6) {
            return draft.statement.fail(cursor.option(), "'-f' does not exist in IPv6", "-m frag");
        }
        add_condition(draft, FragmentIs{cursor.negated});
        return true;
    case 'm':
    case 'j':
    case 'g':
    case 't':
    case 'M': {
        const Word* const word = cursor.value();
        return word != nullptr && read_named(draft, *word, letter);
    }
    case 'c': return read_counters(cursor);
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
    default: return draft.statement.fail(cursor.option(), fmt::format("unknown option '{}'", cursor.option().text));
    }
}

}  // namespace lyncgate::iptables
