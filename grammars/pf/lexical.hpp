// The tokens of pf.conf. A grammar of characters: what follows is written over the tokens it finds.
// Source of the rules: the scanner of pfctl(8) (yylex of parse.y), OpenBSD 3.9 to 7.x and FreeBSD.
#pragma once

#include <tao/pegtl.hpp>

namespace lyncgate::pf::lexical {

namespace pegtl = tao::pegtl;

struct line_break : pegtl::sor<pegtl::one<'\n'>, pegtl::string<'\r', '\n'>> {};
/// A line break that ends the line: one that no backslash takes away.
struct line_end : pegtl::seq<line_break> {};
struct blank : pegtl::plus<pegtl::one<' ', '\t'>> {};
/// A backslash before the end of a line: the line goes on.
struct continuation : pegtl::seq<pegtl::one<'\\'>, line_break> {};
/// A backslash before anything else stands for nothing.
struct escape : pegtl::seq<pegtl::one<'\\'>, pegtl::not_at<line_break>> {};
/// Runs to the end of the line; a continuation continues it.
struct comment : pegtl::seq<pegtl::one<'#'>,
                            pegtl::star<pegtl::sor<continuation, pegtl::not_one<'\n', '\r'>,
                                                   pegtl::seq<pegtl::one<'\r'>, pegtl::not_at<pegtl::one<'\n'>>>>>> {};

/// The characters of words. A table, for these rules read most of a file.
struct characters {
    bool rest[256] = {};   ///< may stand in a word
    bool first[256] = {};  ///< may begin one
};
constexpr characters word_characters = [] {
    characters table;
    constexpr char others[] = "\"$%&'*+-.:;?@[]^_`|~";
    for (unsigned c = 0; c < 256; ++c) {
        const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        table.rest[c] = table.first[c] = letter_or_digit;
    }
    for (std::size_t i = 0; i + 1 < sizeof(others); ++i) {
        table.rest[static_cast<unsigned char>(others[i])] = true;
    }
    table.first[static_cast<unsigned char>(':')] = table.first[static_cast<unsigned char>('_')] = true;
    return table;
}();

/// All characters of a word from here on; a backslash belongs to it unless the line goes on after it.
struct word_rest {
    using rule_t = word_rest;
    using subs_t = pegtl::empty_list;

    template<typename Input>
    [[nodiscard]] static bool match(Input& in) {
        const char* const begin = in.current();
        const char* const end = in.end();
        const char* at = begin;
        for (;;) {
            while (end - at >= 4 && belongs(at[0]) && belongs(at[1]) && belongs(at[2]) && belongs(at[3])) {
                at += 4;
            }
            while (at != end && belongs(*at)) {
                ++at;
            }
            if (at == end || *at != '\\' ||
                (at + 1 != end && (at[1] == '\n' || (at[1] == '\r' && at + 2 != end && at[2] == '\n')))) {
                break;
            }
            ++at;
        }
        in.bump_in_this_line(static_cast<std::size_t>(at - begin));
        return at != begin;
    }

private:
    static bool belongs(char c) { return word_characters.rest[static_cast<unsigned char>(c)]; }
};
struct word_begin {
    using rule_t = word_begin;
    using subs_t = pegtl::empty_list;

    template<typename Input>
    [[nodiscard]] static bool match(Input& in) {
        return !in.empty() && word_characters.first[in.peek_uint8()];
    }
};
struct word : pegtl::seq<word_begin, word_rest> {};
/// Word characters right after a macro: they join its last word.
struct glue : pegtl::seq<word_rest> {};

/// Digits, perhaps after a minus, and nothing behind them that would make them part of a word.
struct number {
    using rule_t = number;
    using subs_t = pegtl::empty_list;

    template<typename Input>
    [[nodiscard]] static bool match(Input& in) {
        const char* const begin = in.current();
        const char* const end = in.end();
        const char* const digits = begin != end && *begin == '-' ? begin + 1 : begin;
        const char* at = digits;
        while (at != end && *at >= '0' && *at <= '9') {
            ++at;
        }
        if (at == digits || (at != end && !ends_number(*at))) {
            return false;
        }
        in.bump_in_this_line(static_cast<std::size_t>(at - begin));
        return true;
    }

private:
    static bool ends_number(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == ')' || c == ',' || c == '/' || c == '}' || c == '=';
    }
};

/// A quoted string: it may run over lines; only the quote itself, a blank and a line end can be escaped.
template<char Quote>
struct quoted
    : pegtl::seq<
          pegtl::one<Quote>,
          pegtl::star<pegtl::sor<pegtl::seq<pegtl::one<'\\'>, pegtl::one<Quote, ' ', '\t'>>, pegtl::not_one<Quote>>>,
          pegtl::one<Quote>> {};
struct double_quoted : quoted<'"'> {};
struct single_quoted : quoted<'\''> {};
/// A quote that is never closed takes the rest of the text.
struct open_quote : pegtl::seq<pegtl::one<'"', '\''>, pegtl::until<pegtl::eof>> {};

struct macro_name : pegtl::star<pegtl::sor<pegtl::alnum, pegtl::one<'_'>>> {};
struct macro : pegtl::seq<pegtl::one<'$'>, macro_name, pegtl::opt<glue>> {};

/// Two-character operators before one-character ones.
struct operators : pegtl::sor<pegtl::string<'!', '='>, pegtl::string<'<', '='>, pegtl::string<'>', '='>,
                              pegtl::string<'<', '>'>, pegtl::string<'>', '<'>, pegtl::string<'-', '>'>,
                              pegtl::one<'{', '}', '(', ')', '<', '>', '=', '!', '/', ',', '-'>> {};
struct other : pegtl::any {};

struct punctuation : pegtl::sor<number, operators, continuation, escape, other> {};
/// Chosen by its first character, which is what the alternatives differ in.
struct token {
    using rule_t = token;
    using subs_t = pegtl::type_list<blank, number, word, line_end, operators, macro, comment, double_quoted,
                                    single_quoted, open_quote, punctuation>;

    template<pegtl::apply_mode A, pegtl::rewind_mode M, template<typename...> class Action,
             template<typename...> class Control, typename Input, typename... States>
    [[nodiscard]] static bool match(Input& in, States&&... states) {
        using pegtl::match;
        if (in.empty()) {
            return false;
        }
        const char c = in.peek_char();
        if (c >= 'a' && c <= 'z') {
            return match<word, A, M, Action, Control>(in, states...);
        }
        switch (c) {
        case ' ':
        case '\t': return match<blank, A, M, Action, Control>(in, states...);
        case '\n': return match<line_end, A, M, Action, Control>(in, states...);
        case '#': return match<comment, A, M, Action, Control>(in, states...);
        case '$': return match<macro, A, M, Action, Control>(in, states...);
        case '"':
            return match<double_quoted, A, M, Action, Control>(in, states...) ||
                   match<open_quote, A, M, Action, Control>(in, states...);
        case '\'':
            return match<single_quoted, A, M, Action, Control>(in, states...) ||
                   match<open_quote, A, M, Action, Control>(in, states...);
        case '\r':
            return match<line_end, A, M, Action, Control>(in, states...) ||
                   match<other, A, M, Action, Control>(in, states...);
        default: break;
        }
        if (c >= '0' && c <= '9' && match<number, A, M, Action, Control>(in, states...)) {
            return true;
        }
        return match<word, A, M, Action, Control>(in, states...) ||
               match<punctuation, A, M, Action, Control>(in, states...);
    }
};
/// The tokens up to the end of a line; strings and continuations run over it. Blanks, which are every other byte in
/// some files, are passed over here.
struct line {
    using rule_t = line;
    using subs_t = pegtl::type_list<line_end, token>;

    template<pegtl::apply_mode A, pegtl::rewind_mode M, template<typename...> class Action,
             template<typename...> class Control, typename Input, typename... States>
    [[nodiscard]] static bool match(Input& in, States&&... states) {
        for (;;) {
            const char* at = in.current();
            while (at != in.end() && (*at == ' ' || *at == '\t')) {
                ++at;
            }
            in.bump_in_this_line(static_cast<std::size_t>(at - in.current()));
            if (in.empty()) {
                return true;
            }
            if ((*at == '\n' || *at == '\r') && pegtl::match<line_end, A, M, Action, Control>(in, states...)) {
                return true;
            }
            if (!pegtl::match<token, A, M, Action, Control>(in, states...)) {
                return false;
            }
        }
    }
};
struct file : pegtl::until<pegtl::eof, token> {};

}  // namespace lyncgate::pf::lexical
