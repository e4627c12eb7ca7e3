#include "reporters/display.hpp"

#include <cstdint>
#include <fmt/format.h>

namespace lyncgate {

namespace {

constexpr std::uint32_t not_utf8 = 0xffffffff;

/// One character read from UTF-8; `length` bytes of the text, at least one.
struct Character {
    std::uint32_t code = not_utf8;
    std::size_t length = 1;
};

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

/// RFC 3629: shortest form only, no surrogates, up to U+10FFFF.
Character read_character(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) {
        return {first, 1};
    }
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) {
        return {};
    }
    std::uint32_t code = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if (!continues(text[i])) {
            return {};
        }
        code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    constexpr std::uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    return code < least[length] || surrogate || code > 0x10ffff ? Character{} : Character{code, length};
}

bool writes_or_reorders(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x200e || code == 0x200f || code == 0x2028 ||
           code == 0x2029 || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
           code == not_utf8;
}

std::string cleaned(std::string_view text, bool keep_lines) {
    std::string shown;
    shown.reserve(text.size());
    while (!text.empty()) {
        const Character character = read_character(text);
        if (character.code == '\t') {
            shown += ' ';
        } else if (character.code == '\n' && keep_lines) {
            shown += '\n';
        } else if (writes_or_reorders(character.code)) {
            shown += '?';
        } else {
            shown += text.substr(0, character.length);
        }
        text.remove_prefix(character.length);
    }
    return shown;
}

}  // namespace

std::string displayed(std::string_view text) {
    return cleaned(text, false);
}

std::string displayed_lines(std::string_view text) {
    return cleaned(text, true);
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (const char c : text) {
        width += continues(c) ? 0 : 1;
    }
    return width;
}

std::string shortened(std::string_view text, std::size_t most) {
    std::size_t width = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!continues(text[i]) && ++width > most) {
            return std::string(text.substr(0, i)) + "...";
        }
    }
    return std::string(text);
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace lyncgate
