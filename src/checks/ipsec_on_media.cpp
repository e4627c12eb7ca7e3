#include "checks/ipsec_on_media.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "checks/ipsec_condition.hpp"
#include "checks/ipsec_exemptions.hpp"
#include "checks/ipsec_words.hpp"
#include "checks/places.hpp"
#include "dialects/ipsec/selectors.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_places = 8;
constexpr std::size_t most_rows = 16;

void add_all(Boxes& to, const Boxes& more) {
    to.insert(to.end(), more.begin(), more.end());
}

void add_requirement(Finding& finding, const Media& media) {
    add_related(
        finding,
        {media.flow.requirement->origin,
         fmt::format("the {}: {}", media.exception ? "exception" : "requirement", media.flow.requirement->remark)},
        most_places + most_rows);
}

void add_members(Finding& finding, const Tunnel& tunnel) {
    for (const Origin& member : tunnel.members) {
        add_related(finding, {member, "it takes packets by this"}, most_places);
    }
}

void add_doubts(Finding& finding, const std::vector<DoubtId>& doubts, const Firewall& firewall) {
    for (const DoubtId doubt : doubts) {
        const Doubt& why = firewall.reason_of(doubt);
        add_reason(finding, why.origin ? fmt::format("{} (line {})", why.reason, line_of(why.origin)) : why.reason);
    }
}

/// What the list has for this row already, and why it does not help.
void add_exemptions(Finding& finding, const IpsecConflict& conflict, const PolicyList& list) {
    for (const ipsec::Policy* const exemption : conflict.exemptions) {
        add_related(finding, {exemption->tunnel.origin, "this exemption is too narrow"}, most_places);
    }
    const std::string name = fmt::format("\"{}\"", title_of(*conflict.media));
    for (const ipsec::Policy& policy : list.policies) {
        if (policy.tunnel.protection != Protection::bypass && policy.tunnel.name.find(name) != std::string::npos) {
            add_related(finding, {policy.tunnel.origin, "has the name of the exception, but does not exempt it"},
                        most_places);
        }
    }
}

std::string tail_of(const IpsecConflict& conflict, const PolicyList& list) {
    if (!list.on_hosts) {
        return {};
    }
    return conflict.exemptions.empty() ? "; no rule exempts it" : "; the exemption is too narrow";
}

Finding conflict_finding(const IpsecConflict& conflict, const PolicyList& list, const AuditedFirewall& firewall) {
    const Firewall& model = firewall.reading.firewall;
    Finding finding = started(firewall, *conflict.media);
    const Tunnel& tunnel = conflict.policy->tunnel;
    const bool only_negotiates = conflict.protections == std::vector<Protection>{Protection::optional_};
    finding.severity = only_negotiates ? Severity::warning : Severity::error;
    finding.message = fmt::format("{} {} media that IPsec must leave alone: {}{}", tunnel.name, verbs_of(conflict),
                                  title_of(*conflict.media), tail_of(conflict, list));
    finding.primary = {tunnel.origin, "this policy takes them"};
    Boxes packets = conflict.leaving;
    add_all(packets, conflict.arriving);
    list_packets(finding, std::move(packets), model);
    finding.packets_cut = finding.packets_cut || !conflict.complete;
    add_exemptions(finding, conflict, list);
    add_members(finding, tunnel);
    add_requirement(finding, *conflict.media);
    finding.help = exemption_for(conflict, firewall);
    if (!conflict.media->flow.requirement->breaks.empty()) {
        finding.help += fmt::format("; until then: {}", conflict.media->flow.requirement->breaks);
    }
    identify(finding);
    return finding;
}

/// All rows of which one policy may take something: one question that is open, one finding.
Finding undecided_finding(const std::vector<const IpsecConflict*>& conflicts, const AuditedFirewall& firewall) {
    const Firewall& model = firewall.reading.firewall;
    const IpsecConflict& first = *conflicts.front();
    const Tunnel& tunnel = first.policy->tunnel;
    Finding finding = started(firewall, *first.media);
    finding.severity = Severity::warning;
    finding.confidence = Confidence::possible;
    finding.undecided = true;
    finding.primary = {tunnel.origin, "this policy may take them"};
    Boxes packets;
    std::vector<std::string> titles;
    for (const IpsecConflict* const conflict : conflicts) {
        add_all(packets, conflict->possible);
        titles.push_back(title_of(*conflict->media));
        add_doubts(finding, conflict->doubts, model);
        if (!conflict->complete) {
            add_reason(finding, "inconclusive: the question needs more work than the budget allows");
            finding.packets_cut = true;
        }
    }
    list_packets(finding, std::move(packets), model);
    finding.message = fmt::format("cannot decide whether {} takes media that IPsec must leave alone ({}): {}",
                                  tunnel.name, listed(titles, 3), listed(finding.reasons, 2));
    add_members(finding, tunnel);
    for (const IpsecConflict* const conflict : conflicts) {
        add_requirement(finding, *conflict->media);
    }
    finding.help = "look at the policy: give it packets that the text names, or exempt the media before it";
    identify(finding);
    return finding;
}

Finding inconclusive(const AuditedFirewall& firewall, const Media& media) {
    Finding finding = started(firewall, media);
    finding.requirement.reset();
    finding.confidence = Confidence::possible;
    finding.undecided = true;
    finding.primary = {firewall.site->origin, "this firewall"};
    finding.message = fmt::format("cannot decide whether IPsec takes media at firewall {}", finding.firewall);
    add_reason(finding, "inconclusive: its chains cannot be followed to their end within the budget");
    identify(finding);
    return finding;
}

void report_list(CheckResult& result, const PolicyList& list, const std::vector<Media>& media,
                 const AuditedFirewall& firewall, SetPool& pool, const Budget& budget) {
    const ConflictsFound found = find_conflicts(list, media, firewall, pool, budget);
    if (!found.complete) {
        result.findings.push_back(inconclusive(firewall, media.front()));
    }
    std::vector<const IpsecConflict*> open;
    for (std::size_t i = 0; i < found.conflicts.size(); ++i) {
        const IpsecConflict& conflict = found.conflicts[i];
        if (!conflict.leaving.empty() || !conflict.arriving.empty()) {
            result.findings.push_back(conflict_finding(conflict, list, firewall));
        }
        if (!conflict.possible.empty() || !conflict.complete) {
            open.push_back(&conflict);
        }
        // The last conflict of a policy brings what is open about all its rows.
        const bool last = i + 1 == found.conflicts.size() || found.conflicts[i + 1].policy != conflict.policy;
        if (last && !open.empty()) {
            result.findings.push_back(undecided_finding(open, firewall));
            open.clear();
        }
    }
}

Finding broad_finding(const BroadExemption& broad, const AuditedFirewall& firewall) {
    Finding finding = started(firewall, *broad.media);
    finding.severity = Severity::note;
    finding.primary = {broad.policy->tunnel.origin, "this exemption lets them be"};
    list_packets(finding, broad.packets, firewall.reading.firewall);
    finding.packets_cut = finding.packets_cut || !broad.complete;
    finding.message = fmt::format("{} exempts more than the exceptions for media ask for", broad.policy->tunnel.name);
    add_related(finding, {broad.protects->tunnel.origin, "would protect them"}, most_places);
    add_requirement(finding, *broad.media);
    finding.help = "narrow the exemption to the servers and protocols of the exceptions, unless the rest is meant";
    identify(finding);
    return finding;
}

Finding condition_finding(const IpsecCondition& condition, const AuditedFirewall& firewall) {
    Finding finding = started(firewall, *condition.media);
    finding.primary = {condition.accepts->origin, "this rule accepts them, but only under IPsec"};
    list_packets(finding, condition.packets, firewall.reading.firewall);
    finding.message =
        fmt::format("media passes firewall {} only under IPsec: {}", finding.firewall, title_of(*condition.media));
    if (condition.drops != nullptr) {
        add_related(finding, {condition.drops->origin, "this rule drops them in the clear"}, most_places);
    }
    add_requirement(finding, *condition.media);
    finding.help = "accept exactly the packets listed in the clear as well, without a match on the IPsec policy";
    identify(finding);
    return finding;
}

}  // namespace

CheckResult ipsec_on_media(const AuditContext& context) {
    CheckResult result;
    const std::vector<Media> media = media_of(context);
    if (media.empty()) {
        return result;
    }
    for (const AuditedFirewall& firewall : context.firewalls) {
        SetPool pool;
        const Boxes exempted = exempted_by_table(context, pool);
        for (const PolicyList& list : policy_lists(firewall)) {
            report_list(result, list, media, firewall, pool, context.budget);
            for (const BroadExemption& broad : broad_exemptions(list, media, exempted, pool, context.budget)) {
                result.findings.push_back(broad_finding(broad, firewall));
            }
        }
        const ConditionsFound conditions = find_conditions(media, firewall, pool, context.budget);
        for (const IpsecCondition& condition : conditions.conditions) {
            result.findings.push_back(condition_finding(condition, firewall));
        }
        if (!conditions.complete) {
            result.findings.push_back(inconclusive(firewall, media.front()));
        }
    }
    return result;
}

}  // namespace lyncgate
