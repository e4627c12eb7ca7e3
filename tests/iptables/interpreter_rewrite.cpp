#include "iptables/interpreter_rewrite.hpp"

namespace lyncgate::iptables::testing {

void translate(const Machine& machine, const Translate& t, Hook hook, Probe& probe, bool& guessed) {
    const bool netmap = t.module->name == "NETMAP";
    const bool source = netmap ? hook == Hook::postrouting || hook == Hook::input : t.source;
    Address& address = source ? probe.source : probe.destination;
    std::uint16_t& port = source ? probe.source_port : probe.destination_port;
    const Address old_address = address;
    const std::uint16_t old_port = port;
    if (t.has_address) {
        const AddressRange& range = machine.ruleset->ranges[t.address];
        if (netmap) {
            const Value bits = (address.bits() & ~range.mask) | (range.low.bits() & range.mask);
            address =
                address.family() == Family::ipv4 ? Address::v4(static_cast<std::uint32_t>(bits)) : *Address::v6(bits);
        } else if (!(source && range.low.bits() <= address.bits() && address.bits() <= range.high.bits())) {
            const Value size = range.high.bits() - range.low.bits() + 1;
            guessed = guessed || size > 1;
            address = Address::at(range.low.number() + machine.world % size);
        }
    } else if (t.module->name == "MASQUERADE" || t.module->name == "REDIRECT") {
        const std::string& name = source ? probe.out : probe.in;
        if (hook == Hook::output) {
            address = address.family() == Family::ipv4 ? Address::v4(0x7f000001) : *Address::v6(1);
        } else {
            // Packets over lo get an address of some other interface.
            guessed = guessed || name == "lo";
            for (const Port& p : machine.ports) {
                for (const Address& own : p.addresses) {
                    if (p.name == name && own.family() == address.family()) {
                        address = own;
                    }
                }
            }
        }
    }
    if (t.has_ports && !(!t.random && t.ports.low <= port && port <= t.ports.high)) {
        const std::uint32_t size = t.ports.high - t.ports.low + 1u;
        guessed = guessed || size > 1;
        port = static_cast<std::uint16_t>(t.ports.low + machine.world % size);
    }
    const bool ported = probe.protocol == 6 || probe.protocol == 17 || probe.protocol == 132 || probe.protocol == 136;
    if (source && t.random && !t.has_ports && ported) {
        // Any port of the same third.
        guessed = true;
        const std::uint16_t low = port < 512 ? 1 : port < 1024 ? 600 : 1024;
        port = static_cast<std::uint16_t>(low + machine.world % 7);
    }
    // The kernel marks a connection as translated only when something has changed.
    bool& translated = source ? probe.source_translated : probe.destination_translated;
    translated = translated || !(address == old_address) || port != old_port;
}

void set_mark(const SetMark& s, bool connected, Probe& probe) {
    switch (s.what) {
    case SetMark::What::packet: probe.mark = (probe.mark & ~s.clear) ^ s.flip; break;
    case SetMark::What::connection:
        probe.connmark = connected ? (probe.connmark & ~s.clear) ^ s.flip : probe.connmark;
        break;
    case SetMark::What::save:
        probe.connmark = connected ? (probe.connmark & ~s.ct_mask) ^ (probe.mark & s.nf_mask) : probe.connmark;
        break;
    case SetMark::What::restore:
        probe.mark = connected ? (probe.mark & ~s.nf_mask) ^ (probe.connmark & s.ct_mask) : probe.mark;
        break;
    }
}

}  // namespace lyncgate::iptables::testing
