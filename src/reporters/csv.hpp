// The format csv: the matrix of requirements and firewalls, for a spreadsheet.
#pragma once

#include <string>

#include "findings/report.hpp"
#include "reporters/reporter.hpp"

namespace lyncgate {

/// RFC 4180. A row per requirement with its verdict at every firewall (empty: does not cross it) and the identities of
/// its findings; then a row per check with findings that are about no requirement, the cells counting them.
std::string write_csv(const Report& report, const ReportStyle& style);

}  // namespace lyncgate
