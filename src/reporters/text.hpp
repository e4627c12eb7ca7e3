// The format text: for people at a terminal and for logs.
#pragma once

#include <string>

#include "findings/report.hpp"
#include "reporters/reporter.hpp"

namespace lyncgate {

/// Findings with snippets, a summary, and one line of counts; with `quiet` one line per finding and nothing else.
std::string write_text(const Report& report, const ReportStyle& style);

/// One finding on one line: `file:line:column: severity[check] message`.
std::string terse_line(const Finding& finding);

/// The tables after the findings: required flows per firewall, what was not checked, inputs not fully understood.
std::string write_text_summary(const Report& report, const ReportStyle& style);

}  // namespace lyncgate
