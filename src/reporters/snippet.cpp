#include "reporters/snippet.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "reporters/display.hpp"
#include "reporters/place.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t widest_line = 140;
constexpr std::size_t longest_label = 240;

/// What of a line is shown: bytes [begin, end).
struct Window {
    std::size_t begin = 0;
    std::size_t end = 0;
};

Window window_around(std::string_view line, std::size_t column) {
    if (line.size() <= widest_line) {
        return {0, line.size()};
    }
    const std::size_t lead = widest_line / 4;
    std::size_t begin = column > lead ? column - lead : 0;
    begin = std::min(begin, line.size() - widest_line);
    // A cut inside a character would show two halves as '?'.
    const auto inside = [&line](std::size_t at) {
        return at < line.size() && (static_cast<unsigned char>(line[at]) & 0xc0U) == 0x80U;
    };
    while (begin > 0 && inside(begin)) {
        --begin;
    }
    std::size_t end = begin + widest_line;
    while (end > begin && inside(end)) {
        --end;
    }
    return {begin, std::min(end, line.size())};
}

/// The caret row of one span under the shown part of its line.
std::string underline(const Labelled& span, const Located& at, std::string_view line, const Window& window, Ink ink,
                      bool color) {
    const std::size_t column = std::clamp<std::size_t>(at.column - 1, window.begin, window.end);
    const std::size_t last = at.end_line == at.line ? at.end_column - 1 : line.size();
    const std::size_t end = std::clamp<std::size_t>(last, column, window.end);
    const std::size_t lead =
        display_width(displayed(line.substr(window.begin, column - window.begin))) + (window.begin > 0 ? 3 : 0);
    const std::size_t length = std::max<std::size_t>(display_width(displayed(line.substr(column, end - column))), 1);
    const std::string label = shortened(displayed(span.label), longest_label);
    const std::string marks = std::string(length, span.primary ? '^' : '-') + (label.empty() ? "" : " " + label);
    return std::string(lead, ' ') + inked(marks, span.primary ? ink : Ink::frame, color);
}

std::string render_file(const std::vector<const Labelled*>& spans, std::size_t gutter, Ink ink, bool color) {
    const auto margin = [&](std::string_view number) {
        return inked(fmt::format("{:>{}} |", number, gutter), Ink::frame, color);
    };
    std::string text = margin("") + "\n";
    std::uint32_t previous = 0;
    for (std::size_t i = 0; i < spans.size();) {
        const Located first = locate(spans[i]->origin);
        if (previous != 0 && first.line > previous + 1) {
            text += inked("...", Ink::frame, color) + "\n";
        }
        const std::string_view line = spans[i]->origin.file->line(first.line);
        const Window window = window_around(line, first.column - 1);
        text += fmt::format("{} {}{}{}\n", margin(std::to_string(first.line)), window.begin > 0 ? "..." : "",
                            displayed(line.substr(window.begin, window.end - window.begin)),
                            window.end < line.size() ? "..." : "");
        for (; i < spans.size() && locate(spans[i]->origin).line == first.line; ++i) {
            text += fmt::format("{} {}\n", margin(""),
                                underline(*spans[i], locate(spans[i]->origin), line, window, ink, color));
        }
        previous = first.line;
    }
    return text + margin("") + "\n";
}

}  // namespace

std::size_t gutter_of(const std::vector<Labelled>& spans) {
    std::size_t widest = 2;
    for (const Labelled& span : spans) {
        widest = std::max(widest, std::to_string(line_of(span.origin)).size());
    }
    return widest;
}

std::string render_labelled(const std::vector<Labelled>& spans, std::size_t gutter, Ink ink, bool color) {
    std::vector<const SourceFile*> files;
    for (const bool primary : {true, false}) {
        for (const Labelled& span : spans) {
            if (span.origin && span.primary == primary &&
                std::find(files.begin(), files.end(), span.origin.file) == files.end()) {
                files.push_back(span.origin.file);
            }
        }
    }
    std::string text;
    for (const SourceFile* const file : files) {
        std::vector<const Labelled*> here;
        const Labelled* named = nullptr;
        for (const Labelled& span : spans) {
            if (span.origin.file == file) {
                here.push_back(&span);
                named = named == nullptr || (span.primary && !named->primary) ? &span : named;
            }
        }
        std::stable_sort(here.begin(), here.end(),
                         [](const Labelled* a, const Labelled* b) { return line_of(a->origin) < line_of(b->origin); });
        const Located at = locate(named->origin);
        text += fmt::format("{}{} {}:{}:{}\n", std::string(gutter, ' '),
                            inked(file == files.front() ? "-->" : ":::", Ink::frame, color), displayed(at.file),
                            at.line, at.column);
        text += render_file(here, gutter, ink, color);
    }
    return text;
}

}  // namespace lyncgate
