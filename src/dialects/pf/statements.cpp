#include "dialects/pf/statements.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "dialects/pf/keywords.hpp"
#include "text/suggest.hpp"

namespace lyncgate::pf {
namespace {

/// No list of pf.conf nests deeper than this; deeper braces are an error of the file.
constexpr int deepest_list = 32;

/// Names to suggest are looked for among no more than this.
constexpr std::size_t most_candidates = 200;
/// The uses of macros in a file may stand for so many tokens: a short file can ask for any amount.
constexpr std::size_t most_macro_tokens = 1'000'000;
/// Lists may run over lines until so many tokens were read again after errors: each error can take all that follows.
constexpr std::size_t most_read_again = 2'000'000;

/// Words that a statement begins with and that no list can hold: a list that meets one at the beginning of a line was
/// never closed.
bool begins_statement(Kind kind) {
    switch (kind) {
    case Kind::kw_pass:
    case Kind::kw_block:
    case Kind::kw_set:
    case Kind::kw_table:
    case Kind::kw_anchor:
    case Kind::kw_antispoof:
    case Kind::kw_load:
    case Kind::kw_include:
    case Kind::kw_scrub: return true;
    default: return false;
    }
}

/// Words after which a brace opens a list and not the rules of an anchor.
bool takes_list(Kind kind) {
    switch (kind) {
    case Kind::kw_on:
    case Kind::kw_proto:
    case Kind::kw_from:
    case Kind::kw_to:
    case Kind::kw_port:
    case Kind::kw_os:
    case Kind::kw_user:
    case Kind::kw_group:
    case Kind::kw_icmp_type:
    case Kind::kw_icmp6_type: return true;
    default: return false;
    }
}

/// `anchor …`, `ether anchor …`
bool begins_anchor(const std::vector<Token>& statement) {
    const std::size_t place = statement[0].kind == Kind::kw_ether ? 1 : 0;
    return place < statement.size() && statement[place].kind == Kind::kw_anchor;
}

/// Whether the tokens of a line are a statement as they stand: there is no macro, and every list is closed.
bool stands_alone(std::string_view kinds) {
    const auto at = [&](std::size_t place) {
        return place < kinds.size() ? static_cast<Kind>(kinds[place]) : Kind::end;
    };
    const bool anchor = at(at(0) == Kind::kw_ether ? 1 : 0) == Kind::kw_anchor;
    int depth = 0;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const Kind kind = at(i);
        if (kind == Kind::macro) {
            return false;
        }
        if (kind == Kind::open_brace) {
            const bool list = depth > 0 || i == 0 || !anchor || takes_list(at(i - 1));
            if (!list || depth >= deepest_list) {
                return false;
            }
            ++depth;
        } else if (kind == Kind::close_brace) {
            if (i == 0) {  // ends the rules of an anchor
                return false;
            }
            depth -= depth > 0 ? 1 : 0;
        }
    }
    return depth == 0;
}

bool is_word(const Token& token) {
    return !token.quoted && (token.kind == Kind::text || token.kind == Kind::number || token.kind >= first_word);
}

}  // namespace

void StatementReader::append(const Token& raw, Macros& macros, std::vector<Diagnostic>& diagnostics) {
    if (raw.kind != Kind::macro) {
        assembled_.push_back(raw);
        return;
    }
    const std::string_view written = raw.text.substr(1);
    const auto in_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    const auto name_length = static_cast<std::size_t>(std::ranges::find_if_not(written, in_name) - written.begin());
    const std::string_view name = written.substr(0, name_length);
    const std::string_view glue = written.substr(name_length);
    Token broken = raw;
    broken.kind = Kind::other;
    broken.text = name;
    const auto found = macros.find(name);
    if (found == macros.end()) {
        std::vector<std::string_view> names;
        for (const auto& [other, macro] : macros) {
            names.push_back(other);
        }
        const std::string near = names.size() > most_candidates ? "" : nearest_name(name, names);
        diagnostics.push_back({Level::error,
                               "macro '" + std::string(name) + "' is not defined",
                               origin_of(raw),
                               "a macro that is defined further up",
                               near.empty() ? "" : "did you mean '$" + near + "'",
                               {},
                               "undefined-reference"});
        assembled_.push_back(broken);
        return;
    }
    const std::string_view text = found->second.value;
    found->second.used = true;
    value_.clear();
    tokenise_value(text, raw.span, store_, value_);
    std::span<const Token> value = value_.tokens();
    const bool open_end =
        !value.empty() && is_word(value.back()) && !text.empty() && text.back() != ' ' && text.back() != '\t';
    if (!glue.empty()) {
        // `$if:network`: what follows the name without a blank belongs to the last word
        const std::size_t kept = value.size() - (open_end ? 1 : 0);
        const std::string joined = (open_end ? std::string(value.back().text) : "") + std::string(glue);
        value_.cut(kept);
        tokenise_value(store_.text(joined), raw.span, store_, value_);
        value = value_.tokens();
    }
    macro_tokens_ += value.size();
    if (macro_tokens_ > most_macro_tokens) {
        if (macro_tokens_ - value.size() <= most_macro_tokens) {
            diagnostics.push_back({Level::error,
                                   "macros make the file too long",
                                   origin_of(raw),
                                   "macros that stand for less",
                                   "write large lists as tables",
                                   {}});
        }
        assembled_.push_back(broken);
        return;
    }
    assembled_.insert(assembled_.end(), value.begin(), value.end());
}

bool StatementReader::has(std::size_t place) {
    while (place >= tokens_.size()) {
        if (!lexer_.line(tokens_)) {
            return false;
        }
    }
    return true;
}

bool StatementReader::next(Macros& macros, StatementTokens& statement, std::vector<Diagnostic>& diagnostics) {
    assembled_.clear();
    const bool waiting = place_ < tokens_.size();
    if (!waiting && next_line(statement)) {
        return true;
    }
    if (waiting && place_ * 2 >= tokens_.size()) {  // not every time: after an error many tokens may wait
        tokens_.drop(place_);
        place_ = 0;
    }
    if (next_plain(statement)) {
        return true;
    }
    raw_of_.clear();
    if (!assemble(macros, diagnostics)) {
        return false;
    }
    kinds_.clear();
    for (const Token& token : assembled_) {
        kinds_ += static_cast<char>(token.kind);
    }
    statement = {assembled_, kinds_};
    return true;
}

bool StatementReader::next_line(StatementTokens& statement) {
    do {
        tokens_.clear();
        place_ = 0;
        if (!lexer_.line(tokens_)) {
            return false;
        }
    } while (tokens_.size() == 0 || tokens_.kinds().front() == static_cast<char>(Kind::newline));
    const bool ended = tokens_.kinds().back() == static_cast<char>(Kind::newline);
    const std::string_view kinds = tokens_.kinds().substr(0, tokens_.size() - (ended ? 1 : 0));
    if (tokens_.composed() && !stands_alone(kinds)) {
        return false;
    }
    place_ = tokens_.size();
    first_plain_ = 0;
    plain_length_ = kinds.size();
    statement = {tokens_.tokens().first(plain_length_), kinds};
    return true;
}

bool StatementReader::next_plain(StatementTokens& statement) {
    while (has(place_) && tokens_[place_].kind == Kind::newline) {
        ++place_;
    }
    // the lexer reads whole lines: what is there goes to the end of this one, or of the file
    const std::string_view rest = tokens_.kinds().substr(place_);
    std::size_t length = 0;
    for (; length < rest.size() && static_cast<Kind>(rest[length]) != Kind::newline; ++length) {
        const auto kind = static_cast<Kind>(rest[length]);
        if (kind == Kind::macro || kind == Kind::open_brace || kind == Kind::close_brace) {
            return false;
        }
    }
    if (length == 0) {
        return false;
    }
    first_plain_ = place_;
    plain_length_ = length;
    statement = {tokens_.tokens().subspan(place_, length), rest.substr(0, length)};
    place_ = std::min(place_ + length + 1, tokens_.size());
    return true;
}

bool StatementReader::assemble(Macros& macros, std::vector<Diagnostic>& diagnostics) {
    std::vector<Token>& statement = assembled_;
    int depth = 0;
    bool anchor_block = false;
    while (has(place_)) {
        const Token raw = tokens_[place_];
        if (raw.kind == Kind::newline) {
            const bool unclosed = depth > 0 && (depth >= deepest_list || read_again_ > most_read_again ||
                                                (has(place_ + 1) && begins_statement(tokens_[place_ + 1].kind)));
            if (depth > 0 && !unclosed) {
                ++place_;
                continue;
            }
            if (statement.empty()) {
                ++place_;
                continue;
            }
            ++place_;
            return true;
        }
        // a closing brace at the beginning of a statement ends the rules of an anchor
        const std::size_t before = statement.size();
        append(raw, macros, diagnostics);
        for (std::size_t i = before; i < statement.size(); ++i) {
            raw_of_.push_back(place_);
            Token& token = statement[i];
            if (token.kind == Kind::newline) {  // cannot come from a macro: quotes drop line ends
                token.kind = Kind::other;
            }
            if (token.kind == Kind::open_brace && depth >= deepest_list) {
                token.kind = Kind::other;
            } else if (token.kind == Kind::open_brace) {
                const bool list = depth > 0 || i == 0 || takes_list(statement[i - 1].kind) || !begins_anchor(statement);
                anchor_block = !list;
                depth += list ? 1 : 0;
            } else if (token.kind == Kind::close_brace && depth > 0) {
                --depth;
            }
        }
        ++place_;
        if (anchor_block || (statement.size() == 1 && statement[0].kind == Kind::close_brace)) {
            return true;
        }
    }
    return !statement.empty();
}

void StatementReader::recover(std::size_t place) {
    const bool plain = assembled_.empty();
    const std::size_t first = plain ? first_plain_ : raw_of_.front();
    std::size_t raw =
        plain ? first_plain_ + std::min(place, plain_length_ - 1) : raw_of_[std::min(place, raw_of_.size() - 1)];
    while (raw < place_ && tokens_[raw].kind != Kind::newline) {
        ++raw;
    }
    const std::size_t next = std::max(first + 1, std::min(raw, place_));
    read_again_ += place_ - next;
    place_ = next;
}

}  // namespace lyncgate::pf
