// Indices of box lists: which of many boxes can meet a box at all, found without comparing sets.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/box.hpp"

namespace lyncgate {

/// The hull of every box of a list in every field that some box constrains, as ranks among all end points of the list,
/// so that an address of either family costs 16 bits; of long lists the lowest bits of ranks are dropped, which makes
/// hulls a little wider. Does not keep the boxes. Safe for several readers.
class BoxIndex {
public:
    explicit BoxIndex(const std::vector<const Box*>& boxes);

    /// A box as seen by this index; only good for the index that made it.
    struct Query {
        struct Range {
            std::uint8_t field = 0;  ///< place in the index's own list of fields
            std::uint16_t first = 0;
            std::uint16_t last = 0;
        };
        std::array<Range, field_count> ranges;
        std::uint8_t count = 0;
        bool impossible = false;  ///< no box of the list can meet it
    };
    Query query(const Box& box) const;
    /// The same for a single packet.
    Query query(const Packet& packet) const;

    /// Goes through the places in `[from, to)`, ascending, of all boxes whose hull meets a query: a superset of those
    /// that meet it.
    class Scan {
    public:
        Scan(const BoxIndex& index, const Query& query, std::size_t from, std::size_t to);
        /// The next place; nothing at the end.
        std::optional<std::uint32_t> next();

    private:
        void load();

        const BoxIndex& index_;
        const Query& query_;
        std::size_t block_;
        std::size_t from_;
        std::size_t to_;
        std::uint64_t mask_ = 0;
    };
    Scan scan(const Query& query, std::size_t from, std::size_t to) const { return {*this, query, from, to}; }

    std::size_t size() const { return size_; }

private:
    friend class Scan;
    /// One field: the ranks of all boxes, padded to whole blocks with hulls that meet nothing.
    struct Hulls {
        Field field = Field::source;
        std::vector<Value> ends;  ///< all end points, ascending, distinct
        int dropped = 0;          ///< low bits of ranks that are not kept
        std::vector<std::uint16_t> low;
        std::vector<std::uint16_t> high;
    };
    bool add_range(Query& query, std::size_t place, Value low, Value high) const;

    std::size_t size_ = 0;
    std::vector<Hulls> hulls_;
};

}  // namespace lyncgate
