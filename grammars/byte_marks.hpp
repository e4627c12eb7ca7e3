// Sixty-four bytes at a time: where the blanks are, and where a byte is that may be more than part of a word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace lyncgate::grammar {

/// Bit i is about byte i of sixty-four.
struct ByteMarks {
    std::uint64_t spaces = 0;  ///< ' '
    std::uint64_t others = 0;  ///< '"' and the control characters, tab and line ends among them
};

/// How many bytes one look takes in. They must all be readable.
constexpr std::size_t marked_bytes = 64;

/// Eight bytes, the first one lowest.
inline std::uint64_t eight_bytes(const char* at) {
    std::uint64_t bytes = 0;
    for (int i = 0; i < 8; ++i) {
        bytes |= std::uint64_t{static_cast<unsigned char>(at[i])} << 8 * i;
    }
    return bytes;
}

/// For any machine.
inline ByteMarks portable_byte_marks(const char* text) {
    constexpr std::uint64_t each = 0x0101010101010101;
    constexpr std::uint64_t high = each * 0x80;
    // The highest bit of a byte says whether it is 0: adding 0x7f to seven bits carries into it unless they are.
    const auto zeros = [](std::uint64_t bytes) { return ~(((bytes & ~high) + ~high) | bytes) & high; };
    const auto gather = [](std::uint64_t highest) { return (highest >> 7) * 0x0102040810204080 >> 56; };
    ByteMarks marks;
    for (int i = 0; i < 8; ++i) {
        const std::uint64_t bytes = eight_bytes(text + 8 * i);
        const std::uint64_t spaces = zeros(bytes ^ each * ' ');
        const std::uint64_t controls = ~(((bytes & ~high) + each * (0x80 - ' ')) | bytes) & high;
        marks.spaces |= gather(spaces) << 8 * i;
        marks.others |= gather(controls | zeros(bytes ^ each * '"')) << 8 * i;
    }
    return marks;
}

/// The marks of the bytes from `text` on.
inline ByteMarks byte_marks(const char* text) {
#ifdef __SSE2__
    ByteMarks marks;
    // A comparison of vectors makes bytes of ones where it holds.
    using Bytes [[gnu::vector_size(16)]] = unsigned char;
    using Signed [[gnu::vector_size(16)]] = char;
    const auto bits = [](auto mask) {
        return std::uint64_t{static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(reinterpret_cast<Signed>(mask)))};
    };
    for (int i = 0; i < 4; ++i) {
        Bytes bytes;
        std::memcpy(&bytes, text + 16 * i, sizeof bytes);
        marks.spaces |= bits(bytes == ' ') << 16 * i;
        marks.others |= bits((bytes < ' ') | (bytes == '"')) << 16 * i;
    }
    return marks;
#else
    return portable_byte_marks(text);
#endif
}

/// The marks of fewer than sixty-four bytes; what would follow them counts as the end of a line.
inline ByteMarks byte_marks(const char* text, std::size_t size) {
    char copy[marked_bytes];
    std::memset(copy, '\n', sizeof copy);
    if (size != 0) {  // an empty text may be at no address at all
        std::memcpy(copy, text, size);
    }
    return byte_marks(copy);
}

}  // namespace lyncgate::grammar
