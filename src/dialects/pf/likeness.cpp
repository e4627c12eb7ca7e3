// How much a text looks like pf.conf.
#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "dialects/pf/pf.hpp"

namespace lyncgate::pf {
namespace {

constexpr std::size_t most_read = std::size_t{1} << 16;

/// Words that may follow the first word of a rule.
constexpr std::string_view after_action[] = {
    "in",       "out",      "log",  "quick", "on",     "inet",       "inet6",       "proto",
    "from",     "to",       "all",  "drop",  "return", "return-rst", "return-icmp", "return-icmp6",
    "route-to", "reply-to", "pass", "os",    "tagged", "tag",        "\\",          ""};
/// Options that no other configuration language sets by these words, then those that one may.
constexpr std::string_view own_options[] = {"skip",          "block-policy",         "state-policy", "state-defaults",
                                            "require-order", "ruleset-optimization", "reassemble",   "loginterface",
                                            "fail-policy",   "syncookies",           "keepcounters"};
constexpr std::string_view other_options[] = {"limit", "timeout", "optimization", "fingerprints", "debug", "hostid"};

/// What one line says.
enum class Says { nothing, other, known, surely };

bool is_one_of(std::string_view word, std::span<const std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

std::string_view take_word(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
    line.remove_prefix(word.size());
    return word;
}

bool is_macro(std::string_view line) {
    const std::size_t equal = line.find('=');
    const std::string_view name = line.substr(0, line.find_first_of(" \t="));
    return equal != std::string_view::npos && !name.empty() && line.find_first_not_of(" \t", name.size()) == equal &&
           name.find_first_of("<>{}()/-,.:;\"'") == std::string_view::npos;
}

Says sure_when(bool sure) {
    return sure ? Says::surely : Says::other;
}

Says what(std::string_view line) {
    std::string_view rest = line;
    std::string_view word = take_word(rest);
    if (word.starts_with('@')) {  // the number of a rule, as pfctl -vv prints it
        line = rest;
        word = take_word(rest);
    }
    if (word.empty() || word.front() == '#' || word.front() == '}') {
        return Says::nothing;
    }
    const std::string_view next = take_word(rest);
    if (word == "pass" || word == "block" || word == "match" || word == "nat" || word == "rdr" || word == "binat" ||
        word == "scrub") {
        return sure_when(is_one_of(next, after_action));
    }
    if (word == "set") {
        return is_one_of(next, own_options) ? Says::surely : is_one_of(next, other_options) ? Says::known : Says::other;
    }
    if (word == "no") {
        return sure_when(next == "nat" || next == "rdr" || next == "binat" || next == "scrub");
    }
    if (word == "table") {
        return sure_when(next.starts_with('<'));
    }
    if (word == "load" || word == "altq") {
        return sure_when(next == "anchor" || next == "on");
    }
    if (word == "ether") {
        return sure_when(next == "pass" || next == "block" || next == "anchor");
    }
    if (word == "antispoof" || (word.ends_with("-anchor") && word.size() > 7)) {
        return Says::surely;
    }
    if (word == "anchor" || word == "queue" || word == "include" || is_macro(line)) {
        return Says::known;
    }
    return Says::other;
}

}  // namespace

int likeness(std::string_view text) {
    text = text.substr(0, most_read);
    const bool remark_names_it = text.find("pf.conf") != std::string_view::npos;
    std::array<int, 4> count{};
    bool goes_on = false;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        while (!line.empty() && line.back() == '\r') {
            line.remove_suffix(1);
        }
        const bool continued = goes_on;
        goes_on = line.ends_with('\\');
        if (!continued) {
            ++count[static_cast<std::size_t>(what(line))];
        }
    }
    const int sure = count[static_cast<std::size_t>(Says::surely)];
    const int known = sure + count[static_cast<std::size_t>(Says::known)];
    const int lines = known + count[static_cast<std::size_t>(Says::other)];
    if (lines == 0) {
        return remark_names_it ? 25 : 0;  // everything in it is a remark, as in the example of FreeBSD
    }
    if (sure == 0 && known * 2 < lines) {
        return 0;
    }
    return std::min(100, (sure > 0 ? 40 : 10) + 50 * known / lines);
}

}  // namespace lyncgate::pf
