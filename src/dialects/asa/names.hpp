// Cisco ASA: the words for ports, protocols and ICMP messages (Cisco ASA Series General Operations CLI Configuration
// Guide, "Addresses, Protocols, and Ports"). They are the ASA's own: kerberos is 750, cifs 3020, radius 1645.
#pragma once

#include <optional>
#include <string_view>

#include "net/protocol.hpp"

namespace lyncgate::asa {

/// A port by name or number.
std::optional<Port> port_of(std::string_view word);
/// A protocol by name or number; "ip" and "0" are not protocols but all of them, see `means_every_protocol`.
std::optional<Protocol> protocol_of(std::string_view word);
bool means_every_protocol(std::string_view word);
/// An ICMP (or ICMPv6) type by name or number.
std::optional<std::uint8_t> icmp_type_of(std::string_view word, bool ipv6);
/// A number of at most `highest`, in decimal; nothing else.
std::optional<unsigned> number_of(std::string_view word, unsigned highest);

}  // namespace lyncgate::asa
