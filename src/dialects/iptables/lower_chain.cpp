// The chains of a ruleset as chains of the flow model.
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

constexpr int deepest_chain = 500;

bool depends_on_hook(const Condition& condition) {
    const InSet* const set = std::get_if<InSet>(&condition);
    // Of sets those that hold interfaces.
    return std::holds_alternative<InterfaceIs>(condition) || std::holds_alternative<PacketTypeIs>(condition) ||
           (set != nullptr && set->dimension_count > 1);
}

}  // namespace

std::vector<bool> sensitive_chains(const Ruleset& ruleset, const Table& table) {
    std::vector<bool> sensitive(table.chains.size(), false);
    std::vector<std::vector<std::uint32_t>> callers(table.chains.size());
    std::vector<std::uint32_t> open;
    const auto mark = [&](std::uint32_t chain) {
        if (!sensitive[chain]) {
            sensitive[chain] = true;
            open.push_back(chain);
        }
    };
    for (const Rule& rule : table.rules) {
        if (const Jump* const jump = std::get_if<Jump>(&rule.target)) {
            callers[jump->target].push_back(rule.chain);
        }
        if (const Translate* const translate = std::get_if<Translate>(&rule.target); translate != nullptr) {
            mark(rule.chain);
        }
        const auto first = ruleset.conditions.begin() + rule.conditions.first;
        if (std::any_of(first, first + rule.conditions.count, depends_on_hook)) {
            mark(rule.chain);
        }
    }
    while (!open.empty()) {
        const std::uint32_t chain = open.back();
        open.pop_back();
        std::for_each(callers[chain].begin(), callers[chain].end(), mark);
    }
    return sensitive;
}

ChainId lower_chain(Lowering& lowering, std::uint32_t chain) {
    const Chain& written = lowering.table->chains[chain];
    const Hook hook = lowering.sensitive[chain] || written.hook != Hook::none ? lowering.hook : Hook::none;
    const bool again = lowering.looped && (lowering.asks_status || lowering.table->name == "raw");
    const auto [place, fresh] = lowering.done.try_emplace({lowering.table, chain, hook, again},
                                                          static_cast<ChainId>(lowering.firewall.chains.size()));
    const ChainId id = place->second;
    if (!fresh) {
        return id;
    }
    lowering.firewall.chains.push_back({std::string(written.name), {}, {}, {}});
    std::vector<lyncgate::Rule> rules;
    rules.reserve(written.rules.size() + 1);
    const bool too_deep = lowering.depth >= deepest_chain;
    if (written.uncertain || too_deep) {
        lyncgate::Rule unclear;
        unclear.match.boxes = {Box{}};
        unclear.match.doubts.push_back(lowering.firewall.doubt(
            too_deep ? "chains call each other too deeply to follow"
                     : fmt::format("a command that changes the chain '{}' is not followed", written.name),
            lowering.origin(written.span)));
        unclear.action = Unclear{};
        unclear.origin = lowering.origin(written.span);
        rules.push_back(std::move(unclear));
    }
    if (written.hook != Hook::none && lowering.table->name == "nat") {
        // Connections keep the translation that their first packet got.
        lyncgate::Rule known;
        Box box;
        assign(box, Field::state, subtract(domain_of(Field::state), Set(static_cast<Value>(State::new_))),
               *lowering.firewall.pool);
        known.match.boxes = {box};
        known.action = lyncgate::Return{};
        rules.push_back(std::move(known));
    }
    std::uint32_t number = 0;
    ++lowering.depth;
    for (const std::uint32_t rule : written.rules) {
        if (!too_deep) {
            lower_rule(lowering, lowering.table->rules[rule], ++number, rules);
        }
    }
    --lowering.depth;
    lowering.firewall.chains[id].rules = std::move(rules);
    return id;
}

}  // namespace lyncgate::iptables
