// Interned sets: one copy of every distinct set, named by its address.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
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
    const Set* intern(const Set& set);
    std::size_t size() const { return sets_.size(); }

private:
    /// A place of the hash table, small because most of the work is fetching it.
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t number = 0;  ///< the place in `sets_` plus 1; 0: free
    };
    void grow();

    std::deque<Set> sets_;
    std::vector<Slot> slots_;  ///< open addressing, a power of two long, at most half full
};

}  // namespace lyncgate
