// Colours of a terminal.
#pragma once

#include <string>
#include <string_view>

namespace lyncgate {

/// What a piece of text is, for a terminal that can show it.
enum class Ink { plain, strong, error, warning, note, undecided, good, frame };

/// `text` in its colour (ANSI SGR), or as it is when `color` is false.
std::string inked(std::string_view text, Ink ink, bool color);

}  // namespace lyncgate
