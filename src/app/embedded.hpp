// Texts that are compiled into the binary.
#pragma once

#include <string_view>
#include <vector>

namespace lyncgate {

/// A file at the time of the build.
struct EmbeddedText {
    std::string_view name;  ///< of the file, without its ending: "missing-opening", "site"
    std::string_view text;
};

/// The pages of docs/checks.
const std::vector<EmbeddedText>& check_pages();
/// The schemas of schemas/.
const std::vector<EmbeddedText>& schemas();

}  // namespace lyncgate
