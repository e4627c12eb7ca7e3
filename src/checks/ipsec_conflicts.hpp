// Conflicts: media that an IPsec policy takes.
#pragma once

#include <vector>

#include "checks/media.hpp"

namespace lyncgate {

/// Policies that are tried one after the other for the same packets: those of one firewall's configuration, or of one
/// file.
struct PolicyList {
    std::vector<ipsec::Policy> policies;
    bool on_hosts = false;
};

/// The lists of a firewall: the tunnels of its configuration first, then one list for each IPsec file.
std::vector<PolicyList> policy_lists(const AuditedFirewall& firewall);

/// Media of one row that one policy takes. `leaving` and `arriving` are certain.
struct IpsecConflict {
    const ipsec::Policy* policy = nullptr;  ///< the first of those written at the same place
    const Media* media = nullptr;
    Boxes leaving;
    Boxes arriving;
    Boxes possible;  ///< undecided, both ways
    std::vector<DoubtId> doubts;
    std::vector<Protection> protections;           ///< what is done with them; each once
    std::vector<const ipsec::Policy*> exemptions;  ///< that take a part of the row's packets, but not these
    bool complete = true;
};

/// The conflicts of one list.
struct ConflictsFound {
    std::vector<IpsecConflict> conflicts;
    bool complete = true;  ///< false: the budget ended, and there may be more
};

/// Every conflict of the list with these media, by policy in the order they are tried, then by row. Rows that speak of
/// any host list only what no row of a server has listed for the same policy.
ConflictsFound find_conflicts(const PolicyList& list, const std::vector<Media>& media, const AuditedFirewall& firewall,
                              SetPool& pool, const Budget& budget);

/// The packets a policy takes of one direction; none when it says nothing about it.
Boxes packets_taken(const ipsec::Policy& policy, bool arriving);

}  // namespace lyncgate
