// Interned sets: one copy of every distinct set, named by its address.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "net/set.hpp"

namespace lyncgate {

/// Keeps one copy of each distinct set, so that a thousand rules share the object group they use. Pointers stay
/// valid as long as the pool. A firewall owns the pool of its rules; a question brings a scratch pool of its own
/// for the sets it makes on the way. Not for several threads at once.
class SetPool {
public:
    SetPool() = default;
    SetPool(const SetPool&) = delete;
    SetPool& operator=(const SetPool&) = delete;

    /// The pool's copy of `set`.
    const Set* intern(const Set& set) { return intern(set, hash_of(set)); }
    /// Has the memory fetched that `intern` will look at, for who has several sets to ask for. Returns the hash of
    /// `set`, to be handed to `intern`.
    std::size_t fetch(const Set& set) const {
        const std::size_t hash = hash_of(set);
        if (!slots_.empty()) {
            __builtin_prefetch(&slots_[static_cast<std::uint32_t>(hash) & (slots_.size() - 1)]);
        }
        return hash;
    }
    /// With the hash that `fetch` has returned.
    const Set* intern(const Set& set, std::size_t hash_of_set);
    std::size_t size() const { return size_; }

private:
    /// A place of the hash table, small because most of the work is fetching it.
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t number = 0;  ///< of the set, from 1; 0: free
    };
    static constexpr std::size_t chunk = 32;
    using Chunk = std::array<Set, chunk>;
    Set& set_at(std::size_t number) { return (*chunks_[number / chunk])[number % chunk]; }
    void grow();

    std::size_t size_ = 0;
    std::vector<std::unique_ptr<Chunk>> chunks_;  ///< sets never move
    std::vector<Slot> slots_;                     ///< open addressing, a power of two long, at most half full
};

}  // namespace lyncgate
