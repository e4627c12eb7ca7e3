// Names and numbers of pf.conf: services, ICMP messages, state timeouts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dialects/pf/syntax.hpp"

namespace lyncgate::pf {

/// The port of a service name as pfctl looks it up: tcp first, then udp.
std::optional<std::uint16_t> port_of(std::string_view name);
/// The name that /etc/services of the system has for a port; empty when it has none.
std::string_view service_name(std::uint16_t port, bool tcp, Era era);

/// An ICMP or ICMPv6 type by the name of pf.conf(5).
std::optional<int> icmp_type_of(std::string_view name, bool v6);
/// A code of a type.
std::optional<int> icmp_code_of(int type, std::string_view name, bool v6);
std::string_view icmp_type_name(int type, bool v6);
std::string_view icmp_code_name(int type, int code, bool v6);

/// Number of a state timeout as pf orders them, and back.
std::optional<int> timeout_of(std::string_view name);
std::string_view timeout_name(int number);

/// The number of a user or group that every installation has.
std::optional<std::uint32_t> account_number(std::string_view name, bool group, Era era);

/// The name pfctl prints for a protocol number: /etc/protocols of the BSDs.
std::string protocol_name(std::uint8_t number, Era era);
std::optional<std::uint8_t> protocol_of(std::string_view name);

}  // namespace lyncgate::pf
