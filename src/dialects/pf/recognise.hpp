// Which version of pf a file was written for, as far as the file tells.
#pragma once

#include <string_view>
#include <vector>

#include "dialects/pf/parse.hpp"

namespace lyncgate::pf {

/// Counts what only one world has and no keyword shows: version control ids in remarks, names of interfaces.
void note_world(std::string_view text, const std::vector<Token>& tokens, EraSigns& signs);

/// The era of a file: what the reader was told, and what the words of the file say within that.
Era recognise(const EraSigns& signs, const ReadOptions& options);

}  // namespace lyncgate::pf
