// Memory in large pages.
#pragma once

#include <cstddef>

namespace lyncgate::pf {

/// Asks for large pages under fresh memory that will be used from its beginning on. The first touch of each page costs
/// more than what is then written to it, and a large rule set has many thousands of small ones. Nothing happens for
/// less than a few megabytes, or where the system knows no such pages.
void prefer_large_pages(void* begin, std::size_t bytes);

}  // namespace lyncgate::pf
