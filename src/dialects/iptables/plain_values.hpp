// Numbers and IPv4 addresses as iptables-save writes them, read all digits at once: how long each of them is cannot be
// foreseen, and a loop over digits would cost a wrong guess of the processor per number.
#pragma once

#include <optional>
#include <string_view>

#include "dialects/iptables/keyword.hpp"

namespace lyncgate::iptables {

/// Of sixteen characters, the first one lowest, in two numbers: bit i when character i is no decimal digit.
inline std::uint32_t portable_no_digits(std::uint64_t first, std::uint64_t last) {
    constexpr std::uint64_t each = 0x0101010101010101;
    constexpr std::uint64_t high = each * 0x80;
    const auto in = [](std::uint64_t bytes) {
        // Digits become 0 to 9; adding 0x76 to seven bits carries into the eighth from 10 on.
        const std::uint64_t digits = bytes ^ each * '0';
        const std::uint64_t found = ((digits & ~high) + each * (0x80 - 10)) | digits;
        return static_cast<std::uint32_t>((found >> 7 & each) * 0x0102040810204080 >> 56);
    };
    return in(first) | in(last) << 8;
}

/// The same, by the means of this machine.
inline std::uint32_t no_digits(std::uint64_t first, std::uint64_t last) {
#ifdef __SSE2__
    using Bytes [[gnu::vector_size(16)]] = unsigned char;
    using Signed [[gnu::vector_size(16)]] = char;
    using Pair [[gnu::vector_size(16)]] = std::uint64_t;
    const Bytes digits = reinterpret_cast<Bytes>(Pair{first, last}) ^ '0';
    return static_cast<std::uint32_t>(__builtin_ia32_pmovmskb128(reinterpret_cast<Signed>(digits > 9)));
#else
    return portable_no_digits(first, last);
#endif
}

/// A number of one to eight decimal digits, leading zeros too; nothing when another character is among them.
inline std::optional<std::uint32_t> read_digits(std::string_view text) {
    constexpr std::uint64_t each = 0x0101010101010101;
    if (text.size() - 1 > 7) {
        return {};
    }
    // The last digit goes to the highest byte, and zeros before the first one.
    const std::size_t missing = 8 * (8 - text.size());
    std::uint64_t digits = (head_of(text) ^ each * '0') << missing;
    if (((digits + each * (0x80 - 10)) | digits) & each * 0x80) {
        return {};
    }
    // Neighbours are joined to numbers below 100, then 10,000, then 100,000,000.
    digits = (digits * (1 + (10 << 8)) >> 8) & 0x00ff00ff00ff00ff;
    digits = (digits * (1 + (100 << 16)) >> 16) & 0x0000ffff0000ffff;
    return static_cast<std::uint32_t>(digits * (1 + (std::uint64_t{10000} << 32)) >> 32);
}

/// An IPv4 address under a mask.
struct PlainPrefix {
    std::uint32_t address = 0;
    std::uint32_t mask = 0;
};
/// An IPv4 address or prefix as iptables-save writes it, `10.1.2.0/24`; nothing for any other way to write one, nor for
/// one of fewer than nine characters.
std::optional<PlainPrefix> read_plain_prefix(std::string_view text);

}  // namespace lyncgate::iptables
