#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "net/address.hpp"

using namespace lyncgate;

TEST_CASE("addresses of both families are read and written") {
    CHECK(to_string(parse_address("198.51.100.7").value()) == "198.51.100.7");
    CHECK(to_string(parse_address("2001:DB8:0:0::1").value()) == "2001:db8::1");
    CHECK(parse_address("::ffff:192.0.2.1")->family() == Family::ipv6);
    for (const char* text :
         {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.4 ", "01234.1.1.1", ":::", "1::2::3", "fe80::1%em0"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_address(text));
    }
}

TEST_CASE("dotted addresses have four parts of one to three digits, of every length") {
    const std::vector<std::pair<std::string, std::uint32_t>> parts = {
        {"0", 0}, {"7", 7}, {"10", 10}, {"99", 99}, {"100", 100}, {"255", 255}, {"007", 7}, {"09", 9}};
    for (const auto& [a, first] : parts) {
        for (const auto& [b, second] : parts) {
            for (const auto& [c, third] : parts) {
                for (const auto& [d, fourth] : parts) {
                    const std::string text = a + "." + b + "." + c + "." + d;
                    const std::optional<Address> address = parse_address(text);
                    REQUIRE(address);
                    REQUIRE(address->bits() == (first << 24U | second << 16U | third << 8U | fourth));
                }
            }
        }
    }
    for (const char* const text :
         {"1.1.1",          "1.1.1.",    ".1.1.1.1",  "1..1.1.1",   "1.1.1.1.",   "1.1.1.1.1",       "256.1.1.1",
          "1.999.1.1",      "1.1.300.1", "1.1.1.256", "1000.1.1.1", "1.1.1.0001", "1.1.1.a",         "1.1.1.1 ",
          "192.168.100.1x", "1/1.1.1",   "1.1.1.:",   "12345678",   "...1...",    "100.100.100.1000"}) {
        INFO(text);
        CHECK_FALSE(parse_address(text));
    }
}

TEST_CASE("prefixes cover what their length says") {
    CHECK(addresses_of(parse_prefix("10.0.0.77/24").value()) ==
          Set(parse_address("10.0.0.0")->number(), parse_address("10.0.0.255")->number()));
    CHECK(addresses_of(parse_prefix("10.1.2.3/255.255.0.0").value()) ==
          addresses_of(parse_prefix("10.1.0.0/16").value()));
    CHECK(addresses_of(parse_prefix("0.0.0.0/0").value()) == any_ipv4());
    CHECK(addresses_of(parse_prefix("::/0").value()) == any_ipv6());
    CHECK(unite(any_ipv4(), any_ipv6()) == any_address());
    CHECK(disjoint(any_ipv4(), any_ipv6()));
    for (const char* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/255.0.255.0", "::/129", "10.0.0.0/-1"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_prefix(text));
    }
}

TEST_CASE("scattered masks") {
    const auto set = addresses_under_mask(parse_address("10.0.0.1").value(), 0xff0000ffU);
    REQUIRE(set);
    CHECK(set->contains(parse_address("10.200.3.1")->number()));
    CHECK_FALSE(set->contains(parse_address("10.200.3.2")->number()));
    CHECK(set->size() == 65536);
    CHECK_FALSE(addresses_under_mask(parse_address("10.0.0.1").value(), 0x000000ffU - 0xfeU));
}

TEST_CASE("address sets are described as people write them") {
    const auto range = [](const char* a, const char* b) {
        return Set(parse_address(a)->number(), parse_address(b)->number());
    };
    using Words = std::vector<std::string>;
    CHECK(describe_addresses(range("10.0.0.0", "10.0.0.255")) == Words{"10.0.0.0/24"});
    CHECK(describe_addresses(range("10.0.0.1", "10.0.0.3")) == Words{"10.0.0.1-10.0.0.3"});
    CHECK(describe_addresses(any_address()) == Words{"any"});
    CHECK(describe_addresses(unite(any_ipv6(), range("10.0.0.1", "10.0.0.1"))) == Words{"10.0.0.1", "any IPv6"});
    CHECK(describe_addresses(addresses_of(parse_prefix("2001:db8::/32").value())) == Words{"2001:db8::/32"});
}
