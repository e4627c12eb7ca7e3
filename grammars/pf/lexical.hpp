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
        while (at != end) {
            if (!word_characters.rest[static_cast<unsigned char>(*at)]) {
                const bool escapes =
                    *at == '\\' &&
                    !(at + 1 != end && (at[1] == '\n' || (at[1] == '\r' && at + 2 != end && at[2] == '\n')));
                if (!escapes) {
                    break;
                }
            }
            ++at;
        }
        in.bump_in_this_line(static_cast<std::size_t>(at - begin));
        return at != begin;
    }
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

struct number_end : pegtl::sor<pegtl::space, pegtl::one<')', ',', '/', '}', '='>, pegtl::eof> {};
struct number : pegtl::seq<pegtl::opt<pegtl::one<'-'>>, pegtl::plus<pegtl::digit>, pegtl::at<number_end>> {};

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
/// The tokens up to the end of a line; strings and continuations run over it.
struct line : pegtl::seq<pegtl::opt<blank>, pegtl::until<pegtl::sor<line_end, pegtl::eof>, token, pegtl::opt<blank>>> {
};
struct file : pegtl::until<pegtl::eof, token> {};

}  // namespace lyncgate::pf::lexical
