// Indices of chains: which rules can meet a box at all, found without looking at each.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "model/rule.hpp"

namespace lyncgate {

/// The lowest and highest value of every rule of a chain in the fields that tell rules apart best, as ranks among all
/// end points of the chain, so that IPv4 and IPv6 cost the same 32 bits.
class ChainIndex {
public:
    explicit ChainIndex(const Chain& chain);

    /// The places, ascending, of all rules whose hull meets `box`; a superset of the rules that meet it.
    std::vector<std::uint32_t> candidates(const Box& box) const;

    bool rewrites = false;   ///< this chain, or one it calls, rewrites packets
    bool recursive = false;  ///< it calls itself, directly or not: no kernel would load it

private:
    struct Hulls {
        std::vector<Value> ends;         ///< all end points, ascending, distinct
        std::vector<std::uint32_t> low;  ///< per rule: rank of its lowest value
        std::vector<std::uint32_t> high;
    };
    static constexpr std::array<Field, 4> indexed = {Field::destination, Field::source, Field::destination_port,
                                                     Field::protocol};
    void add_hulls(const Chain& chain, Field field, Hulls& hulls);

    std::size_t rules_ = 0;
    std::array<Hulls, indexed.size()> hulls_;
};

/// An index per chain, with `rewrites` and `recursive` found by following calls.
std::vector<std::shared_ptr<const ChainIndex>> index_chains(const std::vector<Chain>& chains);

}  // namespace lyncgate
