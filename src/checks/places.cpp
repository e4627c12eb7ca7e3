#include "checks/places.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lyncgate {

namespace {

constexpr std::size_t most_related = 8;

}  // namespace

Place place_of(const Entry& entry, const Firewall& firewall) {
    const std::string_view verb = entry.verdict == Verdict::accept   ? "accepts"
                                  : entry.verdict == Verdict::reject ? "rejects"
                                                                     : "drops";
    if (entry.rule != nullptr) {
        if (entry.certain) {
            return {entry.rule->origin, fmt::format("this rule {} them", verb)};
        }
        const std::string reason =
            entry.doubts.empty() ? std::string("unknown") : firewall.reason_of(entry.doubts.front()).reason;
        return {entry.rule->origin, fmt::format("this rule may {} them: {}", name_of(entry.verdict), reason)};
    }
    const std::string chain = entry.chain == nullptr ? std::string("the firewall") : entry.chain->name;
    return {entry.chain == nullptr ? Origin{} : entry.chain->policy_origin,
            fmt::format("no rule takes them, and the policy of {} {} them", chain, verb)};
}

void add_related(Finding& finding, Place place, std::size_t most) {
    if (!place.origin || place.origin == finding.primary.origin || finding.related.size() >= most) {
        return;
    }
    const bool known = std::any_of(finding.related.begin(), finding.related.end(),
                                   [&](const Place& other) { return other.origin == place.origin; });
    if (!known) {
        finding.related.push_back(std::move(place));
    }
}

void add_reason(Finding& finding, const std::string& reason) {
    if (std::find(finding.reasons.begin(), finding.reasons.end(), reason) == finding.reasons.end()) {
        finding.reasons.push_back(reason);
    }
}

void add_reasons(Finding& finding, const std::vector<DoubtId>& doubts, const Origin& rule, const Firewall& firewall) {
    for (const DoubtId doubt : doubts) {
        const Doubt& why = firewall.reason_of(doubt);
        add_reason(finding, why.origin ? fmt::format("{} (line {})", why.reason, line_of(why.origin)) : why.reason);
        const bool same_line =
            rule && why.origin && rule.file == why.origin.file && line_of(rule) == line_of(why.origin);
        if (!same_line) {
            add_related(finding, {why.origin, "this decides: " + why.reason}, most_related);
        }
    }
}

void add_reasons(Finding& finding, const Entry& entry, const Firewall& firewall) {
    add_reasons(finding, entry.doubts, entry.rule == nullptr ? Origin{} : entry.rule->origin, firewall);
}

}  // namespace lyncgate
