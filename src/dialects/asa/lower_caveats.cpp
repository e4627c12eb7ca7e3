// What stands beside the access lists: each caveat is a chain over the packets it names, and a doubt with its reason.
#include "dialects/asa/lower_caveats.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "dialects/asa/bindings.hpp"
#include "dialects/asa/policy_caveats.hpp"

namespace lyncgate::asa {

namespace {

Action action_of(Outcome outcome) {
    switch (outcome) {
    case Outcome::may_drop:
    case Outcome::drops: return Decide{Verdict::drop};
    case Outcome::may_pass: return Decide{Verdict::accept};
    default: return Unclear{};
    }
}

/// The packets of a caveat that may meet `action`; exempted ones leave the chain.
ChainId chain_of_caveat(Lowering& lowering, const Caveat& caveat, const Action& action, bool whole_source = false) {
    Firewall& firewall = *lowering.firewall;
    const ChainId id = add_chain(lowering, caveat.effect);
    Chain chain;
    chain.name = caveat.effect;
    const AccessList* const list = find_list(*lowering.config, caveat.list);
    if ((caveat.list.empty() && caveat.entries.empty()) || (!caveat.list.empty() && list == nullptr)) {
        chain.rules.push_back(doubtful(lowering, {Box{}}, action, caveat.effect, caveat.text));
        firewall.chains[id] = std::move(chain);
        return id;
    }
    const bool certain = caveat.outcome == Outcome::drops;
    std::vector<AccessEntry> own = caveat.entries;
    std::stable_partition(own.begin(), own.end(), [](const AccessEntry& entry) { return !entry.permit; });
    for (const AccessEntry& entry : list != nullptr ? list->entries : own) {
        EntryBoxes boxes = boxes_of(lowering, entry, list != nullptr && list->ipv6_only);
        const Origin origin = origin_of(*lowering.config, list != nullptr ? caveat.text : entry.text);
        if (!entry.permit) {
            if (!whole_source) {
                add_rules(chain, std::move(boxes), Return{}, origin, entry.number);
            }
            continue;
        }
        if (!certain) {
            boxes.certain.clear();
            boxes.doubts.push_back(firewall.doubt(caveat.effect, origin));
        }
        if (whole_source) {
            for (Box& box : boxes.possible) {
                Box source;
                source.sets[index_of(Field::source)] = box[Field::source];
                box = source;
            }
        }
        add_rules(chain, std::move(boxes), action, origin, entry.number);
    }
    firewall.chains[id] = std::move(chain);
    return id;
}

void call(Lowering& lowering, Chain& chain, const Caveat& caveat, ChainId target) {
    Boxes boxes;
    if (caveat.interface.empty()) {
        boxes.push_back(Box{});
    } else {
        const Set number(interface_of(lowering, caveat.interface));
        boxes.push_back(box_with(lowering, Field::ingress, number));
        if (caveat.leaving) {
            boxes.push_back(box_with(lowering, Field::egress, number));
        }
    }
    chain.rules.push_back(rule(lowering, std::move(boxes), Call{target, false}, caveat.text));
}

/// Whether a packet may pass because of it that something else drops.
bool opens(const Caveat& caveat) {
    return caveat.outcome == Outcome::unclear || caveat.outcome == Outcome::may_pass;
}

/// With `per-user-override`, the list that a login brings along takes the place of the interface's for everything its
/// user sends.
bool overridden(const Config& config, std::string_view interface) {
    return std::any_of(config.access_groups.begin(), config.access_groups.end(), [&](const AccessGroup& group) {
        return group.per_user_override && (interface.empty() || group.interface == interface);
    });
}

}  // namespace

void add_list_caveats(Lowering& lowering, Chain& chain) {
    for (const Caveat& caveat : lowering.caveats) {
        if (!caveat.with_lists && !opens(caveat)) {
            continue;
        }
        if (caveat.with_lists && overridden(*lowering.config, caveat.interface)) {
            call(lowering, chain, caveat, chain_of_caveat(lowering, caveat, Unclear{}, true));
        }
        call(lowering, chain, caveat, chain_of_caveat(lowering, caveat, action_of(caveat.outcome)));
    }
}

void add_open_caveats(Lowering& lowering, Chain& chain) {
    for (const Caveat& caveat : lowering.caveats) {
        if (!caveat.with_lists && opens(caveat)) {
            call(lowering, chain, caveat, chain_of_caveat(lowering, caveat, action_of(caveat.outcome)));
        }
    }
}

ChainId services(Lowering& lowering) {
    const ChainId id = add_chain(lowering, "inspection and other services");
    Chain chain;
    chain.name = "inspection and other services";
    for (const Caveat& caveat : lowering.caveats) {
        if (!caveat.with_lists && !opens(caveat)) {
            call(lowering, chain, caveat, chain_of_caveat(lowering, caveat, action_of(caveat.outcome)));
        }
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

ChainId policy_routing(Lowering& lowering, bool diverts) {
    const Config& config = *lowering.config;
    const ChainId id = add_chain(lowering, "policy routing");
    Chain chain;
    chain.name = "policy routing";
    std::map<std::string_view, ChainId> known;
    for (const PolicyRoute& policy : config.policy_routes) {
        const std::string_view name = config.interfaces[policy.interface].name;
        if (const auto made = known.find(policy.map); made != known.end()) {
            const Box box = box_with(lowering, Field::ingress, Set(interface_of(lowering, name)));
            chain.rules.push_back(rule(lowering, {box}, Call{made->second, false}, policy.text));
            continue;
        }
        std::vector<const RouteMapEntry*> entries;
        for (const RouteMapEntry& entry : config.route_maps) {
            if (entry.name == policy.map) {
                entries.push_back(&entry);
            }
        }
        std::stable_sort(entries.begin(), entries.end(),
                         [](const RouteMapEntry* a, const RouteMapEntry* b) { return a->sequence < b->sequence; });
        Caveat caveat;
        caveat.text = policy.text;
        caveat.interface = name;
        caveat.effect = fmt::format("route-map '{}' may send it out by another interface", policy.map);
        const ChainId map = add_chain(lowering, fmt::format("route-map {}", policy.map));
        Chain steps;
        steps.name = lowering.firewall->chains[map].name;
        const Rewrite elsewhere{Field::egress, Choose{nullptr}};
        const auto divert = [&](ChainId target) {
            for (Rule& step : lowering.firewall->chains[target].rules) {
                if (std::holds_alternative<Decide>(step.action)) {
                    step.rewrites = {elsewhere};
                }
            }
        };
        for (const RouteMapEntry* const entry : entries) {
            if (entry->permit && !entry->sets_way) {
                continue;
            }
            // A sequence that denies ends the map: normal routing. A list that denies only ends the sequence.
            caveat.outcome = entry->permit ? Outcome::unclear : Outcome::drops;
            std::vector<std::string_view> lists = entry->lists;
            if (lists.empty()) {
                lists.emplace_back();
            }
            for (const std::string_view list : lists) {
                caveat.list = list;
                const Verdict verdict = diverts || !entry->permit ? Verdict::accept : Verdict::drop;
                const ChainId target = chain_of_caveat(lowering, caveat, Decide{verdict});
                if (entry->permit && diverts) {
                    divert(target);
                }
                steps.rules.push_back(rule(lowering, {Box{}}, Call{target, false}, entry->text));
            }
        }
        if (entries.empty()) {
            Rule unknown = doubtful(lowering, {Box{}}, Decide{diverts ? Verdict::accept : Verdict::drop}, caveat.effect,
                                    policy.text);
            unknown.rewrites = diverts ? std::vector<Rewrite>{elsewhere} : std::vector<Rewrite>{};
            steps.rules.push_back(std::move(unknown));
        }
        lowering.firewall->chains[map] = std::move(steps);
        call(lowering, chain, caveat, map);
        known.emplace(policy.map, map);
    }
    lowering.firewall->chains[id] = std::move(chain);
    return id;
}

}  // namespace lyncgate::asa
