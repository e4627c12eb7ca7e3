// Tokens of pf.conf, and where they were written.
#pragma once

#include <memory>
#include <span>
#include <string_view>

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

/// Tokens in a row, and their kinds as the grammar of statements reads them: one byte each.
class TokenRow {
public:
    void add(Kind kind, std::string_view text, Span span, bool quoted = false) {
        if (size_ == room_) {
            grow();
        }
        Token& token = tokens_[size_];
        token.text = text;
        token.span = span;
        token.kind = kind;
        token.quoted = quoted;
        kinds_[size_] = static_cast<char>(kind);
        ++size_;
    }
    /// Notes that a macro or a brace has been added.
    void note_composed() { composed_ = true; }
    /// Whether there are macros or braces among the tokens that were added since the row was empty.
    bool composed() const { return composed_; }
    std::size_t size() const { return size_; }
    const Token& operator[](std::size_t place) const { return tokens_[place]; }
    std::span<const Token> tokens() const { return {tokens_.get(), size_}; }
    std::string_view kinds() const { return {kinds_.get(), size_}; }
    void clear() {
        size_ = 0;
        composed_ = false;
    }
    /// Keeps only the first tokens.
    void cut(std::size_t size) { size_ = size; }
    /// Takes the first tokens away.
    void drop(std::size_t count);

private:
    void grow();

    std::unique_ptr<Token[]> tokens_;
    std::unique_ptr<char[]> kinds_;
    std::size_t size_ = 0;
    std::size_t room_ = 0;
    bool composed_ = false;
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
    bool line(TokenRow& tokens);
    const SourceFile& file() const { return *file_; }

private:
    const SourceFile* file_;
    Store* store_;
    std::vector<Diagnostic>* diagnostics_;
    std::size_t place_ = 0;  ///< bytes that are read
};
/// Appends the tokens of a macro's value, all with the span of its use. `$` has no meaning there.
void tokenise_value(std::string_view value, Span use, Store& store, TokenRow& tokens);

}  // namespace lyncgate::pf
