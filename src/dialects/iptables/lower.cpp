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

lyncgate::Rule for_addresses(Firewall& firewall, Field field, const Set& addresses, lyncgate::Action action) {
    lyncgate::Rule rule;
    Box box;
    assign(box, field, addresses, *firewall.pool);
    rule.match.boxes = {box};
    rule.action = std::move(action);
    return rule;
}

lyncgate::Rule for_family(Firewall& firewall, Family family, lyncgate::Action action) {
    return for_addresses(firewall, Field::source, any_address(family), std::move(action));
}

/// Reads both rulesets into the stages of one firewall.
struct Builder {
    Firewall& firewall;
    std::optional<Lowering> families[2] = {};

    /// A base chain, without its policy.
    static ChainId lowered(Lowering& lowering, const Place& place, std::uint32_t chain) {
        lowering.table = lowering.ruleset.table(place.table);
        lowering.hook = place.hook;
        lowering.sensitive = sensitive_chains(lowering.ruleset, *lowering.table);
        return lower_chain(lowering, chain);
    }

    /// A base chain with its policy.
    ChainId base(Lowering& lowering, const Place& place, std::uint32_t chain) {
        const ChainId id = lowered(lowering, place, chain);
        const Chain& written = lowering.table->chains[chain];
        // The other tables' policy to accept is no decision: it leaves the packet to the next table.
        if (written.drops || place.table == "filter") {
            firewall.chains[id].policy = written.drops ? Verdict::drop : Verdict::accept;
        }
        firewall.chains[id].policy_origin = lowering.origin(written.span);
        return id;
    }

    /// What happens to packets just before a place without being written in a chain.
    void before(const Place& place, std::vector<Stage>& into) {
        const bool first = place.hook == Hook::prerouting || place.hook == Hook::output;
        if (first && place.table == "mangle" && families[1]) {
            into.push_back(untracked_messages(firewall));
        }
        for (const std::optional<Lowering>& family : families) {
            if (first && place.table == "nat" && family && base_chain(family->ruleset, place) &&
                family->first.followed && family->first.count() > 1) {
                into.push_back(remember_destinations(firewall, family->first, family->ruleset.family));
            }
        }
    }

    void stage(const Place& place, std::vector<Stage>& into) {
        before(place, into);
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
            const ChainId only = chains[0] ? *chains[0] : *chains[1];
            // What is in this file does not hold for the other family: `other_family` has spoken about that.
            std::vector<lyncgate::Rule>& rules = firewall.chains[only].rules;
            rules.insert(rules.begin(), for_family(firewall, absent_family(), Decide{Verdict::accept}));
            return into.push_back({only, label});
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

    /// Chains for packets that the machine sends to one of its own addresses: they come back over lo and meet the
    /// chains of arriving packets too, with the connection and the translation that they got on their way out.
    void come_back(std::vector<Stage>& stages) {
        static constexpr std::array<Place, 5> places = {{{"raw", Hook::prerouting},
                                                         {"mangle", Hook::prerouting},
                                                         {"mangle", Hook::input},
                                                         {"filter", Hook::input},
                                                         {"security", Hook::input}}};
        std::vector<Stage> back;
        for (const Place& place : places) {
            lyncgate::Chain chain{fmt::format("{}, over lo", name_of(place.hook)), {}, {}, {}};
            for (std::optional<Lowering>& lowering : families) {
                const std::optional<std::uint32_t> base =
                    lowering ? base_chain(lowering->ruleset, place) : std::nullopt;
                if (!base) {
                    continue;
                }
                lowering->looped = true;
                const Set& own = lowering->own.certain;
                chain.rules.push_back(
                    for_addresses(firewall, Field::destination, own, Call{lowered(*lowering, place, *base)}));
                lowering->looped = false;
                const Chain& written = lowering->table->chains[*base];
                if (written.drops || place.table == "filter") {
                    chain.rules.push_back(for_addresses(firewall, Field::destination, own,
                                                        Decide{written.drops ? Verdict::drop : Verdict::accept}));
                    chain.rules.back().origin = lowering->origin(written.span);
                }
            }
            if (!chain.rules.empty()) {
                firewall.chains.push_back(std::move(chain));
                back.push_back({static_cast<ChainId>(firewall.chains.size() - 1),
                                fmt::format("{} {}, back over lo", place.table, name_of(place.hook))});
            }
        }
        if (!back.empty()) {
            stages.push_back(arrival_over_lo(firewall, all_own()));
            stages.insert(stages.end(), back.begin(), back.end());
        }
    }

    /// The machine's own addresses of both families.
    Set all_own() const {
        return unite(own_addresses({}, Family::ipv4).certain,
                     unite(own_addresses({}, Family::ipv6).certain, firewall.own_addresses()));
    }

    bool translates_own() const {
        return std::any_of(std::begin(families), std::end(families), [](const std::optional<Lowering>& family) {
            return family && base_chain(family->ruleset, {"nat", Hook::output});
        });
    }

    Family absent_family() const { return families[0] ? Family::ipv6 : Family::ipv4; }

    /// With rules for one family only, nothing is known of what happens to the other: it may be accepted or dropped.
    void other_family(std::vector<Stage>& stages) {
        if (families[0].has_value() == families[1].has_value()) {
            return;
        }
        const Family missing = absent_family();
        lyncgate::Chain chain{missing == Family::ipv6 ? "(no ip6tables rules)" : "(no iptables rules)", {}, {}, {}};
        chain.rules.push_back(for_family(firewall, missing, Decide{Verdict::accept}));
        chain.rules.back().match.doubts.push_back(
            firewall.doubt(missing == Family::ipv6 ? "no ip6tables rules were given for this firewall"
                                                   : "no iptables rules for IPv4 were given for this firewall",
                           {}));
        chain.rules.push_back(for_family(firewall, missing, Decide{Verdict::drop}));
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

bool asks_status(const Ruleset& ruleset) {
    return std::any_of(ruleset.conditions.begin(), ruleset.conditions.end(),
                       [](const Condition& condition) { return std::holds_alternative<TrackedStatusIs>(condition); });
}

}  // namespace

Firewall lower(const Sources& sources, const std::vector<Interface>& interfaces) {
    Firewall firewall;
    firewall.dialect = "iptables-save";
    firewall.stateful = false;  // connection tracking only names the state of a packet; rules accept it
    firewall.interfaces.insert(firewall.interfaces.end(), interfaces.begin(), interfaces.end());
    if (std::any_of(interfaces.begin(), interfaces.end(),
                    [](const Interface& interface) { return !interface.addresses.empty(); })) {
        Interface& loopback = firewall.interfaces[firewall.interface_number("lo")];
        for (const Family family : {Family::ipv4, Family::ipv6}) {
            loopback.addresses = unite(loopback.addresses, own_addresses({}, family).certain);
        }
    }
    Builder builder{firewall};
    const Ruleset* const rulesets[2] = {sources.ipv4, sources.ipv6};
    for (const Ruleset* const ruleset : rulesets) {
        if (ruleset != nullptr) {
            name_interfaces(*ruleset, firewall);
        }
    }
    for (int i = 0; i < 2; ++i) {
        if (rulesets[i] != nullptr) {
            builder.families[i].emplace(Lowering{*rulesets[i], firewall, sources.sets,
                                                 own_addresses(interfaces, rulesets[i]->family),
                                                 mark_values(*rulesets[i]), changing_sets(*rulesets[i]),
                                                 first_destinations(*rulesets[i]), asks_status(*rulesets[i])});
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
    if (!firewall.originated.empty()) {
        firewall.originated.insert(firewall.originated.begin(), way_over_lo(firewall, builder.all_own()));
    }
    if (builder.translates_own()) {
        firewall.originated.push_back(way_after_translation(firewall, builder.all_own()));
    }
    add(leaving, firewall.originated);
    builder.come_back(firewall.originated);
    builder.other_family(firewall.forwarded);
    builder.other_family(firewall.delivered);
    builder.other_family(firewall.originated);
    return firewall;
}

}  // namespace lyncgate::iptables
