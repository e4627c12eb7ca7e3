// Memory in large pages, for what a large text is read into.
#pragma once

#include <cstddef>
#include <vector>

namespace lyncgate {

/// Asks for large pages under fresh memory that will be used from its beginning on. The first touch of each page costs
/// more than what is then written to it, and a large rule set has many thousands of small ones. Nothing happens for
/// less than a few megabytes, or where the system knows no such pages; nothing but the time depends on it.
void prefer_large_pages(void* begin, std::size_t bytes);

/// `reserve`, on large pages where the room is so large that those behind its unknown end do not count.
template<typename T>
void reserve_large(std::vector<T>& vector, std::size_t count) {
    constexpr std::size_t least = std::size_t{16} << 20U;
    vector.reserve(count);
    if (vector.capacity() * sizeof(T) >= least) {
        prefer_large_pages(vector.data(), vector.capacity() * sizeof(T));
    }
}

}  // namespace lyncgate
