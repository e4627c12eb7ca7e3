// nat, rdr and binat of the older syntax: the first that matches translates, before the filter looks at the packet.
// Inbound packets meet rdr, then binat; outbound ones binat, then nat (pf(4), pf_get_translation).
#include <algorithm>

#include <fmt/format.h>

#include "dialects/pf/lowering.hpp"

namespace lyncgate::pf {
namespace {

enum class Sort { nat, rdr, binat };

bool is_of(RuleAction action, Sort sort) {
    switch (sort) {
    case Sort::nat:
        return action == RuleAction::nat || action == RuleAction::no_nat || action == RuleAction::nat_anchor;
    case Sort::rdr:
        return action == RuleAction::rdr || action == RuleAction::no_rdr || action == RuleAction::rdr_anchor;
    case Sort::binat:
        return action == RuleAction::binat || action == RuleAction::no_binat || action == RuleAction::binat_anchor;
    }
    return false;
}

struct Translating {
    Lowering& lowering;
    std::vector<lyncgate::Rule>& rules;
    std::uint32_t number = 0;
    std::vector<std::string> open;
};

void add_sort(Translating& translating, const Block& block, Sort sort, const Taken& within);

void add_anchor(Translating& translating, const Statement& statement, const RuleStatement& rule, Sort sort,
                const Taken& within) {
    Lowering& lowering = translating.lowering;
    const Taken taken = both(lowering, within, taken_by(lowering, rule, statement.origin));
    const std::string path = rule.details().anchor.starts_with('/') ? std::string(rule.details().anchor)
                                                                    : "/" + std::string(rule.details().anchor);
    const auto known = lowering.anchors.find(path);
    const bool again = std::ranges::find(translating.open, path) != translating.open.end();
    if (known != lowering.anchors.end() && !again) {
        translating.open.push_back(path);
        add_sort(translating, *known->second, sort, taken);
        translating.open.pop_back();
        return;
    }
    Item item;
    item.taken = taken;
    cast_doubt(item.taken, lowering.firewall.doubt(fmt::format("the translations of anchor \"{}\" are not in the file",
                                                               rule.details().anchor),
                                                   statement.origin));
    item.origin = statement.origin;
    item.number = translating.number;
    add_rules(lowering, item, Unclear{}, {}, translating.rules);
}

/// The other half of binat: packets to the outer address.
RuleStatement inbound_binat(const RuleStatement& rule) {
    RuleStatement half = rule;
    half.from = {rule.to.hosts, {}};
    half.to = {rule.details().redirect ? rule.details().redirect->hosts : List<Host>{}, {}};
    return half;
}

void add_rule(Translating& translating, const Statement& statement, const RuleStatement& rule, Sort sort,
              const Taken& within) {
    if (!rule.family && rule.details().redirect) {
        for (const RuleStatement& half : by_family(rule)) {
            add_rule(translating, statement, half, sort, within);
        }
        return;
    }
    Lowering& lowering = translating.lowering;
    const bool negative =
        rule.action == RuleAction::no_nat || rule.action == RuleAction::no_rdr || rule.action == RuleAction::no_binat;
    const bool inbound_half = sort == Sort::binat && lowering.direction == Direction::in && !negative;
    Item item;
    item.taken = both(lowering, within,
                      inbound_half ? taken_by(lowering, inbound_binat(rule), statement.origin)
                                   : taken_by(lowering, rule, statement.origin));
    item.origin = statement.origin;
    item.number = translating.number;
    std::vector<Rewrite> rewrites;
    if (!negative && rule.details().redirect) {
        if (sort != Sort::binat) {
            rewrites = rewrites_of(lowering, *rule.details().redirect, sort == Sort::nat, rule, statement.origin);
        } else if (inbound_half && !rule.from.hosts.empty()) {
            rewrites = mapping(lowering, rule.from.hosts.front(), false, rule.family);
        } else {
            rewrites = mapping(lowering, rule.details().redirect->hosts.front(), true, rule.family);
        }
    }
    const auto tag = lowering.tags.find(rule.details().tag);
    if (!rule.details().tag.empty() && tag != lowering.tags.end()) {
        rewrites.push_back({Field::mark, Bits{0, tag->second}});
    }
    const Action action = rule.translation_passes ? Action{Decide{Verdict::accept}} : Action{Return{}};
    add_rules(lowering, item, action, std::move(rewrites), translating.rules);
}

void add_sort(Translating& translating, const Block& block, Sort sort, const Taken& within) {
    for (const Statement& statement : unusual_in(translating.lowering, block)) {
        if (const auto* include = std::get_if<Include>(&statement.body); include && include->block) {
            add_sort(translating, *include->block, sort, within);
            continue;
        }
        const auto* const rule = std::get_if<RuleStatement>(&statement.body);
        if (rule == nullptr || statement.broken || !is_of(rule->action, sort)) {
            continue;
        }
        ++translating.number;
        const bool anchor = rule->action == RuleAction::nat_anchor || rule->action == RuleAction::rdr_anchor ||
                            rule->action == RuleAction::binat_anchor;
        if (anchor) {
            add_anchor(translating, statement, *rule, sort, within);
        } else {
            add_rule(translating, statement, *rule, sort, within);
        }
    }
}

}  // namespace

std::optional<ChainId> lower_old_translation(Lowering& lowering) {
    const bool inbound = lowering.direction == Direction::in;
    Chain chain;
    chain.name = inbound ? "pf translation, in" : "pf translation, out";
    Translating translating{lowering, chain.rules, 0, {}};
    if (inbound) {
        add_sort(translating, lowering.config.main, Sort::rdr, everything());
        add_sort(translating, lowering.config.main, Sort::binat, everything());
    } else {
        add_sort(translating, lowering.config.main, Sort::binat, everything());
        add_sort(translating, lowering.config.main, Sort::nat, everything());
    }
    if (chain.rules.empty()) {
        return std::nullopt;
    }
    lowering.firewall.chains.push_back(std::move(chain));
    return static_cast<ChainId>(lowering.firewall.chains.size() - 1);
}

}  // namespace lyncgate::pf
