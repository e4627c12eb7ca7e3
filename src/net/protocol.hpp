// IP protocol numbers, ports, ICMP messages and TCP flags: numbers and names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/address.hpp"
#include "net/set.hpp"

namespace lyncgate {

/// An IP protocol number (IANA "Assigned Internet Protocol Numbers").
enum class Protocol : std::uint8_t {
    icmp = 1,
    igmp = 2,
    ipv4 = 4,
    tcp = 6,
    udp = 17,
    ipv6 = 41,
    gre = 47,
    esp = 50,
    ah = 51,
    icmp6 = 58,
    eigrp = 88,
    ospf = 89,
    sctp = 132,
    udplite = 136,
    dccp = 33,
};

/// Whether packets of this protocol carry 16-bit source and destination ports.
bool has_ports(Protocol protocol);

/// The number for a protocol name of /etc/protocols (any case) or a decimal number 0-255; "ip", "all" are not names
/// here.
std::optional<Protocol> parse_protocol(std::string_view text);
/// The usual name, or the decimal number.
std::string to_string(Protocol protocol);
std::vector<std::string> describe_protocols(const Set& set);

/// A 16-bit transport port.
struct Port {
    std::uint16_t number = 0;
    friend bool operator==(const Port&, const Port&) = default;
};

/// A decimal port 0-65535; nothing else.
std::optional<Port> parse_port(std::string_view text);
/// The port of a service name of the IANA registry as Debian's /etc/services has it (case as written there, aliases
/// too), for the protocol, which matters for the few names that differ.
std::optional<Port> port_of_service(std::string_view name, Protocol protocol);
/// "443", "50000-59999", "any".
std::vector<std::string> describe_ports(const Set& set);

/// ICMP type and code as one number: type * 256 + code.
constexpr Value icmp_value(std::uint8_t type, std::uint8_t code) {
    return Value{type} * 256 + code;
}
/// All codes of a type.
inline Set icmp_type(std::uint8_t type) {
    return Set(icmp_value(type, 0), icmp_value(type, 255));
}

/// TCP flag bits as in the header's 14th octet (RFC 9293, 3.1).
enum TcpFlag : std::uint8_t { fin = 1, syn = 2, rst = 4, psh = 8, ack = 16, urg = 32, ece = 64, cwr = 128 };

/// Every flags octet `f` with `(f & mask) == set`.
Set flags_matching(std::uint8_t mask, std::uint8_t set);

}  // namespace lyncgate
