// The characters of pf.conf in classes, and where words and numbers end: a lexer spends its time on these.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

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

/// The first place that is no character of a word. Words have all lengths, so that a loop over their characters would
/// be left at a place that no processor foresees: sixteen are looked at in one step.
inline const char* plain_word_end(const char* at, const char* end) {
#if defined(__SSE2__)
    while (end - at >= 16) {
        const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
        const auto all = [](int c) { return _mm_set1_epi8(static_cast<char>(c)); };
        const auto is = [&](__m128i value, int c) { return _mm_cmpeq_epi8(value, all(c)); };
        const __m128i not_ascii =
            _mm_cmplt_epi8(text, all('!'));  // blanks and what is below, and the bytes from 128 on
        const __m128i bang_hash = is(_mm_andnot_si128(all(2), text), '!');
        const __m128i parens = is(_mm_or_si128(text, all(1)), ')');
        const __m128i comma_less = is(_mm_or_si128(text, all(0x10)), '<');
        const __m128i equal_greater = _mm_or_si128(is(text, '='), is(text, '>'));
        const __m128i slashes = _mm_or_si128(is(text, '/'), is(text, '\\'));
        const __m128i braces = _mm_or_si128(is(_mm_or_si128(text, all(2)), 0x7f), is(_mm_or_si128(text, all(4)), 0x7f));
        const __m128i outside =
            _mm_or_si128(_mm_or_si128(_mm_or_si128(not_ascii, bang_hash), _mm_or_si128(parens, comma_less)),
                         _mm_or_si128(_mm_or_si128(equal_greater, slashes), braces));
        if (const auto places = static_cast<unsigned>(_mm_movemask_epi8(outside)); places != 0) {
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

inline const char* short_word_end(const char* at, const char* end) {
    while (at != end && characters.rest[static_cast<unsigned char>(*at)]) {
        ++at;
    }
    return at == end || *at != 92 ? at : word_end(at, end);
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
