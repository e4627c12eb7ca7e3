// iptables-save: the lines of a dump, of `iptables -S`, and of hand-written restore files.
//
// A rule line is a command line: iptables-restore(8) cuts it into words, and getopt decides what each word is once
// the modules of the rule are known. The grammar therefore ends at the word; which option a word is belongs to the
// reader.
#pragma once

#include <array>
#include <cstdint>

#include <tao/pegtl.hpp>
#include <tao/pegtl/contrib/analyze.hpp>

namespace lyncgate::grammar::iptables_save {

using namespace tao::pegtl;

struct space : one<' ', '\t'> {};
struct spaces : star<space> {};
/// What Windows editors put before UTF-8.
struct byte_order_mark : opt<string<'\xef', '\xbb', '\xbf'>> {};
/// What stands before the end of a line, which is LF, CRLF or the end of the text.
struct newline : one<'\n'> {};
struct line_end : seq<star<one<' ', '\t', '\r'>>, at<sor<newline, eof>>> {};
struct rest_of_line : star<not_one<'\n'>> {};

/// A word without quotes, up to blank or line end. Written by hand because most bytes of a dump pass through here.
struct bare_word {
    using rule_t = bare_word;
    using subs_t = empty_list;

    /// The bytes that end a word.
    static constexpr std::array<bool, 256> stops = [] {
        std::array<bool, 256> table{};
        for (const char c : {' ', '\n', '\t', '\r', '"'}) {
            table[static_cast<unsigned char>(c)] = true;
        }
        return table;
    }();

    /// The first byte of eight that is a blank, a control character or a quote; 8 when none is.
    static int first_suspect(const char* at) {
        constexpr std::uint64_t each = 0x0101010101010101;
        std::uint64_t bytes = 0;
        for (int i = 0; i < 8; ++i) {
            bytes |= std::uint64_t{static_cast<unsigned char>(at[i])} << 8 * i;
        }
        const std::uint64_t quotes = bytes ^ each * '"';
        const std::uint64_t below = (bytes - each * 0x21) & ~bytes;
        const std::uint64_t equal = (quotes - each) & ~quotes;
        const std::uint64_t found = (below | equal) & each * 0x80;
        return found == 0 ? 8 : __builtin_ctzll(found) / 8;
    }

    template<typename Input>
    static bool match(Input& in) {
        const char* const begin = in.current();
        const char* const end = in.end();
        const char* at = begin;
        while (end - at >= 8) {
            const int clear = first_suspect(at);
            at += clear;
            if (clear < 8) {
                break;
            }
        }
        while (at != end && !stops[static_cast<unsigned char>(*at)]) {
            ++at;
        }
        // A quote inside a word belongs to `quoted_word`.
        if (at == begin || (at != end && *at == '"')) {
            return false;
        }
        in.bump_in_this_line(static_cast<std::size_t>(at - begin));
        return true;
    }
};

/// `"text"`, in which a backslash keeps the next character.
struct quoted_text : seq<one<'"'>, star<sor<seq<one<'\\'>, not_one<'\n'>>, not_one<'"', '\\', '\n', '\r'>>>> {};
/// A word with quotes anywhere in it: `"two words"`, `--log-prefix="two words"`.
struct closing_quote : one<'"'> {};
struct word_quote : seq<quoted_text, must<closing_quote>> {};
struct word_part : star<not_one<' ', '\t', '\n', '\r', '"'>> {};
struct quoted_word : seq<word_part, plus<word_quote, word_part>> {};

struct word : sor<bare_word, quoted_word> {};
struct words : star<spaces, word> {};

/// `[packets:bytes]` before a rule (`iptables-save -c`) or after a policy.
struct packets : plus<digit> {};
struct bytes : plus<digit> {};
struct counters_colon : one<':'> {};
struct counters_close : one<']'> {};
struct counters : if_must<one<'['>, packets, counters_colon, bytes, counters_close> {};

/// `*filter`
struct table_name : plus<not_one<' ', '\t', '\r', '\n'>> {};
struct table_start : seq<one<'*'>, spaces> {};
struct table_line : if_must<table_start, table_name, line_end> {};

/// `:INPUT DROP [0:0]`; a user chain has the policy `-`.
struct chain_name : plus<not_one<' ', '\t', '\r', '\n'>> {};
struct chain_policy : plus<not_one<' ', '\t', '\r', '\n'>> {};
struct chain_start : seq<one<':'>, spaces> {};
struct chain_gap : plus<space> {};
struct chain_end : seq<spaces, opt<counters>, line_end> {};
struct chain_line : if_must<chain_start, chain_name, chain_gap, chain_policy, chain_end> {};

/// `-A INPUT …`, `[1:60] -A INPUT …`, and the other commands of iptables(8).
struct rule_line : seq<opt<counters, spaces>, words, must<line_end>> {};
struct commit_line : seq<string<'C', 'O', 'M', 'M', 'I', 'T'>, line_end> {};
struct comment_line : seq<one<'#'>, rest_of_line, line_end> {};
/// A line that is no part of a ruleset: a shell prompt, the output of another command.
struct other_line : seq<rest_of_line, line_end> {};

/// One line. The first character decides.
struct line {
    using rule_t = line;
    using subs_t = type_list<table_line, chain_line, rule_line, commit_line, comment_line, other_line>;

    template<apply_mode A, rewind_mode M, template<typename...> class Action, template<typename...> class Control,
             typename Input, typename... States>
    static bool match(Input& in, States&&... states) {
        switch (in.empty() ? '\n' : in.peek_char()) {
        case '*': return Control<table_line>::template match<A, M, Action, Control>(in, states...);
        case ':': return Control<chain_line>::template match<A, M, Action, Control>(in, states...);
        case '#': return Control<comment_line>::template match<A, M, Action, Control>(in, states...);
        case '-':
        case '[': return Control<rule_line>::template match<A, M, Action, Control>(in, states...);
        case 'C':
            if (Control<commit_line>::template match<A, rewind_mode::required, Action, Control>(in, states...)) {
                return true;
            }
            [[fallthrough]];
        default: return Control<other_line>::template match<A, M, Action, Control>(in, states...);
        }
    }
};

/// A line with its end, as the reader takes them, so that an error costs one line.
struct whole_line : seq<spaces, line, opt<newline>> {};
/// A whole file.
struct file : seq<byte_order_mark, spaces, line, star<newline, spaces, line>, eof> {};

}  // namespace lyncgate::grammar::iptables_save

namespace TAO_PEGTL_NAMESPACE {

template<typename Name>
struct analyze_traits<Name, lyncgate::grammar::iptables_save::bare_word> : analyze_any_traits<> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::grammar::iptables_save::line>
    : analyze_sor_traits<lyncgate::grammar::iptables_save::table_line, lyncgate::grammar::iptables_save::chain_line,
                         lyncgate::grammar::iptables_save::rule_line, lyncgate::grammar::iptables_save::commit_line,
                         lyncgate::grammar::iptables_save::comment_line, lyncgate::grammar::iptables_save::other_line> {
};

}  // namespace TAO_PEGTL_NAMESPACE
