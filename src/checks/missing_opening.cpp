#include "checks/missing_opening.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <map>

#include "checks/opening_result.hpp"
#include "checks/path_order.hpp"
#include "checks/places.hpp"
#include "checks/unmet_conditions.hpp"
#include "model/rewriting_doubts.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_boxes = 64;
constexpr std::size_t most_places = 8;

Severity severity_of(Necessity necessity) {
    switch (necessity) {
    case Necessity::required:
    case Necessity::conditional: return Severity::error;
    case Necessity::optional: return Severity::warning;
    case Necessity::informational: return Severity::note;
    }
    return Severity::note;
}

void add_places(Finding& finding, const Firewall& firewall, const std::vector<Part>& parts) {
    for (const Part& part : parts) {
        Place place = place_of(*part.decider, firewall);
        if (!finding.primary.origin) {
            finding.primary = std::move(place);
        } else {
            add_related(finding, std::move(place), most_places);
        }
    }
}

void describe_packets(Finding& finding, const Boxes& boxes, const Firewall& firewall) {
    finding.packets_cut = boxes.size() > most_boxes;
    for (std::size_t i = 0; i < std::min(boxes.size(), most_boxes); ++i) {
        finding.packets.push_back(describe(boxes[i], firewall));
    }
    if (!boxes.empty()) {
        finding.example = describe(example_of(boxes.front()), firewall);
    }
}

Finding finding_about(const RequirementAtFirewall& at) {
    Finding finding;
    finding.check = "missing-opening";
    finding.severity = severity_of(at.flows.front()->necessity);
    finding.firewall = at.firewall->site->name;
    finding.requirement = RequirementRef{at.requirement->pack, at.requirement->row, at.requirement->id};
    return finding;
}

void finish(Finding& finding, const RequirementAtFirewall& at) {
    if (!finding.primary.origin) {
        finding.primary = {at.firewall->site->origin,
                           "this firewall; the rule that decides is not written down (a default)"};
    }
    add_related(finding, {at.requirement->origin, "the requirement: " + at.requirement->remark}, most_places + 1);
    identify(finding);
}

/// Says at a finding what would open it if a condition held.
void add_conditions(Finding& finding, const RequirementAtFirewall& at, RuleMembers& members, const Budget& budget) {
    std::vector<std::string> words;
    for (const FirewallVerdict& verdict : at.verdicts) {
        for (const CrossingVerdict& one : verdict.crossings) {
            for (UnmetCondition& condition : unmet_conditions(one, *at.firewall, members, *verdict.pool, budget)) {
                if (std::find(words.begin(), words.end(), condition.words) == words.end()) {
                    add_related(finding, {condition.rule, condition.words}, most_places);
                    words.push_back(std::move(condition.words));
                }
            }
        }
    }
    if (!words.empty()) {
        finding.message += ": " + listed(words, 2);
    }
}

/// Says which firewalls before this one gave the packets the source that they are listed with.
void add_changers(Finding& finding, const RequirementAtFirewall& at) {
    std::vector<std::string> names;
    for (const FirewallVerdict& verdict : at.verdicts) {
        for (const CrossingVerdict& one : verdict.crossings) {
            const std::string& name = one.crossing.source_by;
            if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
                names.push_back(name);
            }
        }
    }
    if (!names.empty()) {
        finding.help += fmt::format("; {} changes the source of packets before they come here", listed(names, 4));
    }
}

std::optional<Finding> closed_finding(const RequirementAtFirewall& at, RuleMembers& members, const Budget& budget) {
    const Firewall& firewall = at.firewall->reading.firewall;
    Finding finding = finding_about(at);
    bool whole = true;
    Boxes all;
    bool misdirected = false;
    bool by_public = false;
    for (const FirewallVerdict& verdict : at.verdicts) {
        const Boxes closed = verdict.closed();
        whole = whole && verdict.verdict() == FlowVerdict::closed;
        all.insert(all.end(), closed.begin(), closed.end());
        for (const CrossingVerdict& one : verdict.crossings) {
            add_places(finding, firewall, one.answer.closed);
            misdirected = misdirected || !one.misdirected.empty();
            by_public = by_public || (!one.misdirected.empty() && one.crossing.public_destination);
            for (const Arrival& arrival : one.view.arrivals) {
                for (const Rule* const rule :
                     one.misdirected.empty() ? std::vector<const Rule*>{} : arrival.translations) {
                    add_related(finding, {rule->origin, "translated here, but not to the role's own address"},
                                most_places);
                }
            }
        }
    }
    if (all.empty()) {
        return {};
    }
    describe_packets(finding, all, firewall);
    const std::string& label = at.flows.front()->label;
    finding.message = whole ? fmt::format("{} does not pass firewall {}", label, finding.firewall)
                            : fmt::format("{} passes firewall {} only in part", label, finding.firewall);
    if (misdirected) {
        finding.message += by_public ? ": the public address is not translated to the role's own"
                                     : ": a translation sends them to another address than the role's";
    }
    add_conditions(finding, at, members, budget);
    if (!at.requirement->breaks.empty()) {
        finding.help =
            fmt::format("open exactly the packets listed; while they are closed: {}", at.requirement->breaks);
    } else {
        finding.help = "open exactly the packets listed";
    }
    add_changers(finding, at);
    finish(finding, at);
    return finding;
}

std::optional<Finding> undecided_finding(const RequirementAtFirewall& at) {
    const Firewall& firewall = at.firewall->reading.firewall;
    Finding finding = finding_about(at);
    finding.undecided = true;
    finding.confidence = Confidence::possible;
    Boxes all;
    bool complete = true;
    for (const FirewallVerdict& verdict : at.verdicts) {
        const Boxes undecided = verdict.undecided();
        all.insert(all.end(), undecided.begin(), undecided.end());
        complete = complete && verdict.complete();
        for (const CrossingVerdict& one : verdict.crossings) {
            for (const Part& part : one.answer.undecided) {
                for (const Entry* const entry : part.because) {
                    Place place = place_of(*entry, firewall);
                    add_reasons(finding, *entry, firewall);
                    if (!finding.primary.origin) {
                        finding.primary = std::move(place);
                    } else {
                        add_related(finding, std::move(place), most_places);
                    }
                }
            }
            add_places(finding, firewall, one.answer.undecided);
            for (const OpenEnd& end : one.open_ends) {
                add_reason(finding, end.reason);
                for (const Rule* const rule : end.translations) {
                    Place place{rule->origin, "translated here"};
                    if (!finding.primary.origin) {
                        finding.primary = std::move(place);
                    } else {
                        add_related(finding, std::move(place), most_places);
                    }
                }
            }
            if (!one.misdirected_perhaps.empty()) {
                for (const Arrival& arrival : one.view.arrivals) {
                    add_reasons(finding, rewriting_doubts(arrival.translations), {}, firewall);
                }
            }
        }
    }
    if (all.empty() && complete) {
        return {};
    }
    if (!complete) {
        add_reason(finding, "inconclusive: the question needs more work than the budget allows");
    }
    describe_packets(finding, all, firewall);
    finding.message = fmt::format("cannot decide whether {} passes firewall {}: {}", at.flows.front()->label,
                                  finding.firewall, listed(finding.reasons, 2));
    finding.help =
        "look at the rules named; replace a match the text cannot decide by one it can, or confirm the flow by hand";
    add_changers(finding, at);
    finish(finding, at);
    return finding;
}

/// Where each requirement, by its id, is stopped.
using Stops = std::map<std::string, std::vector<Stop>>;

/// Says at every finding which other firewalls stop the same requirement, since opening one of them is not enough, and
/// which of them packets meet first.
void name_the_others(std::vector<Finding>& findings, const Stops& stops) {
    std::map<std::string, std::vector<std::string>> stopped_by;
    for (const Finding& finding : findings) {
        if (!finding.undecided) {
            stopped_by[finding.requirement->id].push_back(finding.firewall);
        }
    }
    std::map<std::string, std::string> first_at;
    for (const auto& [requirement, all] : stops) {
        first_at[requirement] = first_of(all);
    }
    for (Finding& finding : findings) {
        std::vector<std::string> others = stopped_by[finding.requirement->id];
        std::erase(others, finding.firewall);
        if (!others.empty()) {
            finding.help += fmt::format("; {} {} {} of it too", others.size() == 1 ? "firewall" : "firewalls",
                                        listed(others, 8), others.size() == 1 ? "stops packets" : "stop packets");
            const std::string& first = first_at[finding.requirement->id];
            if (!first.empty() && !finding.undecided) {
                finding.help += fmt::format("; packets that meet several of them meet {} first",
                                            first == finding.firewall ? "this one" : first);
            }
        }
    }
}

}  // namespace

CheckResult missing_opening(const AuditContext& context) {
    CheckResult result;
    Stops stops;
    for (const AuditedFirewall& firewall : context.firewalls) {
        std::vector<RequirementAtFirewall> all;
        std::map<const Requirement*, std::size_t> place;
        for (const RequiredFlow& flow : context.binding->flows) {
            FirewallVerdict verdict = judge(flow, firewall, context);
            if (verdict.crossings.empty()) {
                continue;
            }
            const auto [at, fresh] = place.emplace(flow.requirement, all.size());
            if (fresh) {
                all.push_back({flow.requirement, &firewall, {}, {}});
            }
            all[at->second].flows.push_back(&flow);
            all[at->second].verdicts.push_back(std::move(verdict));
        }
        RuleMembers members(firewall.reading.firewall.dialect);
        for (const RequirementAtFirewall& at : all) {
            const std::optional<Finding> closed = closed_finding(at, members, context.budget);
            const std::optional<Finding> undecided = undecided_finding(at);
            result.flows.push_back(result_of(at, closed, undecided));
            for (const FirewallVerdict& verdict : at.verdicts) {
                std::vector<Stop> more = stops_of(verdict, firewall);
                std::move(more.begin(), more.end(), std::back_inserter(stops[at.requirement->id]));
            }
            const bool demanded = at.flows.front()->necessity != Necessity::informational;
            for (const std::optional<Finding>& finding : {closed, undecided}) {
                if (finding && demanded) {
                    result.findings.push_back(*finding);
                }
            }
        }
    }
    name_the_others(result.findings, stops);
    return result;
}

}  // namespace lyncgate
