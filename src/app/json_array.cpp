#include "app/json_array.hpp"

namespace lyncgate {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::size_t past_blanks(std::string_view text, std::size_t at) {
    const std::size_t next = text.find_first_not_of(blanks, at);
    return next == std::string_view::npos ? text.size() : next;
}

/// Past the string that begins at `at`.
std::size_t past_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at + 1;
        }
    }
    return text.size();
}

/// Past the value that begins at `at`: up to the comma or bracket after it.
std::size_t past_value(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = past_string(text, at);
            continue;
        }
        if (c == '{' || c == '[') {
            ++depth;
        } else if (c == '}' || c == ']') {
            if (depth == 0) {
                return at;
            }
            --depth;
        } else if (c == ',' && depth == 0) {
            return at;
        }
        ++at;
    }
    return at;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t end = text.find_last_not_of(blanks);
    return text.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

}  // namespace

std::optional<SplitDocument> split_at_array(std::string_view document, std::string_view key) {
    std::size_t at = past_blanks(document, 0);
    if (at == document.size() || document[at] != '{') {
        return {};
    }
    at = past_blanks(document, at + 1);
    while (at < document.size() && document[at] == '"') {
        const std::size_t name_end = past_string(document, at);
        const bool wanted = document.substr(at + 1, name_end - at - 2) == key;
        at = past_blanks(document, name_end);
        if (at == document.size() || document[at] != ':') {
            return {};
        }
        at = past_blanks(document, at + 1);
        if (!wanted) {
            at = past_value(document, at);
            at = at < document.size() && document[at] == ',' ? past_blanks(document, at + 1) : document.size();
            continue;
        }
        if (at == document.size() || document[at] != '[') {
            return {};
        }
        SplitDocument split;
        split.rest = document.substr(0, at + 1);
        at = past_blanks(document, at + 1);
        while (at < document.size() && document[at] != ']') {
            const std::size_t end = past_value(document, at);
            split.elements.push_back(trimmed(document.substr(at, end - at)));
            at = end < document.size() && document[end] == ',' ? past_blanks(document, end + 1) : end;
            if (at < document.size() && document[at] == '}') {
                return {};
            }
        }
        split.rest += document.substr(at);
        return split;
    }
    return {};
}

}  // namespace lyncgate
