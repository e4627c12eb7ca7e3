#include "dialects/pf/token.hpp"

#include <algorithm>
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
    Span use;
    const char* begin = nullptr;
    Store& store;
    std::vector<Diagnostic>* diagnostics = nullptr;
    TokenRow& tokens;

    Span span(const char* from, const char* to) const {
        return file ? Span{static_cast<std::uint32_t>(from - begin), static_cast<std::uint32_t>(to - begin)} : use;
    }
    template<typename Input>
    void add(Kind kind, const Input& in) {
        tokens.add(kind, text_of(in), span(in.begin(), in.end()));
    }
    template<typename Input>
    static std::string_view text_of(const Input& in) {
        return {in.begin(), in.size()};
    }
};

/// The kind of an operator by its one or two characters.
Kind kind_of_operator(std::string_view text) {
    const char second = text.size() == 2 ? text[1] : '\0';
    switch (text.front()) {
    case '{': return Kind::open_brace;
    case '}': return Kind::close_brace;
    case '(': return Kind::open_paren;
    case ')': return Kind::close_paren;
    case '<': return second == '=' ? Kind::less_equal : second == '>' ? Kind::outside : Kind::less;
    case '>': return second == '=' ? Kind::greater_equal : second == '<' ? Kind::inside : Kind::greater;
    case '=': return Kind::equal;
    case '!': return second == '=' ? Kind::not_equal : Kind::bang;
    case '/': return Kind::slash;
    case ',': return Kind::comma;
    default: return second == '>' ? Kind::arrow : Kind::dash;
    }
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
        out.add(kind_of_word(Collector::text_of(in)), in);
    }
};
template<Kind Wanted>
struct adds {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        out.add(Wanted, in);
    }
};
template<>
struct action<lexical::number> : adds<Kind::number> {};
template<>
struct action<lexical::line_end> : adds<Kind::newline> {};
template<>
struct action<lexical::other> : adds<Kind::other> {};
template<>
struct action<lexical::continuation> : pegtl::nothing<lexical::continuation> {};
template<>
struct action<lexical::operators> {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        const Kind kind = kind_of_operator(Collector::text_of(in));
        out.add(kind, in);
        if (kind == Kind::open_brace || kind == Kind::close_brace) {
            out.tokens.note_composed();
        }
    }
};
template<>
struct action<lexical::macro> {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        // macros are not expanded inside macros: pfctl sees a bare `$` there
        out.add(out.file ? Kind::macro : Kind::other, in);
        out.tokens.note_composed();
    }
};
struct quoted_action {
    template<typename Input>
    static void apply(const Input& in, Collector& out) {
        const std::string_view text = Collector::text_of(in);
        const std::string_view inner = text.substr(1, text.size() - 2);
        const bool plain = inner.find_first_of("\\\n\r") == std::string_view::npos;
        out.tokens.add(Kind::text, plain ? inner : out.store.text(unquoted(text)), out.span(in.begin(), in.end()),
                       true);
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
        out.add(Kind::other, in);
        if (out.diagnostics) {
            out.diagnostics->push_back({Level::error,
                                        "quoted string is never closed",
                                        {out.file, out.span(in.begin(), in.begin() + 1)},
                                        "a closing quote",
                                        "",
                                        {}});
        }
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

void TokenRow::grow() {
    room_ = std::max<std::size_t>(64, 2 * room_);
    auto tokens = std::make_unique<Token[]>(room_);
    auto kinds = std::make_unique<char[]>(room_);
    std::copy_n(tokens_.get(), size_, tokens.get());
    std::copy_n(kinds_.get(), size_, kinds.get());
    tokens_ = std::move(tokens);
    kinds_ = std::move(kinds);
}

void TokenRow::drop(std::size_t count) {
    std::copy(tokens_.get() + count, tokens_.get() + size_, tokens_.get());
    std::copy(kinds_.get() + count, kinds_.get() + size_, kinds_.get());
    size_ -= count;
}

bool Lexer::line(TokenRow& tokens) {
    const std::string_view text = file_->text();
    if (place_ == text.size()) {
        return false;
    }
    Collector collector{file_, {}, text.data(), *store_, diagnostics_, tokens};
    const char* const end = run<lexical::line>(text.data() + place_, text.data() + text.size(), collector);
    place_ = static_cast<std::size_t>(end - text.data());
    return true;
}

void tokenise_value(std::string_view value, Span use, Store& store, TokenRow& tokens) {
    Collector collector{nullptr, use, value.data(), store, nullptr, tokens};
    run<lexical::file>(value.data(), value.data() + value.size(), collector);
}

}  // namespace lyncgate::pf
