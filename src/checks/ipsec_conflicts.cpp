#include "checks/ipsec_conflicts.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "dialects/ipsec/selectors.hpp"
#include "model/subtract.hpp"

namespace lyncgate {

namespace {

using ipsec::Heading;
using ipsec::Policy;

void add(Boxes& to, const Boxes& more) {
    to.insert(to.end(), more.begin(), more.end());
}

Boxes common(const Boxes& a, const Boxes& b, SetPool& pool) {
    Boxes found;
    for (const Box& one : a) {
        for (const Box& other : b) {
            if (const std::optional<Box> both = intersect(one, other, pool)) {
                found.push_back(*both);
            }
        }
    }
    return found;
}

/// The conflicts of one list, by place of the policy and row of the media.
struct Collection {
    SetPool* pool = nullptr;
    Budget budget;
    std::vector<IpsecConflict> conflicts{};
    std::map<std::pair<std::size_t, const Requirement*>, std::size_t> known{};
    std::vector<std::size_t> places{};  ///< of each policy, the first of those written at the same place

    void learn_places(const PolicyList& list) {
        std::map<std::tuple<const SourceFile*, std::uint32_t, std::string>, std::size_t> first;
        for (const Policy& policy : list.policies) {
            const Tunnel& tunnel = policy.tunnel;
            places.push_back(
                first.emplace(std::tuple(tunnel.origin.file, tunnel.origin.span.begin, tunnel.name), places.size())
                    .first->second);
        }
    }

    IpsecConflict& at(const PolicyList& list, std::size_t number, const Media& media) {
        const std::size_t place = places[number];
        const auto [entry, fresh] = known.emplace(std::pair(place, media.flow.requirement), conflicts.size());
        if (fresh) {
            conflicts.push_back({});
            conflicts.back().policy = &list.policies[place];
            conflicts.back().media = &media;
        }
        return conflicts[entry->second];
    }

    Boxes without(const Boxes& boxes, const Boxes& cuts, bool& complete) {
        Remainder rest = subtract(boxes, cuts, *pool, budget);
        complete = complete && rest.complete;
        return std::move(rest.boxes);
    }
};

void take(Collection& collection, const PolicyList& list, const Media& media, const Boxes& packets, bool arriving) {
    Boxes settled;         // surely taken by an earlier policy
    Boxes perhaps_exempt;  // an earlier exemption may let them be
    std::vector<const Policy*> exemptions;
    for (std::size_t number = 0; number < list.policies.size(); ++number) {
        const Policy& policy = list.policies[number];
        const Boxes taken = packets_taken(policy, arriving);
        const Boxes hit = common(packets, taken, *collection.pool);
        if (hit.empty()) {
            continue;
        }
        const bool sure = policy.tunnel.doubts.empty();
        if (policy.tunnel.protection == Protection::bypass) {
            add(sure ? settled : perhaps_exempt, hit);
            exemptions.push_back(&policy);
            continue;
        }
        bool complete = true;
        const Boxes possible = collection.without(hit, settled, complete);
        const Boxes certain = sure ? collection.without(possible, perhaps_exempt, complete) : Boxes{};
        if (sure) {
            add(settled, hit);
        }
        if (possible.empty() && complete) {
            continue;
        }
        IpsecConflict& conflict = collection.at(list, number, media);
        conflict.complete = conflict.complete && complete;
        if (complete) {
            add(arriving ? conflict.arriving : conflict.leaving, certain);
        }
        add(conflict.possible, complete ? collection.without(possible, certain, complete) : possible);
        conflict.doubts.insert(conflict.doubts.end(), policy.tunnel.doubts.begin(), policy.tunnel.doubts.end());
        if (std::find(conflict.protections.begin(), conflict.protections.end(), policy.tunnel.protection) ==
            conflict.protections.end()) {
            conflict.protections.push_back(policy.tunnel.protection);
        }
        for (const Policy* const exemption : exemptions) {
            if (std::find(conflict.exemptions.begin(), conflict.exemptions.end(), exemption) ==
                conflict.exemptions.end()) {
                conflict.exemptions.push_back(exemption);
            }
            conflict.doubts.insert(conflict.doubts.end(), exemption->tunnel.doubts.begin(),
                                   exemption->tunnel.doubts.end());
        }
    }
}

/// Rows about any host repeat what the rows of servers say: only what is left of them stays. The conflicts of one
/// policy stand together.
void remove_repeated(Collection& collection) {
    const IpsecConflict* first = nullptr;
    Boxes certain;
    Boxes possible;
    for (IpsecConflict& one : collection.conflicts) {
        if (first == nullptr || one.policy != first->policy) {
            first = &one;
            certain.clear();
            possible.clear();
        }
        const IpsecConflict whole = one;
        if (one.media->general) {
            one.leaving = collection.without(one.leaving, certain, one.complete);
            one.arriving = collection.without(one.arriving, certain, one.complete);
            one.possible = collection.without(one.possible, certain, one.complete);
            one.possible = collection.without(one.possible, possible, one.complete);
        }
        add(certain, whole.leaving);
        add(certain, whole.arriving);
        add(possible, whole.possible);
    }
    std::erase_if(collection.conflicts, [](const IpsecConflict& one) {
        return one.leaving.empty() && one.arriving.empty() && one.possible.empty() && one.complete;
    });
}

}  // namespace

std::vector<PolicyList> policy_lists(const AuditedFirewall& firewall) {
    std::vector<PolicyList> lists(1);
    for (const Tunnel& tunnel : firewall.reading.firewall.tunnels) {
        ipsec::Policy policy;
        policy.tunnel = tunnel;
        lists.front().policies.push_back(std::move(policy));
    }
    const SourceFile* file = nullptr;
    for (const Policy& policy : firewall.ipsec_policies) {
        if (lists.size() == 1 || policy.tunnel.origin.file != file) {
            lists.push_back({{}, policy.on_hosts});
            file = policy.tunnel.origin.file;
        }
        lists.back().policies.push_back(policy);
    }
    return lists;
}

Boxes packets_taken(const Policy& policy, bool arriving) {
    if (policy.heading == Heading::mirrored) {
        return arriving ? ipsec::reversed(policy.tunnel.packets) : policy.tunnel.packets;
    }
    return (policy.heading == Heading::arriving) == arriving ? policy.tunnel.packets : Boxes{};
}

ConflictsFound find_conflicts(const PolicyList& list, const std::vector<Media>& media, const AuditedFirewall& firewall,
                              SetPool& pool, const Budget& budget) {
    bool complete = true;
    if (list.policies.empty()) {
        return {};
    }
    Collection collection{&pool, budget};
    collection.learn_places(list);
    for (const Media& row : media) {
        if (list.on_hosts) {
            const Boxes packets = {at_hosts(row, pool)};
            if (row.arrives) {
                take(collection, list, row, packets, true);
            }
            if (row.leaves) {
                take(collection, list, row, packets, false);
            }
            continue;
        }
        const MediaAtFirewall at = at_firewall(row, firewall, pool, budget);
        take(collection, list, row, at.arriving, true);
        take(collection, list, row, at.leaving, false);
        complete = complete && at.complete;
    }
    std::stable_sort(collection.conflicts.begin(), collection.conflicts.end(),
                     [](const IpsecConflict& a, const IpsecConflict& b) { return a.policy < b.policy; });
    remove_repeated(collection);
    return {std::move(collection.conflicts), complete};
}

}  // namespace lyncgate
