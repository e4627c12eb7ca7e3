// Tokens of pf.conf, and where they were written.
#pragma once

#include <string_view>
#include <vector>

#include "dialects/pf/store.hpp"
#include "pf/kinds.hpp"
#include "text/diagnostic.hpp"
#include "text/source_file.hpp"

namespace lyncgate::pf {

/// One token. `text` is what the grammar works with: a view into the source, or, where quotes, escapes or macros make
/// it differ from what is written, into the Store of the ruleset. `span` is where it is written; every token of a
/// macro has the span of the place that uses the macro. Of a macro, `text` is all from the `$` on, with the word
/// characters that follow its name.
struct Token {
    std::string_view text;
    Span span;
    Kind kind = Kind::other;
    bool quoted = false;  ///< written in quotes: never a keyword
};

/// The tokens of a file line by line, so that they need not all be there at once. Blanks, comments and continuations
/// are gone, line ends are tokens. A quote that is not closed gives an error and takes the rest of the text, as in
/// pfctl.
class Lexer {
public:
    /// `file`, `store` and `diagnostics` must outlive the lexer.
    Lexer(const SourceFile& file, Store& store, std::vector<Diagnostic>& diagnostics)
        : file_(&file), store_(&store), diagnostics_(&diagnostics) {}
    /// Appends the tokens up to and including the next line end; false at the end of the file.
    bool line(std::vector<Token>& tokens);
    const SourceFile& file() const { return *file_; }

private:
    const SourceFile* file_;
    Store* store_;
    std::vector<Diagnostic>* diagnostics_;
    std::size_t place_ = 0;  ///< bytes that are read
};
/// The tokens of a macro's value, all with the span of its use. `$` has no meaning there.
std::vector<Token> tokenise_value(std::string_view value, Span use, Store& store);

}  // namespace lyncgate::pf
