#include "dialects/pf/token.hpp"

#include <cstdint>

#include <tao/pegtl.hpp>

#include "dialects/pf/keywords.hpp"
#include "pf/lexical.hpp"

namespace lyncgate::pf {
namespace {

namespace pegtl = tao::pegtl;

/// Collects the tokens. `file` is null for the value of a macro, whose tokens all stand at `use`.
struct Collector {
    const SourceFile* file = nullptr;
    Origin use;
    const char* begin = nullptr;
    Texts& texts;
    std::vector<Diagnostic>* diagnostics = nullptr;
    std::vector<Token>& tokens;
    const char* last_end = nullptr;

    Origin origin(const char* from, const char* to) const {
        return file ? Origin{file, {static_cast<std::uint32_t>(from - begin), static_cast<std::uint32_t>(to - begin)}}
                    : use;
    }
    Token& add(Kind kind, const char* from, const char* to) {
        Token token;
        token.kind = kind;
        token.adjacent = from == last_end;
        token.text = std::string_view(from, static_cast<std::size_t>(to - from));
        token.origin = origin(from, to);
        last_end = to;
        return tokens.emplace_back(token);
    }
};

Kind kind_of_operator(std::string_view text) {
    static constexpr std::string_view first_characters = "{}()<>=!/,-";
    static constexpr Kind kinds[] = {Kind::open_brace, Kind::close_brace, Kind::open_paren, Kind::close_paren,
                                     Kind::less,       Kind::greater,     Kind::equal,      Kind::bang,
                                     Kind::slash,      Kind::comma,       Kind::dash};
    if (text.size() == 1) {
        return kinds[first_characters.find(text.front())];
    }
    if (text == "!=") {
        return Kind::not_equal;
    }
    if (text == "<=") {
        return Kind::less_equal;
    }
    if (text == ">=") {
        return Kind::greater_equal;
    }
    if (text == "<>") {
        return Kind::outside;
    }
    return text == "><" ? Kind::inside : Kind::arrow;
}

/// What a quoted string means: quotes off, escapes resolved, line ends dropped.
std::string unquoted(std::string_view text) {
    const char quote = text.front();
    std::string result;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        const char c = text[i];
        const char next = text[i + 1];
        if (c == '\\' && i + 2 < text.size() && (next == quote || next == ' ' || next == '\t')) {
            result += next;
            ++i;
        } else if (c == '\\' && (next == '\n' || next == '\r')) {
            continue;
        } else if (c != '\n' && c != '\r') {
            result += c;
        }
    }
    return result;
}

template<typename Rule>
struct action : pegtl::nothing<Rule> {};

template<>
struct action<lexical::word> {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        Token& token = out.add(Kind::text, in.begin(), in.end());
        token.kind = kind_of_word(token.text);
    }
};
template<>
struct action<lexical::number> {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        out.add(Kind::number, in.begin(), in.end());
    }
};
template<>
struct action<lexical::line_end> {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        out.add(Kind::newline, in.begin(), in.end());
    }
};
template<>
struct action<lexical::continuation> : pegtl::nothing<lexical::continuation> {};
template<>
struct action<lexical::operators> {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        out.add(kind_of_operator(std::string_view(in.begin(), in.size())), in.begin(), in.end());
    }
};
template<>
struct action<lexical::macro> {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        if (!out.file) {  // macros are not expanded inside macros: pfctl sees a bare `$` there
            out.add(Kind::other, in.begin(), in.end());
            return;
        }
        const std::string_view whole(in.begin(), in.size());
        std::size_t end = 1;
        while (end < whole.size() && (std::isalnum(static_cast<unsigned char>(whole[end])) || whole[end] == '_')) {
            ++end;
        }
        Token& token = out.add(Kind::macro, in.begin(), in.end());
        token.text = whole.substr(1, end - 1);
        token.glue = whole.substr(end);
    }
};
struct quoted_action {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        Token& token = out.add(Kind::text, in.begin(), in.end());
        token.quoted = true;
        const std::string_view inner = token.text.substr(1, token.text.size() - 2);
        const bool plain = inner.find_first_of("\\\n\r") == std::string_view::npos;
        token.text = plain ? inner : out.texts.keep(unquoted(token.text));
    }
};
template<>
struct action<lexical::double_quoted> : quoted_action {};
template<>
struct action<lexical::single_quoted> : quoted_action {};
template<>
struct action<lexical::open_quote> {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        Token& token = out.add(Kind::other, in.begin(), in.end());
        if (out.diagnostics) {
            out.diagnostics->push_back({Level::error,
                                        "quoted string is never closed",
                                        out.origin(token.text.data(), token.text.data() + 1),
                                        "a closing quote",
                                        "",
                                        {}});
        }
    }
};
template<>
struct action<lexical::other> {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        out.add(Kind::other, in.begin(), in.end());
    }
};

/// Reads with `Rule` from `from` to `to`; returns where it ended.
template<typename Rule>
const char* run(const char* from, const char* to, Collector& collector) {
    pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, const char*> in(from, to, "pf.conf");
    pegtl::parse<Rule, action>(in, collector);
    return in.current();
}

}  // namespace

std::vector<Token> tokenise(const SourceFile& file, Texts& texts, std::vector<Diagnostic>& diagnostics) {
    std::vector<Token> tokens;
    Lexer lexer(file, texts, diagnostics);
    while (lexer.line(tokens)) {
    }
    return tokens;
}

bool Lexer::line(std::vector<Token>& tokens) {
    const std::string_view text = file_->text();
    if (place_ == text.size()) {
        return false;
    }
    Collector collector{file_, {}, text.data(), *texts_, diagnostics_, tokens, nullptr};
    const char* const end = run<lexical::line>(text.data() + place_, text.data() + text.size(), collector);
    place_ = static_cast<std::size_t>(end - text.data());
    return true;
}

std::vector<Token> tokenise_value(std::string_view value, const Origin& use, Texts& texts) {
    std::vector<Token> tokens;
    Collector collector{nullptr, use, value.data(), texts, nullptr, tokens, nullptr};
    run<lexical::file>(value.data(), value.data() + value.size(), collector);
    return tokens;
}

}  // namespace lyncgate::pf
