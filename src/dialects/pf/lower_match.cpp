// Which packets a rule takes.
#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "dialects/pf/lowering.hpp"
#include "net/protocol.hpp"

namespace lyncgate::pf {
namespace {

/// Sources with the interfaces they come by.
struct Way {
    Bound interfaces;
    Bound sources;
};

/// Whether interface and source of a rule belong together: `from urpf-failed`.
bool joins_ways(const Lowering& lowering, const RuleStatement& rule) {
    return lowering.direction == Direction::in && rule.from.hosts.size() == 1 &&
           rule.from.hosts.front().kind == HostKind::urpf_failed && !rule.from.hosts.front().negated;
}

/// The interfaces and sources of any other rule.
Way plain_way(Lowering& lowering, const RuleStatement& rule) {
    Way way;
    if (!rule.interfaces.empty()) {
        way.interfaces = bound_of(lowering, lowering.interface_field(), interfaces_of(lowering, rule.interfaces));
    }
    way.sources = bound_of_hosts(lowering, rule.from.hosts, rule.family);
    return way;
}

/// `from urpf-failed` joins both: a packet fails when its source does not lie behind the interface it came by.
std::vector<Way> joined_ways(Lowering& lowering, const RuleStatement& rule) {
    const Field field = lowering.interface_field();
    const KnownSet interfaces = interfaces_of(lowering, rule.interfaces);
    KnownSet sources;
    const Set& family = rule.family ? any_address(*rule.family) : any_address();
    sources = {{},
               family,
               {lowering.firewall.doubt("depends on the routing table (urpf-failed)", rule.from.hosts.front().origin)}};
    std::vector<Way> ways;
    KnownSet rest = interfaces;
    for (std::size_t i = 1; i < lowering.firewall.interfaces.size(); ++i) {
        const Set& networks = lowering.firewall.interfaces[i].networks;
        if (networks.empty() || !interfaces.possible.contains(i)) {
            continue;
        }
        // the site says where sources lie: behind another interface they fail for sure
        KnownSet failing = sources;
        failing.possible = subtract(family, networks);
        for (std::size_t other = 1; other < lowering.firewall.interfaces.size(); ++other) {
            if (other != i) {
                failing.certain =
                    unite(failing.certain, intersect(failing.possible, lowering.firewall.interfaces[other].networks));
            }
        }
        const KnownSet way{interfaces.certain.contains(i) ? Set(i) : Set{}, Set(i), sources.doubts};
        ways.push_back({bound_of(lowering, field, way), bound_of(lowering, Field::source, failing)});
        rest.possible = subtract(rest.possible, Set(i));
    }
    rest.certain = {};
    ways.push_back({bound_of(lowering, field, rest), bound_of(lowering, Field::source, sources)});
    return ways;
}

Bound tag_marks(Lowering& lowering, const RuleStatement& rule, const Origin& origin) {
    if (!rule.has_tagged) {
        return {};
    }
    const Set& all = domain_of(Field::mark);
    const auto found = lowering.tags.find(rule.details().tagged);
    const bool variable = rule.details().tagged.find('$') != std::string_view::npos;
    if (found == lowering.tags.end() || variable || lowering.odd_tags) {
        const DoubtId doubt = lowering.firewall.doubt(
            fmt::format("no rule of the file sets the tag '{}'", rule.details().tagged), origin);
        return bound_of(lowering, Field::mark, {{}, all, {doubt}});
    }
    const Set marks(found->second);
    return bound_of(lowering, Field::mark, exactly(rule.not_tagged ? subtract(all, marks) : marks));
}

Bound received_on(Lowering& lowering, const RuleStatement& rule, const Origin& origin) {
    if (!rule.details().received_on) {
        return {};
    }
    const KnownSet named = interfaces_named(lowering, rule.details().received_on->name, origin);
    return bound_of(lowering, Field::ingress,
                    rule.details().received_on->negated ? complement(named, domain_of(Field::ingress)) : named);
}

/// Whether a rule is of networks, protocols and ports only.
bool names_only_networks(const RuleStatement& rule) {
    const auto plain = [](List<Host> hosts) {
        return hosts.empty() || (hosts.size() == 1 && hosts.front().kind == HostKind::prefix);
    };
    return !rule.detailed && !rule.has_tagged && !rule.once && !rule.more_options && !rule.limited &&
           rule.interfaces.empty() && plain(rule.from.hosts) && plain(rule.to.hosts);
}

/// Whether what a rule takes is the same on the way in and out. Only rules of the file itself: their order does not
/// depend on the direction, as that of rules in anchors may.
bool says_nothing_of_direction(const Lowering& lowering, const RuleStatement& rule) {
    return rule.direction == Direction::both && rule.interfaces.empty() && !rule.detailed &&
           lowering.open_anchors.empty();
}

/// What only the running machine knows of a packet.
std::vector<const char*> undecidable(const RuleStatement& rule) {
    std::vector<const char*> reasons;
    if (!rule.detailed && !rule.once && !rule.more_options && !rule.limited) {
        return reasons;
    }
    const auto add = [&](bool given, const char* reason) {
        if (given) {
            reasons.push_back(reason);
        }
    };
    add(rule.details().probability && *rule.details().probability < 1, "matches at random (probability)");
    add(!rule.details().systems.empty(), "depends on the operating system of the sender (os)");
    add(!rule.details().users.empty(), "depends on the local user of the connection (user)");
    add(!rule.details().groups.empty(), "depends on the local group of the connection (group)");
    add(rule.details().tos.has_value(), "depends on the type of service (tos)");
    add(rule.details().prio.has_value(), "depends on the priority of the packet (prio)");
    add(rule.once, "the rule is removed after its first packet (once)");
    add(rule.details().packet_rate.has_value(), "depends on the rate of packets (max-pkt-rate)");
    add(rule.more_options, "depends on the size of the packet (max-pkt-size)");
    add(rule.limited, "depends on how many connections there already are (limiter)");
    return reasons;
}

/// Narrows one field of every box to a set of the pool; boxes with nothing left go.
void narrow_all(Boxes& boxes, Field field, const Set* set, SetPool& pool) {
    if (set == nullptr) {
        return;
    }
    if (set == Bound::nothing()) {
        boxes.clear();
        return;
    }
    bool gone = false;
    for (Box& box : boxes) {
        if (box[field] == nullptr) {
            box.sets[index_of(field)] = set;
        } else {
            gone = !narrow(box, field, *set, pool) || gone;
        }
    }
    if (gone) {
        std::erase_if(boxes, [&](const Box& box) { return disjoint(values_of(box, field), *set); });
    }
}

}  // namespace

Set translated_in(Direction direction) {
    const Value bit = direction == Direction::in ? 1 : 2;
    return Set::of({{bit, bit}, {3, 3}});
}

Taken everything() {
    return {{Box{}}, {}, {}};
}

Taken perhaps_everything(Lowering& lowering, std::string reason, const Origin& origin) {
    return {{}, {Box{}}, {lowering.firewall.doubt(std::move(reason), origin)}};
}

void cast_doubt(Taken& taken, DoubtId doubt) {
    if (taken.doubts.empty()) {
        taken.perhaps = std::move(taken.certain);
    }
    taken.certain = {};
    taken.doubts.push_back(doubt);
}

Taken both(Lowering& lowering, const Taken& a, Taken b) {
    if (a.doubts.empty() && a.certain.takes_everything()) {
        return b;
    }
    SetPool& pool = *lowering.firewall.pool;
    Taken result;
    const auto cross = [&](const BoxList& left, const BoxList& right) {
        Boxes common;
        for (const Box& one : left) {
            for (const Box& other : right) {
                if (std::optional<Box> box = intersect(one, other, pool)) {
                    common.push_back(*box);
                }
            }
        }
        return BoxList(common);
    };
    result.certain = cross(a.certain, b.certain);
    result.doubts = a.doubts;
    result.doubts.append(b.doubts);
    if (!result.doubts.empty()) {
        result.perhaps = cross(a.possible(), b.possible());
    }
    return result;
}

namespace {

/// What a rule takes that names networks, protocols and ports only, of which nothing is in doubt: most rules.
BoxList taken_by_networks(Lowering& lowering, const RuleStatement& rule) {
    SetPool& pool = *lowering.firewall.pool;
    Boxes& boxes = lowering.recalled.room;
    boxes = transports(lowering, rule);
    narrow_all(boxes, Field::source, bound_of_hosts(lowering, rule.from.hosts, rule.family).certain, pool);
    narrow_all(boxes, Field::destination, bound_of_hosts(lowering, rule.to.hosts, rule.family).certain, pool);
    return boxes;
}

/// What any rule takes.
Taken taken_by_all(Lowering& lowering, const RuleStatement& rule, const Origin& origin) {
    Taken taken;
    SetPool& pool = *lowering.firewall.pool;
    const Boxes& kinds = transports(lowering, rule);
    const Bound destinations = bound_of_hosts(lowering, rule.to.hosts, rule.family);
    const Bound marks = tag_marks(lowering, rule, origin);
    const Bound received = received_on(lowering, rule, origin);
    const auto doubt = [&](const Bound& bound) { taken.doubts.append(bound.doubts); };
    doubt(destinations);
    doubt(marks);
    doubt(received);
    const bool joined = joins_ways(lowering, rule);
    const Way only = joined ? Way{} : plain_way(lowering, rule);
    const std::vector<Way> several = joined ? joined_ways(lowering, rule) : std::vector<Way>{};
    const std::span<const Way> ways = joined ? std::span<const Way>(several) : std::span<const Way>(&only, 1);
    for (const Way& way : ways) {
        doubt(way.interfaces);
        doubt(way.sources);
    }
    for (const char* const reason : undecidable(rule)) {
        taken.doubts.push_back(lowering.firewall.doubt(reason, origin));
    }
    const auto narrowed = [&](const Way& way, const Set* Bound::*bound) -> const Boxes& {
        Boxes& boxes = lowering.recalled.room;
        boxes = kinds;
        narrow_all(boxes, lowering.interface_field(), way.interfaces.*bound, pool);
        narrow_all(boxes, Field::source, way.sources.*bound, pool);
        narrow_all(boxes, Field::destination, destinations.*bound, pool);
        narrow_all(boxes, Field::mark, marks.*bound, pool);
        narrow_all(boxes, Field::ingress, received.*bound, pool);
        return boxes;
    };
    if (taken.doubts.empty()) {  // then there is one way
        taken.certain = narrowed(ways.front(), &Bound::certain);
        return taken;
    }
    const auto of_all_ways = [&](const Set* Bound::*bound) {
        Boxes all;
        for (const Way& way : ways) {
            const Boxes& boxes = narrowed(way, bound);
            all.insert(all.end(), boxes.begin(), boxes.end());
        }
        return BoxList(all);
    };
    if (undecidable(rule).empty()) {
        taken.certain = of_all_ways(&Bound::certain);
    }
    taken.perhaps = of_all_ways(&Bound::possible);
    return taken;
}

}  // namespace

Taken taken_by(Lowering& lowering, const RuleStatement& rule, const Origin& origin) {
    if (rule.fragment || (rule.direction != Direction::both && rule.direction != lowering.direction)) {
        return {};  // the packets of the model are whole
    }
    Recalled& recalled = lowering.recalled;
    const bool either_way = says_nothing_of_direction(lowering, rule);
    if (either_way && lowering.direction == Direction::out && recalled.next_either_way < recalled.either_way.size() &&
        recalled.either_way[recalled.next_either_way].rule == origin) {
        return {recalled.either_way[recalled.next_either_way++].boxes, {}, {}};
    }
    Taken taken = names_only_networks(rule) ? Taken{taken_by_networks(lowering, rule), {}, {}}
                                            : taken_by_all(lowering, rule, origin);
    if (either_way && lowering.direction == Direction::in && taken.doubts.empty()) {
        recalled.either_way.push_back({origin, taken.certain});
    }
    return taken;
}

}  // namespace lyncgate::pf
