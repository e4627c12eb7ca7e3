// Exemptions that are broader than the table of exceptions.
#pragma once

#include "checks/ipsec_conflicts.hpp"

namespace lyncgate {

/// Packets that an exemption lets be, that another policy of the list would protect, and that no row of the exceptions
/// speaks of.
struct BroadExemption {
    const ipsec::Policy* policy = nullptr;
    const ipsec::Policy* protects = nullptr;  ///< one that would take them
    const Media* media = nullptr;             ///< a row the exemption is for
    Boxes packets;
    bool complete = true;
};

/// Exemptions of the list that let some media be, and more than that.
std::vector<BroadExemption> broad_exemptions(const PolicyList& list, const std::vector<Media>& media,
                                             const Boxes& exempted_by_table, SetPool& pool, const Budget& budget);

}  // namespace lyncgate
