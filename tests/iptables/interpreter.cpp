#include "iptables/interpreter.hpp"

#include <algorithm>
#include <functional>

#include "iptables/interpreter_rewrite.hpp"
#include "iptables/interpreter_sets.hpp"

namespace lyncgate::iptables::testing {

namespace {

enum class End : std::uint8_t { none, accept, drop, reject };

bool agrees(const Address& address, const MaskedAddress& net) {
    return address.family() == net.address.family() && (address.bits() & net.mask) == (net.address.bits() & net.mask);
}

/// One packet inside one hook.
struct Run {
    const Machine& machine;
    const Table* table = nullptr;
    Hook hook = Hook::none;
    Probe probe;
    Probe before;  ///< as it came
    Journey journey;
    const Rule* rule = nullptr;
    bool looped = false;  ///< the packet has come back over lo, with its connection

    bool guess(std::size_t salt) {
        journey.guessed = true;
        const std::size_t mixed = (rule->span.begin * 2654435761u) ^ (machine.world * 40503u) ^ (salt * 97u);
        return machine.world == 0 ? false : machine.world == 1 ? true : ((mixed >> 7) & 1) != 0;
    }

    bool local_address(const Address& address) const {
        const bool loop = address.family() == Family::ipv4 ? address.bits() >> 24 == 127 : address.bits() == 1;
        return loop || std::any_of(machine.ports.begin(), machine.ports.end(), [&](const Port& p) {
                   return std::find(p.addresses.begin(), p.addresses.end(), address) != p.addresses.end();
               });
    }

    /// A packet that comes back over lo has kept its connection.
    bool before_tracking() const { return table->name == "raw" && !(looped && probe.state != state_invalid); }
    bool has_connection() const {
        return !before_tracking() && (probe.state & (state_new | state_established | state_related)) != 0;
    }
    std::uint8_t state_now() const {
        if (before_tracking()) {
            return probe.state == state_untracked ? state_untracked : state_invalid;
        }
        std::uint8_t bits = probe.state;
        if (has_connection()) {
            bits |= probe.source_translated ? state_snat : 0;
            bits |= probe.destination_translated ? state_dnat : 0;
        }
        return bits;
    }

    bool test(const AddressIs& c) {
        const Address& address = c.side == Side::source ? probe.source : probe.destination;
        bool hit = false;
        for (std::uint32_t i = 0; i < c.addresses.count; ++i) {
            hit = hit || agrees(address, machine.ruleset->addresses[c.addresses.first + i]);
        }
        return hit != c.negated;
    }
    bool test(const HostNamed&) { return guess(1); }
    bool test(const AddressBetween& c) {
        const Address& address = c.side == Side::source ? probe.source : probe.destination;
        const AddressRange& range = machine.ruleset->ranges[c.range];
        return (range.low.bits() <= address.bits() && address.bits() <= range.high.bits()) != c.negated;
    }
    bool test(const ProtocolIs& c) { return (probe.protocol == c.number) != c.negated; }
    bool test(const InterfaceIs& c) {
        if (c.ingress && hook == Hook::postrouting) {
            return guess(12);  // kernels differ
        }
        std::string name = c.ingress ? probe.in : probe.out;
        const bool exists = c.ingress ? hook == Hook::prerouting || hook == Hook::input || hook == Hook::forward
                                      : hook == Hook::forward || hook == Hook::output || hook == Hook::postrouting;
        if (!exists) {
            name.clear();
        }
        const bool hit = c.prefix ? name.substr(0, c.name.text().size()) == c.name : name == c.name;
        return hit != c.negated;
    }
    bool test(const FragmentIs& c) { return c.negated; }
    bool test(const PortsAre& c) {
        bool hit = false;
        for (std::uint32_t i = 0; i < c.ports.count; ++i) {
            const PortRange& r = machine.ruleset->ports[c.ports.first + i];
            const bool s = r.low <= probe.source_port && probe.source_port <= r.high;
            const bool d = r.low <= probe.destination_port && probe.destination_port <= r.high;
            hit = hit || (c.side == Side::source ? s : c.side == Side::destination ? d : s || d);
        }
        return hit != c.negated;
    }
    bool test(const TcpFlagsAre& c) { return ((probe.tcp_flags & c.mask) == c.flags) != c.negated; }
    bool test(const IcmpIs& c) {
        return (c.any || (probe.icmp_type == c.type && c.code_low <= probe.icmp_code &&
                          probe.icmp_code <= c.code_high)) != c.negated;
    }
    bool test(const StateIs& c) {
        // What happened to the first packet of a known connection is not in the text.
        const bool open = (c.states & (state_snat | state_dnat)) != 0 && (c.states & probe.state) == 0 &&
                          !before_tracking() && (probe.state & (state_established | state_related)) != 0;
        return open ? guess(11) : ((state_now() & c.states) != 0) != c.negated;
    }
    /// Of known connections the first packet is not known; without a connection the --ctstate of the same match
    /// decides.
    template<typename Fresh>
    bool tracked(int salt, bool beside_state, const Fresh& fresh) {
        if (before_tracking() || (probe.state & (state_invalid | state_untracked)) != 0) {
            return beside_state;
        }
        return probe.state == state_new ? fresh() : guess(static_cast<std::size_t>(salt));
    }
    bool test(const TrackedProtocolIs& c) {
        const auto same = [&] { return (probe.protocol == c.number) != c.negated; };
        return probe.state == state_established && !before_tracking() ? same() : tracked(2, c.beside_state, same);
    }
    bool test(const TrackedAddressIs& c) {
        return tracked(3, c.beside_state, [&] {
            const bool moved = c.side == Side::source ? probe.source_translated : probe.destination_translated;
            // Replies come from where the packet goes to now.
            const Address& first = c.side == Side::source ? before.source : before.destination;
            const Address& address = !c.reply ? first : c.side == Side::source ? probe.destination : probe.source;
            const Value mask = machine.ruleset->addresses[c.address].mask;
            if (address.family() == Family::ipv4 && mask == 0xffff00ff) {
                return guess(13);  // versions of iptables differ
            }
            // A source that was rewritten is not followed back.
            journey.guessed = journey.guessed || (moved && c.side == Side::source && !c.reply);
            return agrees(address, machine.ruleset->addresses[c.address]) != c.negated;
        });
    }
    bool test(const TrackedPortIs& c) {
        if (probe.protocol == 47 && !before_tracking() && has_connection()) {
            return guess(6);
        }
        return tracked(4, c.beside_state, [&] {
            // Connections of other protocols keep the message, or nothing, in place of the port.
            const bool icmp = probe.protocol == 1 || probe.protocol == 58;
            const std::uint32_t port = icmp ? probe.icmp_type * 256u + probe.icmp_code : before.destination_port;
            return (c.range.low <= port && port <= c.range.high) != c.negated;
        });
    }
    bool test(const TrackedDirectionIs& c) {
        return tracked(5, c.beside_state, [&] { return !c.reply; });
    }
    bool test(const TrackedStatusIs& c) {
        if (has_connection() && c.bits == 0) {
            return c.negated;
        }
        if (probe.state == state_established && has_connection() && (c.bits & 10) != 0) {
            return !c.negated;
        }
        return tracked(14, c.beside_state, [&] { return (looped && (c.bits & 8) != 0) != c.negated; });
    }
    bool test(const InSet& c) {
        const IpSet* const set = machine.sets != nullptr ? machine.sets->find(c.name) : nullptr;
        const bool unsure = set == nullptr || (hook == Hook::postrouting &&
                                               asks_ingress(*machine.sets, *set, c, machine.ruleset->family));
        return unsure ? guess(6) : is_member(*machine.sets, *set, probe, c, hook, machine.ruleset->family) != c.negated;
    }
    bool test(const MarkIs& c) {
        if (c.connection && !has_connection()) {
            return false;
        }
        return (((c.connection ? probe.connmark : probe.mark) & c.mask) == c.value) != c.negated;
    }
    bool test(const AddressTypeIs& c) {
        const Address& address = c.side == Side::source ? probe.source : probe.destination;
        const bool multicast =
            address.family() == Family::ipv4 ? address.bits() >> 28 == 14 : address.bits() >> 120 == 0xff;
        if (address.family() == Family::ipv6) {
            // All that is named has to hold; one's own addresses are UNICAST too.
            const bool holds = ((c.types & 32) == 0 || multicast) && ((c.types & 2) == 0 || !multicast) &&
                               ((c.types & 4) == 0 || local_address(address));
            return holds != c.negated;
        }
        const unsigned type = multicast ? 32 : local_address(address) ? 4 : 2;
        return ((c.types & type) != 0) != c.negated;
    }
    bool test(const PolicyIs& c) { return !c.ipsec; }
    bool test(const PacketTypeIs& c) { return hook == Hook::forward ? (c.type == 0) != c.negated : guess(7); }
    bool test(const BridgePortIs&) { return guess(8); }
    bool test(const Undecided&) { return guess(9); }
    bool test(const UnknownMatch&) { return guess(10); }

    bool matches(const Rule& r) {
        rule = &r;
        for (std::uint32_t i = 0; i < r.conditions.count; ++i) {
            if (!std::visit([&](const auto& c) { return test(c); },
                            machine.ruleset->conditions[r.conditions.first + i])) {
                return false;
            }
        }
        return true;
    }

    /// Runs a chain. `none` means: back to the caller.
    End run(const Chain& chain, int depth) {
        if (depth > 100) {
            return End::none;
        }
        for (const std::uint32_t index : chain.rules) {
            const Rule& r = table->rules[index];
            if (!matches(r)) {
                continue;
            }
            if (std::holds_alternative<Accept>(r.target)) {
                return End::accept;
            }
            if (std::holds_alternative<Drop>(r.target) || std::holds_alternative<Reject>(r.target)) {
                journey.decider = r.span;
                return std::holds_alternative<Drop>(r.target) ? End::drop : End::reject;
            }
            if (std::holds_alternative<Return>(r.target)) {
                return End::none;
            }
            if (const Jump* const jump = std::get_if<Jump>(&r.target)) {
                const End end = run(table->chains[jump->target], depth + 1);
                if (end != End::none || jump->go_to) {
                    return end;
                }
            } else if (const Translate* const t = std::get_if<Translate>(&r.target)) {
                translate(machine, *t, hook, probe, journey.guessed);
                return End::accept;
            } else if (const SetMark* const s = std::get_if<SetMark>(&r.target)) {
                set_mark(*s, has_connection(), probe);
            } else if (const Track* const track = std::get_if<Track>(&r.target);
                       track != nullptr && track->notrack && !(looped && probe.state != state_invalid)) {
                probe.state = state_untracked;
            } else if (std::holds_alternative<UnknownTarget>(r.target) || std::holds_alternative<Leave>(r.target)) {
                if (guess(20)) {
                    return guess(21) ? End::accept : End::drop;
                }
            }
        }
        return End::none;
    }

    End stage(std::string_view name, Hook at) {
        table = machine.ruleset->table(name);
        hook = at;
        if (table == nullptr || (name == "nat" && probe.state != state_new)) {
            return End::none;
        }
        for (const Chain& chain : table->chains) {
            if (chain.hook == at) {
                const End end = run(chain, 0);
                if (end == End::none && chain.drops) {
                    journey.decider = chain.span;
                    return End::drop;
                }
                return end;
            }
        }
        return End::none;
    }

    bool pass(std::initializer_list<std::pair<std::string_view, Hook>> stages) {
        for (const auto& [name, at] : stages) {
            // Neighbour discovery and listener reports are not tracked.
            if (name == "mangle" && probe.protocol == 58 && probe.icmp_type >= 130 &&
                (probe.icmp_type <= 136 || probe.icmp_type == 143)) {
                probe.state = state_untracked;
            }
            const End end = stage(name, at);
            if (end == End::drop || end == End::reject) {
                journey.ending = end == End::drop ? Ending::drop : Ending::reject;
                return false;
            }
        }
        return true;
    }

    void route() {
        journey.delivered = local_address(probe.destination);
        probe.out = journey.delivered ? "lo" : probe.out;
        int longest = -1;
        for (const Port& p : machine.ports) {
            for (const MaskedAddress& net : p.networks) {
                const int length = __builtin_popcountll(static_cast<std::uint64_t>(net.mask >> 64)) +
                                   __builtin_popcountll(static_cast<std::uint64_t>(net.mask));
                if (!journey.delivered && agrees(probe.destination, net) && length > longest) {
                    longest = length;
                    probe.out = p.name;
                }
            }
        }
    }
};

}  // namespace

Journey interpret(const Machine& machine, Probe probe, bool local) {
    Run run{machine, nullptr, Hook::none, probe, probe, {}, nullptr};
    using H = Hook;
    if (local) {
        run.probe.in.clear();
        run.route();
        const bool passed = run.pass({{"raw", H::output},
                                      {"mangle", H::output},
                                      {"nat", H::output},
                                      {"filter", H::output},
                                      {"security", H::output}});
        if (passed && run.probe.destination_translated) {
            run.route();
        }
        if (passed && run.pass({{"mangle", H::postrouting}, {"nat", H::postrouting}}) && run.journey.delivered) {
            // The translation stays as it was decided on the way out.
            run.looped = true;
            run.probe.in = "lo";
            run.probe.out.clear();
            run.pass({{"raw", H::prerouting},
                      {"mangle", H::prerouting},
                      {"mangle", H::input},
                      {"filter", H::input},
                      {"security", H::input}});
        }
    } else if (run.pass({{"raw", H::prerouting}, {"mangle", H::prerouting}, {"nat", H::prerouting}})) {
        run.route();
        if (run.journey.delivered) {
            run.probe.out.clear();
            run.pass({{"mangle", H::input}, {"filter", H::input}, {"security", H::input}, {"nat", H::input}});
        } else {
            run.pass({{"mangle", H::forward},
                      {"filter", H::forward},
                      {"security", H::forward},
                      {"mangle", H::postrouting},
                      {"nat", H::postrouting}});
        }
    }
    run.journey.left = run.probe;
    return run.journey;
}

}  // namespace lyncgate::iptables::testing
