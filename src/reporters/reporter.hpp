// Reporters: one output format each, the third extension point.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "findings/report.hpp"

namespace lyncgate {

/// How a report is to be written.
struct ReportStyle {
    bool color = false;    ///< ANSI colours; only formats for terminals
    bool quiet = false;    ///< findings only, one line each
    bool verbose = false;  ///< open flows and every coverage note as well
    std::string tool_version;
};

/// One format. A row of the table in registry.cpp.
struct Reporter {
    std::string_view name;     ///< "text", "json", "sarif", ...
    std::string_view summary;  ///< one line for `--help`
    std::string (*write)(const Report& report, const ReportStyle& style) = nullptr;
};

std::span<const Reporter> reporters();
const Reporter* find_reporter(std::string_view name);

}  // namespace lyncgate
