#include "checks/ipsec_exemptions.hpp"

#include <algorithm>

#include "model/subtract.hpp"

namespace lyncgate {

namespace {

using ipsec::Policy;

/// The first row of media of which the exemption lets some packets be.
const Media* media_met(const Boxes& exempt, const std::vector<Media>& media, SetPool& pool) {
    for (const Media& row : media) {
        const Box packets = at_hosts(row, pool);
        if (std::any_of(exempt.begin(), exempt.end(), [&](const Box& box) { return meets(box, packets); })) {
            return &row;
        }
    }
    return nullptr;
}

void add_beyond(BroadExemption& broad, const Boxes& exempt, const Boxes& guarded, const Boxes& settled, SetPool& pool,
                const Budget& budget) {
    for (const Box& one : exempt) {
        for (const Box& other : guarded) {
            if (const std::optional<Box> both = intersect(one, other, pool)) {
                Remainder rest = subtract(*both, settled, pool, budget);
                broad.complete = broad.complete && rest.complete;
                if (rest.complete) {
                    broad.packets.insert(broad.packets.end(), rest.boxes.begin(), rest.boxes.end());
                }
            }
        }
    }
}

}  // namespace

std::vector<BroadExemption> broad_exemptions(const PolicyList& list, const std::vector<Media>& media,
                                             const Boxes& exempted_by_table, SetPool& pool, const Budget& budget) {
    std::vector<BroadExemption> found;
    for (const bool arriving : {false, true}) {
        Boxes settled = exempted_by_table;
        for (std::size_t i = 0; i < list.policies.size(); ++i) {
            const Policy& policy = list.policies[i];
            const Boxes exempt = packets_taken(policy, arriving);
            const bool sure = policy.tunnel.doubts.empty();
            BroadExemption broad;
            broad.policy = &policy;
            broad.media = policy.tunnel.protection == Protection::bypass && sure && !exempt.empty()
                              ? media_met(exempt, media, pool)
                              : nullptr;
            for (std::size_t j = i + 1; broad.media != nullptr && j < list.policies.size(); ++j) {
                const Policy& other = list.policies[j];
                if (other.tunnel.protection == Protection::bypass || !other.tunnel.doubts.empty()) {
                    continue;
                }
                const std::size_t before = broad.packets.size();
                add_beyond(broad, exempt, packets_taken(other, arriving), settled, pool, budget);
                if (broad.packets.size() > before && broad.protects == nullptr) {
                    broad.protects = &other;
                }
            }
            if (broad.protects != nullptr) {
                const auto known = std::find_if(found.begin(), found.end(), [&](const BroadExemption& one) {
                    return one.policy->tunnel.origin == policy.tunnel.origin;
                });
                if (known == found.end()) {
                    found.push_back(std::move(broad));
                } else {
                    known->packets.insert(known->packets.end(), broad.packets.begin(), broad.packets.end());
                    known->complete = known->complete && broad.complete;
                }
            }
            settled.insert(settled.end(), exempt.begin(), exempt.end());
        }
    }
    for (BroadExemption& broad : found) {
        broad.packets = merged(std::move(broad.packets), pool);
    }
    return found;
}

}  // namespace lyncgate
