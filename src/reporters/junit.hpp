// The format junit: test results as CI servers read them.
#pragma once

#include <string>

#include "findings/report.hpp"
#include "reporters/reporter.hpp"

namespace lyncgate {

/// A suite per firewall and one for the site; a case per required flow, a case per finding that is about no flow.
/// Closed flows and findings are failures, undecided ones errors, notes are output of a case that passes. Requirements
/// that could not be checked and flows that are not open but have no finding are skipped.
std::string write_junit(const Report& report, const ReportStyle& style);

}  // namespace lyncgate
