// Baselines: the findings that are known already.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "findings/report.hpp"

namespace lyncgate {

/// Findings of an earlier report by identity, with how often each stood there.
struct Baseline {
    std::map<std::string, std::size_t> identities;
    /// The same for each site, when the report was one of a fleet. A site without findings, or that could not be
    /// audited then, has an entry too.
    std::map<std::string, std::map<std::string, std::size_t>> sites;
};

/// Reads a baseline file, or any JSON report of an audit or a fleet. False and a message when it is neither.
bool read_baseline(const SourceFile& file, Baseline& baseline, std::string& error);
/// The same from a file, read piece by piece: the report of a fleet is long.
bool read_baseline_file(const std::string& path, Baseline& baseline, std::string& error);
/// A baseline file (JSON, version 1) of all findings of these reports.
std::string write_baseline(const std::vector<const Report*>& reports);

/// How findings compare with an earlier report.
struct BaselineCount {
    std::size_t fresh = 0;
    std::size_t unchanged = 0;
    std::size_t fixed = 0;         ///< in the baseline and not found any more
    std::size_t not_compared = 0;  ///< in the baseline, of a site that was not audited this time
};

/// Takes known findings out of the report, but for one: that nothing was checked. `baseline` loses what was used.
/// Counts new and unchanged ones.
BaselineCount leave_out_known(Report& report, Baseline& baseline);

}  // namespace lyncgate
