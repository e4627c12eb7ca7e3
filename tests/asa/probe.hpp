// One packet as the tests of the ASA dialect speak of it.
#pragma once

#include <string>

#include "model/firewall.hpp"
#include "model/walk.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate::testing {

/// A packet of a new connection on its way to the firewall.
struct Probe {
    std::string ingress;
    Address source = Address::v4(0);
    Address destination = Address::v4(0);
    unsigned protocol = 6;
    unsigned source_port = 0;
    unsigned destination_port = 0;
    unsigned icmp = 0;       ///< type * 256 + code
    bool decrypted = false;  ///< came out of a tunnel
};

/// The probe as a packet of the model.
inline Packet packet_of(const Firewall& firewall, const Probe& probe) {
    Packet packet;
    packet[Field::source] = probe.source.number();
    packet[Field::destination] = probe.destination.number();
    packet[Field::protocol] = probe.protocol;
    packet[Field::source_port] = probe.source_port;
    packet[Field::destination_port] = probe.destination_port;
    packet[Field::icmp] = probe.icmp;
    packet[Field::tcp_flags] = probe.protocol == 6 ? TcpFlag::syn : 0;
    packet[Field::ingress] = firewall.find_interface(probe.ingress).value_or(0);
    packet[Field::ipsec_in] = probe.decrypted ? 1 : 0;
    return packet;
}

}  // namespace lyncgate::testing
