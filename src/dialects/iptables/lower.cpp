#include "dialects/iptables/lower.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

/// The stages of one way through the kernel, in hook and priority order.
struct Place {
    std::string_view table;
    Hook hook;
};
constexpr std::array<Place, 3> entering = {
    {{"raw", Hook::prerouting}, {"mangle", Hook::prerouting}, {"nat", Hook::prerouting}}};
constexpr std::array<Place, 5> forwarded = {{{"mangle", Hook::forward},
                                             {"filter", Hook::forward},
                                             {"security", Hook::forward},
                                             {"mangle", Hook::postrouting},
                                             {"nat", Hook::postrouting}}};
constexpr std::array<Place, 4> delivered = {
    {{"mangle", Hook::input}, {"filter", Hook::input}, {"security", Hook::input}, {"nat", Hook::input}}};
constexpr std::array<Place, 5> originated = {{{"raw", Hook::output},
                                              {"mangle", Hook::output},
                                              {"nat", Hook::output},
                                              {"filter", Hook::output},
                                              {"security", Hook::output}}};
constexpr std::array<Place, 2> leaving = {{{"mangle", Hook::postrouting}, {"nat", Hook::postrouting}}};

constexpr int deepest_chain = 500;

bool depends_on_hook(const Condition& condition) {
    return std::holds_alternative<InterfaceIs>(condition) || std::holds_alternative<PacketTypeIs>(condition);
}

/// Per chain: whether it, or a chain it calls, means something else at another hook.
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

/// The base chain of a ruleset at a place; nothing when there is none, or it accepts everything.
std::optional<std::uint32_t> base_chain(const Ruleset& ruleset, const Place& place) {
    const Table* const table = ruleset.table(place.table);
    if (table == nullptr) {
        return {};
    }
    for (std::uint32_t i = 0; i < table->chains.size(); ++i) {
        const Chain& chain = table->chains[i];
        if (chain.hook == place.hook && (!chain.rules.empty() || chain.drops || chain.uncertain)) {
            return i;
        }
    }
    return {};
}

lyncgate::Rule for_family(Firewall& firewall, Family family, lyncgate::Action action) {
    lyncgate::Rule rule;
    Box box;
    assign(box, Field::source, any_address(family), *firewall.pool);
    rule.match.boxes.push_back(box);
    rule.action = std::move(action);
    return rule;
}

/// Reads both rulesets into the stages of one firewall.
struct Builder {
    Firewall& firewall;
    std::optional<Lowering> families[2] = {};

    /// A base chain with its policy.
    ChainId base(Lowering& lowering, const Place& place, std::uint32_t chain) {
        lowering.table = lowering.ruleset.table(place.table);
        lowering.hook = place.hook;
        lowering.sensitive = sensitive_chains(lowering.ruleset, *lowering.table);
        const ChainId id = lower_chain(lowering, chain);
        const Chain& written = lowering.table->chains[chain];
        // The other tables' policy to accept is no decision: it leaves the packet to the next table.
        if (written.drops || place.table == "filter") {
            firewall.chains[id].policy = written.drops ? Verdict::drop : Verdict::accept;
        }
        firewall.chains[id].policy_origin = lowering.origin(written.span);
        return id;
    }

    void stage(const Place& place, std::vector<Stage>& into) {
        std::optional<ChainId> chains[2];
        for (int i = 0; i < 2; ++i) {
            const std::optional<std::uint32_t> chain =
                families[i] ? base_chain(families[i]->ruleset, place) : std::nullopt;
            if (chain) {
                chains[i] = base(*families[i], place, *chain);
            }
        }
        if (!chains[0] && !chains[1]) {
            return;
        }
        const std::string label = fmt::format("{} {}", place.table, name_of(place.hook));
        if (!families[0] || !families[1]) {
            return into.push_back({chains[0] ? *chains[0] : *chains[1], label});
        }
        // One stage for both families: each has a chain and a policy of its own.
        lyncgate::Chain both{std::string(name_of(place.hook)), {}, {}, {}};
        for (int i = 0; i < 2; ++i) {
            if (!chains[i]) {
                continue;
            }
            const Family family = families[i]->ruleset.family;
            lyncgate::Chain& chain = firewall.chains[*chains[i]];
            both.rules.push_back(for_family(firewall, family, Call{*chains[i]}));
            if (chain.policy) {
                both.rules.push_back(for_family(firewall, family, Decide{*chain.policy}));
                both.rules.back().origin = chain.policy_origin;
                chain.policy.reset();
            }
        }
        firewall.chains.push_back(std::move(both));
        into.push_back({static_cast<ChainId>(firewall.chains.size() - 1), label});
    }

    /// Packets of the machine itself whose destination was translated in OUTPUT are routed again; the OUTPUT chains
    /// still saw the first way.
    void route_again(std::vector<Stage>& stages) {
        const auto translates = [](const std::optional<Lowering>& family) {
            return family && base_chain(family->ruleset, {"nat", Hook::output});
        };
        if (!translates(families[0]) && !translates(families[1])) {
            return;
        }
        lyncgate::Chain chain{"(routing after translation)", {}, {}, {}};
        const auto add = [&](const Set& destinations, lyncgate::Action action, std::vector<Rewrite> rewrites) {
            lyncgate::Rule rule;
            Box box;
            assign(box, Field::translated, unite(Set(1), Set(3)), *firewall.pool);
            if (assign(box, Field::destination, destinations, *firewall.pool)) {
                rule.match.boxes.push_back(box);
                rule.action = std::move(action);
                rule.rewrites = std::move(rewrites);
                chain.rules.push_back(std::move(rule));
            }
        };
        Set own = firewall.own_addresses();
        for (const Family family : {Family::ipv4, Family::ipv6}) {
            own = unite(own, own_addresses({}, family).certain);
        }
        add(own, Unclear{}, {});
        if (!chain.rules.empty()) {
            chain.rules.back().match.doubts.push_back(
                firewall.doubt("a packet of the machine itself is translated to one of its own addresses", {}));
        }
        Set elsewhere = subtract(domain_of(Field::destination), own);
        for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
            const Set behind = subtract(firewall.interfaces[i].networks, own);
            add(behind, lyncgate::Pass{}, {{Field::egress, Bits{0, i}}});
            elsewhere = subtract(elsewhere, behind);
        }
        add(elsewhere, lyncgate::Pass{}, {{Field::egress, Choose{}}});
        firewall.chains.push_back(std::move(chain));
        stages.push_back({static_cast<ChainId>(firewall.chains.size() - 1), "routing after translation"});
    }

    /// With rules for one family only, nothing is known of what happens to the other.
    void other_family(std::vector<Stage>& stages) {
        if (families[0].has_value() == families[1].has_value()) {
            return;
        }
        const Family missing = families[0] ? Family::ipv6 : Family::ipv4;
        lyncgate::Chain chain{missing == Family::ipv6 ? "(no ip6tables rules)" : "(no iptables rules)", {}, {}, {}};
        chain.rules.push_back(for_family(firewall, missing, Unclear{}));
        chain.rules.back().match.doubts.push_back(
            firewall.doubt(missing == Family::ipv6 ? "no ip6tables rules were given for this firewall"
                                                   : "no iptables rules for IPv4 were given for this firewall",
                           {}));
        firewall.chains.push_back(std::move(chain));
        stages.insert(stages.begin(), {static_cast<ChainId>(firewall.chains.size() - 1), "rules of the other family"});
    }
};

void name_interfaces(const Ruleset& ruleset, Firewall& firewall) {
    for (const Condition& condition : ruleset.conditions) {
        const InterfaceIs* const match = std::get_if<InterfaceIs>(&condition);
        if (match != nullptr && !match->prefix) {
            firewall.interface_number(match->name);
        }
    }
}

std::vector<std::string_view> changing_sets(const Ruleset& ruleset) {
    std::vector<std::string_view> names;
    for (const Table& table : ruleset.tables) {
        for (const Rule& rule : table.rules) {
            if (const ChangeSet* const change = std::get_if<ChangeSet>(&rule.target);
                change != nullptr && !change->maps) {
                names.push_back(change->name);
            }
        }
    }
    return names;
}

}  // namespace

ChainId lower_chain(Lowering& lowering, std::uint32_t chain) {
    const Chain& written = lowering.table->chains[chain];
    const Hook hook = lowering.sensitive[chain] || written.hook != Hook::none ? lowering.hook : Hook::none;
    const auto [place, fresh] =
        lowering.done.try_emplace({lowering.table, chain, hook}, static_cast<ChainId>(lowering.firewall.chains.size()));
    const ChainId id = place->second;
    if (!fresh) {
        return id;
    }
    lowering.firewall.chains.push_back({std::string(written.name), {}, {}, {}});
    std::vector<lyncgate::Rule> rules;
    const bool too_deep = lowering.depth >= deepest_chain;
    if (written.uncertain || too_deep) {
        lyncgate::Rule unclear;
        unclear.match.boxes.emplace_back();
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
        known.match.boxes.push_back(box);
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

Firewall lower(const Sources& sources, const std::vector<Interface>& interfaces) {
    Firewall firewall;
    firewall.dialect = "iptables-save";
    firewall.stateful = false;  // connection tracking only names the state of a packet; rules accept it
    firewall.interfaces.insert(firewall.interfaces.end(), interfaces.begin(), interfaces.end());
    Builder builder{firewall};
    const Ruleset* const rulesets[2] = {sources.ipv4, sources.ipv6};
    for (const Ruleset* const ruleset : rulesets) {
        if (ruleset != nullptr) {
            name_interfaces(*ruleset, firewall);
        }
    }
    for (int i = 0; i < 2; ++i) {
        if (rulesets[i] != nullptr) {
            builder.families[i].emplace(Lowering{*rulesets[i],
                                                 firewall,
                                                 sources.sets,
                                                 own_addresses(interfaces, rulesets[i]->family),
                                                 mark_values(*rulesets[i]),
                                                 changing_sets(*rulesets[i]),
                                                 nullptr,
                                                 Hook::none,
                                                 {},
                                                 {},
                                                 0});
        }
    }
    const auto add = [&](const auto& places, std::vector<Stage>& stages) {
        for (const Place& place : places) {
            builder.stage(place, stages);
        }
    };
    add(entering, firewall.entering);
    add(forwarded, firewall.forwarded);
    add(delivered, firewall.delivered);
    add(originated, firewall.originated);
    builder.route_again(firewall.originated);
    add(leaving, firewall.originated);
    builder.other_family(firewall.forwarded);
    builder.other_family(firewall.delivered);
    builder.other_family(firewall.originated);
    return firewall;
}

}  // namespace lyncgate::iptables
