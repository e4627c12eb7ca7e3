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

#include "byte_marks.hpp"

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

/// A word without quotes, up to blank or line end.
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

    template<typename Input>
    static bool match(Input& in) {
        const char* const begin = in.current();
        const char* const end = in.end();
        const char* at = begin;
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
struct next_word : seq<spaces, word> {};

/// The words of a line: `star<next_word>`, whose bare words are found sixty-four bytes at a time, because most bytes of
/// a dump pass through here. What is neither a bare word nor a space is left to `next_word`.
struct words {
    using rule_t = words;
    using subs_t = type_list<next_word>;

    template<apply_mode A, rewind_mode M, template<typename...> class Action, template<typename...> class Control,
             typename Input, typename... States>
    static bool match(Input& in, States&&... states) {
        // From the end of what has been taken to the bare word, and over it.
        const auto take = [&](const char* begin, const char* end) {
            in.bump_in_this_line(static_cast<std::size_t>(begin - in.current()));
            const auto start = in.iterator();
            in.bump_in_this_line(static_cast<std::size_t>(end - begin));
            if constexpr (A == apply_mode::action && internal::has_apply<Control<bare_word>, void, Action,
                                                                         decltype(start)&, const Input&, States...>) {
                Control<bare_word>::template apply<Action>(start, in, states...);
            }
        };
        const char* block = in.current();
        const char* begin = nullptr;  // of a word that began in an earlier block
        for (;;) {
            const auto room = static_cast<std::size_t>(in.end() - block);
            const ByteMarks marks = room < marked_bytes ? byte_marks(block, room) : byte_marks(block);
            // A word begins or ends where a byte differs from the one before it; from the first other byte on it may
            // be otherwise.
            const std::uint64_t stops = marks.spaces | marks.others;
            std::uint64_t edges =
                (stops ^ (stops << 1 | (begin == nullptr ? 1 : 0))) & (marks.others - 1) & ~marks.others;
            if (begin != nullptr && edges != 0) {
                take(begin, block + __builtin_ctzll(edges));
                begin = nullptr;
                edges &= edges - 1;
            }
            while (edges != 0) {
                begin = block + __builtin_ctzll(edges);
                edges &= edges - 1;
                if (edges == 0) {
                    break;
                }
                take(begin, block + __builtin_ctzll(edges));
                begin = nullptr;
                edges &= edges - 1;
            }
            if (marks.others == 0) {
                block += marked_bytes;
                continue;
            }
            block += __builtin_ctzll(marks.others);
            if (block == in.end() || *block == '\n' || *block == '\r') {
                if (begin != nullptr) {
                    take(begin, block);
                }
                return true;
            }
            begin = nullptr;
            if (!Control<next_word>::template match<A, rewind_mode::required, Action, Control>(in, states...)) {
                return true;
            }
            block = in.current();
        }
    }
};

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
struct analyze_traits<Name, lyncgate::grammar::iptables_save::words>
    : analyze_traits<Name, typename star<lyncgate::grammar::iptables_save::next_word>::rule_t> {};
template<typename Name>
struct analyze_traits<Name, lyncgate::grammar::iptables_save::line>
    : analyze_sor_traits<lyncgate::grammar::iptables_save::table_line, lyncgate::grammar::iptables_save::chain_line,
                         lyncgate::grammar::iptables_save::rule_line, lyncgate::grammar::iptables_save::commit_line,
                         lyncgate::grammar::iptables_save::comment_line, lyncgate::grammar::iptables_save::other_line> {
};

}  // namespace TAO_PEGTL_NAMESPACE
