// One statement while it is being read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/iptables/syntax.hpp"
#include "text/diagnostic.hpp"

namespace lyncgate::iptables {

/// A word of a rule line. `text` is freed from quotes; `span` is the word as written.
struct Word {
    std::string_view text;
    Span span;
    bool quoted = false;

    /// Whether it is this one character, without quotes.
    bool is(char c) const { return text.size() == 1 && text[0] == c && !quoted; }
};

/// Where errors of the statement being read go. Only the first one is kept: the others would follow from it.
struct Statement {
    const SourceFile* file = nullptr;
    std::vector<Diagnostic>* diagnostics = nullptr;
    bool failed = false;

    /// Reports an error at a word and gives up the statement. Returns false, to be returned in turn.
    bool fail(const Word& at, std::string message, std::string expected = {}, std::string help = {});
    /// Something worth saying that does not stop the statement.
    void warn(const Word& at, std::string message, std::string help = {});
};

}  // namespace lyncgate::iptables
