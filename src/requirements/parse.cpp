#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "requirements/actions.hpp"
#include "requirements/syntax.hpp"
#include "text/suggest.hpp"

namespace lyncgate::packs {
namespace {

/// What a failed `must` would have wanted, for people.
template<class Rule>
constexpr const char* wanted = "something else";
template<>
constexpr const char* wanted<g::statement> =
    "a statement: pack, product, topic, source, when, table, row, role, feature, scenario or tunable";
template<>
constexpr const char* wanted<g::text_end> = "a closing double quote on the same line";
template<>
constexpr const char* wanted<g::close> = "')'";
template<>
constexpr const char* wanted<g::arrow> = "'->' and the destination";
template<>
constexpr const char* wanted<g::label> = "the application protocol, such as SIP/MTLS";
template<>
constexpr const char* wanted<g::row_body> = "the traffic of the row, such as tcp/443, or '-' for an empty row";
template<>
constexpr const char* wanted<g::row_ends> = "two ends such as 'director -> front-end', or 'of' and a role";
template<>
constexpr const char* wanted<g::end_of_statement> = "a clause this statement can have, or its end";
template<>
constexpr const char* wanted<g::boundary> = "external, internal, both or hosts";
template<>
constexpr const char* wanted<g::zone> = "inside, perimeter, outward or outside";
template<>
constexpr const char* wanted<g::suspect_cell> = "source, destination, ports, protocol, note or row";
template<>
constexpr const char* wanted<g::because_word> = "'because' and the reason";
template<>
constexpr const char* wanted<g::read_ports> = "'from' or 'to' and ports";
template<>
constexpr const char* wanted<p::one<'"'>> = "a text in double quotes";
template<>
constexpr const char* wanted<g::english> = "a text in double quotes";
template<>
constexpr const char* wanted<g::source_date> = "a date such as 2013-04-03";
template<class Rule>
concept port_rule =
    std::is_base_of_v<g::port, Rule> || std::is_base_of_v<g::port_list, Rule> || std::is_same_v<Rule, g::port_range>;
template<class Rule>
concept name_rule = std::is_base_of_v<g::name, Rule> || std::is_base_of_v<g::role, Rule>;
template<class Rule>
concept end_rule = std::is_base_of_v<g::roles, Rule>;
template<class Rule>
concept condition_rule = std::is_base_of_v<g::condition, Rule> || std::is_same_v<Rule, g::factor> ||
    std::is_same_v<Rule, g::operand> || std::is_same_v<Rule, g::conjunction>;

template<class Rule>
constexpr const char* expectation() {
    if constexpr (port_rule<Rule>) {
        return "a port from 0 to 65535, a range such as 50000-59999, or any";
    } else if constexpr (end_rule<Rule>) {
        return "a role, 'any' or '?'";
    } else if constexpr (condition_rule<Rule>) {
        return "the name of a feature or scenario, 'not' or '('";
    } else if constexpr (name_rule<Rule>) {
        return "a name";
    } else {
        return wanted<Rule>;
    }
}

template<class Rule>
struct control : p::normal<Rule> {
    template<class Input, class... States>
    [[noreturn]] static void raise(const Input& in, States&&... /*states*/) {
        throw p::parse_error(expectation<Rule>(), in);
    }
};

/// Where the statement after `from` starts: at the next line with something at its left margin.
std::size_t next_statement(std::string_view text, std::size_t from) {
    for (std::size_t at = text.find('\n', from); at != std::string_view::npos; at = text.find('\n', at + 1)) {
        const std::size_t start = at + 1;
        if (start < text.size() && std::string_view(" \t\r\n#").find(text[start]) == std::string_view::npos) {
            return start;
        }
    }
    return text.size();
}

std::string_view first_word(std::string_view text) {
    return text.substr(0, text.find_first_of(" \t\r\n\"#"));
}

Diagnostic syntax_error(const SourceFile& file, std::size_t at, std::string expected) {
    const std::string_view text = file.text();
    const std::string_view found = first_word(text.substr(at));
    const auto begin = static_cast<std::uint32_t>(at);
    Diagnostic diagnostic;
    diagnostic.origin = {&file, {begin, begin + static_cast<std::uint32_t>(std::max<std::size_t>(found.size(), 1))}};
    diagnostic.message = found.empty() ? "the statement stops short" : fmt::format("unexpected \"{}\"", found);
    diagnostic.expected = std::move(expected);
    return diagnostic;
}

/// Deep nesting would overflow the stack of a recursive grammar; nobody writes it.
constexpr std::size_t deepest_nesting = 100;

void parse_statement(FileSyntax& result, const SourceFile& file, std::size_t begin, std::size_t end) {
    const std::string_view text = file.text().substr(begin, end - begin);
    if (static_cast<std::size_t>(std::count(text.begin(), text.end(), '(')) > deepest_nesting) {
        result.diagnostics.push_back(syntax_error(file, begin, "at most 100 parentheses in one statement"));
        return;
    }
    Draft draft;
    draft.file = &file;
    std::size_t length = text.size();
    while (length > 0 && std::string_view(" \t\r\n").find(text[length - 1]) != std::string_view::npos) {
        --length;
    }
    const auto start = static_cast<std::uint32_t>(begin);
    draft.statement.origin = {&file, {start, static_cast<std::uint32_t>(begin + length)}};
    p::memory_input<p::tracking_mode::lazy, p::eol::lf, std::string> in(text.data(), text.data() + text.size(), "");
    try {
        p::parse<g::known_statement, action, control>(in, draft);
        result.statements.push_back(std::move(draft.statement));
    } catch (const p::parse_error& error) {
        // The parser counts from the start of the statement.
        std::size_t at = begin + error.positions().front().byte;
        Diagnostic diagnostic = syntax_error(file, std::min(at, begin + length), std::string(error.message()));
        if (at == begin) {
            static constexpr std::string_view heads[] = {"pack", "product", "topic",   "source",   "when",   "table",
                                                         "row",  "role",    "feature", "scenario", "tunable"};
            const std::string near = nearest_name(first_word(text), heads);
            if (!near.empty()) {
                diagnostic.help = fmt::format("did you mean \"{}\"?", near);
            }
        }
        result.diagnostics.push_back(std::move(diagnostic));
    }
}

}  // namespace

FileSyntax parse(const SourceFile& file) {
    FileSyntax result;
    result.file = &file;
    const std::string_view text = file.text();
    const bool starts_with_statement =
        !text.empty() && std::string_view(" \t\r\n#").find(text.front()) == std::string_view::npos;
    std::size_t begin = starts_with_statement ? 0 : next_statement(text, 0);
    // Indented text before the first statement belongs to nothing.
    const std::size_t stray = text.substr(0, begin).find_first_not_of(" \t\r\n");
    if (stray != std::string_view::npos && text[stray] != '#' && begin > 0) {
        result.diagnostics.push_back(syntax_error(file, stray, "a statement, which starts at the left margin"));
    }
    while (begin < text.size()) {
        const std::size_t end = next_statement(text, begin);
        parse_statement(result, file, begin, end);
        begin = end;
    }
    return result;
}

}  // namespace lyncgate::packs
