// Source snippets with several labelled spans.
#pragma once

#include <string>
#include <vector>

#include "reporters/style.hpp"
#include "text/source_file.hpp"

namespace lyncgate {

/// One span of a snippet.
struct Labelled {
    Origin origin;
    std::string label;
    bool primary = false;  ///< underlined with '^' in `ink`; others with '-'
};

/// The width of the gutter that holds every line number of the spans.
std::size_t gutter_of(const std::vector<Labelled>& spans);

/// The lines of the spans with their numbers, each span underlined and labelled. The primary's file comes first, each
/// file is introduced by its place; lines are in order, "..." stands for lines left out. Spans without an origin
/// are left out. Long lines are cut around the span.
std::string render_labelled(const std::vector<Labelled>& spans, std::size_t gutter, Ink ink, bool color);

}  // namespace lyncgate
