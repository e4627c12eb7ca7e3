// Places and texts as SARIF wants them.
#pragma once

#include <string>
#include <string_view>

#include "findings/finding.hpp"
#include "reporters/json_parts.hpp"

namespace lyncgate {

/// A file name as a URI reference (RFC 3986): what may not stand in one is percent-encoded, an absolute path becomes
/// a file URI.
std::string uri_of(std::string_view path);

/// A plain text message: braces are doubled and brackets escaped (SARIF 3.11.5, 3.11.6), so that no text of a stranger
/// becomes a placeholder or a link.
std::string sarif_text(std::string_view text);

/// A location object with region, snippet and message; a place without an origin is put at line 1 of `otherwise`.
/// Columns count characters.
Json sarif_location(const Place& place, const std::string& otherwise);

}  // namespace lyncgate
