#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/fleet.hpp"

namespace lyncgate {

namespace {

using Json = nlohmann::ordered_json;

/// The identities of a fleet against those of an earlier report.
BaselineCount against(const std::vector<FleetMember>& members, Baseline previous) {
    BaselineCount count;
    for (const FleetMember& member : members) {
        const Json report = Json::parse(member.report, nullptr, false);
        if (report.is_discarded()) {
            continue;
        }
        for (const Json& finding : report.value("findings", Json::array())) {
            const auto known = previous.identities.find(finding.value("identity", std::string{}));
            const bool old = known != previous.identities.end() && known->second > 0;
            if (old) {
                --known->second;
            }
            ++(old ? count.unchanged : count.fresh);
        }
    }
    for (const auto& [identity, left] : previous.identities) {
        count.fixed += left;
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
        document["previous"] = {{"new", count.fresh}, {"fixed", count.fixed}, {"unchanged", count.unchanged}};
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
        text += fmt::format("since the previous report: {} new, {} fixed, {} unchanged\n", count.fresh, count.fixed,
                            count.unchanged);
    }
    return text;
}

std::string merge_fleets(const std::vector<const SourceFile*>& reports, std::string& error) {
    std::vector<Json> members;
    for (const SourceFile* const file : reports) {
        Json document = Json::parse(file->text(), nullptr, false);
        const bool fleet = !document.is_discarded() && document.is_object() && document.value("version", 0) == 1 &&
                           document.contains("fleet") && document["fleet"].is_array();
        if (!fleet) {
            error = fmt::format("\"{}\" is not the JSON report of a fleet (version 1)", file->name());
            return {};
        }
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
    document["fleet"] = members;
    return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace lyncgate
