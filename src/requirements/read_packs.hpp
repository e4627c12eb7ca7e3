// From the statements of pack files to a library.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "requirements/pack.hpp"
#include "requirements/syntax.hpp"

namespace lyncgate::packs {

/// Adds the vocabulary statements of a file; a name that an earlier file introduced is replaced, one that the same
/// file introduced already is an error.
void read_vocabulary(const FileSyntax& file, PackLibrary& library);
/// Every name inside the vocabulary must exist.
void check_vocabulary(const std::vector<FileSyntax>& files, PackLibrary& library);
/// Adds the pack of a file, if it has one; a pack of the same name is replaced. Names are checked against the
/// library's vocabulary, which must be complete.
void read_pack(const FileSyntax& file, PackLibrary& library);
/// An error for every requirement id that occurs twice.
void check_ids(PackLibrary& library);

/// "unknown role \"direktor\"" with the nearest known name.
Diagnostic unknown_name(std::string_view what, std::string_view name, const Origin& origin,
                        std::span<const std::string_view> known);

}  // namespace lyncgate::packs
