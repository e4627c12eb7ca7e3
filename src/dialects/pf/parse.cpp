// The one place that instantiates the token grammar.
#include "dialects/pf/parse.hpp"

#include <algorithm>
#include <string>

#include <tao/pegtl.hpp>

#include "dialects/pf/keywords.hpp"
#include "dialects/pf/read_ether.hpp"
#include "dialects/pf/read_queues.hpp"

namespace lyncgate::pf {
namespace {

namespace pegtl = tao::pegtl;

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*>;

/// The furthest token that no rule could take, and what could have stood there.
struct Trace {
    const char* furthest = nullptr;
    std::vector<Kind> expected;

    void fail(const char* at, Kind kind) {
        if (at < furthest) {
            return;
        }
        if (at > furthest) {
            furthest = at;
            expected.clear();
        }
        if (std::ranges::find(expected, kind) == expected.end()) {
            expected.push_back(kind);
        }
    }
};

/// Notes failures; used for a second run over a statement that was refused.
template<typename Rule>
struct tracing : pegtl::normal<Rule> {
    template<typename In>
    static void failure(const In& in, Trace& trace) {
        if constexpr (requires { Rule::kinds; }) {
            for (const Kind kind : Rule::kinds) {
                trace.fail(in.current(), kind);
            }
        } else if constexpr (std::is_same_v<Rule, pegtl::eof>) {
            trace.fail(in.current(), Kind::end);
        }
    }
};

std::string expectation(const Trace& trace) {
    std::string text;
    const std::size_t shown = std::min<std::size_t>(trace.expected.size(), 8);
    for (std::size_t i = 0; i < shown; ++i) {
        const Kind kind = trace.expected[i];
        const bool named = kind >= Kind::open_brace;
        text += (i ? ", " : "") + std::string(named ? "'" : "") + std::string(name_of(kind)) + (named ? "'" : "");
    }
    return trace.expected.size() > shown ? text + ", …" : text;
}

Origin origin_of(const std::vector<Token>& tokens) {
    Origin origin = tokens.front().origin;
    for (const Token& token : tokens) {
        if (token.origin.file == origin.file) {
            origin.span.end = std::max(origin.span.end, token.origin.span.end);
        }
    }
    return origin;
}

}  // namespace

Statement read_statement(const std::vector<Token>& tokens, Texts& texts, EraSigns& signs, std::size_t& failed_at,
                         std::vector<Diagnostic>& diagnostics) {
    Reading reading{tokens, texts, diagnostics, signs};
    for (const Token& token : tokens) {
        reading.kinds += static_cast<char>(token.kind);
    }
    Statement statement;
    statement.origin = origin_of(tokens);
    const char* const begin = reading.kinds.data();
    const char* const end = begin + reading.kinds.size();
    Input in(begin, end, "statement");
    failed_at = tokens.size();
    if (pegtl::parse<rules::statement, act>(in, reading)) {
        statement.body = std::move(reading.body);
        statement.broken = reading.failed;
        return statement;
    }
    Trace trace;
    Input again(begin, end, "statement");
    pegtl::parse<rules::statement, pegtl::nothing, tracing>(again, trace);
    failed_at = static_cast<std::size_t>((trace.furthest ? trace.furthest : begin) - begin);
    statement.broken = true;
    statement.body = Unmodelled{"statement that is not valid"};
    if (failed_at < tokens.size()) {
        const Token& token = tokens[failed_at];
        if (token.kind == Kind::other && !text_of(token.origin).empty() && text_of(token.origin).front() == '$') {
            return statement;  // an unknown macro has its own message
        }
        diagnostics.push_back({Level::error,
                               "'" + std::string(text_of(token.origin)) + "' cannot stand here",
                               token.origin,
                               expectation(trace),
                               "",
                               {}});
    } else {
        Origin behind = tokens.back().origin;
        behind.span.begin = behind.span.end;
        diagnostics.push_back({Level::error, "the statement is not complete", behind, expectation(trace), "", {}});
    }
    return statement;
}

}  // namespace lyncgate::pf
