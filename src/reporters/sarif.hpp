// The format sarif: Static Analysis Results Interchange Format 2.1.0 (OASIS Standard, 27 March 2020).
#pragma once

#include <string>

#include "findings/report.hpp"
#include "reporters/reporter.hpp"

namespace lyncgate {

/// One run: a rule per check, a result per finding, an artifact per input, a notification per diagnostic.
std::string write_sarif(const Report& report, const ReportStyle& style);

}  // namespace lyncgate
