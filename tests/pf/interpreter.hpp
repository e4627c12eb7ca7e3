// A packet-by-packet interpreter of the syntax tree of pf.conf: slow, obvious, and without a line in common with the
// flow model. It looks at the rules in the order in which they are written, as pf does.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dialects/pf/config.hpp"

namespace lyncgate::pf::testing {

/// A packet of a new connection.
struct Probe {
    Address source = Address::v4(0);
    Address destination = Address::v4(0);
    std::uint8_t protocol = 6;
    std::uint16_t source_port = 0, destination_port = 0;
    std::uint8_t icmp_type = 0, icmp_code = 0;
    std::uint8_t tcp_flags = 2;
    std::string in;
};

/// An interface of the machine that runs the rules.
struct Port {
    std::string name;
    std::vector<Address> addresses;
    std::vector<Prefix> networks;
};

/// The machine, and one of the ways in which what the text leaves open may turn out: every condition that cannot be
/// decided says yes or no by a hash of its place and `world`.
struct Machine {
    const Config* config = nullptr;
    std::vector<Port> ports;
    std::uint32_t world = 0;
};

enum class Ending : std::uint8_t { accept, drop, reject };

struct Journey {
    Ending ending = Ending::accept;
    Probe left;  ///< the packet as it leaves
    std::string out;
    bool delivered = false;
    bool guessed = false;                              ///< an open question was met
    bool stateless_in = false, stateless_out = false;  ///< passed that direction without a state
    std::uint32_t line = 0;                            ///< of the rule that decided last; 0: none
};

/// Sends the packet through.
Journey interpret(const Machine& machine, Probe probe);

}  // namespace lyncgate::pf::testing
