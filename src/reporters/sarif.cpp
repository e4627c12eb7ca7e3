#include "reporters/sarif.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "reporters/display.hpp"
#include "reporters/finding_words.hpp"
#include "reporters/json_parts.hpp"
#include "reporters/sarif_location.hpp"
#include "reporters/summary.hpp"

namespace lyncgate {

namespace {

/// The scale code scanning services sort by: 7.0 to 8.9 is high, 4.0 to 6.9 medium, below low.
std::string_view security_severity(Severity severity) {
    switch (severity) {
    case Severity::error: return "8.0";
    case Severity::warning: return "5.0";
    case Severity::note: return "2.0";
    }
    return "2.0";
}

/// The checks of the report, and those only findings name, in order of first appearance.
std::vector<CheckSummary> rules_of(const Report& report) {
    std::vector<CheckSummary> rules = report.checks;
    for (const Finding& finding : report.findings) {
        const auto known = std::find_if(rules.begin(), rules.end(),
                                        [&finding](const CheckSummary& rule) { return rule.id == finding.check; });
        if (known == rules.end()) {
            rules.push_back({finding.check, finding.check, {}, finding.severity});
        }
    }
    return rules;
}

Json rule_of(const CheckSummary& check) {
    const std::string help = check.help.empty()
                                 ? fmt::format("{}. \"lyncgate explain {}\" tells more.", check.summary, check.id)
                                 : check.help;
    return {{"id", check.id},
            {"shortDescription", {{"text", check.summary}}},
            {"fullDescription", {{"text", check.summary}}},
            {"help", {{"text", help}, {"markdown", help}}},
            {"defaultConfiguration", {{"level", name_of(check.worst)}}},
            {"properties",
             {{"tags", {"security", "firewall"}},
              {"precision", "very-high"},
              {"security-severity", security_severity(check.worst)}}}};
}

Json result_of(const Finding& finding, std::size_t rule, std::size_t occurrence, const std::string& site_file) {
    Json result = Json::object();
    result["ruleId"] = finding.check;
    result["ruleIndex"] = rule;
    // A question that could not be decided keeps its level: "none", which kind "open" would ask for, is hidden by the
    // services that show results, and then looks like a pass.
    result["level"] = name_of(finding.severity);
    result["message"] = {{"text", sarif_text(displayed(finding.message) + "\n" + joined(detail_lines(finding)))}};
    Json location = sarif_location(finding.primary, site_file);
    if (!finding.firewall.empty()) {
        location["logicalLocations"] = Json::array({{{"name", displayed(finding.firewall)},
                                                     {"fullyQualifiedName", displayed(finding.firewall)},
                                                     {"kind", "resource"}}});
    }
    result["locations"] = Json::array({location});
    Json related = Json::array();
    for (const Place& place : finding.related) {
        if (place.origin) {
            Json other = sarif_location(place, site_file);
            other["id"] = related.size() + 1;
            related.push_back(other);
        }
    }
    if (!related.empty()) {
        result["relatedLocations"] = related;
    }
    result["partialFingerprints"] = {{"lyncgateIdentity/v1", finding.identity},
                                     {"primaryLocationLineHash", fmt::format("{}:{}", finding.identity, occurrence)}};
    result["properties"] = {{"confidence", name_of(finding.confidence)},
                            {"undecided", finding.undecided},
                            {"firewall", finding.firewall},
                            {"requirement", finding.requirement ? json_of(*finding.requirement) : Json(nullptr)},
                            {"packets", json_of(finding.packets)},
                            {"packetsCut", finding.packets_cut},
                            {"example", finding.example ? json_of(*finding.example) : Json(nullptr)}};
    return result;
}

Json results_of(const Report& report, const std::vector<CheckSummary>& rules) {
    std::map<std::string_view, std::size_t> rule_index;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        rule_index.emplace(rules[i].id, i);
    }
    const std::string site_file = file_of_site(report);
    std::map<std::string_view, std::size_t> seen;
    Json results = Json::array();
    for (const Finding& finding : report.findings) {
        results.push_back(result_of(finding, rule_index.at(finding.check), ++seen[finding.identity], site_file));
    }
    return results;
}

Json notifications_of(const Report& report) {
    Json notifications = Json::array();
    const std::string site_file = file_of_site(report);
    for (const Diagnostic& diagnostic : report.diagnostics) {
        std::string text = displayed(diagnostic.message);
        text += diagnostic.expected.empty() ? "" : "\nexpected: " + displayed(diagnostic.expected);
        text += diagnostic.help.empty() ? "" : "\nhelp: " + displayed(diagnostic.help);
        notifications.push_back({{"level", name_of(diagnostic.level)},
                                 {"message", {{"text", sarif_text(text)}}},
                                 {"locations", Json::array({sarif_location({diagnostic.origin, {}}, site_file)})}});
    }
    return notifications;
}

Json artifacts_of(const Report& report) {
    Json artifacts = Json::array();
    for (const InputFile& input : report.inputs) {
        artifacts.push_back({{"location", {{"uri", uri_of(input.file)}}},
                             {"length", input.bytes},
                             {"hashes", {{"sha-256", input.sha256}}},
                             {"roles", Json::array({"analysisTarget"})}});
    }
    return artifacts;
}

}  // namespace

std::string write_sarif(const Report& report, const ReportStyle& style) {
    const std::vector<CheckSummary> rules = rules_of(report);
    Json rule_list = Json::array();
    for (const CheckSummary& rule : rules) {
        rule_list.push_back(rule_of(rule));
    }
    Json driver = {{"name", "lyncgate"}};
    if (!style.tool_version.empty()) {
        driver["version"] = style.tool_version;
    }
    driver["rules"] = rule_list;
    Json run = Json::object();
    run["tool"] = {{"driver", driver}};
    run["automationDetails"] = {{"id", "lyncgate/" + uri_of(report.site) + "/"}};
    run["invocations"] = Json::array({{{"executionSuccessful", true},
                                       {"exitCode", report.exit_status()},
                                       {"toolExecutionNotifications", notifications_of(report)}}});
    run["columnKind"] = "unicodeCodePoints";
    run["artifacts"] = artifacts_of(report);
    run["results"] = results_of(report, rules);
    const Json log = {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"version", "2.1.0"},
                      {"runs", Json::array({run})}};
    return text_of_json(log);
}

}  // namespace lyncgate
