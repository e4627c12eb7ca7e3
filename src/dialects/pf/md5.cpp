// MD5 (RFC 1321). Not for secrets: pf hashes the name of a source-hash key with it, and prints the result.
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string>

#include "dialects/pf/print.hpp"

namespace lyncgate::pf {
namespace {

using Digest = std::array<std::uint32_t, 4>;

constexpr std::array<int, 16> rotations = {7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21};

void absorb(Digest& digest, const unsigned char* block) {
    std::array<std::uint32_t, 16> words{};
    for (std::size_t i = 0; i < 64; ++i) {
        words[i / 4] |= std::uint32_t{block[i]} << 8 * (i % 4);
    }
    auto [a, b, c, d] = digest;
    for (std::uint32_t i = 0; i < 64; ++i) {
        std::uint32_t mixed = 0;
        std::uint32_t word = 0;
        if (i < 16) {
            mixed = (b & c) | (~b & d);
            word = i;
        } else if (i < 32) {
            mixed = (d & b) | (~d & c);
            word = (5 * i + 1) % 16;
        } else if (i < 48) {
            mixed = b ^ c ^ d;
            word = (3 * i + 5) % 16;
        } else {
            mixed = c ^ (b | ~d);
            word = 7 * i % 16;
        }
        const auto constant = static_cast<std::uint32_t>(std::floor(4294967296.0 * std::fabs(std::sin(i + 1.0))));
        const std::uint32_t sum = a + mixed + constant + words[word];
        a = d;
        d = c;
        c = b;
        b += std::rotl(sum, rotations[i / 16 * 4 + i % 4]);
    }
    digest[0] += a;
    digest[1] += b;
    digest[2] += c;
    digest[3] += d;
}

}  // namespace

std::string md5_hex(std::string_view text) {
    std::string padded(text);
    padded += static_cast<char>(0x80);
    while (padded.size() % 64 != 56) {
        padded += '\0';
    }
    const std::uint64_t bits = text.size() * 8;
    for (int i = 0; i < 8; ++i) {
        padded += static_cast<char>(bits >> 8 * i);
    }
    Digest digest = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476};
    for (std::size_t at = 0; at < padded.size(); at += 64) {
        absorb(digest, reinterpret_cast<const unsigned char*>(padded.data()) + at);
    }
    static constexpr char hex[] = "0123456789abcdef";
    std::string result;
    for (const std::uint32_t word : digest) {
        for (int i = 0; i < 4; ++i) {
            const unsigned byte = word >> 8 * i & 0xff;
            result += hex[byte >> 4];
            result += hex[byte & 15];
        }
    }
    return result;
}

}  // namespace lyncgate::pf
