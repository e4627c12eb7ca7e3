// Boxes: the packets whose every field lies in a set of its own.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "model/field.hpp"
#include "model/set_pool.hpp"

namespace lyncgate {

/// A product of sets, one per field. A null set means the whole domain of the field; a set equal to the domain is
/// always stored as null, and no set is empty (an empty box is not a Box). The sets belong to some SetPool.
struct Box {
    std::array<const Set*, field_count> sets{};

    const Set* operator[](Field field) const { return sets[index_of(field)]; }
};

/// The set of a field, the domain when unconstrained.
inline const Set& values_of(const Box& box, Field field) {
    const Set* const set = box[field];
    return set == nullptr ? domain_of(field) : *set;
}

/// Sets a field of `box` to `set`, normalising a whole domain to null. False (and `box` unchanged) when `set` is
/// empty: there is no such box.
bool assign(Box& box, Field field, const Set& set, SetPool& pool);
/// Narrows a field to its common part with `set`. False (and `box` unchanged) when nothing is left.
bool narrow(Box& box, Field field, const Set& set, SetPool& pool);

/// Whether some packet is in both.
bool meets(const Box& a, const Box& b);
/// Whether every packet of `inner` is in `outer`.
bool covers(const Box& outer, const Box& inner);
/// The packets in both; empty when there are none.
std::optional<Box> intersect(const Box& a, const Box& b, SetPool& pool);
bool same(const Box& a, const Box& b);

/// One value per field: a single packet.
struct Packet {
    std::array<Value, field_count> values{};

    Value operator[](Field field) const { return values[index_of(field)]; }
    Value& operator[](Field field) { return values[index_of(field)]; }
};

bool contains(const Box& box, const Packet& packet);
/// The box that holds only this packet.
Box box_of(const Packet& packet, SetPool& pool);
/// A packet of the box that a person would write down: first address of a range that is not its network address, an
/// unprivileged source port where allowed, a plain SYN, a new connection.
Packet example_of(const Box& box);

/// A union of boxes, which may overlap.
using Boxes = std::vector<Box>;

bool contains(const Boxes& boxes, const Packet& packet);

}  // namespace lyncgate
