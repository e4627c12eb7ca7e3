// Fleets: many sites in one run.
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
    std::string site;    ///< path of the site file
    int status = 0;      ///< exit status its audit alone would have had
    std::string error;   ///< why it could not be audited; empty otherwise
    std::string report;  ///< its JSON report; empty when it could not be audited
    std::string lines;   ///< its findings, one per line
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

/// The site files of a fleet in a fixed order: every `site.yaml` and `*.site.yaml` under a folder, or the lines of a
/// file (relative to it). Empty and a message when there are none.
std::vector<std::string> fleet_sites(const std::string& path, const Shard& shard, std::string& error);

/// Audits all sites on all cores. One that cannot be read is a member with an error and does not stop the others. The
/// result does not depend on the number of cores. `progress` is told how many are done, from any thread, one at a time.
std::vector<FleetMember> audit_fleet(const std::vector<std::string>& sites, const LoadRequest& load,
                                     const AuditRequest& request, const std::function<void(std::size_t)>& progress);

/// A fleet's report as JSON (version 1), with what is new, fixed and unchanged against `previous`.
std::string fleet_json(const std::vector<FleetMember>& members, const Baseline* previous);
/// The same for people: findings, one per line, sites that could not be audited, and a summary.
std::string fleet_text(const std::vector<FleetMember>& members, const Baseline* previous);
/// One fleet report out of several, as shards write them. Empty and a message when one is not a fleet report.
std::string merge_fleets(const std::vector<const SourceFile*>& reports, std::string& error);
/// 2 when a site could not be audited, else 1 for findings, 3 for undecided ones, 0.
int exit_status_of(const std::vector<FleetMember>& members);

}  // namespace lyncgate
