#include "dialects/iptables/file_reader.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "text/large_pages.hpp"
#include "text/suggest.hpp"

namespace lyncgate::iptables {

namespace {

constexpr std::array<std::string_view, 5> table_names = {"raw", "mangle", "nat", "filter", "security"};
constexpr std::string_view undecided_effect = "every packet that reaches this rule is undecided from here on";

/// The chain of the table being read, made when it does not exist yet.
std::uint32_t chain_named(FileReader& reader, const Word& name) {
    Table& table = reader.result.ruleset.tables[reader.table];
    // A dump gives the rules of a chain one after the other.
    if (reader.last_chain < table.chains.size() && table.chains[reader.last_chain].name == name.text) {
        return reader.last_chain;
    }
    const auto [place, fresh] =
        reader.chains[reader.table].try_emplace(name.text, static_cast<std::uint32_t>(table.chains.size()));
    if (fresh) {
        table.chains.push_back(Chain{name.text, name.span, hook_of(table.name, name.text), false, false, false, {}});
    }
    reader.last_chain = place->second;
    return place->second;
}

/// Makes sure that there is a table to put things into, and follows `-t`.
void choose_table(FileReader& reader, std::string_view named) {
    Ruleset& ruleset = reader.result.ruleset;
    if (named.empty() && reader.table < ruleset.tables.size()) {
        return;
    }
    const std::string_view wanted = named.empty() ? "filter" : named;
    for (std::size_t i = 0; i < ruleset.tables.size(); ++i) {
        if (ruleset.tables[i].name == wanted) {
            reader.table = i;
            return;
        }
    }
    // `iptables -S` and command lines name no table: every line takes effect at once.
    reader.table = ruleset.tables.size();
    ruleset.tables.push_back(Table{wanted, {}, {}, {}, true});
    reader.chains.emplace_back();
}

bool set_policy(FileReader& reader, Statement& statement, Chain& chain, const Word& policy) {
    (void)reader;
    if (chain.hook == Hook::none) {
        if (policy.text == "-") {
            return true;
        }
        return statement.fail(policy, fmt::format("a policy for the user chain '{}'", chain.name),
                              "'-': only built-in chains have a policy");
    }
    if (policy.text == "ACCEPT" || policy.text == "DROP" || policy.text == "-") {
        chain.drops = policy.text == "DROP";
        return true;
    }
    return statement.fail(policy, fmt::format("unknown policy '{}'", policy.text), "ACCEPT or DROP");
}

}  // namespace

FileReader::FileReader(const SourceFile& file, Family family) {
    result.ruleset.file = &file;
    result.ruleset.family = family;
    draft.ruleset = &result.ruleset;
    // Growing would copy the tree and keep it twice for a moment; room that is not used costs nothing.
    reserve_large(result.ruleset.conditions, file.text().size() / 16);
    result.ruleset.addresses.reserve(file.text().size() / 32, family);
    draft.statement.file = &file;
    draft.statement.diagnostics = &result.diagnostics;
}

void FileReader::begin_table(const Word& name, Span line) {
    draft.statement.failed = false;
    Ruleset& ruleset = result.ruleset;
    const Origin origin{ruleset.file, line};
    if (std::find(table_names.begin(), table_names.end(), name.text) == table_names.end()) {
        const std::string near = nearest_name(name.text, table_names);
        draft.statement.fail(name, fmt::format("unknown table '{}'", name.text), "raw, mangle, nat, filter or security",
                             near.empty() ? std::string() : fmt::format("did you mean '{}'", near));
        result.coverage.count(Treatment::broken, origin, "no verdict depends on the rules of this table");
    } else {
        result.coverage.count(Treatment::modelled);
    }
    for (std::size_t i = 0; i < ruleset.tables.size(); ++i) {
        if (ruleset.tables[i].name == name.text) {
            draft.statement.warn(
                name, fmt::format("table '{}' is given again: what was said of it before is void", name.text),
                "iptables-restore empties a table before it fills it");
            ruleset.tables[i] = Table{name.text, line, {}, {}, false};
            chains[i].clear();
            open.erase(std::remove_if(open.begin(), open.end(), [&](const Open& o) { return o.table == i; }),
                       open.end());
            table = i;
            return;
        }
    }
    table = ruleset.tables.size();
    ruleset.tables.push_back(Table{name.text, line, {}, {}, false});
    reserve_large(ruleset.tables.back().rules, (ruleset.file->text().size() - line.begin) / 48);
    chains.emplace_back();
}

void FileReader::begin_listing(std::string_view name) {
    table = ~std::size_t{0};
    choose_table(*this, name);
}

void FileReader::declare_chain(const Word& name, const Word& policy, Span line) {
    draft.statement.failed = false;
    choose_table(*this, {});
    Chain& chain = result.ruleset.tables[table].chains[chain_named(*this, name)];
    chain.declared = true;
    chain.span = line;
    const bool good =
        name.text.size() < 29 ||
        draft.statement.fail(name, fmt::format("chain name '{}' is too long", name.text), "at most 28 characters");
    if (good && set_policy(*this, draft.statement, chain, policy)) {
        result.coverage.count(Treatment::modelled);
    } else {
        broken(line);
    }
}

void FileReader::commit(Span line) {
    (void)line;
    choose_table(*this, {});
    result.ruleset.tables[table].committed = true;
    table = ~std::size_t{0};
    result.coverage.count(Treatment::modelled);
}

void FileReader::broken(Span line) {
    result.coverage.count(Treatment::broken, {result.ruleset.file, line},
                          "the line is left out: what follows is judged without it");
}

void FileReader::command(std::span<const Word> words, const Counters& counters, Span line) {
    const std::size_t conditions = result.ruleset.conditions.size();
    draft.reset(words);
    draft.rule.span = line;
    if (counters.given) {
        draft.rule.counters = static_cast<std::uint32_t>(result.ruleset.counters.size());
        result.ruleset.counters.push_back({counters.packets, counters.bytes});
    }
    Statement& statement = draft.statement;
    const auto give_up = [&] {
        // Whatever the line was meant to do to its chain, nobody knows: packets that come this far are undecided.
        result.ruleset.conditions.resize(conditions);
        if (draft.chain.text.empty()) {
            return broken(line);
        }
        choose_table(*this, draft.table);
        const std::uint32_t chain = chain_named(*this, draft.chain);
        Table& in = result.ruleset.tables[table];
        in.chains[chain].rules.push_back(static_cast<std::uint32_t>(in.rules.size()));
        in.rules.push_back(Rule{});
        in.rules.back().span = line;
        in.rules.back().chain = chain;
        in.rules.back().target = UnknownTarget{};
        result.coverage.count(Treatment::broken, {result.ruleset.file, line}, std::string(undecided_effect));
    };
    if (!read_rule(draft)) {
        return give_up();
    }
    choose_table(*this, draft.table);
    Table& current = result.ruleset.tables[table];
    if (draft.command == Command::none) {
        statement.fail(words.empty() ? Word{{}, line} : words.front(), "no command on this line",
                       "-A chain, or another command of iptables");
        return give_up();
    }
    if (draft.command == Command::harmless) {
        return result.coverage.count(Treatment::irrelevant);
    }
    if (draft.command == Command::flush || draft.command == Command::delete_chain) {
        for (Chain& chain : current.chains) {
            if (draft.command == Command::flush && (draft.chain.text.empty() || chain.name == draft.chain.text)) {
                chain.rules.clear();
            }
        }
        return result.coverage.count(Treatment::modelled);
    }
    const std::uint32_t index = chain_named(*this, draft.chain);
    Chain& chain = current.chains[index];
    if (draft.command == Command::change) {
        chain.uncertain = true;
        return result.coverage.count(Treatment::unmodelled, {result.ruleset.file, line},
                                     fmt::format("every packet that enters the chain {} is undecided", chain.name));
    }
    if (draft.command == Command::new_chain) {
        chain.declared = true;
        return result.coverage.count(Treatment::modelled);
    }
    if (draft.command == Command::policy) {
        return set_policy(*this, statement, chain, draft.argument) ? result.coverage.count(Treatment::modelled)
                                                                   : broken(line);
    }
    if (!check_rule(draft, current.name, chain.hook)) {
        return give_up();
    }
    const auto rule = static_cast<std::uint32_t>(current.rules.size());
    std::size_t place = chain.rules.size();
    if (draft.command == Command::insert) {
        const std::optional<std::uint64_t> number = draft.argument.text.empty()
                                                        ? std::optional<std::uint64_t>(1)
                                                        : read_number(draft.argument.text, 1, 0xffffffff);
        if (!number || *number - 1 > chain.rules.size()) {
            statement.fail(draft.argument, fmt::format("'{}' is no place in the chain", draft.argument.text),
                           fmt::format("a number from 1 to {}", chain.rules.size() + 1));
            return give_up();
        }
        place = *number - 1;
    }
    draft.rule.chain = index;
    current.rules.push_back(draft.rule);
    if (place == chain.rules.size()) {
        chain.rules.push_back(rule);
    } else {
        chain.rules.insert(chain.rules.begin() + static_cast<std::ptrdiff_t>(place), rule);
    }
    const Target& target = draft.rule.target;
    const bool leaves = std::holds_alternative<Leave>(target) && std::get<Leave>(target).module->effect != Effect::user;
    if (std::holds_alternative<Jump>(target)) {
        open.push_back({table, rule, draft.target, draft.unknown_module});
    } else if (draft.unknown_module || leaves) {
        result.coverage.count(Treatment::unmodelled, {result.ruleset.file, line}, std::string(undecided_effect));
    } else {
        result.coverage.count(std::holds_alternative<Pass>(target) || std::holds_alternative<NoTarget>(target)
                                  ? Treatment::irrelevant
                                  : Treatment::modelled);
    }
}

void FileReader::finish() {
    Ruleset& ruleset = result.ruleset;
    for (const Open& jump : open) {
        Table& in = ruleset.tables[jump.table];
        Rule& rule = in.rules[jump.rule];
        Jump& target = std::get<Jump>(rule.target);
        const auto found = chains[jump.table].find(target.chain);
        const bool chain = found != chains[jump.table].end() && in.chains[found->second].hook == Hook::none;
        if (chain) {
            target.target = found->second;
        } else {
            const bool built_in = found != chains[jump.table].end();
            draft.statement.failed = false;
            const std::string near = nearest_name(target.chain, target_names());
            draft.statement.warn(
                jump.name,
                built_in ? fmt::format("a jump into the built-in chain '{}'", target.chain)
                         : fmt::format("'{}' is neither a chain of this table nor a known target", target.chain),
                near.empty() ? "declare the chain with ':name - [0:0]'" : fmt::format("did you mean '{}'", near));
            rule.target = UnknownTarget{target.chain};
        }
        if (!chain || jump.has_unknown_match) {
            result.coverage.count(Treatment::unmodelled, {ruleset.file, rule.span}, std::string(undecided_effect));
        } else {
            result.coverage.count(Treatment::modelled);
        }
    }
    for (const Table& each : ruleset.tables) {
        if (!each.committed) {
            draft.statement.warn({each.name, each.span},
                                 fmt::format("table '{}' has no COMMIT: iptables-restore would not load it", each.name),
                                 "end the table with COMMIT");
        }
    }
    std::sort(result.coverage.notes.begin(), result.coverage.notes.end(),
              [](const StatementNote& a, const StatementNote& b) { return a.origin.span.begin < b.origin.span.begin; });
}

}  // namespace lyncgate::iptables
