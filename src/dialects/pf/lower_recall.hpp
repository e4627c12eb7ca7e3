// What is made again and again for the rules of one file: the same addresses, ports and flags.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "model/rule.hpp"

namespace lyncgate::pf {

/// Remembers what was made of the keys asked for last. Keys that fall on one place push each other out, so that it
/// stays as small as it began, whatever the file. A key as made by default stands for a free place.
template<typename Key, typename Made>
class Recall {
public:
    /// `places` is a power of two.
    explicit Recall(std::size_t places) : entries_(places) {}

    template<typename Make>
    const Made& get(const Key& key, Make make) {
        Entry& entry = entries_[hash_of(key) & (entries_.size() - 1)];
        if (!(entry.key == key)) {
            entry.made = make();
            entry.key = key;
        }
        return entry.made;
    }

private:
    struct Entry {
        Key key{};
        Made made{};
    };
    std::vector<Entry> entries_;
};

/// One network of a rule, as far as the family of the rule lets it count.
struct NetworkKey {
    std::uint64_t high = 0, low = 0;  ///< number of the address
    std::int16_t length = -1;
    std::uint8_t families = 0;  ///< 0: both, else 1 + the family of the rule
    bool negated = false;

    friend bool operator==(const NetworkKey&, const NetworkKey&) = default;
};
inline std::size_t hash_of(const NetworkKey& key) {
    const auto rest = static_cast<std::uint64_t>(key.length * 8 + key.negated * 4 + key.families);
    return ((key.low ^ key.high) * 0x9e3779b97f4a7c15U + rest * 0xc2b2ae3d27d4eb4fU) >> 40;
}

/// Protocol, flags and at most one comparison of ports at each end.
struct TransportKey {
    static constexpr std::uint16_t no_protocol = 0xffff;
    std::uint32_t from_low = 0, from_high = 0, to_low = 0, to_high = 0;
    std::uint8_t from_op = 0, to_op = 0;
    std::uint16_t protocol = no_protocol;  ///< 256: every protocol
    std::uint8_t flags_set = 0, flags_mask = 0;

    friend bool operator==(const TransportKey&, const TransportKey&) = default;
};
inline std::size_t hash_of(const TransportKey& key) {
    std::uint64_t hash = key.from_low;
    for (const std::uint64_t part :
         {std::uint64_t{key.from_high}, std::uint64_t{key.to_low}, std::uint64_t{key.to_high},
          std::uint64_t{key.from_op} * 16 + key.to_op, std::uint64_t{key.protocol},
          std::uint64_t{key.flags_set} * 256 + key.flags_mask}) {
        hash = (hash ^ part) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32;
    }
    return hash;
}

/// The values a rule takes in one field, as boxes hold them: null for every value. Certainly, and possibly for the
/// reasons in `doubts`.
struct Bound {
    /// What stands for no value at all.
    static const Set* nothing() {
        static const Set none;
        return &none;
    }

    const Set* certain = nullptr;
    const Set* possible = nullptr;
    SeldomList<DoubtId> doubts{};
};

/// All that is remembered while one file is lowered.
struct Recalled {
    /// `statements`: how long the file is.
    Recalled(std::size_t statements, SetPool& pool);

    std::array<const Set*, 2> families;  ///< all addresses of each
    Recall<NetworkKey, const Set*> networks;
    Recall<TransportKey, Boxes> transports;
    std::map<std::uint16_t, const Set*> flags;  ///< by the flags that are set, times 256, and those looked at
    Boxes room;                                 ///< of the rule being lowered, so that not every rule asks for memory
    Boxes unusual;                              ///< what a rule with lists is narrowed to

    /// What rules of the file itself take that say nothing of the direction, in order, while the rules for packets on
    /// the way in are made; those on the way out come in the same order and take the same.
    struct EitherWay {
        Origin rule;  ///< where it is written: copies of different rules may stand at one address
        BoxList boxes{};
    };
    std::vector<EitherWay> either_way;
    std::size_t next_either_way = 0;
    /// By name, whether negated, and families as in NetworkKey.
    std::map<std::tuple<std::string_view, bool, std::uint8_t>, Bound> tables;
};

}  // namespace lyncgate::pf
