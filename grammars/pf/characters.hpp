// The characters of pf.conf in classes, and where words and numbers end: a lexer spends its time on these.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace lyncgate::pf::lexical {

/// What a token that begins with a character is.
enum class Character : unsigned char {
    other,  ///< to be looked at more closely
    lower,  ///< a word
    digit,  ///< a word or a number
    lone,   ///< an operator that no character after it makes another one
    feed    ///< an end of line
};

/// A table, for these classes are asked for every character of most files.
struct Characters {
    std::array<bool, 256> rest{};   ///< may stand in a word
    std::array<bool, 256> first{};  ///< may begin one
    std::array<Character, 256> begins{};
};
constexpr Characters characters = [] {
    Characters table;
    const auto at = [](char c) { return static_cast<unsigned char>(c); };
    for (unsigned c = 0; c < 256; ++c) {
        const bool lower = c >= 'a' && c <= 'z';
        const bool digit = c >= '0' && c <= '9';
        table.rest[c] = table.first[c] = lower || digit || (c >= 'A' && c <= 'Z');
        table.begins[c] = lower ? Character::lower : digit ? Character::digit : Character::other;
    }
    for (const char* c = "\"$%&'*+-.:;?@[]^_`|~"; *c != '\0'; ++c) {
        table.rest[at(*c)] = true;
    }
    for (const char* c = "{}()=/,"; *c != '\0'; ++c) {
        table.begins[at(*c)] = Character::lone;
    }
    table.first[at(':')] = table.first[at('_')] = true;
    table.begins[at('\n')] = Character::feed;
    return table;
}();

inline Character character_of(char c) {
    return characters.begins[static_cast<unsigned char>(c)];
}

inline const char* after_blanks(const char* at, const char* end) {
    while (at != end && (*at == ' ' || *at == '\t')) {
        ++at;
    }
    return at;
}

#if defined(__SSE2__)
/// Sixteen characters that are looked at together.
using Sixteen [[gnu::vector_size(16)]] = signed char;
using SixteenChars [[gnu::vector_size(16)]] = char;

/// One bit for each of them that cannot stand in a word.
inline unsigned outside_words(Sixteen text) {
    const auto outside = (text < '!')                      // blanks and what is below, and the bytes from 128 on
                         | ((text & ~2) == '!')            // ! #
                         | ((text | 1) == ')')             // ( )
                         | ((text | 0x10) == '<')          // , <
                         | (text == '=') | (text == '>')   //
                         | (text == '/') | (text == '\\')  //
                         | ((text | 2) == 0x7f) | ((text | 4) == 0x7f);  // { } and 127
    return static_cast<unsigned>(__builtin_ia32_pmovmskb128(reinterpret_cast<SixteenChars>(outside)));
}
#endif

/// The first place that is no character of a word. Words have all lengths, so that a loop over their characters would
/// be left at a place that no processor foresees: sixteen are looked at in one step.
inline const char* plain_word_end(const char* at, const char* end) {
#if defined(__SSE2__)
    while (end - at >= 16) {
        Sixteen text;
        std::memcpy(&text, at, 16);
        if (const unsigned places = outside_words(text); places != 0) {
            return at + std::countr_zero(places);
        }
        at += 16;
    }
#endif
    while (at != end && characters.rest[static_cast<unsigned char>(*at)]) {
        ++at;
    }
    return at;
}

/// Where a word ends; a backslash belongs to it unless the line goes on after it.
inline const char* word_end(const char* at, const char* end) {
    for (;;) {
        at = plain_word_end(at, end);
        if (at == end || *at != '\\' ||
            (at + 1 != end && (at[1] == '\n' || (at[1] == '\r' && at + 2 != end && at[2] == '\n')))) {
            return at;
        }
        ++at;
    }
}

/// The same of words that are short and mostly known, such as keywords: where they end is foreseen.
inline const char* short_word_end(const char* at, const char* end) {
    while (at != end && characters.rest[static_cast<unsigned char>(*at)]) {
        ++at;
    }
    return at == end || *at != '\\' ? at : word_end(at, end);
}

/// Whether there is nothing but digits up to `to`, which is not behind `end`.
inline bool all_digits(const char* at, const char* to, const char* end) {
    if (std::endian::native == std::endian::little && to - at < 8 && end - at >= 8) {
        // in each byte: the upper half is that of a digit, and stays so when 6 is added
        std::uint64_t text = 0;
        std::memcpy(&text, at, 8);
        const std::uint64_t other = ((text & 0xf0f0f0f0f0f0f0f0U) ^ 0x3030303030303030U) |
                                    ((((text & 0x0f0f0f0f0f0f0f0fU) + 0x0606060606060606U) & 0x1010101010101010U));
        return (other << 8U * (8U - static_cast<unsigned>(to - at))) == 0;
    }
    while (at != to && *at >= '0' && *at <= '9') {
        ++at;
    }
    return at == to;
}

/// Whether a character right after digits leaves them a number.
inline bool ends_number(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == ')' || c == ',' || c == '/' || c == '}' || c == '=';
}

}  // namespace lyncgate::pf::lexical
