#include "dialects/iptables/cursor.hpp"

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

/// What a long option name stands for: one of iptables' own (`letter`), or a module's.
struct Resolved {
    char letter = 0;
    LoadedModule* module = nullptr;
    const OptionFact* fact = nullptr;
    bool ambiguous = false;
};

/// The option of a module with exactly this name. Modules loaded last are asked first.
Resolved resolve_whole(RuleDraft& draft, std::string_view name) {
    const std::uint64_t head = head_of(name);
    for (auto module = draft.modules.rbegin(); module != draft.modules.rend(); ++module) {
        for (const OptionFact& fact : module->options()) {
            if (same_keyword(fact.name, fact.head, name, head)) {
                return {0, &*module, &fact};
            }
        }
    }
    return {};
}

/// getopt_long: an exact name first, then an unambiguous beginning.
Resolved resolve(RuleDraft& draft, std::string_view name) {
    if (const Resolved whole = resolve_whole(draft, name); whole.fact != nullptr) {
        return whole;
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
                {implied, nullptr, cursor.option(), 0, static_cast<std::uint32_t>(draft.ruleset->conditions.size())});
            found = resolve(draft, name);
            if (found.fact == nullptr) {
                draft.modules.pop_back();
            }
        }
    }
    if (found.ambiguous) {
        return draft.statement.fail(cursor.option(), fmt::format("option '--{}' is ambiguous", name),
                                    "the whole name of the option");
    }
    if (found.fact == nullptr && found.letter == 0) {
        const bool foreign_target =
            std::holds_alternative<Jump>(draft.rule.target) && !find_target(draft.target.text, draft.ruleset->family);
        if (!draft.unknown_module && !foreign_target) {
            return unknown_option(draft, cursor.option(), name);
        }
        // An option of a module that is not known: whatever follows belongs to it.
        while (!cursor.done() && !starts_option(cursor.here()) && !cursor.here().is('!')) {
            ++cursor.at;
        }
        return true;
    }
    if (found.fact == nullptr) {
        return read_basic(cursor, found.letter);
    }
    OptionUse use{found.fact, cursor.option(), {}, {}, cursor.negated};
    const Kind kind = found.fact->kind;
    if (kind == Kind::none && cursor.has_attached) {
        return draft.statement.fail(cursor.option(), fmt::format("option '--{}' takes no value", found.fact->name));
    }
    const bool missing =
        kind == Kind::optional_text && !cursor.has_attached && (cursor.done() || starts_option(cursor.here()));
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

void RuleDraft::reset(std::span<const Word> line) {
    statement.failed = false;
    words = line;
    command = Command::none;
    for (Word* const word : {&chain, &argument, &protocol_word, &in, &out, &target}) {
        *word = Word{};
    }
    table = {};
    rule = Rule{};
    rule.conditions.first = static_cast<std::uint32_t>(ruleset->conditions.size());
    protocol = 0;
    protocol_negated = has_protocol = has_source = has_destination = unknown_module = false;
    modules.clear();
}

bool read_rule(RuleDraft& draft) {
    Cursor cursor{draft};
    while (!cursor.done()) {
        const Word& word = draft.words[cursor.at++];
        cursor.at_option = &word;
        if (word.is('!')) {
            if (cursor.negated) {
                return draft.statement.fail(word, "'!' twice in a row", "one '!' before an option");
            }
            cursor.negated = true;
            continue;
        }
        const std::string_view text = word.text;
        cursor.has_attached = false;
        bool good = false;
        if (text.size() == 2 && text[0] == '-') {
            good = read_basic(cursor, text[1]);
        } else if (text.size() > 2 && text[0] == '-' && text[1] == '-') {
            const std::size_t equals = text.find('=');
            if (equals != std::string_view::npos) {
                cursor.has_attached = true;
                cursor.attached = Word{text.substr(equals + 1), word.span, word.quoted};
            }
            good = read_long(cursor, text.substr(2, equals == std::string_view::npos ? equals : equals - 2));
        } else if (text.size() > 2 && text[0] == '-') {
            cursor.has_attached = true;
            cursor.attached = Word{text.substr(2), word.span, word.quoted};
            good = read_basic(cursor, text[1]);
        } else {
            good = draft.statement.fail(word, fmt::format("'{}' stands where an option should", text),
                                        "an option beginning with '-'");
        }
        if (!good) {
            return false;
        }
        cursor.negated = false;
    }
    if (cursor.negated) {
        return draft.statement.fail(cursor.option(), "'!' with nothing to negate", "an option after '!'");
    }
    return true;
}

}  // namespace lyncgate::iptables
