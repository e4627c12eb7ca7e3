#include "reporters/annotations.hpp"

#include <fmt/format.h>
#include <map>

#include "reporters/display.hpp"
#include "reporters/finding_words.hpp"
#include "reporters/json_parts.hpp"
#include "reporters/place.hpp"
#include "reporters/summary.hpp"

namespace lyncgate {

namespace {

/// Percent-encodes what would end a workflow command; in a property also what would end the property.
std::string encoded(std::string_view text, bool property) {
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '%': result += "%25"; break;
        case '\r': result += "%0D"; break;
        case '\n': result += "%0A"; break;
        case ':': result += property ? "%3A" : ":"; break;
        case ',': result += property ? "%2C" : ","; break;
        default: result += c;
        }
    }
    return result;
}

std::string_view command_of(Severity severity) {
    switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "notice";
    }
    return "notice";
}

std::string annotation_of(const Finding& finding) {
    return github_command(command_of(finding.severity), finding.primary.origin,
                          fmt::format("{} {}", kind_of(finding), finding.check),
                          displayed(finding.message) + "\n" + joined(detail_lines(finding)));
}

std::string_view quality_severity(Severity severity) {
    switch (severity) {
    case Severity::error: return "critical";
    case Severity::warning: return "major";
    case Severity::note: return "info";
    }
    return "info";
}

/// GitLab compares paths with those of the repository, which do not start with "./".
std::string path_in_repository(std::string_view file) {
    while (file.substr(0, 2) == "./") {
        file.remove_prefix(2);
    }
    return displayed(file);
}

Json location_of(const Origin& origin, const std::string& site_file) {
    const Located at = locate(origin);
    return {{"path", path_in_repository(origin ? at.file : std::string_view(site_file))},
            {"lines", {{"begin", origin ? at.line : 1}, {"end", origin ? at.end_line : 1}}}};
}

}  // namespace

std::string github_command(std::string_view command, const Origin& origin, std::string_view title,
                           std::string_view text) {
    std::string place;
    if (origin) {
        const Located at = locate(origin);
        place = fmt::format("file={},line={},endLine={},", encoded(displayed(at.file), true), at.line, at.end_line);
        if (at.line == at.end_line) {
            place += fmt::format("col={},endColumn={},", at.column, at.end_column);
        }
    }
    return fmt::format("::{} {}title={}::{}\n", command, place, encoded(title, true), encoded(text, false));
}

std::string write_github(const Report& report, const ReportStyle&) {
    std::string text;
    for (const Finding& finding : report.findings) {
        text += annotation_of(finding);
    }
    const ReportCounts counts = count(report);
    return text + fmt::format("::notice title=lyncgate {}::{}; {} of {} open\n", encoded(displayed(report.site), true),
                              counts_in_words(counts), counts.flows.open,
                              counted(counts.flows.total(), "required flow"));
}

std::string write_gitlab(const Report& report, const ReportStyle&) {
    const std::string site_file = file_of_site(report);
    std::map<std::string_view, std::size_t> seen;
    Json issues = Json::array();
    for (const Finding& finding : report.findings) {
        // GitLab shows only the first issue of a fingerprint.
        const std::size_t occurrence = ++seen[finding.identity];
        Json others = Json::array();
        for (const Place& place : finding.related) {
            if (place.origin) {
                others.push_back(location_of(place.origin, site_file));
            }
        }
        issues.push_back(
            {{"type", "issue"},
             {"check_name", finding.check},
             {"description", displayed(finding.message)},
             {"content", {{"body", joined(detail_lines(finding), "\n\n")}}},
             {"categories", Json::array({"Security"})},
             {"fingerprint", occurrence == 1 ? finding.identity : fmt::format("{}-{}", finding.identity, occurrence)},
             {"severity", quality_severity(finding.severity)},
             {"location", location_of(finding.primary.origin, site_file)},
             {"other_locations", others}});
    }
    return text_of_json(issues);
}

}  // namespace lyncgate
