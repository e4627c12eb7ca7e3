// Tokens of pf.conf, and where they were written.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "pf/kinds.hpp"
#include "text/diagnostic.hpp"
#include "text/source_file.hpp"

namespace lyncgate::pf {

/// One token. `text` is what the grammar works with: a view into the source, or, where quotes, escapes or macros make
/// it differ from what is written, into the `Texts` of the ruleset. `origin` is where it is written; every token of a
/// macro has the origin of the place that uses the macro.
struct Token {
    Kind kind = Kind::other;
    bool quoted = false;    ///< written in quotes: never a keyword
    bool adjacent = false;  ///< nothing stands between it and the token before
    std::string_view text;
    std::string_view glue;  ///< of a macro: the word characters that follow its name
    Origin origin;
};

/// Owns the strings that are not written as such in a source: fixed addresses, so that views stay valid.
struct Texts {
    std::deque<std::string> strings;
    std::string_view keep(std::string text) { return strings.emplace_back(std::move(text)); }
};

/// The tokens of a text; blanks, comments and continuations are gone, line ends are tokens. A quote that is not closed
/// gives an error and takes the rest of the text, as in pfctl.
std::vector<Token> tokenise(const SourceFile& file, Texts& texts, std::vector<Diagnostic>& diagnostics);

/// The tokens of a file line by line, so that they need not all be there at once.
class Lexer {
public:
    /// `file`, `texts` and `diagnostics` must outlive the lexer.
    Lexer(const SourceFile& file, Texts& texts, std::vector<Diagnostic>& diagnostics)
        : file_(&file), texts_(&texts), diagnostics_(&diagnostics) {}
    /// Appends the tokens up to and including the next line end; false at the end of the file.
    bool line(std::vector<Token>& tokens);

private:
    const SourceFile* file_;
    Texts* texts_;
    std::vector<Diagnostic>* diagnostics_;
    std::size_t place_ = 0;  ///< bytes that are read
};
/// The tokens of a macro's value, all with the origin of its use. `$` has no meaning there.
std::vector<Token> tokenise_value(std::string_view value, const Origin& use, Texts& texts);

}  // namespace lyncgate::pf
