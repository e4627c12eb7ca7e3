// Packets and boxes in words.
#pragma once

#include <string>
#include <vector>

#include "model/box.hpp"
#include "model/firewall.hpp"

namespace lyncgate {

/// A box as lists of words, one list per field that people ask about. "any" stands alone in its list.
struct DescribedBox {
    std::vector<std::string> sources;
    std::vector<std::string> destinations;
    std::vector<std::string> protocols;
    std::vector<std::string> source_ports;
    std::vector<std::string> destination_ports;
    std::vector<std::string> others;  ///< every other constrained field: "state NEW", "ingress eth0"; the defaults of a
                                      ///< new connection are left out

    friend bool operator==(const DescribedBox&, const DescribedBox&) = default;
};

/// A packet in words.
struct DescribedPacket {
    std::string source;
    std::string destination;
    std::string protocol;
    std::string source_port;  ///< empty when the protocol has no ports
    std::string destination_port;
    std::string icmp;   ///< "type 8 code 0"; empty unless ICMP
    std::string flags;  ///< "SYN"; empty unless TCP
    std::string state;
    std::string ingress;  ///< name; empty when it is not known
};

DescribedBox describe(const Box& box, const Firewall& firewall);
DescribedPacket describe(const Packet& packet, const Firewall& firewall);

/// "tcp 198.51.100.7:50000 -> 10.0.0.5:4443".
std::string one_line(const DescribedPacket& packet);
/// "tcp 198.51.100.0/24 -> 10.0.0.5 port 4443". Lists longer than `most` words are cut and counted.
std::string one_line(const DescribedBox& box, std::size_t most = 4);
/// The words of a list, commas between, cut after `most` with "and N more".
std::string listed(const std::vector<std::string>& words, std::size_t most);

/// What a rule is called in sentences: "line 41", or "policy of FORWARD" when it is null.
std::string describe_rule(const Chain* chain, const Rule* rule);
/// "accept", "drop", "reject".
std::string_view name_of(Verdict verdict);

}  // namespace lyncgate
