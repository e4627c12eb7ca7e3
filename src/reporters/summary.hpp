// The counts and groupings every format shows.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "findings/report.hpp"

namespace lyncgate {

/// How many required flows have which verdict.
struct FlowCounts {
    std::size_t open = 0;
    std::size_t closed = 0;
    std::size_t partly_open = 0;
    std::size_t undecided = 0;

    void add(FlowVerdict verdict);
    std::size_t total() const { return open + closed + partly_open + undecided; }
};

/// The report in numbers. A finding counts once: as undecided, or by its severity.
struct ReportCounts {
    std::size_t errors = 0;
    std::size_t warnings = 0;
    std::size_t notes = 0;
    std::size_t undecided = 0;
    FlowCounts flows;
    std::size_t unchecked = 0;   ///< requirements that could not be checked and should have been
    std::size_t unmodelled = 0;  ///< statements of all inputs
    std::size_t broken = 0;
};

ReportCounts count(const Report& report);

/// "2 errors, 1 warning, 1 undecided", or "no findings".
std::string counts_in_words(const ReportCounts& counts);
/// "error", "warning", "note", or "undecided".
std::string_view kind_of(const Finding& finding);

/// Names of the firewalls of the report: those of the picture in its order, then others that flows or findings name.
std::vector<std::string> firewall_names(const Report& report);

}  // namespace lyncgate
