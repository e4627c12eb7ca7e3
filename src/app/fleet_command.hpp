// The part of the command audit that is about many sites.
#pragma once

#include <string>

#include "app/audit.hpp"

namespace lyncgate {

/// Options of `audit --fleet`.
struct FleetOptions {
    std::string fleet;     ///< folder or file
    std::string shard;     ///< "I/N"; empty: all
    std::string previous;  ///< an earlier report; empty: none
    std::string format;    ///< "text" or "json"
    std::string output;    ///< empty: standard output
    bool quiet = false;    ///< no progress
};

/// Audits a fleet and writes its report while it goes on. Returns the exit status.
int run_fleet(const FleetOptions& options, const LoadRequest& load, const AuditRequest& request);

}  // namespace lyncgate
