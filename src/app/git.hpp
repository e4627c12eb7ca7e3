// Texts of earlier revisions, from git.
#pragma once

#include <optional>
#include <string>

namespace lyncgate {

/// The text of a file of the working tree as it was at a revision; an error in words when git does not have it.
/// Runs `git` without a shell.
std::optional<std::string> text_at_revision(const std::string& path, const std::string& revision, std::string& error);

}  // namespace lyncgate
