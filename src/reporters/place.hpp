// Places in sources as people and other programs count them.
#pragma once

#include <cstdint>
#include <string_view>

#include "text/source_file.hpp"

namespace lyncgate {

/// An origin with its lines and columns (from 1, columns count bytes). `file` is empty and the numbers are 0 when the
/// thing was not written anywhere.
struct Located {
    std::string_view file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t end_line = 0;
    std::uint32_t end_column = 0;  ///< of the first byte after the span
    std::string_view text;         ///< what is written there, without trailing line ends
};

Located locate(const Origin& origin);

}  // namespace lyncgate
