// A packet-by-packet interpreter of the syntax tree: slow, obvious, and without a line in common with the flow model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dialects/iptables/ipset.hpp"
#include "dialects/iptables/syntax.hpp"

namespace lyncgate::iptables::testing {

/// Connection state of a packet, in the bits of syntax.hpp.
struct Probe {
    Address source = Address::v4(0);
    Address destination = Address::v4(0);
    std::uint8_t protocol = 6;
    std::uint16_t source_port = 0, destination_port = 0;
    std::uint8_t icmp_type = 0, icmp_code = 0;
    std::uint8_t tcp_flags = 2;
    std::uint8_t state = state_new;
    bool reply = false;  ///< of a known connection: against the direction it was opened in
    std::string in, out;
    std::uint32_t mark = 0, connmark = 0;
    bool source_translated = false, destination_translated = false;
};

/// An interface of the machine that runs the rules.
struct Port {
    std::string name;
    std::vector<Address> addresses;
    std::vector<MaskedAddress> networks;
};

/// The machine, and one of the ways in which what the text leaves open may turn out: every match that cannot be
/// decided says yes or no by a hash of the rule and `world`.
struct Machine {
    const Ruleset* ruleset = nullptr;
    const SetCatalogue* sets = nullptr;
    std::vector<Port> ports;
    std::uint32_t world = 0;
};

enum class Ending : std::uint8_t { accept, drop, reject };

struct Journey {
    Ending ending = Ending::accept;
    Probe left;  ///< the packet as it leaves
    bool delivered = false;
    bool guessed = false;  ///< an open question was met
    Span decider;          ///< the rule that dropped it
};

/// Sends the packet through; `local`: the machine itself sends it.
Journey interpret(const Machine& machine, Probe probe, bool local);

}  // namespace lyncgate::iptables::testing
