#include "reporters/sarif_location.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "reporters/display.hpp"
#include "reporters/place.hpp"

namespace lyncgate {

namespace {

/// The column of a byte, counted in characters from 1.
std::size_t column_in_characters(const SourceFile& file, std::uint32_t line, std::uint32_t column) {
    const std::string_view text = file.line(line);
    return display_width(displayed(text.substr(0, std::min<std::size_t>(column - 1, text.size())))) + 1;
}

}  // namespace

std::string uri_of(std::string_view path) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    std::string uri = !path.empty() && path.front() == '/' ? "file://" : "";
    while (path.substr(0, 2) == "./") {
        path.remove_prefix(2);
    }
    for (const char c : path) {
        uri += plain.find(c) != std::string_view::npos ? std::string(1, c)
                                                       : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return uri;
}

std::string sarif_text(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
        case '{': escaped += "{{"; break;
        case '}': escaped += "}}"; break;
        case '[':
        case ']':
        case '\\': escaped += '\\'; [[fallthrough]];
        default: escaped += c;
        }
    }
    return escaped;
}

Json sarif_location(const Place& place, const std::string& otherwise) {
    constexpr std::size_t longest_snippet = 2000;
    const Located at = locate(place.origin);
    Json region = {{"startLine", std::max<std::uint32_t>(at.line, 1)}};
    if (place.origin) {
        region["startColumn"] = column_in_characters(*place.origin.file, at.line, at.column);
        region["endLine"] = at.end_line;
        region["endColumn"] = column_in_characters(*place.origin.file, at.end_line, at.end_column);
        region["snippet"] = {{"text", shortened(displayed_lines(at.text), longest_snippet)}};
    }
    Json location = {{"physicalLocation",
                      {{"artifactLocation", {{"uri", uri_of(place.origin ? at.file : std::string_view(otherwise))}}},
                       {"region", region}}}};
    if (!place.text.empty()) {
        location["message"] = {{"text", sarif_text(displayed(place.text))}};
    }
    return location;
}

}  // namespace lyncgate
