#include "iptables/generate.hpp"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace lyncgate::iptables::testing {

namespace {

/// Draws one ruleset.
struct Maker {
    Random& random;
    const Flavour& flavour;

    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); }
    bool chance(std::uint32_t percent) { return below(100) < percent; }
    template<std::size_t N>
    std::string_view pick(const std::array<std::string_view, N>& list) {
        return list[below(N)];
    }
    bool four() const { return flavour.family == Family::ipv4; }
    std::string_view no() { return chance(20) ? "! " : ""; }

    std::string address() {
        static constexpr std::array<std::string_view, 12> v4 = {
            "192.0.2.0/24",  "198.51.100.0/24", "203.0.113.0/24", "192.0.2.10",
            "198.51.100.20", "203.0.113.30",    "192.0.2.0/28",   "198.51.100.16/29",
            "10.0.0.0/8",    "0.0.0.0/0",       "203.0.113.1",    "192.0.0.10/255.255.0.255"};
        static constexpr std::array<std::string_view, 8> v6 = {
            "2001:db8:0:1::/64", "2001:db8:0:2::/64", "2001:db8:0:3::/64", "2001:db8:0:1::10",
            "2001:db8:0:2::20",  "2001:db8::/32",     "2001:db8:0:3::1",   "::/0"};
        return std::string(four() ? pick(v4) : pick(v6));
    }
    std::string with_address(std::string_view option) {
        const std::string text = address();
        // iptables-nft refuses to load "no address at all".
        const bool all = flavour.kernel && text.ends_with("/0");
        return fmt::format("{}{} {}", all ? "" : no(), option, text);
    }
    std::string host() {
        const std::uint32_t net = below(3);
        static constexpr std::array<std::uint32_t, 6> last = {10, 20, 30, 17, 5, 200};
        static constexpr std::array<std::string_view, 3> nets = {"192.0.2", "198.51.100", "203.0.113"};
        return four() ? fmt::format("{}.{}", nets[net], last[below(6)])
                      : fmt::format("2001:db8:0:{}::{:x}", net + 1, last[below(6)]);
    }
    std::string port() {
        static constexpr std::array<std::string_view, 8> ports = {"80", "443",         "5061", "1024:65535",
                                                                  "22", "50000:59999", "3478", "0:1023"};
        return std::string(pick(ports));
    }
    std::string ports() {
        std::string list = port();
        for (std::uint32_t i = below(3); i > 0; --i) {
            list += "," + port();
        }
        return list;
    }
    std::string_view interface() {
        static constexpr std::array<std::string_view, 7> names = {"eth0", "eth1", "wan0", "eth+", "w+", "eth0", "lo"};
        return pick(names);
    }
    std::string state() {
        static constexpr std::array<std::string_view, 7> states = {
            "NEW",       "ESTABLISHED",      "RELATED,ESTABLISHED", "INVALID", "NEW,ESTABLISHED",
            "UNTRACKED", "INVALID,UNTRACKED"};
        return std::string(pick(states));
    }

    std::string protocol_part() {
        std::string text;
        switch (below(8)) {
        case 0:
        case 1: text = "-p tcp -m tcp"; break;
        case 2: text = "-p udp -m udp"; break;
        case 3: {
            static constexpr std::array<std::string_view, 5> v4 = {"8", "echo-reply", "3/4", "any", "11"};
            static constexpr std::array<std::string_view, 4> v6 = {"128", "echo-reply", "1/4", "3"};
            return four() ? fmt::format("-p icmp -m icmp {}--icmp-type {}", no(), pick(v4))
                          : fmt::format("-p ipv6-icmp -m icmp6 {}--icmpv6-type {}", no(), pick(v6));
        }
        case 4:
            return fmt::format("-p {} -m multiport {}--{} {}", chance(50) ? "tcp" : "udp", no(),
                               chance(40)   ? "sports"
                               : chance(70) ? "dports"
                                            : "ports",
                               ports());
        case 5: {
            static constexpr std::array<std::string_view, 4> masks = {"FIN,SYN,RST,ACK SYN", "SYN,ACK SYN,ACK",
                                                                      "ALL NONE", "FIN,SYN FIN,SYN"};
            return chance(50) ? fmt::format("-p tcp -m tcp {}--syn", no())
                              : fmt::format("-p tcp -m tcp {}--tcp-flags {}", no(), pick(masks));
        }
        case 6: return fmt::format("{}-p {}", no(), chance(50) ? "udp" : chance(50) ? "47" : "tcp");
        default: return "";
        }
        // Two negated single ports in one rule are read differently by the two backends of iptables 1.8.9.
        const bool both = chance(30);
        if (both || chance(60)) {
            text += fmt::format(" {}--dport {}", no(), port());
        }
        if (both || chance(25)) {
            const bool negated = text.find("! --dport") != std::string::npos;
            text += fmt::format(" {}--sport {}", both || negated ? "" : no(), port());
        }
        return text;
    }

    std::string conditions(Hook hook, bool user_chain) {
        std::string text;
        const auto add = [&](const std::string& part) { text += part.empty() ? "" : part + " "; };
        if (chance(35)) {
            add(with_address("-s"));
        }
        if (chance(35)) {
            add(with_address("-d"));
        }
        if (chance(25) && (user_chain || hook == Hook::prerouting || hook == Hook::input || hook == Hook::forward)) {
            add(fmt::format("{}-i {}", no(), interface()));
        }
        if (chance(25) && hook != Hook::postrouting && (user_chain || hook == Hook::output || hook == Hook::forward)) {
            add(fmt::format("{}-o {}", no(), interface()));
        }
        if (chance(65)) {
            add(protocol_part());
        }
        if (chance(20)) {
            add(chance(50) ? fmt::format("-m conntrack {}--ctstate {}", no(), state())
                           : fmt::format("-m state {}--state {}", no(), state()));
        }
        if (chance(6)) {
            const std::string low = host();
            const std::string high = low.substr(0, low.rfind(four() ? '.' : ':') + 1) + (four() ? "250" : "ff");
            add(fmt::format("-m iprange {}--{}-range {}-{}", no(), chance(50) ? "src" : "dst", low, high));
        }
        if (flavour.mangle && chance(10)) {
            static constexpr std::array<std::string_view, 5> marks = {"0x1", "0x2/0x3", "0x0/0xff", "0x10", "0x0"};
            add(fmt::format("-m {} {}--mark {}", chance(70) ? "mark" : "connmark", no(), pick(marks)));
        }
        if (flavour.nat && hook != Hook::prerouting && chance(6)) {
            add(fmt::format("-m conntrack {}--ctstate {}", no(),
                            chance(60)   ? "DNAT"
                            : chance(50) ? "SNAT"
                                         : "NEW,DNAT"));
        }
        if (flavour.sets && chance(15)) {
            static constexpr std::array<std::string_view, 6> dims = {"src",     "dst",     "src,dst",
                                                                     "dst,src", "dst,dst", "src,src,dst"};
            add(fmt::format("-m set {}--match-set s{} {}", no(), below(8), pick(dims)));
        }
        if (flavour.open && chance(8)) {
            static constexpr std::array<std::string_view, 3> open = {
                "-m limit --limit 5/min", "-m statistic --mode random --probability 0.5", "-m length --length 100:200"};
            add(std::string(pick(open)));
        }
        if (chance(5)) {
            add(fmt::format("-m addrtype {}--{}-type {}", no(), chance(70) ? "dst" : "src",
                            chance(70) ? "LOCAL" : "MULTICAST"));
        }
        if (chance(6)) {
            add(tracked());
        }
        if (chance(3) && !user_chain && hook == Hook::forward) {
            add(fmt::format("-m pkttype {}--pkt-type unicast", no()));
        }
        if (chance(3) && !user_chain && (hook == Hook::forward || hook == Hook::input || hook == Hook::prerouting)) {
            add(fmt::format("-m policy --dir in --pol {}", chance(50) ? "none" : "ipsec"));
        }
        if (chance(5)) {
            add("-m comment --comment \"a -j DROP, \\\"quoted\\\"\"");
        }
        return text;
    }

    /// A condition on the connection instead of the packet.
    std::string tracked() {
        switch (below(5)) {
        case 0: return fmt::format("-m conntrack {}--ctproto {}", no(), chance(50) ? "6" : "17");
        case 1: return fmt::format("-m conntrack {}--ctorigsrc {}", no(), address());
        case 2: return fmt::format("-m conntrack {}--ctorigdst {}", no(), address());
        case 3: return fmt::format("-m conntrack --ctdir {}", chance(70) ? "ORIGINAL" : "REPLY");
        default: return fmt::format("-m conntrack {}--ctorigdstport {}", no(), port());
        }
    }

    std::string translation(Hook hook) {
        const bool source = hook == Hook::postrouting || hook == Hook::input;
        const bool ports = chance(40);
        const std::string prefix = ports ? chance(50) ? "-p tcp " : "-p udp " : "";
        const std::string port = chance(50) ? "8080" : "40000-40010";
        const auto to = [&](const std::string& text) {
            return !ports ? text : four() ? text + ":" + port : "[" + text + "]:" + port;
        };
        const std::uint32_t kind = below(10);
        if (kind < 2) {
            return source ? hook == Hook::postrouting ? prefix + "-j MASQUERADE" + (ports ? " --to-ports " + port : "")
                                                      : prefix + "-j SNAT --to-source " + to(host())
                          : prefix + "-j REDIRECT" + (ports ? " --to-ports " + port : "");
        }
        if (kind == 2) {
            return four() ? "-j NETMAP --to 198.51.100.16/28" : "-j NETMAP --to 2001:db8:0:2::/64";
        }
        return prefix + fmt::format("-j {} {}", source ? "SNAT --to-source" : "DNAT --to-destination", to(host()));
    }

    std::string target(std::string_view table, Hook hook, std::uint32_t chain, std::uint32_t chains) {
        if (table == "nat" && chance(45) && hook != Hook::none) {
            return translation(hook);
        }
        const std::uint32_t kind = below(100);
        // Only chains further down, so that there is no circle.
        if (kind < 22 && chain + 1 < chains) {
            return fmt::format("-{} c{}", chance(80) ? "j" : "g", chain + 1 + below(chains - chain - 1));
        }
        if (kind < 30) {
            return "-j RETURN";
        }
        if (kind < 36) {
            return chance(50) ? "" : "-j LOG --log-prefix \"x: \"";
        }
        if (table == "mangle" && kind < 60) {
            static constexpr std::array<std::string_view, 8> marks = {
                "MARK --set-xmark 0x1/0xffffffff", "MARK --set-xmark 0x10/0xff",   "MARK --or-mark 0x2",
                "MARK --and-mark 0xfffffffe",      "CONNMARK --set-xmark 0x2/0x3", "CONNMARK --save-mark",
                "CONNMARK --restore-mark",         "MARK --xor-mark 0x1"};
            return fmt::format("-j {}", pick(marks));
        }
        if (table == "raw" && kind < 50) {
            return "-j NOTRACK";
        }
        if (table == "filter" && kind < 42) {
            return "-j REJECT";
        }
        const std::uint32_t drops = table == "filter" ? 65 : table == "nat" ? 0 : 44;
        return kind < drops ? "-j DROP" : "-j ACCEPT";
    }

    std::string table(std::string_view name, std::initializer_list<Hook> hooks, std::uint32_t most_rules) {
        std::string text = fmt::format("*{}\n", name);
        for (const Hook hook : hooks) {
            text += fmt::format(":{} {} [0:0]\n", name_of(hook),
                                chance(30) && name != "nat" && name != "raw" ? "DROP" : "ACCEPT");
        }
        const std::uint32_t chains = below(4);
        for (std::uint32_t i = 0; i < chains; ++i) {
            text += fmt::format(":c{} - [0:0]\n", i);
        }
        for (const Hook hook : hooks) {
            for (std::uint32_t i = below(most_rules); i > 0; --i) {
                const std::string part = conditions(hook, false);
                std::string to = target(name, hook, ~0u, chains);
                to = to.starts_with("-p") && part.find("-p ") != std::string::npos ? "-j ACCEPT" : to;
                text += fmt::format("-A {} {}{}\n", name_of(hook), part, to);
            }
        }
        for (std::uint32_t chain = 0; chain < chains; ++chain) {
            for (std::uint32_t i = below(5); i > 0; --i) {
                text += fmt::format("-A c{} {}{}\n", chain,
                                    conditions(name == "nat" ? Hook::postrouting : Hook::forward, name != "nat"),
                                    target(name, Hook::none, chain, chains));
            }
        }
        return text + "COMMIT\n";
    }
};

}  // namespace

std::string random_ruleset(Random& random, const Flavour& flavour) {
    Maker maker{random, flavour};
    using H = Hook;
    std::string text =
        flavour.family == Family::ipv4 ? "# Generated by iptables-save\n" : "# Generated by ip6tables-save\n";
    if (flavour.mangle) {
        text += maker.table("raw", {H::prerouting, H::output}, 3);
        text += maker.table("mangle", {H::prerouting, H::input, H::forward, H::output, H::postrouting}, 3);
    }
    if (flavour.nat) {
        text += maker.table("nat", {H::prerouting, H::input, H::output, H::postrouting}, 5);
    }
    text += maker.table("filter", {H::input, H::forward, H::output}, 8);
    if (flavour.mangle && maker.chance(30)) {
        text += maker.table("security", {H::input, H::forward, H::output}, 3);
    }
    return text;
}

std::string random_sets(Random& random, Family family) {
    const Flavour flavour{family, false, false, true, false, true};
    Maker maker{random, flavour};
    const std::string_view inet = family == Family::ipv4 ? "inet" : "inet6";
    const bool four_sets = family == Family::ipv4;
    const auto net = [&](bool nomatch) {
        const std::uint32_t n = maker.below(3);
        static constexpr std::array<std::string_view, 3> nets = {"192.0.2", "198.51.100", "203.0.113"};
        // Aligned, so that no two texts are one network.
        const std::uint32_t length = nomatch ? 26 + 2 * maker.below(2) : 24 + 2 * maker.below(3);
        const std::uint32_t last = maker.below(3) % (1u << (length - 24)) << (32 - length);
        return four_sets ? fmt::format("{}.{}/{}", nets[n], last, length)
                         : fmt::format("2001:db8:0:{}::/{}", n + 1, 64 + maker.below(3) * 32);
    };
    const auto service = [&] {
        static constexpr std::array<std::string_view, 6> services = {"tcp:443",  "udp:3478",  "tcp:80",
                                                                     "tcp:5061", "udp:50000", "tcp:22"};
        return std::string(maker.pick(services));
    };
    std::string text;
    const auto make = [&](int index, std::string_view type, std::string_view options, std::uint32_t count,
                          const auto& entry) {
        text += fmt::format("create s{} {} {}\n", index, type, options);
        std::vector<std::string> seen;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::string one = entry();
            const std::string key = one.substr(0, one.find(' '));
            if (std::find(seen.begin(), seen.end(), key) == seen.end()) {
                seen.push_back(key);
                text += fmt::format("add s{} {}\n", index, one);
            }
        }
    };
    const std::string of = fmt::format("family {}", inet);
    make(0, "hash:ip", of, 5, [&] { return maker.host(); });
    make(1, "hash:net", of, 5, [&] {
        const bool n = maker.chance(30);
        return net(n) + (n ? " nomatch" : "");
    });
    make(2, "hash:ip,port", of, 8, [&] { return maker.host() + "," + service(); });
    make(3, "hash:net,port", of, 6, [&] {
        const bool n = maker.chance(25);
        return net(n) + "," + service() + (n ? " nomatch" : "");
    });
    make(4, "hash:net,iface", of, 5, [&] { return net(false) + "," + (maker.chance(50) ? "eth0" : "wan0"); });
    make(5, "bitmap:port", "range 0-65535", 4, [&] {
        static constexpr std::array<std::string_view, 4> p = {"443", "80", "50000", "22"};
        return std::string(maker.pick(p));
    });
    make(6, "hash:ip,port,ip", of, 8, [&] { return maker.host() + "," + service() + "," + maker.host(); });
    make(7, "list:set", "size 8", 2, [&] { return maker.chance(50) ? std::string("s0") : std::string("s1"); });
    return text;
}

Probe random_probe(Random& random, const Flavour& flavour, bool local) {
    Maker maker{random, flavour};
    const bool four = flavour.family == Family::ipv4;
    Probe probe;
    const auto host = [&](std::uint32_t net) {
        static constexpr std::array<std::uint32_t, 8> last = {10, 20, 30, 17, 5, 200, 19, 100};
        static constexpr std::array<std::uint32_t, 3> nets = {0xc0000200, 0xc6336400, 0xcb007100};
        const std::uint32_t low = last[maker.below(8)];
        return four ? Address::v4(nets[net] | low) : Address::v6(0x20010db800000001ull + net, low);
    };
    static constexpr std::array<std::string_view, 3> names = {"eth0", "eth1", "wan0"};
    const std::uint32_t from = maker.below(3);
    std::uint32_t to = maker.below(3);
    to = to == from && !local ? (to + 1) % 3 : to;
    const std::vector<Port> ports = world_ports();
    const auto own = [&](std::uint32_t net) { return ports[net].addresses[four ? 0 : 1]; };
    probe.source = local ? own(to) : host(from);
    probe.destination = maker.chance(25) ? own(maker.chance(70) ? from : to) : host(to);
    probe.in = local ? "" : std::string(names[from]);
    static constexpr std::array<std::uint16_t, 10> numbers = {80, 443, 5061, 1024, 22, 50000, 59999, 3478, 33000, 1023};
    probe.source_port = numbers[maker.below(10)];
    probe.destination_port = numbers[maker.below(10)];
    const std::uint32_t kind = maker.below(10);
    probe.protocol = kind < 5 ? 6 : kind < 8 ? 17 : kind == 8 ? (four ? 1 : 58) : 47;
    if (probe.protocol == 6) {
        static constexpr std::array<std::uint8_t, 6> flags = {2, 2, 2, 2, 16, 18};
        probe.tcp_flags = flags[maker.below(6)];
    }
    if (probe.protocol == 1 || probe.protocol == 58) {
        probe.icmp_type = four ? 8 : 128;
    }
    if (probe.protocol != 6 && probe.protocol != 17) {
        probe.source_port = probe.destination_port = 0;
    }
    if (!flavour.kernel) {
        static constexpr std::array<std::uint8_t, 8> states = {
            state_new, state_new, state_new, state_new, state_established, state_related, state_invalid, state_new};
        probe.state = states[maker.below(8)];
    }
    // An answer that nobody asked for.
    if (probe.protocol == 6 && probe.tcp_flags == 18) {
        probe.state = state_invalid;
    }
    return probe;
}

}  // namespace lyncgate::iptables::testing
