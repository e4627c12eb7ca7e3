// The tokens of pf.conf. A grammar of characters: what follows is written over the tokens it finds.
// Source of the rules: the scanner of pfctl(8) (yylex of parse.y), OpenBSD 3.9 to 7.x and FreeBSD.
#pragma once

#include <cstring>
#include <utility>

#include <tao/pegtl.hpp>

#include "pf/characters.hpp"

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
struct comment {
    using rule_t = comment;
    using subs_t = pegtl::empty_list;

    template<typename Input>
    [[nodiscard]] static bool match(Input& in) {
        const char* const begin = in.current();
        const char* const end = in.end();
        if (begin == end || *begin != '#') {
            return false;
        }
        const char* from = begin + 1;
        const char* at = end;
        while (const void* const found = std::memchr(from, '\n', static_cast<std::size_t>(end - from))) {
            const char* const feed = static_cast<const char*>(found);
            at = feed != from && feed[-1] == '\r' ? feed - 1 : feed;
            if (at == from || at[-1] != '\\') {
                break;
            }
            from = feed + 1;
            at = end;
        }
        in.bump_in_this_line(static_cast<std::size_t>(at - begin));
        return true;
    }
};

/// All characters of a word from here on; a backslash belongs to it unless the line goes on after it.
struct word_rest {
    using rule_t = word_rest;
    using subs_t = pegtl::empty_list;

    template<typename Input>
    [[nodiscard]] static bool match(Input& in) {
        const char* const begin = in.current();
        const char* const at = word_end(begin, in.end());
        in.bump_in_this_line(static_cast<std::size_t>(at - begin));
        return at != begin;
    }
};
struct word_begin {
    using rule_t = word_begin;
    using subs_t = pegtl::empty_list;

    template<typename Input>
    [[nodiscard]] static bool match(Input& in) {
        return !in.empty() && characters.first[in.peek_uint8()];
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
/// The tokens up to the end of a line; strings and continuations run over it. What nearly all of a file consists of
/// (blanks, words, numbers, operators of one character, line ends) is told here by one look at its first character.
struct line {
    using rule_t = line;
    using subs_t = pegtl::type_list<line_end, token>;

    template<pegtl::apply_mode A, pegtl::rewind_mode M, template<typename...> class Action,
             template<typename...> class Control, typename Input, typename... States>
    [[nodiscard]] static bool match(Input& in, States&&... states) {
        const char* const end = in.end();
        for (;;) {
            const char* const at = after_blanks(in.current(), end);
            in.bump_in_this_line(static_cast<std::size_t>(at - in.current()));
            if (at == end) {
                return true;
            }
            switch (character_of(*at)) {
            case Character::lower: found<word, A, Action, Control>(in, short_word_end(at, end), states...); continue;
            case Character::digit: {
                const char* const to = word_end(at, end);
                if (all_digits(at, to, end) && (to == end || ends_number(*to))) {
                    found<number, A, Action, Control>(in, to, states...);
                } else {
                    found<word, A, Action, Control>(in, to, states...);
                }
                continue;
            }
            case Character::lone: found<operators, A, Action, Control>(in, at + 1, states...); continue;
            case Character::feed: found<line_end, A, Action, Control>(in, at + 1, states...); return true;
            case Character::other: break;
            }
            if (*at == '\r' && pegtl::match<line_end, A, M, Action, Control>(in, states...)) {
                return true;
            }
            if (!pegtl::match<token, A, M, Action, Control>(in, states...)) {
                return false;
            }
        }
    }

private:
    /// A match of `Rule` up to `to`.
    template<typename Rule, pegtl::apply_mode A, template<typename...> class Action,
             template<typename...> class Control, typename Input, typename... States>
    static void found(Input& in, const char* to, States&&... states) {
        const char* const from = in.current();
        in.bump_in_this_line(static_cast<std::size_t>(to - from));
        if constexpr (A == pegtl::apply_mode::action &&
                      requires { Control<Rule>::template apply<Action>(from, std::as_const(in), states...); }) {
            Control<Rule>::template apply<Action>(from, std::as_const(in), states...);
        }
    }
};
struct file : pegtl::until<pegtl::eof, token> {};

}  // namespace lyncgate::pf::lexical
