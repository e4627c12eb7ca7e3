// The format markdown: a summary for a pull request.
#pragma once

#include <string>
#include <string_view>

#include "findings/report.hpp"
#include "reporters/reporter.hpp"

namespace lyncgate {

/// GitHub flavoured Markdown: the counts, the flows per firewall, the first findings with their lines folded away, the
/// others on one line each, what was not checked.
std::string write_markdown(const Report& report, const ReportStyle& style);

/// A fenced block of plain text.
std::string fenced(std::string_view text);

/// `text` on one line with everything escaped that Markdown or HTML would take for markup, mentions included.
std::string markdown_text(std::string_view text);

}  // namespace lyncgate
