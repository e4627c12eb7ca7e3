// Text from outside, made safe to show.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lyncgate {

/// `text` as valid UTF-8 that cannot write to a terminal or reorder a line: a tab becomes a space; every other
/// control character, every bidirectional control (U+202A..202E, U+2066..2069, U+200E, U+200F) and every byte that
/// is not UTF-8 becomes '?', one for one character.
std::string displayed(std::string_view text);

/// Like `displayed`, but line ends stay: for texts of several lines.
std::string displayed_lines(std::string_view text);

/// Characters (code points) in a valid UTF-8 text: the columns it takes on a terminal, near enough for carets.
std::size_t display_width(std::string_view text);

/// The first `most` characters of a displayed text, "..." after them when something was left out.
std::string shortened(std::string_view text, std::size_t most);

/// "1 finding", "2 findings".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace lyncgate
