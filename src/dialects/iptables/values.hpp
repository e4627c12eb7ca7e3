// The values of options: numbers, addresses, names, as iptables reads them.
#pragma once

#include <optional>
#include <string_view>

#include "dialects/iptables/syntax.hpp"

namespace lyncgate::iptables {

/// A number as strtoul reads it with base 0: decimal, `0x…`, or octal with a leading 0.
std::optional<std::uint64_t> read_number(std::string_view text, std::uint64_t low, std::uint64_t high);
/// `low[:high]`, `low:`, `:high`, `:`.
struct NumberRange {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
};
std::optional<NumberRange> read_range(std::string_view text, std::uint64_t low, std::uint64_t high);
/// A port number or a service name of the protocol.
std::optional<std::uint16_t> read_port(std::string_view text, std::uint8_t protocol);
/// `port[sep port]`, either end open where `sep` is ':'.
std::optional<PortRange> read_ports(std::string_view text, char separator, std::uint8_t protocol);
/// An address of the family. IPv4 may be short (`10.1` is 10.1.0.0) as in inet_aton's relatives of libxtables.
std::optional<Address> read_address(std::string_view text, Family family);
/// `address[/mask]`, mask as length or address.
std::optional<MaskedAddress> read_masked_address(std::string_view text, Family family);
/// `low-high`.
std::optional<AddressRange> read_address_range(std::string_view text, Family family);
/// A protocol name or number; 0 is "all".
std::optional<std::uint8_t> read_protocol(std::string_view text);
/// `value[/mask]`.
struct Masked {
    std::uint32_t value = 0;
    std::uint32_t mask = 0xffffffff;
};
std::optional<Masked> read_mark(std::string_view text);
/// A message type by name, number, or `type/code`; any case, and any unambiguous beginning of a name.
std::optional<IcmpIs> read_icmp_type(std::string_view text, Family family);
/// `SYN,ACK`, `ALL`, `NONE`.
std::optional<std::uint8_t> read_tcp_flags(std::string_view text);
/// Bits of the words in `text` by their place in `choices`, both comma lists; empty on an unknown word.
std::optional<std::uint32_t> read_choices(std::string_view text, std::string_view choices);
bool is_mac(std::string_view text);
/// `10/second`, `5/min`, `512kb/s`.
bool is_rate(std::string_view text);
bool is_log_level(std::string_view text);
/// A `--tos` value: number, `number/mask`, or one of the five names.
bool is_tos(std::string_view text);
/// A value that `--reject-with` takes in this family.
bool is_reject_type(std::string_view text, Family family);
/// Case-blind comparison of ASCII.
bool same_word(std::string_view a, std::string_view b);
/// The next item of a comma list, cut from `rest`.
std::string_view next_item(std::string_view& rest, char separator = ',');

}  // namespace lyncgate::iptables
