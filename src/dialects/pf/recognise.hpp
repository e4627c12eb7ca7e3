// Which version of pf a file was written for, as far as the file tells.
#pragma once

#include <string_view>
#include <vector>

#include "dialects/pf/parse.hpp"

namespace lyncgate::pf {

/// Notes version control ids in the remarks at the beginning of a file.
void note_ids(std::string_view text, EraSigns& signs);
/// Counts the names of interfaces that only one system has.
void note_names(std::span<const Token> tokens, EraSigns& signs);

/// The era of a file: what the reader was told, and what the words of the file say within that.
Era recognise(const EraSigns& signs, const ReadOptions& options);

}  // namespace lyncgate::pf
