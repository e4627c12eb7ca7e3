// Values read all digits at once against a plain reading of the same text.
#include "dialects/iptables/plain_values.hpp"

#include <charconv>
#include <random>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace lyncgate::iptables;

namespace {

/// A decimal number without leading zeros.
std::optional<std::uint32_t> number(std::string_view text, std::uint32_t most) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool fine = error == std::errc() && end == text.data() + text.size() && (text[0] != '0' || text.size() == 1);
    return fine && value <= most ? std::optional(value) : std::nullopt;
}

std::optional<PlainPrefix> slow_prefix(std::string_view text) {
    if (text.size() < 9) {
        return {};
    }
    const std::size_t slash = text.find('/');
    std::string_view rest = text.substr(0, slash);
    PlainPrefix prefix{0, 0xffffffff};
    for (int part = 0; part < 4; ++part) {
        const std::size_t dot = part < 3 ? rest.find('.') : rest.size();
        const std::optional<std::uint32_t> octet = dot <= rest.size() ? number(rest.substr(0, dot), 255) : std::nullopt;
        if (!octet) {
            return {};
        }
        prefix.address = prefix.address << 8 | *octet;
        rest.remove_prefix(part < 3 ? dot + 1 : dot);
    }
    if (slash != std::string_view::npos) {
        const std::optional<std::uint32_t> length = number(text.substr(slash + 1), 32);
        if (!length) {
            return {};
        }
        prefix.mask = *length == 0 ? 0 : ~std::uint32_t{0} << (32 - *length);
    }
    return prefix;
}

/// Reads from memory that ends with the text.
template<typename Read>
auto exactly(const std::string& text, Read read) {
    const std::vector<char> exact(text.begin(), text.end());
    return read(std::string_view(exact.data(), exact.size()));
}

void check_prefix(const std::string& text) {
    INFO(text);
    const std::optional<PlainPrefix> found = exactly(text, read_plain_prefix);
    const std::optional<PlainPrefix> expected = slow_prefix(text);
    REQUIRE(found.has_value() == expected.has_value());
    if (found) {
        REQUIRE(found->address == expected->address);
        REQUIRE(found->mask == expected->mask);
    }
}

}  // namespace

TEST_CASE("prefixes of every shape") {
    const std::vector<std::string> octets = {"0",   "7",   "10",  "99", "100", "199", "200",  "249", "255", "256",
                                             "260", "300", "999", "00", "01",  "",    "1000", "1a",  "-1"};
    for (const std::string& first : octets) {
        for (const std::string& second : octets) {
            check_prefix(first + ".2." + second + ".44/24");
            check_prefix("10." + first + ".3." + second);
        }
    }
    for (int length = 0; length < 130; ++length) {
        check_prefix("198.51.100.0/" + std::to_string(length));
        check_prefix("10.0.0.0/0" + std::to_string(length));
    }
    CHECK(read_plain_prefix("255.255.255.255/32").has_value());
    CHECK(read_plain_prefix("0.0.0.0/0").has_value());
}

TEST_CASE("prefixes with one or two wrong characters") {
    std::mt19937 random(5);
    const std::string some = "0123456789./.,:- \xb1\x7f";
    for (int i = 0; i < 100'000; ++i) {
        std::string text;
        for (int part = 0; part < 4; ++part) {
            text += (part == 0 ? "" : ".") + std::to_string(random() % (random() % 4 == 0 ? 300 : 30));
        }
        text += random() % 3 != 0 ? "/" + std::to_string(random() % 36) : "";
        for (std::size_t changes = random() % 3; changes > 0; --changes) {
            text[random() % text.size()] =
                random() % 4 == 0 ? static_cast<char>(random()) : some[random() % some.size()];
        }
        check_prefix(text);
    }
}

TEST_CASE("numbers of up to eight digits") {
    std::mt19937 random(3);
    for (int i = 0; i < 100'000; ++i) {
        std::string text = std::to_string(random() >> random() % 32);
        text.insert(0, random() % 8 == 0 ? 1 : 0, '0');
        if (random() % 4 == 0) {
            text[random() % text.size()] = static_cast<char>(random());
        }
        const bool digits = text.size() <= 8 && text.find_first_not_of("0123456789") == std::string::npos;
        const std::optional<std::uint32_t> found = exactly(text, read_digits);
        INFO(text);
        REQUIRE(found.has_value() == digits);
        REQUIRE((!found || *found == std::stoul(text)));
    }
    CHECK_FALSE(read_digits("").has_value());
}

TEST_CASE("characters that are no digits are the same on any machine") {
    std::mt19937_64 random(9);
    for (int i = 0; i < 100'000; ++i) {
        const auto draw = [&] {
            return random() % 2 == 0 ? random() : 0x3030303030303030 ^ (random() & 0x0f0f0f0f0f0f0f0f);
        };
        const std::uint64_t first = draw();
        const std::uint64_t last = draw();
        std::uint32_t expected = 0;
        for (int at = 0; at < 16; ++at) {
            const auto c = static_cast<unsigned char>((at < 8 ? first : last) >> 8 * (at % 8));
            expected |= std::uint32_t{c < '0' || c > '9'} << at;
        }
        REQUIRE(no_digits(first, last) == expected);
        REQUIRE(portable_no_digits(first, last) == expected);
    }
}

TEST_CASE("the head of a word is the same when it is known early") {
    constexpr std::string_view word = "destination-port";
    constexpr std::uint64_t heads[] = {
        head_of(word.substr(0, 0)), head_of(word.substr(0, 1)), head_of(word.substr(0, 2)), head_of(word.substr(0, 3)),
        head_of(word.substr(0, 4)), head_of(word.substr(0, 5)), head_of(word.substr(0, 6)), head_of(word.substr(0, 7)),
        head_of(word.substr(0, 8)), head_of(word.substr(0, 9))};
    for (std::size_t size = 0; size < std::size(heads); ++size) {
        CHECK(exactly(std::string(word.substr(0, size)), [](std::string_view text) { return head_of(text); }) ==
              heads[size]);
    }
}
