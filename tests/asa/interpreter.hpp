// An ASA that works on the syntax tree, packet by packet: no sets, no boxes, nothing of the flow model. Slow and plain,
// it says what the algebra has to say.
#pragma once

#include "dialects/asa/config.hpp"
#include "probe.hpp"

namespace lyncgate::testing {

/// What may become of a packet; a set of bits.
enum Fates : unsigned {
    accepted = 1,
    dropped = 2,
    either = 3,
    nowhere = 4,  ///< no route leads to the destination: the other bits say what could happen
};

/// Whether a match holds.
enum class Tri { no, maybe, yes };

/// Reads the syntax tree for one packet at a time.
class AsaInterpreter {
public:
    explicit AsaInterpreter(const asa::Config& config);
    /// The fates of a packet. Packets to the firewall itself may do anything.
    unsigned fates(Probe probe) const;
    /// Whether an operand holds an address.
    Tri holds(const asa::Operand& operand, const Address& address, int depth = 0) const;
    /// The fates of a packet in one access list; `otherwise` when no entry takes it.
    unsigned in_list(const asa::AccessList& list, const Probe& probe, unsigned otherwise) const;

private:
    struct Entry;  // one translation
    Tri port_holds(const asa::Operand& operand, unsigned port, int depth = 0) const;
    Tri service_holds(const asa::ServiceSpec& spec, const Probe& probe, int depth = 0) const;
    Tri services_hold(std::string_view name, const Probe& probe, bool group, int depth) const;
    Tri message_holds(const asa::Operand& operand, unsigned type, bool ipv6, int depth = 0) const;
    Tri entry_holds(const asa::AccessEntry& entry, const Probe& probe, bool ipv6_only) const;
    Tri named_holds(std::string_view name, const Address& address) const;
    std::optional<Address> address(std::string_view word) const;
    bool own(const Address& address) const;
    const asa::InterfaceBlock* route(const Address& address) const;
    unsigned ingress_fates(const Probe& probe) const;
    unsigned egress_fates(const Probe& probe, std::string_view egress) const;
    unsigned delivered_fates(const Probe& probe) const;
    unsigned level_fates(const Probe& probe, std::string_view egress) const;
    std::vector<Entry> new_table() const;
    std::vector<Entry> old_table() const;
    Address moved(const Address& address, const asa::Operand& from, const asa::Operand& to) const;
    asa::Operand value_of(std::string_view name, std::string_view interface) const;

    const asa::Config& config_;
    bool new_nat_ = true;
    bool any_is_ipv4_ = false;
};

}  // namespace lyncgate::testing
