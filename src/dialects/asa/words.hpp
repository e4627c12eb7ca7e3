// Cisco ASA: the words of a statement. Private to this dialect; inline, because every line passes through them.
#pragma once

#include <cstddef>
#include <string_view>

namespace lyncgate::asa {

constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

/// The first word of a statement, and the statement without it and the blanks after it.
constexpr std::string_view first_word(std::string_view statement) {
    std::size_t end = 0;
    while (end < statement.size() && !is_blank(statement[end])) {
        ++end;
    }
    return statement.substr(0, end);
}

constexpr std::string_view after_first_word(std::string_view statement) {
    statement.remove_prefix(first_word(statement).size());
    while (!statement.empty() && is_blank(statement.front())) {
        statement.remove_prefix(1);
    }
    return statement;
}

/// Word number `index`, from 0; empty when there are fewer.
constexpr std::string_view word_at(std::string_view statement, std::size_t index) {
    for (; index > 0 && !statement.empty(); --index) {
        statement = after_first_word(statement);
    }
    return first_word(statement);
}

/// Whether two words are the same, case ignored.
constexpr bool same_word(std::string_view a, std::string_view b) {
    const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    // Nearly every comparison ends at the length, at the first letter, or at words written alike.
    if (a.size() != b.size() || (!a.empty() && folded(a.front()) != folded(b.front()))) {
        return false;
    }
    if (a == b) {
        return true;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (folded(a[i]) != folded(b[i])) {
            return false;
        }
    }
    return true;
}

/// Whether the statement begins with these words, case ignored.
constexpr bool begins_with(std::string_view statement, std::string_view words) {
    while (!words.empty()) {
        if (!same_word(first_word(statement), first_word(words))) {
            return false;
        }
        statement = after_first_word(statement);
        words = after_first_word(words);
    }
    return true;
}

}  // namespace lyncgate::asa
