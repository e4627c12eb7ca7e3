// A finding in plain lines, for formats without a layout of their own.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "findings/report.hpp"

namespace lyncgate {

/// The packets, one line per box: at most `most` boxes, lists of more than `words` words cut and counted.
std::vector<std::string> packet_lines(const Finding& finding, std::size_t most, std::size_t words);

/// "pack, row 5 (id)".
std::string requirement_words(const RequirementRef& requirement);

/// What there is to say besides the message: "packets: ...", "example: ...", "requirement: ...", "because: ...",
/// "help: ...", "identity: ...". Displayed text, no line ends inside a line.
std::vector<std::string> detail_lines(const Finding& finding);

/// Lines with '\n' between them.
std::string joined(const std::vector<std::string>& lines, std::string_view between = "\n");

/// The first input that is not a configuration (the site file), or the first input, or "lyncgate": where formats that
/// need a file put a finding that stands nowhere.
std::string file_of_site(const Report& report);

}  // namespace lyncgate
