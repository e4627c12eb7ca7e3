// Fleets: many sites in one run, audited one after another as far as memory is concerned.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/audit.hpp"
#include "app/baseline.hpp"

namespace lyncgate {

/// What became of one site of a fleet. Holds text only, so that a site's model is gone when its report is written.
struct FleetMember {
    std::string site;                     ///< path of the site file
    int status = 0;                       ///< exit status its audit alone would have had
    std::string error;                    ///< why it could not be audited; empty otherwise
    std::string report;                   ///< its JSON report; empty when it could not be audited
    std::string lines;                    ///< its findings, one per line
    std::vector<std::string> identities;  ///< of its findings
    std::size_t findings = 0;
    std::size_t undecided = 0;
};

/// A part of a fleet: the I-th of N, I from 1.
struct Shard {
    std::size_t index = 1;
    std::size_t count = 1;
};

/// Reads "I/N"; empty when it is not that.
std::optional<Shard> parse_shard(std::string_view text);

/// The sites of a fleet, or of one shard of it.
struct FleetSites {
    std::vector<std::string> paths;  ///< of this shard, in a fixed order
    Shard shard;
    /// SHA-256 of the list of all sites as the fleet names them: shards of one fleet have seen the same list.
    std::string list;
};

/// The site files of a fleet: every `site.yaml` and `*.site.yaml` under a folder, or the lines of a file (relative to
/// it). A message when there are none.
FleetSites fleet_sites(const std::string& path, const Shard& shard, std::string& error);

/// Which texts of each member are wanted.
struct FleetTexts {
    bool reports = true;
    bool lines = true;
};

/// Audits all sites on all cores and hands each to `take`, one at a time and in the order of `sites`; no more than a
/// few are held, however many there are. One that cannot be read is a member with an error and does not stop the
/// others. The result does not depend on the number of cores.
void audit_fleet(const std::vector<std::string>& sites, const LoadRequest& load, const AuditRequest& request,
                 FleetTexts texts, const std::function<void(FleetMember)>& take);

/// 2 when a site could not be audited, else 1 for findings, 3 for undecided ones, 0.
int joint_status(const std::vector<int>& statuses);

}  // namespace lyncgate
