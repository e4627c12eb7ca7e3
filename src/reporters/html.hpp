// The format html: one self-contained page.
#pragma once

#include <string>
#include <string_view>

#include "findings/report.hpp"
#include "reporters/json_parts.hpp"
#include "reporters/reporter.hpp"

namespace lyncgate {

/// The page with its style, script and data inside. It loads nothing, and its content security policy lets no other
/// script run than its own.
std::string write_html(const Report& report, const ReportStyle& style);

/// What the page is drawn from: the report as JSON, every place as spans in characters of its line, and the lines of
/// the sources that are shown, with their neighbours.
Json html_data(const Report& report, const ReportStyle& style);

/// `text` with everything escaped that HTML takes for markup, in elements and quoted attributes.
std::string html_text(std::string_view text);

/// JSON that can stand in a script element: no markup can begin in it.
std::string json_in_html(const Json& value);

}  // namespace lyncgate
