// Diagnostics: something to say about reading a file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/source_file.hpp"

namespace lyncgate {

/// How bad a diagnostic is. `error`: the statement is not valid and could not be read; `warning`: it was
/// read, but part of what it means is not modelled or is surely not what the author meant; `note`: worth knowing.
enum class Level { error, warning, note };

/// A further place that explains a diagnostic ("first defined here").
struct Label {
    Origin origin;
    std::string text;
};

/// One thing to say about reading a file. `message` is lower case, without a full stop, and says what was
/// found in quotes; `expected` says what would have been right (may be empty); `help` says what to do (may be empty).
struct Diagnostic {
    Level level = Level::error;
    std::string message;
    Origin origin;
    std::string expected;
    std::string help;
    std::vector<Label> labels;
    /// The hygiene check that reports it as a finding: "unbound-filter", "undefined-reference" or "unused-object";
    /// empty: none does, it is about reading only.
    std::string id{};
};

/// "error", "warning", "note".
std::string_view name_of(Level level);

/// A diagnostic as people read it: `file:line:column: level: message`, the line of text, a caret under the span,
/// then what was expected and what to do. Tabs keep their place; long lines are cut around the caret. Control
/// characters of the source are shown as '?', so that a file cannot write to the terminal.
std::string render(const Diagnostic& diagnostic);

/// One source line with a caret line under the span: the snippet part of `render`, for reuse by reporters.
std::string render_snippet(const Origin& origin);

}  // namespace lyncgate
