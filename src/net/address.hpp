// IP addresses, prefixes and their place on one number line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/set.hpp"

namespace lyncgate {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// An IPv4 or IPv6 address.
///
/// Both families share one number line, so that a set of addresses may hold both and *any* is one interval:
/// IPv6 addresses keep their own number; IPv4 addresses are the last 2^32 numbers, which as IPv6 would be
/// multicast of the reserved scope F (RFC 4291, 2.7) and are never an IPv6 address here.
class Address {
public:
    static Address v4(std::uint32_t bits);
    /// Empty for the numbers that stand for IPv4.
    static std::optional<Address> v6(Value bits);
    /// The address with this number on the line; every number is one.
    static Address at(Value number) { return Address(number); }
    static Address v6(std::uint64_t high, std::uint64_t low);

    Family family() const;
    /// Its number on the common line.
    Value number() const { return number_; }
    /// The bits as the family writes them: 32 or 128.
    Value bits() const;

    friend bool operator==(const Address&, const Address&) = default;
    friend bool operator<(const Address& a, const Address& b) { return a.number_ < b.number_; }

private:
    explicit Address(Value number) : number_(number) {}
    Value number_;
};

/// Number of bits of an address: 32 or 128.
int width_of(Family family);

/// Reads `198.51.100.7` (four decimal parts) or an IPv6 address (RFC 4291, 2.2, with an embedded IPv4 part;
/// no zone, no brackets). Empty when the text is anything else.
std::optional<Address> parse_address(std::string_view text);
/// Canonical text: dotted decimal, or RFC 5952.
std::string to_string(const Address& address);

/// A prefix: an address and a length of at most 32 or 128. Bits after the length are kept as written.
struct Prefix {
    Address address;
    int length = 0;
};

/// Reads `A/length` or `A`; for IPv4 also `A/mask` with a contiguous dotted mask.
std::optional<Prefix> parse_prefix(std::string_view text);
/// All addresses of a prefix; bits after the length do not matter.
Set addresses_of(const Prefix& prefix);
/// The addresses that agree with `address` in the bits of `mask`, contiguous or not (IPv4 wildcard masks).
/// Empty when a scattered mask would need more than 65,536 intervals.
std::optional<Set> addresses_under_mask(const Address& address, Value mask);
/// The length of a contiguous dotted mask (255.255.255.0 is 24); empty for a scattered one.
std::optional<int> length_of_mask(std::uint32_t mask);

/// Every IPv4 address, every IPv6 address, every address.
const Set& any_ipv4();
const Set& any_ipv6();
const Set& any_address();
const Set& any_address(Family family);

/// An address set as people write it: prefixes where an interval is one, otherwise `low-high`; "any", "any IPv4",
/// "any IPv6" for the whole. In ascending order, IPv4 first.
std::vector<std::string> describe_addresses(const Set& set);

}  // namespace lyncgate
