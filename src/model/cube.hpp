// Cubes: groups of packets on their way through a firewall, as they were and as they are now.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "model/rule.hpp"
#include "model/subtract.hpp"

namespace lyncgate {

/// How the present value of a field depends on the value the packet arrived with.
struct Link {
    enum class Kind : std::uint8_t {
        shifted,  ///< now = then + delta (delta 0: unchanged)
        fixed,    ///< one constant, whatever it was
        loose,    ///< some member of the present set, which is not known
    };
    Kind kind = Kind::shifted;
    Value delta = 0;
};

/// Packets that have met the same rewrites. `before` is what they looked like on arrival, `now` what they look like;
/// each field of both is tied by its link.
struct Cube {
    Box before;
    Box now;
    std::array<Link, field_count> links{};
    std::vector<DoubtId> doubts;  ///< why these packets may not be here at all; empty: they certainly are
    std::vector<const Rule*> translations;
    bool delivered = false;
};

/// A part of a cube that meets a box.
struct Hit {
    Cube part;
    bool certain = true;  ///< false: whether a packet of the part meets the box depends on an unknown rewrite
};

/// The part of the cube whose packets, as they look now, are in `box`.
std::optional<Hit> meet(const Cube& cube, const Box& box, SetPool& pool);
/// The parts of the cube outside `taken`, which are parts of the same cube. Appends to `rest`; false when the budget
/// ended.
bool leave(const Cube& cube, const Boxes& taken, std::vector<Cube>& rest, SetPool& pool, const Budget& budget);
/// The part of the cube whose packets arrived in `before`.
std::optional<Cube> restricted(const Cube& cube, const Box& before, SetPool& pool);
/// The cube after a rewrite; several cubes when the rewrite acts differently on parts of it.
std::vector<Cube> rewritten(const Cube& cube, const Rewrite& rewrite, SetPool& pool);
/// The cube when a rewrite may or may not have happened: the field is loose over both outcomes.
Cube perhaps_rewritten(const Cube& cube, const Rewrite& rewrite, SetPool& pool);

}  // namespace lyncgate
