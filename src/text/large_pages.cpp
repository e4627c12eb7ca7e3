#include "text/large_pages.hpp"

#include <cstdint>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace lyncgate {

void prefer_large_pages([[maybe_unused]] void* begin, [[maybe_unused]] std::size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    constexpr std::uintptr_t large = std::uintptr_t{1} << 21U;
    constexpr std::size_t least = 2 * large - 4096;  // less seldom holds a whole one
    if (bytes < least) {
        return;
    }
    const auto from = reinterpret_cast<std::uintptr_t>(begin);
    const std::uintptr_t first = (from + large - 1) & ~(large - 1);
    const std::uintptr_t last = (from + bytes) & ~(large - 1);
    if (first < last) {
        // only a wish: whatever comes back, the memory can be used
        static_cast<void>(::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE));
    }
#endif
}

}  // namespace lyncgate
