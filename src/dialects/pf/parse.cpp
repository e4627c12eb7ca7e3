// The one place that instantiates the token grammar.
#include "dialects/pf/reading.hpp"

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

}  // namespace

void Reading::begin(const StatementTokens& from, Statement& into) {
    tokens = from.tokens;
    kinds = from.kinds;
    statement = &into;
    rule = &std::get<RuleStatement>(into.body);
    negated = failed = false;
    hosts.clear();
    interfaces.clear();
    protocols.clear();
    comparisons.clear();
    ids.clear();
    compare = {};
    if (drafted) {
        drafts = {};
    }
    const auto first = static_cast<Kind>(kinds.front());
    drafted = first != Kind::kw_pass && first != Kind::kw_block && first != Kind::kw_match;
}

std::size_t read_statement(Reading& reading, const StatementTokens& from, Statement& statement) {
    const std::span<const Token> tokens = from.tokens;
    reading.begin(from, statement);
    statement.origin = {reading.file, {tokens.front().span.begin, tokens.back().span.end}};
    const char* const begin = from.kinds.data();
    const char* const end = begin + from.kinds.size();
    Input in(begin, end, "statement");
    if (pegtl::parse<rules::statement, act>(in, reading)) {
        statement.broken = reading.failed;
        return tokens.size();
    }
    Trace trace;
    Input again(begin, end, "statement");
    pegtl::parse<rules::statement, pegtl::nothing, tracing>(again, trace);
    const auto failed_at = static_cast<std::size_t>((trace.furthest ? trace.furthest : begin) - begin);
    statement.broken = true;
    statement.body = Unmodelled{"statement that is not valid"};
    if (failed_at < tokens.size()) {
        const Origin origin = reading.origin(tokens[failed_at]);
        const std::string_view written = text_of(origin);
        if (tokens[failed_at].kind == Kind::other && written.starts_with('$')) {
            return failed_at;  // an unknown macro has its own message
        }
        reading.diagnostics.push_back(
            {Level::error, "'" + std::string(written) + "' cannot stand here", origin, expectation(trace), "", {}});
    } else {
        Origin behind = reading.origin(tokens.back());
        behind.span.begin = behind.span.end;
        reading.diagnostics.push_back(
            {Level::error, "the statement is not complete", behind, expectation(trace), "", {}});
    }
    return failed_at;
}

}  // namespace lyncgate::pf
