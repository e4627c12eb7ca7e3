#include "app/fleet_report.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/fleet_json.hpp"

namespace lyncgate {

namespace {

using Json = nlohmann::ordered_json;

std::size_t left_of(const std::map<std::string, std::size_t>& identities) {
    std::size_t left = 0;
    for (const auto& [identity, number] : identities) {
        left += number;
    }
    return left;
}

std::size_t number_of(const FleetTally& tally, int status) {
    return static_cast<std::size_t>(std::count(tally.statuses.begin(), tally.statuses.end(), status));
}

}  // namespace

FleetTally begin_tally(const Baseline* previous) {
    FleetTally tally;
    if (previous != nullptr) {
        tally.previous = *previous;
        tally.by_site = !previous->sites.empty();
    }
    return tally;
}

void count(FleetTally& tally, const FleetMember& member) {
    tally.statuses.push_back(member.status);
    tally.findings += member.findings;
    if (!tally.previous || !member.error.empty()) {
        return;
    }
    // What a site does not show because it could not be audited, or was left out, is not fixed: so it is compared site
    // by site when the earlier report was of a fleet too.
    std::map<std::string, std::size_t>& known =
        tally.by_site ? tally.previous->sites[member.site] : tally.previous->identities;
    for (const std::string& identity : member.identities) {
        const auto earlier = known.find(identity);
        const bool old = earlier != known.end() && earlier->second > 0;
        if (old) {
            --earlier->second;
        }
        ++(old ? tally.compared.unchanged : tally.compared.fresh);
    }
    if (tally.by_site) {
        tally.compared.fixed += left_of(known);
        tally.previous->sites.erase(member.site);
    }
}

void close(FleetTally& tally) {
    if (!tally.previous) {
        return;
    }
    for (const auto& [site, identities] : tally.previous->sites) {
        tally.compared.not_compared += left_of(identities);
    }
    if (!tally.by_site) {
        const bool all = number_of(tally, 2) == 0;
        (all ? tally.compared.fixed : tally.compared.not_compared) += left_of(tally.previous->identities);
    }
}

std::string fleet_json_head(const FleetSites& sites) {
    Json head = fleet_head();
    if (sites.shard.count > 1) {
        head["shard"] = {{"index", sites.shard.index}, {"count", sites.shard.count}, {"list", sites.list}};
    }
    return opened_document(head);
}

std::string fleet_json_member(const FleetMember& member, bool first) {
    Json one{{"site", member.site}, {"status", member.status}};
    if (!member.error.empty()) {
        one["error"] = member.error;
    }
    if (!member.report.empty()) {
        one["report"] = Json::parse(member.report);
    }
    return listed_member(one, first);
}

std::string fleet_json_tail(const FleetTally& tally) {
    Json tail{{"summary", fleet_summary(tally.statuses)}};
    if (tally.previous) {
        tail["previous"] = {{"new", tally.compared.fresh},
                            {"fixed", tally.compared.fixed},
                            {"unchanged", tally.compared.unchanged},
                            {"not_compared", tally.compared.not_compared}};
    }
    return closed_document(tail);
}

std::string fleet_text_member(const FleetMember& member) {
    if (!member.error.empty()) {
        return fmt::format("{}: not audited\n{}", member.site, member.error);
    }
    return member.lines.empty() ? std::string{} : fmt::format("{}:\n{}", member.site, member.lines);
}

std::string fleet_text_tail(const FleetTally& tally) {
    std::string text = fmt::format(
        "\n{} sites: {} clean, {} with findings, {} undecided, {} not audited; {} findings\n", tally.statuses.size(),
        number_of(tally, 0), number_of(tally, 1), number_of(tally, 3), number_of(tally, 2), tally.findings);
    if (tally.previous) {
        const BaselineCount& compared = tally.compared;
        text += fmt::format("since the previous report: {} new, {} fixed, {} unchanged{}\n", compared.fresh,
                            compared.fixed, compared.unchanged,
                            compared.not_compared == 0
                                ? std::string{}
                                : fmt::format(", {} of sites that were not audited this time", compared.not_compared));
    }
    return text;
}

}  // namespace lyncgate
