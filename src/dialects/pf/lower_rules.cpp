// The rules of a file in the order in which pf looks at them.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "dialects/pf/expand.hpp"
#include "dialects/pf/lowering.hpp"

namespace lyncgate::pf {
namespace {

/// Anchors that call each other can multiply; beyond this many of their statements the rest of them counts as unknown.
constexpr std::size_t most_laid_open = 200'000;

Item unclear(Lowering& lowering, const Taken& within, std::string reason, const Origin& origin) {
    Item item;
    item.taken = both(lowering, within, perhaps_everything(lowering, std::move(reason), origin));
    item.action = Unclear{};
    item.quick = true;
    item.origin = origin;
    return item;
}

Verdict verdict_of(const Lowering& lowering, const RuleStatement& rule) {
    const Answer answer = rule.answer == Answer::by_policy ? lowering.policy : rule.answer;
    return answer == Answer::drop ? Verdict::drop : Verdict::reject;
}

/// Why what a pass rule does with its packets is not followed.
const char* unfollowed(const Lowering& lowering, const RuleStatement& rule) {
    if (rule.af_to) {
        return "the address family is translated (af-to), which is not followed";
    }
    if (rule.divert == DivertKind::to || rule.divert == DivertKind::packet) {
        return "a local program decides about the packets (divert)";
    }
    if (rule.route_kind == RouteKind::route_to && lowering.direction == Direction::out) {
        return "route-to sends the packets out by another interface, whose rules are not followed";
    }
    if (rule.quick && rule.action == RuleAction::match) {
        return "a match rule that is quick ends the rules here, which is not followed";
    }
    return nullptr;
}

/// The inbound half of binat-to: packets to the outer address go to the inner one.
RuleStatement inbound_half(const RuleStatement& rule) {
    RuleStatement half = rule;
    half.direction = Direction::in;
    half.from = {rule.to.hosts, rule.to.ports};
    half.to = {rule.details().nat->hosts, rule.from.ports};
    half.binat_to = false;
    half.make_details().nat.reset();
    half.make_details().rdr.reset();
    return half;
}

bool limits_states(const RuleStatement& rule) {
    const StateOptions& state = rule.details().state_options.get();
    return rule.action == RuleAction::pass &&
           (state.max || state.max_src_nodes || state.max_src_states || state.max_src_conn || state.rate_limit);
}

/// A pass rule without state, where packets may have been translated on the way to it. Before the filter, a
/// translation makes a state even so (FreeBSD, pf_test_rule: nr != NULL). One of a match rule is carried out by the
/// state only, so without a state it is not (OpenBSD, pf_create_state).
void add_stateless(Lowering& lowering, Item item, std::vector<Item>& items) {
    const Set done = translated_in(lowering.direction);
    const auto split = [&](const Set& values, Item part) {
        Box box;
        assign(box, Field::translated, values, *lowering.firewall.pool);
        part.taken = both(lowering, {{box}, {}, {}}, std::move(part.taken));
        return part;
    };
    Item translated = split(done, item);
    item = split(subtract(domain_of(Field::translated), done), std::move(item));
    translated.stateless = false;
    if (lowering.translates_on_match) {
        translated.action = Unclear{};
        translated.rewrites.clear();
        cast_doubt(translated.taken,
                   lowering.firewall.doubt("a rule without state may not carry out the translation of a match rule",
                                           item.origin));
    }
    items.push_back(std::move(translated));
    items.push_back(std::move(item));
}

void add_item(Lowering& lowering, const RuleStatement& rule, const Origin& origin, const Taken& within,
              std::vector<Item>& items) {
    if (!rule.family && !rule.af_to && rule.detailed && (rule.details().nat || rule.details().rdr)) {
        for (const RuleStatement& half : by_family(rule)) {
            add_item(lowering, half, origin, within, items);
        }
        return;
    }
    const bool inbound_binat = rule.binat_to && rule.details().nat && lowering.direction == Direction::in;
    Item& item = items.emplace_back();
    item.taken =
        both(lowering, within,
             inbound_binat ? taken_by(lowering, inbound_half(rule), origin) : taken_by(lowering, rule, origin));
    if (item.taken.possible().empty()) {
        items.pop_back();
        return;
    }
    item.quick = rule.quick;
    item.origin = origin;
    item.number = lowering.rules;
    if (rule.detailed) {
        const auto tag = lowering.tags.find(rule.details().tag);
        item.tag = rule.details().tag.empty() || tag == lowering.tags.end() ? 0 : tag->second;
        item.rewrites = rewrites_of_rule(lowering, rule, origin, inbound_binat);
    }
    if (const char* const reason = unfollowed(lowering, rule)) {
        item.action = Unclear{};
        cast_doubt(item.taken, lowering.firewall.doubt(reason, origin));
        item.rewrites.clear();
    } else if (rule.action == RuleAction::match) {
        item.action = Pass{};
        if (item.rewrites.empty() && item.tag == 0 && lowering.quick_anchors == 0) {
            items.pop_back();  // logs, queues, scrubs
            return;
        }
    } else {
        item.action = Decide{rule.action == RuleAction::pass ? Verdict::accept : verdict_of(lowering, rule)};
        if (rule.action == RuleAction::block) {
            item.rewrites.clear();
        }
        item.stateless = rule.action == RuleAction::pass && !keeps_state(rule, lowering.config.era);
        if (rule.detailed && limits_states(rule)) {
            item.limit =
                lowering.firewall.doubt("depends on how many connections there already are (state limits)", origin);
        }
    }
    if (item.stateless && (lowering.translates_before || lowering.translates_on_match)) {
        Item whole = std::move(item);
        items.pop_back();
        add_stateless(lowering, std::move(whole), items);
    }
}

/// A quick anchor ends the evaluation when any of its rules has matched: inside it the last match wins, and that is it.
void make_quick(Lowering& lowering, const Taken& within, const Origin& origin, std::vector<Item>& inner) {
    const auto rewrites_on_the_way = [](const Item& item) {
        return item.tag != 0 || std::holds_alternative<Pass>(item.action);
    };
    if (std::ranges::any_of(inner, rewrites_on_the_way)) {
        inner = {unclear(lowering, within, "a quick anchor with match rules or tags in it is not followed", origin)};
        return;
    }
    std::vector<Item> ordered;
    for (const Item& item : inner) {
        if (item.quick) {
            ordered.push_back(item);
        }
    }
    for (auto item = inner.rbegin(); item != inner.rend(); ++item) {
        if (!item->quick) {
            ordered.push_back(*item);
            ordered.back().quick = true;
        }
    }
    inner = std::move(ordered);
}

std::string anchor_path(const Lowering& lowering, std::string_view name) {
    if (name.starts_with('/')) {
        return std::string(name);
    }
    return (lowering.open_anchors.empty() ? std::string() : lowering.open_anchors.back()) + "/" + std::string(name);
}

void lay_open(Lowering& lowering, const std::string& path, const Block& block, const Taken& within,
              std::vector<Item>& inner) {
    lowering.open_anchors.push_back(path);
    flatten(lowering, block, within, inner);
    lowering.open_anchors.pop_back();
}

/// The rules of a file that `load anchor` names: it is read by itself, with a policy of its own.
void lay_open_loaded(Lowering& lowering, const std::string& path, const Block& block, const Taken& within,
                     std::vector<Item>& inner) {
    const Answer policy = std::exchange(lowering.policy, Answer::drop);
    lay_open(lowering, path, block, within, inner);
    lowering.policy = policy;
}

void add_anchor(Lowering& lowering, const Statement& statement, const RuleStatement& rule, const Taken& within,
                std::vector<Item>& items) {
    const Taken taken = both(lowering, within, taken_by(lowering, rule, statement.origin));
    if (taken.possible().empty()) {
        return;
    }
    std::vector<Item> inner;
    const std::string path =
        anchor_path(lowering, rule.details().anchor.empty() ? std::string_view("_") : rule.details().anchor);
    const auto open = [&](const std::string& candidate) {
        return std::ranges::find(lowering.open_anchors, candidate) != lowering.open_anchors.end();
    };
    const auto known = lowering.anchors.find(path);
    lowering.quick_anchors += rule.quick ? 1 : 0;
    if (rule.details().block) {
        lay_open(lowering, path, *rule.details().block, taken, inner);
    } else if (path.ends_with("/*")) {
        const std::string parent = path.substr(0, path.size() - 1);
        for (auto child = lowering.anchors.lower_bound(parent);
             child != lowering.anchors.end() && child->first.starts_with(parent); ++child) {
            if (child->first.find('/', parent.size()) == std::string::npos && !open(child->first)) {
                lay_open_loaded(lowering, child->first, *child->second, taken, inner);
            }
        }
        inner.insert(inner.begin(),
                     unclear(lowering, taken,
                             fmt::format("anchor \"{}\" is filled while the firewall runs", rule.details().anchor),
                             statement.origin));
    } else if (known != lowering.anchors.end() && !open(path)) {
        lay_open_loaded(lowering, path, *known->second, taken, inner);
    } else {
        inner.push_back(unclear(lowering, taken,
                                fmt::format("the rules of anchor \"{}\" are not in the file", rule.details().anchor),
                                statement.origin));
    }
    lowering.quick_anchors -= rule.quick ? 1 : 0;
    if (rule.quick) {
        make_quick(lowering, taken, statement.origin, inner);
    }
    items.insert(items.end(), std::make_move_iterator(inner.begin()), std::make_move_iterator(inner.end()));
}

void add_statement(Lowering& lowering, const Statement& statement, const Taken& within, std::vector<Item>& items) {
    const Origin& origin = statement.origin;
    if (statement.broken) {
        if (!std::holds_alternative<MacroDefinition>(statement.body) &&
            !std::holds_alternative<std::shared_ptr<Queueing>>(statement.body)) {
            ++lowering.rules;
            items.push_back(
                unclear(lowering, within, "the statement is not valid, so what it would do is not known", origin));
        }
        return;
    }
    if (const auto* option = std::get_if<SetOption>(&statement.body)) {
        if (option->name == Kind::kw_block_policy && !option->values.empty()) {
            lowering.policy = option->values.front().text == "return" ? Answer::any : Answer::drop;
        }
    } else if (const auto* rule = std::get_if<RuleStatement>(&statement.body)) {
        ++lowering.rules;
        if (rule->action == RuleAction::anchor) {
            add_anchor(lowering, statement, *rule, within, items);
        } else if (rule->action == RuleAction::pass || rule->action == RuleAction::block ||
                   rule->action == RuleAction::match) {
            add_item(lowering, *rule, origin, within, items);
        }
    } else if (const auto* antispoof = std::get_if<Antispoof>(&statement.body)) {
        ++lowering.rules;
        for (const RuleStatement& one :
             rules_of_antispoof(*antispoof, loopback_only(lowering.config.era), *lowering.config.store)) {
            add_item(lowering, one, origin, within, items);
        }
    } else if (const auto* include = std::get_if<Include>(&statement.body)) {
        if (include->block) {
            flatten(lowering, *include->block, within, items);
        } else {
            items.push_back(unclear(lowering, within,
                                    fmt::format("the included file \"{}\" is not at hand", include->path), origin));
        }
    }
}

}  // namespace

void flatten(Lowering& lowering, const Block& block, const Taken& within, std::vector<Item>& items) {
    for (const Statement& statement : block.statements) {
        if (!lowering.open_anchors.empty() && ++lowering.laid_open > most_laid_open) {
            items.push_back(unclear(lowering, within, "too many rules after anchors are laid open", statement.origin));
            return;
        }
        add_statement(lowering, statement, within, items);
    }
}

void order_rules(Lowering& lowering, Ordering& ordering) {
    const Taken all = everything();
    std::vector<Item> items;  // of one statement, so that those of a long file need not all be there at once
    lowering.laid_open = 0;
    for (const Statement& statement : lowering.config.main.statements) {
        add_statement(lowering, statement, all, items);
        for (Item& item : items) {
            ordering.add(std::move(item));
        }
        items.clear();
    }
}

}  // namespace lyncgate::pf
