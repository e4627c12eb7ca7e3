// Reading pf.conf into its syntax tree.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "dialects/pf/config.hpp"

namespace lyncgate::pf {

/// Finds the files a pf.conf names in `include`, `load anchor` and `table … file`; null when one is not at hand.
using FileFinder = std::function<const SourceFile*(std::string_view path)>;

/// What the reader is told about a file.
struct ReadOptions {
    std::optional<Era> era;  ///< none: recognised from the words of the file
    bool exact = false;      ///< the era is meant to the version; otherwise only OpenBSD or FreeBSD is
    FileFinder find;
};

/// Reads a file and what it includes. Never fails: statements that are not valid are `broken` and have an error in
/// `diagnostics`; whatever else the file says is read.
Config read_config(const SourceFile& file, const ReadOptions& options, std::vector<Diagnostic>& diagnostics);

}  // namespace lyncgate::pf
