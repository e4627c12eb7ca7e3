// Suppressions: findings that are known, meant and owned.
#pragma once

#include <string>
#include <vector>

#include "findings/report.hpp"
#include "requirements/site.hpp"

namespace lyncgate {

/// A suppression written in a configuration, in a comment of its dialect:
/// `lyncgate: allow over-permissive-rule reason="printers, CR 4711" until=2027-03-31`.
/// It holds for findings whose responsible line is its own, or, when its line is nothing but a comment (`#`, `!`, an
/// ASA `remark`), the next line that is not one.
struct Suppression {
    std::string check;
    std::string reason;
    std::string until;  ///< YYYY-MM-DD; empty: no end
    const SourceFile* file = nullptr;
    std::uint32_t line = 0;  ///< the line it holds for
    Origin origin;
    bool used = false;
};

/// All suppressions written in a file. Ones that cannot be read (no check, unknown check, no reason, bad date) are
/// diagnostics and suppress nothing.
std::vector<Suppression> read_suppressions(const SourceFile& file, std::vector<Diagnostic>& diagnostics);

/// Takes suppressed findings out of the report. What is expired on `today` (YYYY-MM-DD) or suppresses nothing becomes a
/// finding itself. Returns how many findings were suppressed.
std::size_t suppress(Report& report, std::vector<Suppression> suppressions, const std::string& today);

/// Takes accepted flows that have ended before `today` out of the site, each leaving a finding.
std::vector<Finding> end_acceptances(Site& site, const std::string& today);

/// Today as YYYY-MM-DD, in UTC.
std::string today_utc();
/// Whether the text is a date YYYY-MM-DD.
bool is_date(std::string_view text);

}  // namespace lyncgate
