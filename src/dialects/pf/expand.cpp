#include "dialects/pf/expand.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "dialects/pf/expand_rule.hpp"

namespace lyncgate::pf {
namespace {

struct Expander {
    Config& config;
    const HostFacts& facts;
    Expansion& result;
    std::vector<Diagnostic>& diagnostics;
    ExpandState state{};
    std::vector<RuleLine> lines{};  ///< of the rule that was expanded last
};

void expand_block(Expander& expander, Block& block, RuleList& into);

void report(Expander& expander, Statement& statement, const std::vector<std::string>& messages) {
    if (messages.empty()) {
        return;
    }
    std::set<std::string> said;
    for (const std::string& message : messages) {
        statement.broken = true;
        if (said.insert(message).second) {
            expander.diagnostics.push_back({Level::error, message, statement.origin, "", "", {}});
        }
    }
}

void add_rule(Expander& expander, Statement& statement, const RuleStatement& rule, RuleList& into) {
    std::vector<std::string> messages;
    std::vector<RuleLine>& lines = expander.lines;
    expand_rule(rule, statement.origin, expander.facts, expander.state, lines, messages);
    for (const AutomaticTable& table : expander.state.new_tables) {
        if (!expander.state.checking) {
            expander.result.announced.emplace_back(table);
        }
    }
    expander.state.new_tables.clear();
    std::size_t added = 0;
    for (RuleLine& line : lines) {
        const std::vector<std::string> against = objections(line, expander.config.era);
        messages.insert(messages.end(), against.begin(), against.end());
        if (against.empty()) {
            line.number = static_cast<std::uint32_t>(into.lines.size());
            ++added;
            if (!expander.state.checking) {
                finish_label(line);
                into.lines.push_back(std::move(line));
            }
        }
    }
    const bool part = expander.state.checking && expander.state.combinations > most_lines_checked;
    if (!expander.state.checking && expander.state.combinations > most_lines_of_a_rule) {
        expander.result.cuts.push_back(fmt::format("# line {}: {} rules, of which the first {} are printed",
                                                   line_of(statement.origin), expander.state.combinations,
                                                   most_lines_of_a_rule));
    }
    if (added == 0 && messages.empty() && !part) {
        messages.emplace_back("the rule has no valid combination of address families");
    }
    report(expander, statement, messages);
}

void add_loaded(Expander& expander, const LoadAnchor& load) {
    if (load.block == nullptr) {
        return;
    }
    expander.result.loaded.emplace_back(std::string(load.anchor), RuleList{});
    const std::size_t place = expander.result.loaded.size() - 1;
    RuleList list;
    // the file is read by itself, after this one (parse_config of parse.y)
    const Answer policy = std::exchange(expander.state.policy, Answer::drop);
    expand_block(expander, *load.block, list);
    expander.state.policy = policy;
    expander.result.loaded[place].second = std::move(list);
}

void take_option(Expander& expander, const SetOption& option) {
    const std::string_view value = option.values.empty() ? std::string_view{} : option.values.front().text;
    if (option.name == Kind::kw_block_policy) {
        expander.state.policy = value == "return" ? Answer::any : Answer::drop;
    } else if (option.name == Kind::kw_state_policy) {
        expander.state.if_bound = expander.result.if_bound = value == "if-bound";
    } else if (option.name == Kind::kw_state_defaults) {
        expander.state.state_defaults = option.state_defaults.get();
        expander.state.has_state_defaults = true;
    }
}

void expand_rule_statement(Expander& expander, Statement& statement, const RuleStatement& rule, RuleList& into) {
    if (expander.state.checking && !expander.state.has_state_defaults && surely_taken(rule)) {
        return;
    }
    const std::size_t before = into.lines.size();
    auto inner = rule.details().block ? std::make_shared<RuleList>() : nullptr;
    if (inner) {
        expand_block(expander, *rule.details().block, *inner);
    }
    add_rule(expander, statement, rule, into);
    for (std::size_t i = before; i < into.lines.size(); ++i) {
        into.lines[i].inner = inner;
    }
}

void expand_block(Expander& expander, Block& block, RuleList& into) {
    for (Statement& statement : block.statements) {
        if (statement.broken) {
            continue;
        }
        if (const auto* option = std::get_if<SetOption>(&statement.body)) {
            take_option(expander, *option);
            expander.result.announced.emplace_back(&statement);
        } else if (const auto* rule = std::get_if<RuleStatement>(&statement.body)) {
            expand_rule_statement(expander, statement, *rule, into);
        } else if (const auto* antispoof = std::get_if<Antispoof>(&statement.body)) {
            for (RuleStatement& one : rules_of_antispoof(*antispoof, expander.facts, *expander.config.store)) {
                expander.config.generated.push_back(std::move(one));
                add_rule(expander, statement, expander.config.generated.back(), into);
            }
        } else if (const auto* load = std::get_if<LoadAnchor>(&statement.body)) {
            add_loaded(expander, *load);
        } else if (const auto* include = std::get_if<Include>(&statement.body)) {
            if (include->block) {
                expand_block(expander, *include->block, into);
            }
        } else {
            expander.result.announced.emplace_back(&statement);
        }
    }
}

}  // namespace

/// Two rules per interface: nobody else may come with its networks, and nobody at all with its addresses
/// (pf.conf(5), "antispoof").
std::vector<RuleStatement> rules_of_antispoof(const Antispoof& antispoof, const HostFacts& facts, Store& store) {
    std::vector<RuleStatement> rules;
    for (const Interface& interface : antispoof.interfaces) {
        RuleStatement rule;
        rule.action = RuleAction::block;
        rule.answer = Answer::drop;
        rule.direction = Direction::in;
        rule.log = antispoof.log;
        rule.log_all = antispoof.log_all;
        rule.log_interface = antispoof.log_interface;
        rule.quick = antispoof.quick;
        rule.family = antispoof.family;
        if (antispoof.rtable) {
            rule.make_details().rtable = antispoof.rtable;
        }
        if (!antispoof.label.empty()) {
            rule.make_details().labels = {antispoof.label};
        }
        Host host;
        host.kind = interface.dynamic ? HostKind::dynamic : HostKind::name;
        host.text = interface.name;
        host.origin = interface.origin;
        RuleStatement foreign = rule;
        Interface others = interface;
        others.negated = true;
        others.dynamic = false;
        foreign.interfaces = store.list<Interface>({&others, 1});
        host.modifiers.network = true;
        foreign.from.hosts = store.list<Host>({&host, 1});
        rules.push_back(foreign);
        const auto is_it = [&](const InterfaceFacts& fact) { return fact.name == interface.name; };
        const auto fact = std::ranges::find_if(facts.interfaces, is_it);
        if (fact == facts.interfaces.end() || !fact->loopback) {
            host.modifiers.network = false;
            rule.from.hosts = store.list<Host>({&host, 1});
            rules.push_back(rule);
        }
    }
    return rules;
}

void check(Config& config, const HostFacts& facts, std::vector<Diagnostic>& diagnostics) {
    Expansion nothing;
    Expander expander{config, facts, nothing, diagnostics, {}};
    expander.state.era = config.era;
    expander.state.checking = true;
    expand_block(expander, config.main, nothing.main);
    config.generated.clear();
}

Expansion expand(Config& config, const HostFacts& facts, std::vector<Diagnostic>& diagnostics) {
    Expansion result;
    Expander expander{config, facts, result, diagnostics, {}};
    expander.state.era = config.era;
    expand_block(expander, config.main, result.main);
    return result;
}

}  // namespace lyncgate::pf
