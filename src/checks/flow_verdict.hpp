// The verdict on one required flow at one firewall.
#pragma once

#include <memory>
#include <vector>

#include "checks/crossing.hpp"
#include "model/decide.hpp"

namespace lyncgate {

/// Packets that a translation sends where nothing in the site says that somebody serves them.
struct OpenEnd {
    Boxes packets;
    std::vector<const Rule*> translations;
    std::string reason;
};

/// What a firewall does with one crossing. Views and answers refer to `pool`.
struct CrossingVerdict {
    Crossing crossing;
    View view;
    Answer answer;
    Boxes misdirected;  ///< packets that pass, but are sent to another address than the role's
    Boxes misdirected_perhaps;
    std::vector<OpenEnd> open_ends;  ///< packets that pass, and nobody says whether they are served
};

/// A flow at one firewall: all its crossings, with the pool their sets live in.
struct FirewallVerdict {
    std::shared_ptr<SetPool> pool;
    std::vector<CrossingVerdict> crossings;

    /// Everything certainly closed (misdirected packets included), merged.
    Boxes closed() const;
    /// Everything undecided, merged.
    Boxes undecided() const;
    bool complete() const;
    FlowVerdict verdict() const;
};

/// Asks the firewall about every crossing of the flow. No crossings: the flow does not pass this firewall.
FirewallVerdict judge(const RequiredFlow& flow, const AuditedFirewall& firewall, const AuditContext& context);

}  // namespace lyncgate
