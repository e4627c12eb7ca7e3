// Indices of chains: which rules can meet a box at all, found without looking at each.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "model/rule.hpp"

namespace lyncgate {

/// The lowest and highest value of every rule of a chain in the fields that tell rules apart best, on number lines of
/// 32 bits that keep the order of values (but not always their distinctness).
class ChainIndex {
public:
    explicit ChainIndex(const Chain& chain);

    /// The places, ascending, of all rules whose hull meets `box`; a superset of the rules that meet it.
    std::vector<std::uint32_t> candidates(const Box& box) const;

    bool rewrites = false;   ///< this chain, or one it calls, rewrites packets
    bool recursive = false;  ///< it calls itself, directly or not: no kernel would load it

private:
    static constexpr std::array<Field, 4> indexed = {Field::destination, Field::source, Field::destination_port,
                                                     Field::protocol};

    /// One field of all rules, in the order of the rules.
    struct Hulls {
        bool addresses = false;
        std::vector<Value> ends;  ///< of IPv6: the end points of hulls, ascending, distinct
        std::vector<std::uint32_t> low;
        std::vector<std::uint32_t> high;

        /// The place of the first value of any hull that is not below `value`, or a lower place.
        std::uint32_t at_or_after(Value value) const;
        /// The place of the last value of any hull that is not above `value`, or a higher place; nothing when all are
        /// above.
        std::optional<std::uint32_t> at_or_before(Value value) const;
    };
    bool place(std::size_t number, const Rule& rule);
    void place_ipv6(const Chain& chain, const std::vector<std::size_t>& numbers);

    std::size_t rules_ = 0;
    std::array<Hulls, indexed.size()> hulls_;
};

/// An index per chain, with `rewrites` and `recursive` found by following calls.
std::vector<std::shared_ptr<const ChainIndex>> index_chains(const std::vector<Chain>& chains);

}  // namespace lyncgate
