#include <algorithm>
#include <fmt/format.h>

#include "checks/hygiene.hpp"
#include "checks/passing.hpp"
#include "checks/places.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_boxes = 16;
constexpr std::size_t most_rules = 8;

/// The interface that leads to the Internet, and what lies behind the others.
struct Edge {
    std::size_t outside = 0;
    Set inside;
};

std::vector<Edge> edges_of(const AuditedFirewall& firewall) {
    const std::vector<Interface>& interfaces = firewall.reading.firewall.interfaces;
    std::vector<Edge> edges;
    for (const InterfaceNetworks& side : firewall.site->interfaces) {
        const std::optional<std::size_t> number = firewall.reading.firewall.find_interface(side.name);
        if (!side.internet || !number) {
            continue;
        }
        Edge edge{*number, {}};
        for (std::size_t i = 1; i < interfaces.size(); ++i) {
            edge.inside = i == *number ? edge.inside : unite(edge.inside, interfaces[i].networks);
        }
        edges.push_back(std::move(edge));
    }
    return edges;
}

Box spoofed(const Edge& edge, Family family, SetPool& pool) {
    Box box;
    assign(box, Field::source, intersect(edge.inside, any_address(family)), pool);
    assign(box, Field::destination, any_address(family), pool);
    assign(box, Field::ingress, Set(edge.outside), pool);
    assign(box, Field::state, Set(static_cast<Value>(State::new_)), pool);
    assign(box, Field::tcp_flags, Set(syn), pool);
    assign(box, Field::ipsec_in, Set(0), pool);
    assign(box, Field::ipsec_out, Set(0), pool);
    return box;
}

/// Spoofed packets that pass, and the rules that let them.
struct Spoofing {
    std::vector<Passed> certain, possible;
    bool complete = true;
};

Spoofing find_spoofing(const View& view, const Edge& edge, SetPool& pool, const Budget& budget) {
    Boxes crossing;
    for (const Arrival& arrival : view.arrivals) {
        if (!arrival.delivered && values_of(arrival.after, Field::egress) != Set(edge.outside)) {
            crossing.push_back(arrival.before);
        }
    }
    crossing = merged(std::move(crossing), pool);
    Spoofing found;
    // A few rules are enough to show the fault; that there is none takes all of them.
    const ViewFilter filter(view);
    const auto passing = [&](Bound bound) {
        std::vector<Passed> few = let_through(filter, crossing, {}, bound, pool, budget, most_rules);
        const bool some = std::any_of(few.begin(), few.end(), [](const Passed& part) { return !part.packets.empty(); });
        return some ? few : let_through(filter, crossing, {}, bound, pool, budget);
    };
    found.possible = passing(Bound::possible);
    const bool doubtful = std::any_of(view.stages.begin(), view.stages.end(), [](const StageView& stage) {
        return std::any_of(stage.entries.begin(), stage.entries.end(),
                           [](const Entry& entry) { return !entry.certain; });
    });
    found.certain = doubtful ? passing(Bound::certain) : found.possible;
    for (std::vector<Passed>* const parts : {&found.possible, &found.certain}) {
        // Where the budget ended without a packet nothing is known, and that must be said.
        found.complete = found.complete && std::all_of(parts->begin(), parts->end(), [](const Passed& part) {
                             return part.complete || !part.packets.empty();
                         });
        parts->erase(std::remove_if(parts->begin(), parts->end(), [](const Passed& p) { return p.packets.empty(); }),
                     parts->end());
    }
    return found;
}

Finding finding_about(const AuditedFirewall& firewall, const Edge& edge, const Spoofing& found, SetPool& pool) {
    const Firewall& model = firewall.reading.firewall;
    const std::vector<Passed>& passed = found.certain.empty() ? found.possible : found.certain;
    Finding finding;
    finding.check = "missing-anti-spoofing";
    finding.severity = Severity::warning;
    finding.confidence = found.certain.empty() ? Confidence::possible : Confidence::certain;
    finding.firewall = firewall.site->name;
    const std::string& name = model.interfaces[edge.outside].name;
    Boxes boxes;
    for (const Passed& part : passed) {
        boxes.insert(boxes.end(), part.packets.begin(), part.packets.end());
        if (part.entry == nullptr) {
            continue;
        }
        Place place = place_of(*part.entry, model);
        if (finding.primary.origin) {
            add_related(finding, std::move(place), 8);
        } else {
            finding.primary = std::move(place);
        }
    }
    if (!finding.primary.origin) {
        finding.primary = {firewall.site->origin, "this firewall"};
    }
    boxes = merged(std::move(boxes), pool);
    for (std::size_t i = 0; i < std::min(boxes.size(), most_boxes); ++i) {
        finding.packets.push_back(describe(boxes[i], model));
    }
    finding.packets_cut = boxes.size() > most_boxes || passed.size() >= most_rules;
    finding.example = describe(example_of(boxes.front()), model);
    finding.message = fmt::format("packets with an inside source {} accepted from the Internet by {}: {}",
                                  found.certain.empty() ? "may be" : "are", name, one_line(*finding.example));
    finding.help = fmt::format("drop packets from {} that come in by {}, or have the system do it (reverse path "
                               "filtering, which a rule set does not show)",
                               listed(describe_addresses(edge.inside), 4), name);
    identify(finding);
    return finding;
}

Finding inconclusive(const AuditedFirewall& firewall) {
    Finding finding;
    finding.check = "missing-anti-spoofing";
    finding.severity = Severity::note;
    finding.confidence = Confidence::possible;
    finding.firewall = firewall.site->name;
    finding.primary = {firewall.site->origin, "this firewall"};
    finding.undecided = true;
    finding.message = "cannot decide whether packets with an inside source are accepted from the Internet";
    add_reason(finding, "inconclusive: its chains cannot be followed to their end within the budget");
    identify(finding);
    return finding;
}

}  // namespace

CheckResult missing_anti_spoofing(const AuditContext& context) {
    CheckResult result;
    const Budget budget{context.budget.steps, std::min<std::size_t>(context.budget.boxes, 200)};
    for (const AuditedFirewall& firewall : context.firewalls) {
        for (const Edge& edge : edges_of(firewall)) {
            for (const Family family : {Family::ipv4, Family::ipv6}) {
                if (disjoint(edge.inside, any_address(family))) {
                    continue;
                }
                SetPool pool;
                const View view =
                    unfold(firewall.reading.firewall, spoofed(edge, family, pool), From::outside, pool, context.budget);
                const Spoofing found = find_spoofing(view, edge, pool, budget);
                if (!found.possible.empty()) {
                    result.findings.push_back(finding_about(firewall, edge, found, pool));
                } else if (!found.complete) {
                    result.findings.push_back(inconclusive(firewall));
                }
            }
        }
    }
    return result;
}

}  // namespace lyncgate
