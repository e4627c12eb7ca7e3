#include "checks/opening_result.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "net/address.hpp"

namespace lyncgate {

namespace {

FlowVerdict worst_of(const std::vector<FirewallVerdict>& verdicts) {
    std::vector<FlowVerdict> each;
    for (const FirewallVerdict& verdict : verdicts) {
        each.push_back(verdict.verdict());
    }
    const auto has = [&](FlowVerdict v) { return std::find(each.begin(), each.end(), v) != each.end(); };
    if (has(FlowVerdict::partly_open) ||
        (has(FlowVerdict::closed) && (has(FlowVerdict::open) || has(FlowVerdict::undecided)))) {
        return FlowVerdict::partly_open;
    }
    return has(FlowVerdict::closed)      ? FlowVerdict::closed
           : has(FlowVerdict::undecided) ? FlowVerdict::undecided
                                         : FlowVerdict::open;
}

void add_unique(std::vector<std::string>& list, std::string word, std::size_t most) {
    if (list.size() < most && std::find(list.begin(), list.end(), word) == list.end()) {
        list.push_back(std::move(word));
    }
}

void add_translations(FlowResult& result, const View& view) {
    for (const Arrival& arrival : view.arrivals) {
        if (!arrival.translations.empty() && arrival.before[Field::destination] != arrival.after[Field::destination]) {
            add_unique(result.translations,
                       fmt::format("{} becomes {} ({})",
                                   listed(describe_addresses(values_of(arrival.before, Field::destination)), 2),
                                   listed(describe_addresses(values_of(arrival.after, Field::destination)), 2),
                                   describe_rule(nullptr, arrival.translations.front())),
                       4);
        }
    }
}

}  // namespace

FlowResult result_of(const RequirementAtFirewall& at, const std::optional<Finding>& closed,
                     const std::optional<Finding>& undecided) {
    FlowResult result;
    const Firewall& firewall = at.firewall->reading.firewall;
    result.requirement = {at.requirement->pack, at.requirement->row, at.requirement->id};
    result.label = at.flows.front()->label;
    result.firewall = at.firewall->site->name;
    result.source_roles = at.flows.front()->source.roles;
    result.destination_roles = at.flows.front()->destination.roles;
    result.verdict = worst_of(at.verdicts);
    for (const std::optional<Finding>& finding : {closed, undecided}) {
        if (finding) {
            result.missing.insert(result.missing.end(), finding->packets.begin(), finding->packets.end());
            result.reasons.insert(result.reasons.end(), finding->reasons.begin(), finding->reasons.end());
        }
    }
    for (const FirewallVerdict& verdict : at.verdicts) {
        for (const CrossingVerdict& one : verdict.crossings) {
            result.ingress = firewall.interfaces[one.crossing.ingress].name;
            if (one.crossing.egress != 0) {
                result.egress = firewall.interfaces[one.crossing.egress].name;
            }
            for (const Part& part : one.answer.closed) {
                add_unique(result.deciders, describe_rule(part.decider->chain, part.decider->rule), 8);
            }
            add_translations(result, one.view);
            for (std::size_t stage = 0; closed == std::nullopt && stage < one.view.stages.size(); ++stage) {
                bool all_listed = true;
                for (const Part& part :
                     accepted_by(one.view, stage, {one.view.question}, false, *verdict.pool, all_listed)) {
                    if (part.decider->rule != nullptr) {
                        add_unique(result.deciders, describe_rule(part.decider->chain, part.decider->rule), 8);
                    }
                }
            }
        }
    }
    return result;
}

}  // namespace lyncgate
