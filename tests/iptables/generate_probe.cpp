#include "iptables/draw.hpp"

namespace lyncgate::iptables::testing {

namespace {

/// An ICMP message with the state it has when no connection is known.
void draw_message(Draw& draw, Probe& probe) {
    struct Message {
        std::uint8_t type, code, state;
    };
    static constexpr std::array<Message, 8> v4 = {{{8, 0, state_new},
                                                   {8, 0, state_new},
                                                   {0, 0, state_invalid},
                                                   {13, 0, state_new},
                                                   {3, 1, state_invalid},
                                                   {3, 4, state_invalid},
                                                   {11, 0, state_invalid},
                                                   {30, 0, state_invalid}}};
    static constexpr std::array<Message, 8> v6 = {{{128, 0, state_new},
                                                   {128, 0, state_new},
                                                   {129, 0, state_invalid},
                                                   {1, 4, state_invalid},
                                                   {3, 0, state_invalid},
                                                   {135, 0, state_untracked},
                                                   {143, 0, state_untracked},
                                                   {128, 0, state_new}}};
    const Message& message = draw.four() ? v4[draw.below(8)] : v6[draw.below(8)];
    probe.icmp_type = message.type;
    probe.icmp_code = message.code;
    probe.state = message.state;
}

/// Some packets belong to a connection that is known already.
void draw_state(Draw& draw, Probe& probe) {
    const bool four = draw.four();
    if (!draw.flavour.kernel) {
        static constexpr std::array<std::uint8_t, 3> states = {state_established, state_related, state_invalid};
        probe.state = draw.chance(25) ? states[draw.below(3)] : probe.state;
        return;
    }
    if (draw.chance(10) && probe.state == state_new && (probe.protocol == 6 || probe.protocol == 17)) {
        probe.state = state_established;
        probe.reply = draw.chance(50);
        static constexpr std::array<std::uint8_t, 3> flags = {16, 24, 17};
        probe.tcp_flags = probe.protocol == 6 ? flags[draw.below(3)] : probe.tcp_flags;
    } else if (draw.chance(10) && probe.state == state_new && probe.protocol == (four ? 1 : 58)) {
        probe.state = state_established;
        probe.reply = draw.chance(50);
        probe.icmp_type = probe.reply ? (four ? 0 : 129) : (four ? 8 : 128);
    } else if (draw.chance(5)) {
        probe.state = state_related;
        probe.protocol = four ? 1 : 58;
        probe.icmp_type = four ? 3 : 1;
        probe.icmp_code = 1;
        probe.source_port = probe.destination_port = 0;
    }
}

}  // namespace

Probe random_probe(Random& random, const Flavour& flavour, bool local) {
    Draw draw{random, flavour};
    const bool four = flavour.family == Family::ipv4;
    Probe probe;
    const auto host = [&](std::uint32_t net) {
        static constexpr std::array<std::uint32_t, 8> last = {10, 20, 30, 17, 5, 200, 19, 100};
        static constexpr std::array<std::uint32_t, 3> nets = {0xc0000200, 0xc6336400, 0xcb007100};
        const std::uint32_t low = last[draw.below(8)];
        return four ? Address::v4(nets[net] | low) : Address::v6(0x20010db800000001ull + net, low);
    };
    static constexpr std::array<std::string_view, 3> names = {"eth0", "eth1", "wan0"};
    const std::uint32_t from = draw.below(3);
    std::uint32_t to = draw.below(3);
    to = to == from && !local ? (to + 1) % 3 : to;
    const std::vector<Port> ports = world_ports();
    const auto own = [&](std::uint32_t net) { return ports[net].addresses[four ? 0 : 1]; };
    probe.source = local ? own(to) : host(from);
    probe.destination = draw.chance(25) ? own(draw.chance(70) ? from : to) : host(to);
    probe.in = local ? "" : std::string(names[from]);
    static constexpr std::array<std::uint16_t, 10> numbers = {80, 443, 5061, 1024, 22, 50000, 59999, 3478, 33000, 1023};
    probe.source_port = numbers[draw.below(10)];
    probe.destination_port = numbers[draw.below(10)];
    static constexpr std::array<std::uint8_t, 12> protocols = {6, 6, 6, 6, 6, 17, 17, 17, 1, 1, 47, 132};
    probe.protocol = protocols[draw.below(12)];
    // The kernel checks the sums of UDP-Lite in a way of its own.
    if (!flavour.kernel && draw.chance(3)) {
        probe.protocol = 136;
    }
    if (probe.protocol == 1) {
        probe.protocol = four ? 1 : 58;
        draw_message(draw, probe);
    }
    if (probe.protocol == 6) {
        static constexpr std::array<std::uint8_t, 13> flags = {2, 2, 2, 2, 2, 16, 18, 24, 0, 41, 1, 4, 3};
        probe.tcp_flags = flags[draw.below(13)];
        // What the kernel makes of a first packet: an opening, something picked up later, or nonsense.
        const bool taken = probe.tcp_flags == 2 || (probe.tcp_flags & 23) == 16;
        probe.state = taken ? state_new : state_invalid;
    }
    if (probe.protocol == 1 || probe.protocol == 58 || probe.protocol == 47) {
        probe.source_port = probe.destination_port = 0;
    }
    draw_state(draw, probe);
    return probe;
}

}  // namespace lyncgate::iptables::testing
