#include "reporters/summary.hpp"

#include <algorithm>

#include "reporters/display.hpp"

namespace lyncgate {

void FlowCounts::add(FlowVerdict verdict) {
    switch (verdict) {
    case FlowVerdict::open: ++open; break;
    case FlowVerdict::closed: ++closed; break;
    case FlowVerdict::partly_open: ++partly_open; break;
    case FlowVerdict::undecided: ++undecided; break;
    }
}

ReportCounts count(const Report& report) {
    ReportCounts counts;
    for (const Finding& finding : report.findings) {
        if (finding.undecided) {
            ++counts.undecided;
        } else if (finding.severity == Severity::error) {
            ++counts.errors;
        } else if (finding.severity == Severity::warning) {
            ++counts.warnings;
        } else {
            ++counts.notes;
        }
    }
    for (const FlowResult& flow : report.flows) {
        counts.flows.add(flow.verdict);
    }
    counts.unchecked = static_cast<std::size_t>(std::count_if(report.unchecked.begin(), report.unchecked.end(),
                                                              [](const Unchecked& u) { return !u.expected; }));
    for (const FileCoverage& file : report.coverage) {
        counts.unmodelled += file.coverage.unmodelled;
        counts.broken += file.coverage.broken;
    }
    return counts;
}

std::string counts_in_words(const ReportCounts& counts) {
    std::string words;
    const auto add = [&words](std::size_t number, std::string text) {
        if (number > 0) {
            words += (words.empty() ? "" : ", ") + text;
        }
    };
    add(counts.errors, counted(counts.errors, "error"));
    add(counts.warnings, counted(counts.warnings, "warning"));
    add(counts.notes, counted(counts.notes, "note"));
    add(counts.undecided, std::to_string(counts.undecided) + " undecided");
    return words.empty() ? "no findings" : words;
}

std::string_view kind_of(const Finding& finding) {
    return finding.undecided ? std::string_view("undecided") : name_of(finding.severity);
}

std::vector<std::string> firewall_names(const Report& report) {
    std::vector<std::string> names;
    const auto add = [&names](const std::string& name) {
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    };
    for (const FirewallPicture& firewall : report.firewalls) {
        add(firewall.name);
    }
    for (const FlowResult& flow : report.flows) {
        add(flow.firewall);
    }
    for (const Finding& finding : report.findings) {
        add(finding.firewall);
    }
    return names;
}

}  // namespace lyncgate
