#include "checks/missing_return_path.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "checks/places.hpp"
#include "checks/replies.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_boxes = 64;
constexpr std::size_t most_places = 8;
constexpr std::string_view repair_by_rules =
    "let replies pass: -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT before the rules that drop";
constexpr std::string_view repair_by_state =
    "let the rules that pass the flow keep state (the default), or pass its replies as well";

/// Replies that one rule, or one policy, stops or may stop.
struct Stop {
    const Chain* chain = nullptr;
    const Rule* rule = nullptr;
    Finding finding;
    Boxes replies;
    std::shared_ptr<SetPool> pool = std::make_shared<SetPool>();
    std::set<const Requirement*> requirements;
};

/// The same box with its sets kept in another pool.
Box kept_in(SetPool& pool, const Box& box) {
    Box copy;
    for (const Field field : all_fields) {
        if (box[field] != nullptr) {
            assign(copy, field, *box[field], pool);
        }
    }
    return copy;
}

Stop& stop_at(std::vector<Stop>& stops, const Entry& decider, bool undecided, const Firewall& firewall) {
    const auto found = std::find_if(stops.begin(), stops.end(), [&](const Stop& stop) {
        return stop.rule == decider.rule && stop.chain == decider.chain && stop.finding.undecided == undecided;
    });
    if (found != stops.end()) {
        return *found;
    }
    Stop stop;
    stop.chain = decider.chain;
    stop.rule = decider.rule;
    stop.finding.check = "missing-return-path";
    stop.finding.severity = Severity::warning;
    stop.finding.undecided = undecided;
    stop.finding.confidence = undecided ? Confidence::possible : Confidence::certain;
    stop.finding.primary = place_of(decider, firewall);
    stops.push_back(std::move(stop));
    return stops.back();
}

void add_parts(std::vector<Stop>& stops, const std::vector<Part>& parts, bool undecided, const Firewall& firewall,
               const Requirement* requirement) {
    for (const Part& part : parts) {
        Stop& stop = stop_at(stops, *part.decider, undecided, firewall);
        stop.requirements.insert(requirement);
        for (const Box& box : part.packets) {
            stop.replies.push_back(kept_in(*stop.pool, box));
        }
        for (const Entry* const entry : part.because) {
            add_reasons(stop.finding, *entry, firewall);
            add_related(stop.finding, place_of(*entry, firewall), most_places);
        }
    }
}

void add_inconclusive(std::vector<Stop>& stops, const Firewall& firewall, const Requirement* requirement) {
    Stop& stop = stop_at(stops, Entry{}, true, firewall);
    stop.requirements.insert(requirement);
    add_reason(stop.finding, "inconclusive: the question needs more work than the budget allows");
}

Finding finished(Stop stop, const AuditedFirewall& firewall) {
    Finding& finding = stop.finding;
    const Boxes replies = merged(std::move(stop.replies), *stop.pool);
    finding.firewall = firewall.site->name;
    finding.packets_cut = replies.size() > most_boxes;
    for (std::size_t i = 0; i < std::min(replies.size(), most_boxes); ++i) {
        finding.packets.push_back(describe(replies[i], firewall.reading.firewall));
    }
    if (!replies.empty()) {
        finding.example = describe(example_of(replies.front()), firewall.reading.firewall);
    }
    const std::size_t flows = stop.requirements.size();
    finding.message =
        finding.undecided
            ? fmt::format("cannot decide whether firewall {} lets the replies of {} required {} pass: {}",
                          finding.firewall, flows, flows == 1 ? "flow" : "flows", fmt::join(finding.reasons, "; "))
            : fmt::format("firewall {} drops the replies of {} required {} that it lets pass", finding.firewall, flows,
                          flows == 1 ? "flow" : "flows");
    finding.help = firewall.reading.firewall.stateful ? repair_by_state : repair_by_rules;
    if (!finding.primary.origin) {
        finding.primary = {firewall.site->origin, "this firewall"};
    }
    identify(finding);
    return std::move(finding);
}

}  // namespace

CheckResult missing_return_path(const AuditContext& context) {
    CheckResult result;
    for (const AuditedFirewall& firewall : context.firewalls) {
        const Firewall& model = firewall.reading.firewall;
        std::vector<Stop> stops;
        for (const RequiredFlow& flow : context.binding->flows) {
            const FirewallVerdict forth = judge(flow, firewall, context);
            for (const CrossingVerdict& one : forth.crossings) {
                for (const ReplyVerdict& back : judge_replies(one, model, *forth.pool, context.budget)) {
                    add_parts(stops, back.answer.closed, false, model, flow.requirement);
                    add_parts(stops, back.answer.undecided, true, model, flow.requirement);
                    if (!back.answer.complete) {
                        add_inconclusive(stops, model, flow.requirement);
                    }
                }
            }
        }
        for (Stop& stop : stops) {
            result.findings.push_back(finished(std::move(stop), firewall));
        }
    }
    return result;
}

}  // namespace lyncgate
