#include "dialects/iptables/parse.hpp"

#include <cstdlib>

#include <fmt/core.h>

#include "dialects/iptables/file_reader.hpp"
#include "dialects/iptables/ipset.hpp"
#include "iptables_save.hpp"

namespace lyncgate::iptables {

namespace {

namespace pegtl = tao::pegtl;
namespace rules = grammar::iptables_save;

/// The line being read.
struct Line {
    const SourceFile* file = nullptr;
    std::deque<std::string>* texts = nullptr;
    const char* text_begin = nullptr;
    bool beside_sets = false;  ///< lines of `ipset save` are no business of this reader
    std::vector<Word> words;
    Word name;
    Word policy;
    FileReader::Counters counters;
    enum class What { other, table, chain, command, commit, comment } what = What::other;

    Word word(const char* begin, const char* end) const {
        return {{begin, static_cast<std::size_t>(end - begin)},
                {static_cast<std::uint32_t>(begin - text_begin), static_cast<std::uint32_t>(end - text_begin)}};
    }
};

/// A grammar rule that had to match and did not.
struct GrammarError {
    const char* at;
    std::string_view expected;
};

template<typename Rule>
constexpr std::string_view expectation = {};
template<>
constexpr std::string_view expectation<rules::closing_quote> = "a closing '\"' on the same line";
template<>
constexpr std::string_view expectation<rules::packets> = "counters like [0:0]";
template<>
constexpr std::string_view expectation<rules::counters_colon> = "counters like [0:0]";
template<>
constexpr std::string_view expectation<rules::bytes> = "counters like [0:0]";
template<>
constexpr std::string_view expectation<rules::counters_close> = "counters like [0:0]";
template<>
constexpr std::string_view expectation<rules::table_name> = "the name of a table";
template<>
constexpr std::string_view expectation<rules::line_end> = "the end of the line";
template<>
constexpr std::string_view expectation<rules::chain_name> = "the name of a chain";
template<>
constexpr std::string_view expectation<rules::chain_gap> = "a policy after the chain's name: ACCEPT, DROP or -";
template<>
constexpr std::string_view expectation<rules::chain_policy> = "a policy: ACCEPT, DROP or -";
template<>
constexpr std::string_view expectation<rules::chain_end> = "counters like [0:0], or the end of the line";

template<typename Rule>
struct Control : pegtl::normal<Rule> {
    template<typename Input, typename... States>
    [[noreturn]] static void raise(const Input& in, States&&...) {
        static_assert(!expectation<Rule>.empty(), "every must<> says what it expected");
        throw GrammarError{in.current(), expectation<Rule>};
    }
};

template<typename Rule>
struct Action : pegtl::nothing<Rule> {};

template<>
struct Action<rules::bare_word> {
    template<typename Input>
    static void apply(const Input& in, Line& line) {
        line.words.push_back(line.word(in.begin(), in.end()));
    }
};

/// Frees a word from its quotes and backslashes.
std::string unquote(std::string_view text) {
    std::string plain;
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') {
            inside = !inside;
        } else if (inside && text[i] == '\\' && i + 1 < text.size()) {
            plain += text[++i];
        } else {
            plain += text[i];
        }
    }
    return plain;
}

template<>
struct Action<rules::quoted_word> {
    template<typename Input>
    static void apply(const Input& in, Line& line) {
        Word word = line.word(in.begin(), in.end());
        const bool simple = word.text.front() == '"' && word.text.find_first_of("\"\\", 1) == word.text.size() - 1;
        word.quoted = word.text.front() == '"';
        word.text = simple ? word.text.substr(1, word.text.size() - 2)
                           : std::string_view(line.texts->emplace_back(unquote(word.text)));
        line.words.push_back(word);
    }
};

template<>
struct Action<rules::packets> {
    template<typename Input>
    static void apply(const Input& in, Line& line) {
        line.counters.given = true;
        line.counters.packets = read_number(std::string_view(in.begin(), in.size()), 0, ~std::uint64_t{0}).value_or(0);
    }
};

template<>
struct Action<rules::bytes> {
    template<typename Input>
    static void apply(const Input& in, Line& line) {
        line.counters.bytes = read_number(std::string_view(in.begin(), in.size()), 0, ~std::uint64_t{0}).value_or(0);
    }
};

template<>
struct Action<rules::table_name> {
    template<typename Input>
    static void apply(const Input& in, Line& line) {
        line.name = line.word(in.begin(), in.end());
        line.what = Line::What::table;
    }
};

template<>
struct Action<rules::chain_name> {
    template<typename Input>
    static void apply(const Input& in, Line& line) {
        line.name = line.word(in.begin(), in.end());
    }
};

template<>
struct Action<rules::chain_policy> {
    template<typename Input>
    static void apply(const Input& in, Line& line) {
        line.policy = line.word(in.begin(), in.end());
        line.what = Line::What::chain;
    }
};

template<>
struct Action<rules::rule_line> {
    static void apply0(Line& line) { line.what = Line::What::command; }
};
template<>
struct Action<rules::commit_line> {
    static void apply0(Line& line) { line.what = Line::What::commit; }
};
template<>
struct Action<rules::comment_line> {
    static void apply0(Line& line) { line.what = Line::What::comment; }
};

using Input = pegtl::memory_input<pegtl::tracking_mode::lazy, pegtl::eol::lf, std::string_view>;

/// The program name at the start of a command line: "iptables", "/sbin/ip6tables", "sudo iptables".
std::size_t program_length(std::string_view line) {
    std::size_t at = line.starts_with("sudo ") ? 5 : 0;
    const std::size_t end = line.find_first_of(" \t", at);
    if (end == std::string_view::npos) {
        return 0;
    }
    std::string_view program = line.substr(at, end - at);
    program = program.substr(program.rfind('/') + 1);
    const bool known = program == "iptables" || program == "ip6tables" || program == "iptables-legacy" ||
                       program == "ip6tables-legacy" || program == "iptables-nft" || program == "ip6tables-nft" ||
                       program == "$IPTABLES" || program == "$IPT";
    return known ? end : 0;
}

/// A shell prompt with the command that made the dump, or an empty one after it.
bool is_prompt(std::string_view line) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r')) {
        line.remove_suffix(1);
    }
    const bool saves = line.find("tables-save") != std::string_view::npos || line.ends_with("tables -S");
    return saves ||
           (!line.empty() && (line.back() == '$' || line.back() == '#') && line.find('@') != std::string_view::npos);
}

void read_other(FileReader& reader, Line& line, std::string_view text, std::uint32_t begin) {
    const std::size_t start = text.find_first_not_of(" \t\r");
    if (start == std::string_view::npos || (line.beside_sets && is_set_line(text.substr(start)))) {
        return;
    }
    const Span span{begin, begin + static_cast<std::uint32_t>(text.size())};
    const std::size_t program = program_length(text.substr(start));
    if (program != 0 && !is_prompt(text)) {
        Input in(text.data() + start + program, text.data() + text.size(), std::string_view());
        line.words.clear();
        pegtl::parse<pegtl::seq<rules::words, rules::line_end>, Action, Control>(in, line);
        reader.command(line.words, {}, span);
        return;
    }
    if (is_prompt(text)) {
        reader.result.coverage.count(Treatment::irrelevant);
        return;
    }
    reader.draft.statement.failed = false;
    Word word = line.word(text.data() + start, text.data() + std::min(text.size(), text.find_first_of(" \t\r", start)));
    reader.draft.statement.fail(
        word, fmt::format("'{}' does not begin a statement of iptables-save", word.text.substr(0, 40)),
        "*table, :chain, -A chain, COMMIT or a comment");
    reader.broken(span);
}

/// The table that a block of `-P` lines belongs to: each table has its own built-in chains.
std::string_view table_of_policies(std::string_view text) {
    bool prerouting = false, forward = false, postrouting = false, input = false;
    while (text.starts_with("-P ") || text.starts_with("--policy ")) {
        std::string_view name = text.substr(text.find(' ') + 1);
        name = name.substr(0, name.find(' '));
        prerouting = prerouting || name == "PREROUTING";
        input = input || name == "INPUT";
        forward = forward || name == "FORWARD";
        postrouting = postrouting || name == "POSTROUTING";
        const std::size_t end = text.find('\n');
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    if (!prerouting) {
        return postrouting ? "nat" : "filter";
    }
    return forward ? "mangle" : postrouting || input ? "nat" : "raw";
}

void finish_line(FileReader& reader, Line& line, std::string_view text, std::uint32_t begin) {
    const Span span{begin, begin + static_cast<std::uint32_t>(text.size())};
    switch (line.what) {
    case Line::What::table: return reader.begin_table(line.name, span);
    case Line::What::chain: return reader.declare_chain(line.name, line.policy, span);
    case Line::What::command: return reader.command(line.words, line.counters, span);
    case Line::What::commit: return reader.commit(span);
    case Line::What::comment: return;
    case Line::What::other: return read_other(reader, line, text, begin);
    }
}

}  // namespace

std::optional<Family> family_of(std::string_view text) {
    std::string_view head = text.substr(0, 1 << 16);
    const std::size_t generated = head.find("Generated by ip");
    if (generated != std::string_view::npos) {
        return head.substr(generated + 13, 9) == "ip6tables" ? Family::ipv6 : Family::ipv4;
    }
    // Otherwise by the addresses: the words after -s and -d, and the names only one family knows. A lead that large is
    // not lost any more.
    constexpr int decisive = 64;
    int six = 0;
    int four = 0;
    for (std::size_t at = head.find(" -"); at != std::string_view::npos; at = head.find(" -", at + 2)) {
        const std::string_view option = head.substr(at, 4);
        if (option != " -s " && option != " -d ") {
            continue;
        }
        const std::string_view word = head.substr(at + 4, head.find_first_of(" \r\n", at + 4) - at - 4);
        six += word.find(':') != std::string_view::npos ? 1 : 0;
        four += word.find('.') != std::string_view::npos ? 1 : 0;
        if (std::abs(six - four) == decisive) {
            head = head.substr(0, at);
        }
    }
    for (const std::string_view sign : {"ipv6-icmp", "icmpv6", "icmp6", "ip6tables", "ffff:ffff:"}) {
        six += head.find(sign) != std::string_view::npos ? 1 : 0;
    }
    return six == four ? std::nullopt : std::optional(six > four ? Family::ipv6 : Family::ipv4);
}

std::vector<Word> words_of(const SourceFile& file, Span span, std::deque<std::string>& texts) {
    Line line;
    line.file = &file;
    line.texts = &texts;
    line.text_begin = file.text().data();
    const std::string_view text = file.slice(span);
    Input in(text.data() + program_length(text), text.data() + text.size(), std::string_view());
    pegtl::parse<pegtl::seq<pegtl::opt<rules::counters>, rules::words>, Action, Control>(in, line);
    return std::move(line.words);
}

ReadRuleset parse(const SourceFile& file, std::optional<Family> family, bool beside_sets) {
    const std::string_view text = file.text();
    FileReader reader(file, family ? *family : family_of(text).value_or(Family::ipv4));
    Line line;
    line.file = &file;
    line.beside_sets = beside_sets;
    line.texts = &reader.result.ruleset.texts;
    line.text_begin = text.data();
    Input in(text.data(), text.data() + text.size(), std::string_view());
    pegtl::parse<rules::byte_order_mark>(in);
    bool headed = false;
    bool in_policies = false;
    while (!in.empty()) {
        line.words.clear();
        line.counters = {};
        line.what = Line::What::other;
        const char* begin = in.current();
        try {
            pegtl::parse<rules::whole_line, Action, Control>(in, line);
            const char* end = in.current();
            while (end != begin && (end[-1] == '\n' || end[-1] == '\r' || end[-1] == ' ' || end[-1] == '\t')) {
                --end;
            }
            while (begin != end && (*begin == ' ' || *begin == '\t')) {
                ++begin;
            }
            const bool policy = line.what == Line::What::command && !line.words.empty() &&
                                (line.words[0].text == "-P" || line.words[0].text == "--policy");
            if (policy && !in_policies && !headed) {
                reader.begin_listing(table_of_policies(text.substr(static_cast<std::size_t>(begin - text.data()))));
            }
            in_policies = policy;
            headed = headed || line.what == Line::What::table;
            finish_line(reader, line, {begin, static_cast<std::size_t>(end - begin)},
                        static_cast<std::uint32_t>(begin - text.data()));
        } catch (const GrammarError& error) {
            const char* end = error.at;
            while (end != in.end() && *end != '\n') {
                ++end;
            }
            const char* stop = error.at;
            while (stop != end && *stop != ' ' && *stop != '\t' && *stop != '\r') {
                ++stop;
            }
            Word at = line.word(error.at, stop);
            reader.draft.statement.failed = false;
            reader.draft.statement.fail(
                at, at.text.empty() ? std::string("the line ends too early") : fmt::format("unexpected '{}'", at.text),
                std::string(error.expected));
            reader.broken(line.word(begin, end).span);
            pegtl::parse<pegtl::seq<rules::other_line, pegtl::opt<rules::newline>>>(in);
        }
    }
    reader.finish();
    return std::move(reader.result);
}

}  // namespace lyncgate::iptables
