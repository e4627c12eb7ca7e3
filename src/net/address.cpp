#include "net/address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <fmt/format.h>

namespace lyncgate {

namespace {

constexpr Value largest = ~Value{0};
constexpr Value v4_base = largest - 0xffffffffU;

constexpr std::uint64_t in_each_byte(std::uint64_t value) {
    return value * 0x0101010101010101U;
}

/// Bytes as a number, the first one lowest.
template<typename Number>
Number bytes_at(const char* text) {
    Number number = 0;
    std::memcpy(&number, text, sizeof(Number));
    if constexpr (std::endian::native == std::endian::big) {
        number = sizeof(Number) == 8 ? __builtin_bswap64(number) : __builtin_bswap32(number);
    }
    return number;
}

/// The highest bit of each byte that is a dot.
std::uint64_t dots_of(std::uint64_t text) {
    const std::uint64_t other = text ^ in_each_byte('.');
    return ~(((other & in_each_byte(0x7f)) + in_each_byte(0x7f)) | other) & in_each_byte(0x80);
}

/// The highest bit of each byte that is no digit.
std::uint64_t others_of(std::uint64_t text) {
    const std::uint64_t digits = text ^ in_each_byte('0');
    return (((digits & in_each_byte(0x7f)) + in_each_byte(0x80 - 10)) | digits) & in_each_byte(0x80);
}

/// One bit for each byte whose highest bit is set.
std::uint64_t places_of(std::uint64_t flags) {
    return ((flags >> 7U) * 0x0102040810204080U) >> 56U;
}

/// The number of up to three digits, which are in the last bytes; those before them are 0.
std::uint32_t number_of(std::uint32_t digits) {
    return (digits >> 8U & 15U) * 100 + (digits >> 16U & 15U) * 10 + (digits >> 24U & 15U);
}

/// Addresses are most of a rule set, and the lengths of their parts are not to be foreseen: all digits are looked at
/// together, without a branch that depends on them.
std::optional<Address> parse_v4(std::string_view text) {
    constexpr std::uint64_t zeros = in_each_byte('0');
    const std::size_t size = text.size();
    if (size < 7 || size > 15) {
        return {};
    }
    const char* const at = text.data();
    std::uint64_t low = 0;
    std::uint64_t high = zeros;
    if (size == 7) {
        low = bytes_at<std::uint32_t>(at) | std::uint64_t{bytes_at<std::uint32_t>(at + 3)} << 24U | zeros << 56U;
    } else {
        low = bytes_at<std::uint64_t>(at);
        high = bytes_at<std::uint64_t>(at + size - 8) >> 8U >> 8 * (15 - size) | zeros << 8 * (size - 8);
    }
    const std::uint64_t dots_low = dots_of(low);
    const std::uint64_t dots_high = dots_of(high);
    std::uint64_t dots = places_of(dots_low) | places_of(dots_high) << 8U;
    if (((others_of(low) ^ dots_low) | (others_of(high) ^ dots_high)) != 0) {
        return {};
    }
    const auto first = static_cast<unsigned>(std::countr_zero(dots));
    dots &= dots - 1;
    const auto second = static_cast<unsigned>(std::countr_zero(dots));
    dots &= dots - 1;
    const auto third = static_cast<unsigned>(std::countr_zero(dots));
    if (dots == 0 || (dots & (dots - 1)) != 0) {
        return {};
    }
    const std::array<unsigned, 4> lengths{first, second - first - 1, third - second - 1,
                                          static_cast<unsigned>(size) - third - 1};
    if (std::ranges::any_of(lengths, [](unsigned length) { return length - 1 > 2; })) {
        return {};
    }
    // the first two have enough text behind them to be read from their beginning, the others before them
    const auto from_begin = [&](std::size_t begin, unsigned length) {
        return number_of(bytes_at<std::uint32_t>(at + begin) << 8 * (4 - length));
    };
    const auto from_end = [&](std::size_t end, unsigned length) {
        return number_of(bytes_at<std::uint32_t>(at + end - 4) >> 8 * (4 - length) << 8 * (4 - length));
    };
    const std::uint32_t a = from_begin(0, lengths[0]);
    const std::uint32_t b = from_begin(first + 1, lengths[1]);
    const std::uint32_t c = from_end(third, lengths[2]);
    const std::uint32_t d = from_end(size, lengths[3]);
    return (a | b | c | d) > 255 ? std::nullopt : std::optional(Address::v4(a << 24U | b << 16U | c << 8U | d));
}

std::optional<Address> parse_v6(std::string_view text) {
    std::array<char, 64> buffer{};
    if (text.size() >= buffer.size() || text.empty()) {
        return {};
    }
    std::memcpy(buffer.data(), text.data(), text.size());
    std::array<unsigned char, 16> bytes{};
    if (::inet_pton(AF_INET6, buffer.data(), bytes.data()) != 1) {
        return {};
    }
    Value bits = 0;
    for (const unsigned char byte : bytes) {
        bits = bits << 8 | byte;
    }
    return Address::v6(bits);
}

void describe_interval(const Interval& interval, std::vector<std::string>& words) {
    const Address low = Address::at(interval.low);
    const Value span = interval.high - interval.low;
    if (span == 0) {
        words.push_back(to_string(low));
        return;
    }
    const bool aligned = (span & (span + 1)) == 0 && (low.bits() & span) == 0;
    if (!aligned) {
        words.push_back(to_string(low) + "-" + to_string(Address::at(interval.high)));
        return;
    }
    int length = width_of(low.family());
    for (Value rest = span; rest != 0; rest >>= 1) {
        --length;
    }
    words.push_back(fmt::format("{}/{}", to_string(low), length));
}

}  // namespace

Address Address::v4(std::uint32_t bits) {
    return Address(v4_base + bits);
}

std::optional<Address> Address::v6(Value bits) {
    return bits < v4_base ? std::optional(Address(bits)) : std::nullopt;
}

Address Address::v6(std::uint64_t high, std::uint64_t low) {
    const Value bits = Value{high} << 64 | low;
    return Address(bits < v4_base ? bits : v4_base - 1);
}

Family Address::family() const {
    return number_ >= v4_base ? Family::ipv4 : Family::ipv6;
}

Value Address::bits() const {
    return number_ >= v4_base ? number_ - v4_base : number_;
}

int width_of(Family family) {
    return family == Family::ipv4 ? 32 : 128;
}

std::optional<Address> parse_address(std::string_view text) {
    if (const std::optional<Address> address = parse_v4(text)) {
        return address;
    }
    return text.find(':') == std::string_view::npos ? std::nullopt : parse_v6(text);
}

std::string to_string(const Address& address) {
    std::array<char, INET6_ADDRSTRLEN> buffer{};
    const Value bits = address.bits();
    if (address.family() == Family::ipv4) {
        return fmt::format("{}.{}.{}.{}", static_cast<unsigned>(bits >> 24), static_cast<unsigned>(bits >> 16 & 255),
                           static_cast<unsigned>(bits >> 8 & 255), static_cast<unsigned>(bits & 255));
    }
    std::array<unsigned char, 16> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<unsigned char>(bits >> (8 * (15 - i)));
    }
    ::inet_ntop(AF_INET6, bytes.data(), buffer.data(), buffer.size());
    return buffer.data();
}

std::optional<Prefix> parse_prefix(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::optional<Address> address = parse_address(text.substr(0, slash));
    if (!address) {
        return {};
    }
    const int width = width_of(address->family());
    if (slash == std::string_view::npos) {
        return Prefix{*address, width};
    }
    const std::string_view tail = text.substr(slash + 1);
    if (tail.find('.') != std::string_view::npos && address->family() == Family::ipv4) {
        const std::optional<Address> mask = parse_v4(tail);
        const std::optional<int> length =
            mask ? length_of_mask(static_cast<std::uint32_t>(mask->bits())) : std::nullopt;
        return length ? std::optional(Prefix{*address, *length}) : std::nullopt;
    }
    int length = 0;
    const auto [end, error] = std::from_chars(tail.data(), tail.data() + tail.size(), length);
    if (error != std::errc{} || end != tail.data() + tail.size() || length < 0 || length > width) {
        return {};
    }
    return Prefix{*address, length};
}

Set addresses_of(const Prefix& prefix) {
    const int width = width_of(prefix.address.family());
    if (prefix.length == 0) {
        return any_address(prefix.address.family());
    }
    const Value host = (Value{1} << (width - prefix.length)) - 1;
    const Value base = prefix.address.family() == Family::ipv4 ? v4_base : 0;
    const Value low = prefix.address.bits() & ~host;
    const Set all(base + low, base + (low | host));
    return prefix.address.family() == Family::ipv4 ? all : intersect(all, any_ipv6());
}

std::optional<int> length_of_mask(std::uint32_t mask) {
    const std::uint32_t host = ~mask;
    if ((host & (host + 1)) != 0) {
        return {};
    }
    return 32 - __builtin_popcount(host);
}

std::optional<Set> addresses_under_mask(const Address& address, Value mask) {
    const int width = width_of(address.family());
    const Value all = width == 128 ? largest : (Value{1} << width) - 1;
    const Value base = address.family() == Family::ipv4 ? v4_base : 0;
    const Value wild = ~mask & all;
    if ((wild & (wild + 1)) == 0) {
        const Value low = base + (address.bits() & mask & all);
        const Set block(low, low + wild);
        return address.family() == Family::ipv4 ? block : intersect(block, any_ipv6());
    }
    int low_run = 0;
    while (low_run < width && (wild >> low_run & 1) != 0) {
        ++low_run;
    }
    std::vector<int> scattered;
    for (int bit = low_run; bit < width; ++bit) {
        if ((wild >> bit & 1) != 0) {
            scattered.push_back(bit);
        }
    }
    constexpr std::size_t most_scattered_bits = 16;
    if (scattered.size() > most_scattered_bits) {
        return {};
    }
    const Value block = low_run == 128 ? largest : (Value{1} << low_run) - 1;
    std::vector<Interval> intervals;
    for (std::uint32_t pick = 0; pick < 1U << scattered.size(); ++pick) {
        Value low = address.bits() & mask & all;
        for (std::size_t i = 0; i < scattered.size(); ++i) {
            low |= (pick >> i & 1) != 0 ? Value{1} << scattered[i] : Value{0};
        }
        intervals.push_back({base + low, base + (low | block)});
    }
    return intersect(Set::of(std::move(intervals)), any_address(address.family()));
}

const Set& any_ipv4() {
    static const Set set(v4_base, largest);
    return set;
}

const Set& any_ipv6() {
    static const Set set(0, v4_base - 1);
    return set;
}

const Set& any_address() {
    static const Set set(0, largest);
    return set;
}

const Set& any_address(Family family) {
    return family == Family::ipv4 ? any_ipv4() : any_ipv6();
}

std::vector<std::string> describe_addresses(const Set& set) {
    if (set == any_address()) {
        return {"any"};
    }
    std::vector<std::string> words;
    for (const Family family : {Family::ipv4, Family::ipv6}) {
        const Set part = intersect(set, any_address(family));
        if (part == any_address(family)) {
            words.emplace_back(family == Family::ipv4 ? "any IPv4" : "any IPv6");
            continue;
        }
        for (const Interval& interval : part.intervals()) {
            describe_interval(interval, words);
        }
    }
    return words;
}

}  // namespace lyncgate
