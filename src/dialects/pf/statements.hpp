// The statements of a file as tokens: lines joined over braces, macros expanded.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "dialects/pf/token.hpp"

namespace lyncgate::pf {

/// A macro as pfctl keeps it: without quotes, words joined by blanks; the view stays valid as long as the sources and
/// the Texts.
struct Macro {
    std::string_view value;
    Origin origin;  ///< of its last definition
    bool used = false;
};
/// The macros defined so far.
using Macros = std::map<std::string_view, Macro>;

/// Cuts the tokens of a file into statements. Line ends within the braces of a list do not end a statement; the brace
/// that opens the rules of an anchor does.
class StatementReader {
public:
    StatementReader(Lexer lexer, Texts& texts) : lexer_(std::move(lexer)), texts_(texts) {}

    /// The tokens of the next statement, macros expanded; false at the end of the file.
    bool next(Macros& macros, std::vector<Token>& statement, std::vector<Diagnostic>& diagnostics);
    /// After an error at token `place` of the statement: what follows the end of its line is a new statement.
    void recover(std::size_t place);

private:
    void append(const Token& raw, Macros& macros, std::vector<Token>& statement, std::vector<Diagnostic>& diagnostics);

    /// Whether there is a token at `place`; reads on when needed.
    bool has(std::size_t place);

    Lexer lexer_;
    std::vector<Token> tokens_;  ///< those before the statement may be gone, those behind it not yet there
    Texts& texts_;
    std::size_t place_ = 0;
    std::size_t read_again_ = 0;       ///< tokens that `recover` has gone back over
    std::size_t macro_tokens_ = 0;     ///< that the uses of macros have stood for
    std::vector<std::size_t> raw_of_;  ///< for each token of the last statement, the raw token it comes from
};

}  // namespace lyncgate::pf
