#include "dialects/iptables/plain_values.hpp"

#include <array>
#include <bit>

namespace lyncgate::iptables {

namespace {

/// What a number of so many digits is made of: the bytes that count when its last digit is in byte 3, and the smallest
/// one without leading zeros (256: no number of 8 bits is that long).
struct Shape {
    std::uint32_t bytes = 0;
    std::uint32_t lowest = 256;
};
constexpr std::array<Shape, 33> shapes = {{{}, {0xff000000, 0}, {0xffff0000, 10}, {0xffffff00, 100}}};

/// The number of at most three digits at the end of the four characters, which are given as differences from '0' by
/// XOR. Bit 31 of `wrong` is set when it is above 255 or has leading zeros.
std::uint32_t octet(std::uint32_t digits, std::uint32_t length, std::uint32_t& wrong) {
    digits &= shapes[length].bytes;
    const std::uint32_t value = (digits >> 24) + (digits >> 16 & 0xff) * 10 + (digits >> 8 & 0xff) * 100;
    wrong |= (value - shapes[length].lowest) | (255 - value);
    return value;
}

}  // namespace

std::optional<PlainPrefix> read_plain_prefix(std::string_view text) {
    const std::size_t size = text.size();
    if (size - 8 > 18 - 8) {
        return {};
    }
    const char* const at = text.data();
    const std::uint64_t last = size >= 16  ? bytes_at<std::uint64_t>(at + 8)
                               : size == 8 ? 0
                                           : bytes_at<std::uint64_t>(at + size - 8) >> 8 * (16 - size);
    // The first four characters that are no digits: three dots, and the slash or the end.
    std::uint32_t stops = no_digits(bytes_at<std::uint64_t>(at), last) | 1u << 16;
    const auto next = [&] {
        const auto place = static_cast<std::uint32_t>(std::countr_zero(stops));
        stops &= stops - 1;
        return place;
    };
    const std::uint32_t one = next();
    const std::uint32_t two = next();
    const std::uint32_t three = next();
    const std::uint32_t end = next();
    // Four characters are loaded from the beginnings of the first two numbers, and before the ends of the last two.
    if (one > 3 || three < 4 || end > size) {
        return {};
    }
    const auto four = [&](std::size_t from) { return bytes_at<std::uint32_t>(at + from) ^ 0x30303030; };
    const std::uint32_t second_length = two - one - 1;
    std::uint32_t wrong = 0;
    std::uint32_t bits = octet(four(0) << (8 * (4 - one) & 31), one, wrong);
    bits = bits << 8 | octet(four(one + 1) << (8 * (4 - second_length) & 31), second_length, wrong);
    bits = bits << 8 | octet(four(three - 4), three - two - 1, wrong);
    bits = bits << 8 | octet(four(end - 4), end - three - 1, wrong);
    if ((wrong >> 31 | (at[one] ^ '.') | (at[two] ^ '.') | (at[three] ^ '.')) != 0) {
        return {};
    }
    if (end == size) {
        return PlainPrefix{bits, 0xffffffff};
    }
    // One or two digits after the slash.
    const auto digit = [&](std::size_t place) { return static_cast<std::uint32_t>(at[place]) - '0'; };
    const std::size_t digits = size - end - 1;
    const std::uint32_t tens = digits == 2 ? digit(size - 2) : 0;
    const std::uint32_t ones = digit(size - 1);
    const std::uint32_t length = tens * 10 + ones;
    if (at[end] != '/' || digits - 1 > 1 || ones > 9 || tens + 1 - digits > 2 || length > 32) {
        return {};
    }
    return PlainPrefix{bits, static_cast<std::uint32_t>(~std::uint64_t{0} << (32 - length))};
}

}  // namespace lyncgate::iptables
