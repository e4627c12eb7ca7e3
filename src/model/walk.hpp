// One packet through a firewall, step by step: the answer of `trace`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/firewall.hpp"
#include "model/unfold.hpp"

namespace lyncgate {

/// One rule or policy that the packet met.
struct Step {
    const Stage* stage = nullptr;
    const Chain* chain = nullptr;
    const Rule* rule = nullptr;  ///< null: the policy of `chain`
    bool certain = true;         ///< false: it may not have taken the packet
    bool rewrote = false;
    Packet after;  ///< the packet after the step
};

/// Where a walk ended.
enum class Fate : std::uint8_t { accept, drop, reject, unknown };

/// The path of one packet.
struct Walk {
    Fate fate = Fate::accept;
    std::vector<Step> steps;
    Packet arrived;                           ///< as it leaves (or was last seen)
    std::array<bool, field_count> unknown{};  ///< fields of `arrived` whose value is not known
    bool delivered = false;                   ///< to the firewall itself
    std::optional<std::size_t> decider;  ///< index into `steps` of the step that decided a drop or reject, or accepted
                                         ///< in the last stage that had a say
    std::vector<DoubtId> doubts;         ///< why the fate is unknown
};

/// Walks the packet. Its fields mark, connmark and translated should be 0, egress is found by routing. Says the same as
/// `unfold` and `decide` do for the box of this packet, by other means.
/// `unknown` names fields of the packet whose value is not known.
Walk walk(const Firewall& firewall, const Packet& packet, From from, const std::array<bool, field_count>& unknown = {});

}  // namespace lyncgate
