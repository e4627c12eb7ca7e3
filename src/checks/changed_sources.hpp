// Sources that a firewall of the site changes: what firewalls behind it see of a flow.
#pragma once

#include <string>
#include <vector>

#include "checks/crossing.hpp"

namespace lyncgate {

/// Packets of a flow that a firewall gives another source.
struct SourceChange {
    std::string firewall;  ///< its name
    Box packets;           ///< as they arrive there; without interfaces, and without a destination that it changes too
    Set sources, source_ports;  ///< what they have behind it
    bool certain = true;        ///< false: some of them may keep their source
};

/// Whether some rule of the firewall changes sources.
bool changes_sources(const Firewall& firewall);

/// What the firewall does to the sources of a flow that crosses it. Sets belong to the pool.
std::vector<SourceChange> changes_at(const AuditedFirewall& firewall, const RequiredFlow& flow, SetPool& pool,
                                     const Budget& budget);

/// The crossing as its packets arrive, whatever firewalls before it make of their sources: nearer the source is the
/// one with less behind the way in, or more behind the way out. Only one such change on a path is followed.
std::vector<Crossing> with_changed_sources(const AuditContext& context, const Crossing& crossing, SetPool& pool);

}  // namespace lyncgate
