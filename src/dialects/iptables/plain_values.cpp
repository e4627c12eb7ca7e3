#include "dialects/iptables/plain_values.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace lyncgate::iptables {

namespace {

/// The numbers of so many digits that are octets without leading zeros, their digits in the bytes of 0x00abc.
struct Bounds {
    std::uint32_t lowest = 1;  ///< by default nothing is within the bounds
    std::uint32_t highest = 0;
};
constexpr std::array<Bounds, 33> bounds = {{{}, {0, 0x020505}, {0x000100, 0x020505}, {0x010000, 0x020505}}};

/// The number of at most three digits that ends in the highest byte of `digits`, which are differences from '0' by XOR
/// after zeros; in the highest byte. Bit 31 of `wrong` is set when it is above 255 or has leading zeros.
std::uint32_t octet(std::uint32_t digits, std::uint32_t length, std::uint32_t& wrong) {
    const std::uint32_t written = __builtin_bswap32(digits);
    wrong |= (written - bounds[length].lowest) | (bounds[length].highest - written);
    return digits * (1 + (10 << 8) + (100 << 16)) & 0xff000000;
}

}  // namespace

std::optional<PlainPrefix> read_plain_prefix(std::string_view text) {
    const std::size_t size = text.size();
    if (size - 9 > 18 - 9) {
        return {};
    }
    const char* const at = text.data();
    // What is missing of sixteen characters is zeros.
    const std::size_t missing = 16 - std::min<std::size_t>(size, 16);
    const std::uint64_t last = bytes_at<std::uint64_t>(at + 8 - missing) >> 8 * missing;
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
    // Of the four that a number is the beginning or the end of, only the number is kept.
    const auto before = [](std::uint32_t characters, std::uint32_t length) {
        return characters << ((32 - 8 * length) & 31);
    };
    const auto after = [](std::uint32_t characters, std::uint32_t length) {
        const std::uint32_t others = (32 - 8 * length) & 31;
        return characters >> others << others;
    };
    const std::array<std::uint32_t, 4> lengths = {one, two - one - 1, three - two - 1, end - three - 1};
    std::uint32_t wrong = 0;
    const std::uint32_t address = octet(before(four(0), lengths[0]), lengths[0], wrong) |
                                  octet(before(four(one + 1), lengths[1]), lengths[1], wrong) >> 8 |
                                  octet(after(four(three - 4), lengths[2]), lengths[2], wrong) >> 16 |
                                  octet(after(four(end - 4), lengths[3]), lengths[3], wrong) >> 24;
    if ((wrong >> 31 | (at[one] ^ '.') | (at[two] ^ '.') | (at[three] ^ '.')) != 0) {
        return {};
    }
    if (end == size) {
        return PlainPrefix{address, 0xffffffff};
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
    return PlainPrefix{address, static_cast<std::uint32_t>(~std::uint64_t{0} << (32 - length))};
}

}  // namespace lyncgate::iptables
