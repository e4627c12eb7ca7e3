// Suggestions for names that were probably mistyped.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lyncgate {

/// The known name nearest to `typed` (edit distance with transpositions, case ignored), or empty when none is
/// near enough to be what was meant (at most a third of the letters differ).
std::string nearest_name(std::string_view typed, std::span<const std::string_view> known);

}  // namespace lyncgate
