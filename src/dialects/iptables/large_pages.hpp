// Room for what a large text is read into.
#pragma once

#include <cstddef>
#include <vector>

namespace lyncgate::iptables {

/// Asks the system to put memory that is not touched yet on large pages, where it has them: what is filled from its
/// beginning to an unknown end is then given in fewer steps. Nothing but the time it takes depends on it.
void prefer_large_pages(const void* begin, std::size_t size);

/// `reserve`, on large pages where the room is large.
template<typename T>
void reserve_large(std::vector<T>& vector, std::size_t count) {
    vector.reserve(count);
    prefer_large_pages(vector.data(), vector.capacity() * sizeof(T));
}

}  // namespace lyncgate::iptables
