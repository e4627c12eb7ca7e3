// The words of pf.conf.
#pragma once

#include <string_view>

#include "pf/kinds.hpp"

namespace lyncgate::pf {

/// The keyword a word is, or Kind::text.
Kind kind_of_word(std::string_view word);
/// A kind as a message names it: the keyword or operator itself, or "word", "number", "end of statement".
std::string_view name_of(Kind kind);

}  // namespace lyncgate::pf
