// SHA-256 (FIPS 180-4), for the fingerprints of inputs and findings.
#pragma once

#include <string>
#include <string_view>

namespace lyncgate {

/// The digest of `text` as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view text);

}  // namespace lyncgate
