// The fields of a packet that the flow model knows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/set.hpp"

namespace lyncgate {

/// One dimension of the space of packets. The packets of the model are whole ones (no later fragments), as a
/// firewall that reassembles sees them. A field that a protocol does not have (the ports of ICMP) is unconstrained.
enum class Field : std::uint8_t {
    source,            ///< IP source address (numbers as in net/address.hpp)
    destination,       ///< IP destination address
    protocol,          ///< IP protocol number, 0-255
    source_port,       ///< TCP, UDP, SCTP, DCCP, UDP-Lite source port
    destination_port,  ///< and destination port
    icmp,              ///< ICMP or ICMPv6 type * 256 + code
    tcp_flags,         ///< the flags octet of TCP
    state,             ///< connection state, see State
    ingress,           ///< number of the interface the packet came in by, an index into Firewall::interfaces
    egress,            ///< number of the interface it leaves by
    mark,              ///< packet mark (netfilter nfmark), or pf tag number; 0 on arrival
    connmark,          ///< connection mark; 0 on a new connection
    translated,        ///< 0 until a translation rewrites the packet; what other values mean is up to the dialect
    ipsec_in,          ///< 1 when the packet arrived protected by IPsec, else 0
    ipsec_out,         ///< 1 when it will leave protected by IPsec, else 0
};

constexpr std::size_t field_count = 15;

/// All fields in order.
constexpr std::array<Field, field_count> all_fields = {
    Field::source, Field::destination, Field::protocol,   Field::source_port, Field::destination_port,
    Field::icmp,   Field::tcp_flags,   Field::state,      Field::ingress,     Field::egress,
    Field::mark,   Field::connmark,    Field::translated, Field::ipsec_in,    Field::ipsec_out};

/// Values of Field::state, as connection tracking has them (Netfilter conntrack states; a stateful firewall without
/// these words knows `new_` and `established` only).
enum class State : std::uint8_t { new_ = 0, established = 1, related = 2, invalid = 3, untracked = 4 };

constexpr std::size_t index_of(Field field) {
    return static_cast<std::size_t>(field);
}

/// Every value the field can have.
const Set& domain_of(Field field);
/// "source", "destination port", ...
std::string_view name_of(Field field);
/// The members of a field's set as people write them; interfaces are given as numbers here (see describe.hpp).
std::vector<std::string> describe_values(Field field, const Set& set);

}  // namespace lyncgate
