// Excess in words, and how bad it is.
#pragma once

#include <string>

#include "checks/excess.hpp"
#include "findings/finding.hpp"

namespace lyncgate {

/// The facts of an excess that its sentence and its rank are made of. Over all parts, possible packets included.
struct ExcessFacts {
    bool from_internet = false;
    bool from_servers_only = false;  ///< every source is a server of the site
    bool leaving_only = false;       ///< goes to no server of the site
    bool any_protocol = false;
    bool icmp_only = false;
    Set protocols;
    Set tcp_ports, udp_ports;  ///< destination ports
    Set sources, destinations;
    double width = 0;         ///< packets, as addresses, protocols and ports go
    double needed_width = 0;  ///< of them asked for
};

/// `outside`: the addresses that count as the Internet.
ExcessFacts facts_of(const Excess& excess, const Set& servers, const Set& outside);
/// "any protocol", "tcp 3389", "tcp 1-442,444-65535 and udp".
std::string traffic_of(const ExcessFacts& facts);
/// "from the Internet", "from 10.0.0.0/8", "from servers of the site".
std::string origin_of(const ExcessFacts& facts);
/// From the Internet: an error; management ports or any protocol from elsewhere: a warning or an error; ICMP: a note.
Severity severity_of(const ExcessFacts& facts);
/// Whether a port is one by which servers are administered: SSH, Telnet, SMB, RDP, WinRM, SQL...
bool has_management_port(const ExcessFacts& facts);

}  // namespace lyncgate
