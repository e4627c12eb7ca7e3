#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/fleet.hpp"

namespace lyncgate {

namespace {

using Json = nlohmann::ordered_json;

/// Findings of one site against those it had. What is left of `known` has been fixed.
void compare_site(const Json& report, std::map<std::string, std::size_t>& known, BaselineCount& count) {
    for (const Json& finding : report.value("findings", Json::array())) {
        const auto earlier = known.find(finding.value("identity", std::string{}));
        const bool old = earlier != known.end() && earlier->second > 0;
        if (old) {
            --earlier->second;
        }
        ++(old ? count.unchanged : count.fresh);
    }
}

std::size_t left_of(const std::map<std::string, std::size_t>& identities) {
    std::size_t left = 0;
    for (const auto& [identity, number] : identities) {
        left += number;
    }
    return left;
}

/// A fleet against an earlier report, site by site when that was of a fleet too: what a site does not show because it
/// could not be audited, or was left out, is not fixed.
BaselineCount against(const std::vector<FleetMember>& members, Baseline previous) {
    BaselineCount count;
    const bool by_site = !previous.sites.empty();
    for (const FleetMember& member : members) {
        const Json report = Json::parse(member.report, nullptr, false);
        if (report.is_discarded()) {
            continue;
        }
        auto& known = by_site ? previous.sites[member.site] : previous.identities;
        compare_site(report, known, count);
        if (by_site) {
            count.fixed += left_of(known);
            previous.sites.erase(member.site);
        }
    }
    for (const auto& [site, identities] : previous.sites) {
        count.not_compared += left_of(identities);
    }
    if (!by_site) {
        const bool all =
            std::none_of(members.begin(), members.end(), [](const FleetMember& m) { return !m.error.empty(); });
        (all ? count.fixed : count.not_compared) += left_of(previous.identities);
    }
    return count;
}

struct Totals {
    std::size_t clean = 0, with_findings = 0, undecided = 0, broken = 0, findings = 0;
};

Totals totals_of(const std::vector<FleetMember>& members) {
    Totals totals;
    for (const FleetMember& member : members) {
        ++(member.status == 0   ? totals.clean
           : member.status == 1 ? totals.with_findings
           : member.status == 3 ? totals.undecided
                                : totals.broken);
        totals.findings += member.findings;
    }
    return totals;
}

Json summary_json(std::size_t sites, std::size_t clean, std::size_t with_findings, std::size_t undecided,
                  std::size_t broken) {
    return {{"sites", sites},
            {"clean", clean},
            {"with_findings", with_findings},
            {"undecided", undecided},
            {"not_audited", broken}};
}

/// The comparisons of all shards as one; null when a shard was not compared. Each shard counts all that the others have
/// as not compared, so every one of them knows how much the earlier report held.
Json joined_comparison(const std::vector<Json>& comparisons) {
    std::size_t fresh = 0;
    std::size_t fixed = 0;
    std::size_t unchanged = 0;
    std::size_t held = 0;
    for (const Json& one : comparisons) {
        if (!one.is_object()) {
            return nullptr;
        }
        const auto number = [&one](const char* name) { return one.value(name, std::size_t{0}); };
        fresh += number("new");
        fixed += number("fixed");
        unchanged += number("unchanged");
        held = std::max(held, number("fixed") + number("unchanged") + number("not_compared"));
    }
    const std::size_t compared = fixed + unchanged;
    return {{"new", fresh},
            {"fixed", fixed},
            {"unchanged", unchanged},
            {"not_compared", held > compared ? held - compared : 0}};
}

}  // namespace

std::string fleet_json(const std::vector<FleetMember>& members, const Baseline* previous) {
    Json list = Json::array();
    for (const FleetMember& member : members) {
        Json one{{"site", member.site}, {"status", member.status}};
        if (!member.error.empty()) {
            one["error"] = member.error;
        }
        if (!member.report.empty()) {
            one["report"] = Json::parse(member.report);
        }
        list.push_back(std::move(one));
    }
    const Totals totals = totals_of(members);
    Json document{
        {"version", 1},
        {"kind", "fleet"},
        {"summary", summary_json(members.size(), totals.clean, totals.with_findings, totals.undecided, totals.broken)}};
    if (previous != nullptr) {
        const BaselineCount count = against(members, *previous);
        document["previous"] = {{"new", count.fresh},
                                {"fixed", count.fixed},
                                {"unchanged", count.unchanged},
                                {"not_compared", count.not_compared}};
    }
    document["fleet"] = std::move(list);
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string fleet_text(const std::vector<FleetMember>& members, const Baseline* previous) {
    std::string text;
    for (const FleetMember& member : members) {
        if (!member.error.empty()) {
            text += fmt::format("{}: not audited\n{}", member.site, member.error);
        } else if (!member.lines.empty()) {
            text += fmt::format("{}:\n{}", member.site, member.lines);
        }
    }
    const Totals totals = totals_of(members);
    text += fmt::format("\n{} sites: {} clean, {} with findings, {} undecided, {} not audited; {} findings\n",
                        members.size(), totals.clean, totals.with_findings, totals.undecided, totals.broken,
                        totals.findings);
    if (previous != nullptr) {
        const BaselineCount count = against(members, *previous);
        text += fmt::format(
            "since the previous report: {} new, {} fixed, {} unchanged{}\n", count.fresh, count.fixed, count.unchanged,
            count.not_compared == 0 ? std::string{}
                                    : fmt::format(", {} of sites that were not audited this time", count.not_compared));
    }
    return text;
}

std::string merge_fleets(const std::vector<const SourceFile*>& reports, std::string& error) {
    std::vector<Json> members;
    std::vector<Json> comparisons;
    for (const SourceFile* const file : reports) {
        Json document = Json::parse(file->text(), nullptr, false);
        const bool fleet = !document.is_discarded() && document.is_object() && document.value("version", 0) == 1 &&
                           document.contains("fleet") && document["fleet"].is_array();
        if (!fleet) {
            error = fmt::format("\"{}\" is not the JSON report of a fleet (version 1)", file->name());
            return {};
        }
        comparisons.push_back(document.value("previous", Json()));
        for (Json& member : document["fleet"]) {
            members.push_back(std::move(member));
        }
    }
    const auto site_of = [](const Json& member) { return member.value("site", std::string{}); };
    std::stable_sort(members.begin(), members.end(),
                     [&](const Json& a, const Json& b) { return site_of(a) < site_of(b); });
    const auto twin = std::adjacent_find(members.begin(), members.end(),
                                         [&](const Json& a, const Json& b) { return site_of(a) == site_of(b); });
    if (twin != members.end()) {
        error = fmt::format("site \"{}\" is in more than one of the reports", site_of(*twin));
        return {};
    }
    const auto count = [&](int status) {
        return static_cast<std::size_t>(std::count_if(members.begin(), members.end(),
                                                      [&](const Json& m) { return m.value("status", 2) == status; }));
    };
    Json document{{"version", 1},
                  {"kind", "fleet"},
                  {"summary", summary_json(members.size(), count(0), count(1), count(3), count(2))}};
    if (Json comparison = joined_comparison(comparisons); comparison.is_object()) {
        document["previous"] = std::move(comparison);
    }
    document["fleet"] = members;
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lyncgate
