// The report of a fleet, written while the fleet is audited: a head, one part for each site, a tail.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/baseline.hpp"
#include "app/fleet.hpp"

namespace lyncgate {

/// What has been counted so far.
struct FleetTally {
    std::vector<int> statuses;  ///< one for each site
    std::size_t findings = 0;
    std::optional<Baseline> previous;  ///< an earlier report, less what was found again
    bool by_site = false;              ///< the earlier report was one of a fleet
    BaselineCount compared;            ///< `fixed` and `not_compared` only once the tally is closed
};

/// Starts to count; `previous` may be null.
FleetTally begin_tally(const Baseline* previous);
/// Counts one site, and compares it with what it had in the earlier report.
void count(FleetTally& tally, const FleetMember& member);
/// Everything is counted: what is left of the earlier report is of sites that were not audited this time.
void close(FleetTally& tally);

/// JSON (version 1, schemas/fleet.schema.json). A shard says which one it is, and of what list.
std::string fleet_json_head(const FleetSites& sites);
std::string fleet_json_member(const FleetMember& member, bool first);
std::string fleet_json_tail(const FleetTally& tally);

/// For people: findings, one per line, sites that could not be audited, and a summary.
std::string fleet_text_member(const FleetMember& member);
std::string fleet_text_tail(const FleetTally& tally);

/// What came of merging fleet reports.
struct MergedFleet {
    int status = 2;                    ///< as one run would have exited; 2 when a shard is missing
    std::vector<std::size_t> missing;  ///< numbers of the shards that no report is of
    std::size_t shards = 0;            ///< parts of the fleet; 0 when the reports are of whole fleets
    std::string error;  ///< why nothing could be merged: not a fleet report, a shard twice, another fleet
};
/// Writes the JSON that one run would have written, piece by piece; nothing when there is an error.
MergedFleet merge_fleets(const std::vector<const SourceFile*>& reports,
                         const std::function<void(std::string_view)>& write);

}  // namespace lyncgate
