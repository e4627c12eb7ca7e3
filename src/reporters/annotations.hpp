// The formats of code hosts: annotations of GitHub Actions, code quality reports of GitLab.
#pragma once

#include <string>

#include "findings/report.hpp"
#include "reporters/reporter.hpp"

namespace lyncgate {

/// Workflow commands, one per finding, and a last one with the counts. Written to the log of a step they mark the
/// lines in the pull request (GitHub shows the first ten of a kind).
std::string write_github(const Report& report, const ReportStyle& style);

/// One workflow command ("error", "warning" or "notice") at a place, or at none.
std::string github_command(std::string_view command, const Origin& origin, std::string_view title,
                           std::string_view text);

/// A code quality report, the subset of the Code Climate format that GitLab reads.
std::string write_gitlab(const Report& report, const ReportStyle& style);

}  // namespace lyncgate
