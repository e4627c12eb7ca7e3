// The statements of a file as tokens: lines joined over braces, macros expanded.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/pf/token.hpp"

namespace lyncgate::pf {

/// A macro as pfctl keeps it: without quotes, words joined by blanks; the view stays valid as long as the sources and
/// the Store.
struct Macro {
    std::string_view value;
    Origin origin;  ///< of its last definition
    bool used = false;
};
/// The macros defined so far.
using Macros = std::map<std::string_view, Macro>;

/// The tokens of one statement; `kinds` has one byte for each. Views, valid until the next statement is asked for.
struct StatementTokens {
    std::span<const Token> tokens;
    std::string_view kinds;
};

/// Cuts the tokens of a file into statements. Line ends within the braces of a list do not end a statement; the brace
/// that opens the rules of an anchor does.
class StatementReader {
public:
    StatementReader(Lexer lexer, Store& store) : lexer_(std::move(lexer)), store_(store) {}

    /// The tokens of the next statement, macros expanded; false at the end of the file.
    bool next(Macros& macros, StatementTokens& statement, std::vector<Diagnostic>& diagnostics);
    /// After an error at token `place` of the statement: what follows the end of its line is a new statement.
    void recover(std::size_t place);

private:
    /// A statement of one line without macros and braces, as most are: its tokens need not be copied. False, and
    /// nothing taken but empty lines, when the next one is not of this sort.
    bool next_plain(StatementTokens& statement);
    /// The same where no tokens are waiting; there may be lists, when they are closed.
    bool next_line(StatementTokens& statement);
    /// Puts the tokens of any other statement together. False at the end of the file.
    bool assemble(Macros& macros, std::vector<Diagnostic>& diagnostics);
    void append(const Token& raw, Macros& macros, std::vector<Diagnostic>& diagnostics);
    Origin origin_of(const Token& token) const { return {&lexer_.file(), token.span}; }

    /// Whether there is a token at `place`; reads on when needed.
    bool has(std::size_t place);

    Lexer lexer_;
    TokenRow tokens_;  ///< those before the statement may be gone, those behind it not yet there
    Store& store_;
    std::size_t place_ = 0;
    std::vector<Token> assembled_;     ///< the last statement, unless it was a plain one
    std::string kinds_;                ///< of it
    TokenRow value_;                   ///< of a macro
    std::size_t plain_length_ = 0;     ///< of the last statement, when it was a plain one
    std::size_t first_plain_ = 0;      ///< raw token that the last statement began with, when it was a plain one
    std::size_t read_again_ = 0;       ///< tokens that `recover` has gone back over
    std::size_t macro_tokens_ = 0;     ///< that the uses of macros have stood for
    std::vector<std::size_t> raw_of_;  ///< for each token in `assembled_`, the raw token it comes from
};

}  // namespace lyncgate::pf
