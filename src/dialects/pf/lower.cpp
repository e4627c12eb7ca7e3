#include "dialects/pf/lower.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "dialects/pf/lowering.hpp"

namespace lyncgate::pf {
namespace {

/// Rules that the files give for anchors: in braces, or by `load anchor`.
void find_anchors(Lowering& lowering, const Block& block, const std::string& path) {
    for (const Statement& statement : unusual_in(lowering, block)) {
        if (const auto* rule = std::get_if<RuleStatement>(&statement.body); rule && rule->details().block) {
            const std::string inner =
                path + "/" + (rule->details().anchor.empty() ? "_" : std::string(rule->details().anchor));
            if (!rule->details().anchor.empty()) {
                lowering.anchors.emplace(inner, rule->details().block.get());
            }
            find_anchors(lowering, *rule->details().block, inner);
        } else if (const auto* load = std::get_if<LoadAnchor>(&statement.body); load && load->block) {
            const std::string inner =
                load->anchor.starts_with('/') ? std::string(load->anchor) : path + "/" + std::string(load->anchor);
            lowering.anchors.emplace(inner, load->block.get());
            find_anchors(lowering, *load->block, inner);
        } else if (const auto* include = std::get_if<Include>(&statement.body); include && include->block) {
            find_anchors(lowering, *include->block, path);
        }
    }
}

/// Calls `visit` for every rule of the files that is in `statements_of` its block.
template<typename StatementsOf, typename Visit>
void each_rule(const Block& block, StatementsOf statements_of, Visit visit) {
    for (const Statement& statement : statements_of(block)) {
        if (const auto* rule = std::get_if<RuleStatement>(&statement.body)) {
            visit(*rule);
            if (rule->details().block) {
                each_rule(*rule->details().block, statements_of, visit);
            }
        } else if (const auto* include = std::get_if<Include>(&statement.body); include && include->block) {
            each_rule(*include->block, statements_of, visit);
        } else if (const auto* load = std::get_if<LoadAnchor>(&statement.body); load && load->block) {
            each_rule(*load->block, statements_of, visit);
        }
    }
}

/// Calls `visit` for every rule that is not plain.
template<typename Visit>
void each_unusual_rule(Lowering& lowering, Visit visit) {
    each_rule(
        lowering.config.main, [&](const Block& block) { return unusual_in(lowering, block); }, visit);
}

bool is_plain(const Statement& statement) {
    const auto* const rule = std::get_if<RuleStatement>(&statement.body);
    return rule != nullptr && (rule->action == RuleAction::pass || rule->action == RuleAction::block) &&
           !rule->detailed && !rule->has_tagged;
}

/// Tags only matter when some rule asks for one.
void number_tags(Lowering& lowering) {
    bool asked = false;
    each_unusual_rule(lowering, [&](const RuleStatement& rule) { asked = asked || rule.has_tagged; });
    if (!asked) {
        return;
    }
    each_unusual_rule(lowering, [&](const RuleStatement& rule) {
        if (rule.details().tag.empty()) {
            return;
        }
        lowering.odd_tags = lowering.odd_tags || rule.details().tag.find('$') != std::string_view::npos;
        if (lowering.tags.size() < 0xfffffffe) {
            lowering.tags.emplace(rule.details().tag, static_cast<std::uint32_t>(lowering.tags.size() + 1));
        } else {
            lowering.odd_tags = true;
        }
    });
}

/// Where translations stand: they decide what becomes of packets that pass without a state.
void find_translations(Lowering& lowering) {
    each_unusual_rule(lowering, [&](const RuleStatement& rule) {
        switch (rule.action) {
        case RuleAction::nat:
        case RuleAction::rdr:
        case RuleAction::binat:
        case RuleAction::nat_anchor:
        case RuleAction::rdr_anchor:
        case RuleAction::binat_anchor: lowering.translates_before = true; break;
        case RuleAction::match:
            lowering.translates_on_match = lowering.translates_on_match || rule.details().nat || rule.details().rdr;
            break;
        default: break;
        }
    });
}

void add_established(Lowering& lowering, std::vector<lyncgate::Rule>& rules) {
    lyncgate::Rule rule;
    Box box;
    const Set states = unite(Set(static_cast<Value>(State::established)), Set(static_cast<Value>(State::related)));
    assign(box, Field::state, states, *lowering.firewall.pool);
    rule.match.boxes = {box};
    rule.action = Decide{Verdict::accept};
    rules.push_back(rule);
}

/// `set skip on`: pf does not look at these packets at all. The last statement of this kind adds to the earlier ones.
void add_skips(Lowering& lowering, const Block& block, std::vector<lyncgate::Rule>& rules) {
    for (const Statement& statement : unusual_in(lowering, block)) {
        if (const auto* const include = std::get_if<Include>(&statement.body); include && include->block) {
            add_skips(lowering, *include->block, rules);
            continue;
        }
        const auto* const option = std::get_if<SetOption>(&statement.body);
        if (option == nullptr || option->name != Kind::kw_skip || statement.broken || option->interfaces.empty() ||
            option->interfaces.front().name == "none") {
            continue;
        }
        const KnownSet interfaces = interfaces_of(lowering, option->interfaces);
        Item item;
        item.origin = statement.origin;
        item.taken.doubts = interfaces.doubts;
        item.stateless = true;
        Box box;
        if (assign(box, lowering.interface_field(), interfaces.certain, *lowering.firewall.pool)) {
            item.taken.certain = {box};
        }
        Box perhaps;
        if (!interfaces.doubts.empty() &&
            assign(perhaps, lowering.interface_field(), interfaces.possible, *lowering.firewall.pool)) {
            item.taken.perhaps = {perhaps};
        }
        add_rules(lowering, item, Decide{Verdict::accept}, {}, rules);
    }
}

/// Gives every interface of the file its number, before groups are asked for their members.
void name_interfaces(Lowering& lowering, const Block& block) {
    Firewall& firewall = lowering.firewall;
    const auto add = [&](List<Interface> interfaces) {
        for (const Interface& interface : interfaces) {
            if (!interface.name.empty() && interface.name.back() >= '0' && interface.name.back() <= '9') {
                firewall.interface_number(interface.name);
            } else if (interface.name == "lo") {
                firewall.interface_number("lo0");
            }
        }
    };
    const auto all = [](const Block& of) -> const auto& {
        return of.statements;
    };
    each_rule(block, all, [&](const RuleStatement& rule) { add(rule.interfaces); });
    for (const Statement& statement : unusual_in(lowering, block)) {
        if (const auto* option = std::get_if<SetOption>(&statement.body)) {
            add(option->interfaces);
        } else if (const auto* antispoof = std::get_if<Antispoof>(&statement.body)) {
            add(antispoof->interfaces);
        } else if (const auto* include = std::get_if<Include>(&statement.body); include && include->block) {
            name_interfaces(lowering, *include->block);
        }
    }
}

/// A file that is not at hand can hold what comes before all rules: `set skip`, translations, rules on frames.
void add_missing_files(Lowering& lowering, const Block& block, std::vector<lyncgate::Rule>& rules) {
    for (const Statement& statement : unusual_in(lowering, block)) {
        const auto* const include = std::get_if<Include>(&statement.body);
        if (include == nullptr || statement.broken) {
            continue;
        }
        if (include->block) {
            add_missing_files(lowering, *include->block, rules);
            continue;
        }
        Item item;
        item.taken = perhaps_everything(lowering, fmt::format("the included file \"{}\" is not at hand", include->path),
                                        statement.origin);
        item.origin = statement.origin;
        add_rules(lowering, item, Unclear{}, {}, rules);
    }
}

ChainId lower_direction(Lowering& lowering, Direction direction) {
    lowering.direction = direction;
    lowering.policy = Answer::drop;
    lowering.rules = 0;
    const bool inbound = direction == Direction::in;
    const auto chain = static_cast<ChainId>(lowering.firewall.chains.size());
    // pf_default_rule passes what no rule takes, and keeps no state of it
    lowering.firewall.chains.push_back({inbound ? "pf rules, in" : "pf rules, out", {}, Verdict::accept, {}, true});
    std::vector<lyncgate::Rule> rules;
    if (lowering.candidates) {  // what the other direction remembered is over
        lyncgate::Rule forget;
        forget.match.boxes = {Box{}};
        forget.rewrites = {{candidate_field, Bits{0, 0}}};
        rules.push_back(forget);
    }
    add_skips(lowering, lowering.config.main, rules);
    lower_ether(lowering, lowering.config.main, rules);
    add_established(lowering, rules);
    add_missing_files(lowering, lowering.config.main, rules);
    if (const std::optional<ChainId> translation = lower_old_translation(lowering)) {
        lyncgate::Rule call;
        call.match.boxes = {Box{}};
        call.action = Call{*translation, false};
        rules.push_back(call);
    }
    rules.reserve(rules.size() + lowering.config.main.statements.size());
    lowering.firewall.chains[chain].rules = std::move(rules);
    Ordering ordering(lowering, chain);
    order_rules(lowering, ordering);
    ordering.finish();
    if (lowering.translates_before) {
        // what was translated leaves a state behind even so (FreeBSD, pf_test_rule: nr != NULL)
        lyncgate::Rule translated;
        Box box;
        assign(box, Field::translated, translated_in(direction), *lowering.firewall.pool);
        translated.match.boxes = {box};
        translated.action = Decide{Verdict::accept};
        lowering.firewall.chains[chain].rules.push_back(std::move(translated));
    }
    return chain;
}

}  // namespace

const std::vector<const Statement*>& find_unusual(Lowering& lowering, const Block& block) {
    const auto [place, added] = lowering.unusual.try_emplace(&block);
    if (added) {
        for (const Statement& statement : block.statements) {
            if (!is_plain(statement)) {
                place->second.push_back(&statement);
            }
        }
    }
    return place->second;
}

Firewall lower(const Config& config, const FileFinder& find, const std::vector<lyncgate::Interface>& interfaces,
               std::vector<Diagnostic>& diagnostics) {
    Firewall firewall;
    firewall.dialect = "pf";
    firewall.interfaces.insert(firewall.interfaces.end(), interfaces.begin(), interfaces.end());
    Lowering lowering{config, find, firewall, diagnostics};
    name_interfaces(lowering, config.main);
    read_tables(lowering, config.main);
    find_anchors(lowering, config.main, "");
    number_tags(lowering);
    find_translations(lowering);
    const ChainId in = lower_direction(lowering, Direction::in);
    const ChainId out = lower_direction(lowering, Direction::out);
    firewall.entering = {{in, "pf in"}};
    firewall.forwarded = {{out, "pf out"}};
    firewall.originated = {{out, "pf out"}};
    return firewall;
}

}  // namespace lyncgate::pf
