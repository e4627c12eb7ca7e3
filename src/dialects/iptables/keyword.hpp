// Words as numbers, so that a name is found without comparing texts.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace lyncgate::iptables {

/// `Number` from the bytes at `at`, the first one lowest.
template<typename Number>
Number bytes_at(const char* at) {
    Number number = 0;
    std::memcpy(&number, at, sizeof number);
    if constexpr (std::endian::native == std::endian::big) {
        Number turned = 0;
        for (std::size_t i = 0; i < sizeof number; ++i) {
            turned = static_cast<Number>(turned << 8 | (number >> 8 * i & 0xff));
        }
        number = turned;
    }
    return number;
}

/// The first eight bytes of a word, the first one lowest, with zeros after the end of a shorter one. Two words of at
/// most eight bytes and the same length are the same if and only if their heads are.
constexpr std::uint64_t head_of(std::string_view word) {
    const std::size_t size = word.size();
    if (std::is_constant_evaluated()) {
        std::uint64_t head = 0;
        for (std::size_t i = 0; i < std::min<std::size_t>(size, 8); ++i) {
            head |= std::uint64_t{static_cast<unsigned char>(word[i])} << 8 * i;
        }
        return head;
    }
    // No byte after the word is touched: two loads overlap where it is short.
    if (size >= 8) {
        return bytes_at<std::uint64_t>(word.data());
    }
    if (size >= 4) {
        return bytes_at<std::uint32_t>(word.data()) | std::uint64_t{bytes_at<std::uint32_t>(word.data() + size - 4)}
                                                          << 8 * (size - 4);
    }
    if (size == 0) {
        return 0;
    }
    const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(word[i])} << 8 * i; };
    return byte(0) | byte(size / 2) | byte(size - 1);
}

/// Whether two words are the same, given their heads.
inline bool same_keyword(std::string_view a, std::uint64_t head_a, std::string_view b, std::uint64_t head_b) {
    return head_a == head_b && a.size() == b.size() &&
           (a.size() <= 8 || std::memcmp(a.data() + 8, b.data() + 8, a.size() - 8) == 0);
}

}  // namespace lyncgate::iptables
