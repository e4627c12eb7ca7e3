// Which packets a rule takes.
#include <algorithm>

#include <fmt/format.h>

#include "dialects/pf/lowering.hpp"
#include "model/subtract.hpp"
#include "net/protocol.hpp"

namespace lyncgate::pf {
namespace {

/// Sources with the interfaces they come by.
struct Way {
    KnownSet interfaces;
    KnownSet sources;
};

/// `from urpf-failed` joins both: a packet fails when its source does not lie behind the interface it came by.
std::vector<Way> ways_in(Lowering& lowering, const RuleStatement& rule) {
    const KnownSet interfaces = interfaces_of(lowering, rule.interfaces);
    KnownSet sources = addresses_of_hosts(lowering, rule.from.hosts, rule.family);
    const auto fails = [](const Host& host) { return host.kind == HostKind::urpf_failed && !host.negated; };
    if (rule.from.hosts.size() != 1 || !fails(rule.from.hosts.front()) || lowering.direction != Direction::in) {
        return {{interfaces, sources}};
    }
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
        ways.push_back({{interfaces.certain.contains(i) ? Set(i) : Set{}, Set(i), sources.doubts}, failing});
        rest.possible = subtract(rest.possible, Set(i));
    }
    rest.certain = {};
    ways.push_back({rest, sources});
    return ways;
}

KnownSet tag_marks(Lowering& lowering, const RuleStatement& rule, const Origin& origin) {
    const Set& all = domain_of(Field::mark);
    if (!rule.has_tagged) {
        return exactly(all);
    }
    const auto found = lowering.tags.find(rule.tagged);
    const bool variable = rule.tagged.find('$') != std::string_view::npos;
    if (found == lowering.tags.end() || variable || lowering.odd_tags) {
        return {{},
                all,
                {lowering.firewall.doubt(fmt::format("no rule of the file sets the tag '{}'", rule.tagged), origin)}};
    }
    const Set marks(found->second);
    return exactly(rule.not_tagged ? subtract(all, marks) : marks);
}

/// What only the running machine knows of a packet.
std::vector<std::string> undecidable(const RuleStatement& rule) {
    std::vector<std::string> reasons;
    const auto add = [&](bool given, const char* reason) {
        if (given) {
            reasons.emplace_back(reason);
        }
    };
    add(rule.probability && *rule.probability < 1, "matches at random (probability)");
    add(!rule.systems.empty(), "depends on the operating system of the sender (os)");
    add(!rule.users.empty(), "depends on the local user of the connection (user)");
    add(!rule.groups.empty(), "depends on the local group of the connection (group)");
    add(rule.tos.has_value(), "depends on the type of service (tos)");
    add(rule.prio.has_value(), "depends on the priority of the packet (prio)");
    add(rule.once, "the rule is removed after its first packet (once)");
    add(rule.packet_rate.has_value(), "depends on the rate of packets (max-pkt-rate)");
    add(rule.more_options, "depends on the size of the packet (max-pkt-size)");
    add(rule.limited, "depends on how many connections there already are (limiter)");
    return reasons;
}

/// Adds to every box one narrowed field; boxes with nothing left go.
void narrow_all(Boxes& boxes, Field field, const Set& set, SetPool& pool) {
    std::erase_if(boxes, [&](Box& box) { return !narrow(box, field, set, pool); });
}

}  // namespace

Set translated_in(Direction direction) {
    const Value bit = direction == Direction::in ? 1 : 2;
    return Set::of({{bit, bit}, {3, 3}});
}

Taken everything() {
    return {{Box{}}, {Box{}}, {}};
}

Taken perhaps_everything(Lowering& lowering, std::string reason, const Origin& origin) {
    return {{}, {Box{}}, {lowering.firewall.doubt(std::move(reason), origin)}};
}

Taken both(Lowering& lowering, const Taken& a, const Taken& b) {
    SetPool& pool = *lowering.firewall.pool;
    Taken result;
    const auto cross = [&](const Boxes& left, const Boxes& right, Boxes& into) {
        for (const Box& one : left) {
            for (const Box& other : right) {
                if (std::optional<Box> common = intersect(one, other, pool)) {
                    into.push_back(*common);
                }
            }
        }
    };
    cross(a.certain, b.certain, result.certain);
    cross(a.possible, b.possible, result.possible);
    result.doubts = a.doubts;
    result.doubts.insert(result.doubts.end(), b.doubts.begin(), b.doubts.end());
    return result;
}

Taken taken_by(Lowering& lowering, const RuleStatement& rule, const Origin& origin) {
    Taken taken;
    if (rule.fragment || (rule.direction != Direction::both && rule.direction != lowering.direction)) {
        return taken;  // the packets of the model are whole
    }
    SetPool& pool = *lowering.firewall.pool;
    const std::vector<Box> kinds = transports(lowering, rule);
    const KnownSet destinations = addresses_of_hosts(lowering, rule.to.hosts, rule.family);
    const KnownSet marks = tag_marks(lowering, rule, origin);
    KnownSet received = exactly(domain_of(Field::ingress));
    if (rule.received_on) {
        received = interfaces_named(lowering, rule.received_on->name, origin);
        received = rule.received_on->negated ? complement(received, domain_of(Field::ingress)) : received;
    }
    const auto doubt = [&](const KnownSet& set) {
        taken.doubts.insert(taken.doubts.end(), set.doubts.begin(), set.doubts.end());
    };
    doubt(destinations);
    doubt(marks);
    doubt(received);
    for (const Way& way : ways_in(lowering, rule)) {
        doubt(way.interfaces);
        doubt(way.sources);
        const auto fill = [&](Boxes& into, Set KnownSet::*bound) {
            Boxes boxes = kinds;
            narrow_all(boxes, lowering.interface_field(), way.interfaces.*bound, pool);
            narrow_all(boxes, Field::source, way.sources.*bound, pool);
            narrow_all(boxes, Field::destination, destinations.*bound, pool);
            narrow_all(boxes, Field::mark, marks.*bound, pool);
            narrow_all(boxes, Field::ingress, received.*bound, pool);
            into.insert(into.end(), boxes.begin(), boxes.end());
        };
        fill(taken.certain, &KnownSet::certain);
        fill(taken.possible, &KnownSet::possible);
    }
    const std::vector<std::string> reasons = undecidable(rule);
    for (const std::string& reason : reasons) {
        taken.doubts.push_back(lowering.firewall.doubt(reason, origin));
    }
    if (!reasons.empty()) {
        taken.certain.clear();
    }
    return taken;
}

void add_limit(const Item& item, const Boxes& boxes, std::vector<lyncgate::Rule>& into) {
    if (!item.limit) {
        return;
    }
    lyncgate::Rule rule;
    rule.match.boxes = boxes;
    rule.match.doubts = item.taken.doubts;
    rule.match.doubts.push_back(*item.limit);
    rule.action = Decide{Verdict::drop};
    rule.origin = item.origin;
    rule.number = item.number;
    into.push_back(std::move(rule));
}

void add_rules(Lowering& lowering, const Item& item, const Action& action, std::vector<Rewrite> rewrites,
               std::vector<lyncgate::Rule>& into) {
    lyncgate::Rule rule;
    rule.action = action;
    rule.rewrites = std::move(rewrites);
    rule.origin = item.origin;
    rule.number = item.number;
    rule.stateless = item.stateless;
    const bool unclear = std::holds_alternative<Unclear>(action);
    if (std::holds_alternative<Decide>(action)) {
        add_limit(item, item.taken.possible, into);
    }
    if (!item.taken.certain.empty() && !unclear) {
        rule.match = {item.taken.certain, {}};
        into.push_back(rule);
    }
    if (!item.taken.doubts.empty() && !item.taken.possible.empty()) {
        Boxes doubtful = item.taken.possible;
        if (!std::holds_alternative<Decide>(action) && !item.taken.certain.empty()) {
            // packets that were certainly taken go on and must not meet the doubtful part as well
            const Remainder rest = subtract(doubtful, item.taken.certain, *lowering.firewall.pool);
            doubtful = rest.complete ? rest.boxes : doubtful;
        }
        if (doubtful.empty()) {
            return;
        }
        rule.match = {doubtful, item.taken.doubts};
        if (unclear && lowering.direction == Direction::in) {
            // whatever it is may also translate the packet or send it another way, past the rules for going out
            lyncgate::Rule changes = rule;
            changes.action = Pass{};
            for (const Field field : {Field::destination, Field::destination_port, Field::egress}) {
                changes.rewrites.push_back({field, Choose{}});
            }
            into.push_back(changes);
        }
        into.push_back(rule);
    }
}

}  // namespace lyncgate::pf
