#include "text/diagnostic.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace lyncgate {

namespace {

constexpr std::size_t widest_snippet = 160;

std::string printable(std::string_view text) {
    std::string shown(text);
    for (char& c : shown) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '\t') {
            c = ' ';
        } else if (byte < 0x20 || byte == 0x7f) {
            c = '?';
        }
    }
    return shown;
}

}  // namespace

std::string_view name_of(Level level) {
    switch (level) {
    case Level::error: return "error";
    case Level::warning: return "warning";
    case Level::note: return "note";
    }
    return "note";
}

std::string render_snippet(const Origin& origin) {
    if (!origin) {
        return {};
    }
    const Position start = origin.file->position(origin.span.begin);
    const std::string_view line = origin.file->line(start.line);
    const std::size_t column = std::min<std::size_t>(start.column - 1, line.size());
    const std::size_t cut =
        column > widest_snippet / 2 && line.size() > widest_snippet ? column - widest_snippet / 2 : 0;
    const std::string_view shown = line.substr(cut, widest_snippet);
    const std::size_t at = column - cut;
    const std::size_t length = origin.span.end > origin.span.begin ? origin.span.end - origin.span.begin : 1;
    const std::size_t room = shown.size() > at ? shown.size() - at : 1;
    const std::string number = std::to_string(start.line);
    return fmt::format("{} | {}{}{}\n{} | {}{}{}\n", number, cut > 0 ? "..." : "", printable(shown),
                       cut + shown.size() < line.size() ? "..." : "", std::string(number.size(), ' '),
                       std::string(cut > 0 ? 3 : 0, ' '), std::string(at, ' '),
                       '^' + std::string(std::min(length, room) - 1, '~'));
}

std::string render(const Diagnostic& diagnostic) {
    std::string text;
    if (diagnostic.origin) {
        const Position at = diagnostic.origin.file->position(diagnostic.origin.span.begin);
        text = fmt::format("{}:{}:{}: ", diagnostic.origin.file->name(), at.line, at.column);
    }
    text += fmt::format("{}: {}\n", name_of(diagnostic.level), printable(diagnostic.message));
    text += render_snippet(diagnostic.origin);
    if (!diagnostic.expected.empty()) {
        text += fmt::format("  expected: {}\n", diagnostic.expected);
    }
    for (const Label& label : diagnostic.labels) {
        if (label.origin) {
            text += fmt::format("  {}:{}: {}\n", label.origin.file->name(), line_of(label.origin), label.text);
            text += render_snippet(label.origin);
        }
    }
    if (!diagnostic.help.empty()) {
        text += fmt::format("  help: {}\n", diagnostic.help);
    }
    return text;
}

}  // namespace lyncgate
