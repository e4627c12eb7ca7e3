#include <fmt/core.h>

#include "iptables/draw.hpp"

namespace lyncgate::iptables::testing {

namespace {

std::string with_address(Draw& draw, std::string_view option) {
    const std::string text = draw.address();
    // iptables-nft refuses to load "no address at all".
    const bool all = draw.flavour.kernel && text.ends_with("/0");
    return fmt::format("{}{} {}", all ? "" : draw.no(), option, text);
}

std::string state(Draw& draw) {
    static constexpr std::array<std::string_view, 9> states = {
        "NEW",     "ESTABLISHED", "RELATED,ESTABLISHED", "INVALID", "NEW,ESTABLISHED", "UNTRACKED", "INVALID,UNTRACKED",
        "RELATED", "NEW"};
    return draw.pick(states);
}

std::string message(Draw& draw) {
    static constexpr std::array<std::string_view, 9> v4 = {"8",  "echo-reply", "3/4", "any", "11",
                                                           "13", "3",          "3/1", "30/0"};
    static constexpr std::array<std::string_view, 8> v6 = {"128", "echo-reply", "1/4", "3", "1", "135", "143", "2/0"};
    return draw.four() ? fmt::format("-p icmp -m icmp {}--icmp-type {}", draw.no(), draw.pick(v4))
                       : fmt::format("-p ipv6-icmp -m icmp6 {}--icmpv6-type {}", draw.no(), draw.pick(v6));
}

std::string many_ports(Draw& draw) {
    static constexpr std::array<std::string_view, 5> protocols = {"tcp", "udp", "udp", "sctp", "udplite"};
    static constexpr std::array<std::string_view, 4> sides = {"sports", "dports", "dports", "ports"};
    std::string text =
        fmt::format("-p {} -m multiport {}--{} {}", draw.pick(protocols), draw.no(), draw.pick(sides), draw.ports());
    return draw.chance(15) ? text + fmt::format(" -m multiport {}--sports {}", draw.no(), draw.ports()) : text;
}

std::string flags(Draw& draw) {
    static constexpr std::array<std::string_view, 8> masks = {
        "FIN,SYN,RST,ACK SYN",         "SYN,ACK SYN,ACK", "ALL NONE",   "FIN,SYN FIN,SYN", "ALL ALL",
        "FIN,SYN,RST,PSH,ACK,URG FIN", "ACK,PSH PSH",     "ALL ACK,PSH"};
    return draw.chance(50) ? fmt::format("-p tcp -m tcp {}--syn", draw.no())
                           : fmt::format("-p tcp -m tcp {}--tcp-flags {}", draw.no(), draw.pick(masks));
}

std::string protocol_part(Draw& draw) {
    std::string text;
    switch (draw.below(9)) {
    case 0:
    case 1: text = "-p tcp -m tcp"; break;
    case 2: text = "-p udp -m udp"; break;
    case 3: return message(draw);
    case 4: return many_ports(draw);
    case 5: return flags(draw);
    case 6: return fmt::format("{}-p {}", draw.no(), draw.chance(50) ? "udp" : draw.chance(50) ? "47" : "tcp");
    case 7: text = "-p sctp -m sctp"; break;
    default: return "";
    }
    // Two negated single ports in one rule are read differently by the two backends of iptables 1.8.9.
    const bool both = draw.chance(30);
    if (both || draw.chance(60)) {
        text += fmt::format(" {}--dport {}", draw.no(), draw.port());
    }
    if (both || draw.chance(25)) {
        const bool negated = text.find("! --dport") != std::string::npos;
        text += fmt::format(" {}--sport {}", both || negated ? "" : draw.no(), draw.port());
    }
    return text;
}

std::string range(Draw& draw) {
    const std::string low = draw.host();
    const std::string net = low.substr(0, low.rfind(draw.four() ? '.' : ':') + 1);
    const std::string high = draw.chance(80) ? net + (draw.four() ? "250" : "ff") : low;
    std::string text =
        fmt::format("-m iprange {}--{}-range {}-{}", draw.no(), draw.chance(50) ? "src" : "dst", low, high);
    if (text.find("--src") != std::string::npos && draw.chance(20)) {
        text += fmt::format(" {}--dst-range {}", draw.no(), draw.host());
    }
    return text;
}

std::string set_part(Draw& draw) {
    static constexpr std::array<std::string_view, 7> dimensions = {"src",     "dst",         "src,dst",    "dst,src",
                                                                   "dst,dst", "src,src,dst", "dst,dst,src"};
    return fmt::format("-m set {}--match-set s{} {}{}", draw.no(), draw.below(13), draw.pick(dimensions),
                       draw.chance(10) ? " --return-nomatch" : "");
}

std::string address_type(Draw& draw) {
    static constexpr std::array<std::string_view, 6> types = {"LOCAL",   "LOCAL",           "MULTICAST",
                                                              "UNICAST", "LOCAL,MULTICAST", "UNICAST"};
    return fmt::format("-m addrtype {}--{}-type {}", draw.no(), draw.chance(70) ? "dst" : "src", draw.pick(types));
}

}  // namespace

std::string draw_conditions(Draw& draw, Hook hook, bool user_chain) {
    std::string text;
    const auto add = [&](const std::string& part) { text += part.empty() ? "" : part + " "; };
    const auto chance = [&](std::uint32_t percent) { return draw.chance(percent); };
    if (chance(35)) {
        add(with_address(draw, "-s"));
    }
    if (chance(35)) {
        add(with_address(draw, "-d"));
    }
    const bool entering = hook == Hook::prerouting || hook == Hook::input || hook == Hook::forward;
    if (chance(25) && (user_chain || entering)) {
        add(fmt::format("{}-i {}", draw.no(), draw.interface()));
    }
    if (chance(25) && (user_chain || hook == Hook::output || hook == Hook::forward || hook == Hook::postrouting)) {
        add(fmt::format("{}-o {}", draw.no(), draw.interface()));
    }
    if (chance(2) && draw.four()) {
        add(fmt::format("{}-f", draw.no()));
    }
    if (chance(65)) {
        add(protocol_part(draw));
    }
    if (chance(20)) {
        add(chance(50) ? fmt::format("-m conntrack {}--ctstate {}", draw.no(), state(draw))
                       : fmt::format("-m state {}--state {}", draw.no(), state(draw)));
    }
    if (chance(7)) {
        add(range(draw));
    }
    if (draw.flavour.mangle && chance(10)) {
        static constexpr std::array<std::string_view, 6> marks = {"0x1", "0x2/0x3", "0x0/0xff", "0x10", "0x0", "0x3"};
        add(fmt::format("-m {} {}--mark {}", chance(70) ? "mark" : "connmark", draw.no(), draw.pick(marks)));
    }
    if (draw.flavour.nat && hook != Hook::prerouting && chance(8)) {
        static constexpr std::array<std::string_view, 6> states = {"DNAT",     "DNAT",      "SNAT",
                                                                   "NEW,DNAT", "SNAT,DNAT", "INVALID,DNAT"};
        add(fmt::format("-m conntrack {}--ctstate {}", draw.no(), draw.pick(states)));
    }
    if (draw.flavour.sets && chance(18)) {
        add(set_part(draw));
    }
    if (draw.flavour.open && chance(8)) {
        static constexpr std::array<std::string_view, 3> open = {
            "-m limit --limit 5/min", "-m statistic --mode random --probability 0.5", "-m length --length 100:200"};
        add(draw.pick(open));
    }
    if (chance(6)) {
        add(address_type(draw));
    }
    if (chance(draw.flavour.nat ? 12 : 7)) {
        add(draw_tracked(draw));
    }
    if (chance(3) && !user_chain && hook == Hook::forward) {
        add(fmt::format("-m pkttype {}--pkt-type unicast", draw.no()));
    }
    if (chance(3) && !user_chain && entering) {
        add(fmt::format("-m policy --dir in --pol {}", chance(50) ? "none" : "ipsec"));
    }
    if (chance(5)) {
        add("-m comment --comment \"a -j DROP, \\\"quoted\\\"\"");
    }
    return text;
}

std::string draw_tracked(Draw& draw) {
    std::string text = "-m conntrack";
    if (draw.chance(25)) {
        text += fmt::format(" {}--ctstate {}", draw.no(), state(draw));
    }
    const auto port = [&] {
        const std::string one = draw.port();
        return one.starts_with(':') || one.ends_with(':') ? std::string("80") : one;
    };
    switch (draw.below(9)) {
    case 0: return text + fmt::format(" {}--ctproto {}", draw.no(), draw.chance(50) ? "6" : "17");
    case 1: return text + fmt::format(" {}--ctorigsrc {}", draw.no(), draw.address());
    case 2:
    case 3: return text + fmt::format(" {}--ctorigdst {}", draw.no(), draw.address());
    case 4: return text + fmt::format(" --ctdir {}", draw.chance(70) ? "ORIGINAL" : "REPLY");
    case 5: return text + fmt::format(" {}--ctreplsrc {}", draw.no(), draw.address());
    case 6: return text + fmt::format(" {}--ctrepldst {}", draw.no(), draw.address());
    case 7: {
        static constexpr std::array<std::string_view, 5> bits = {"NONE", "SEEN_REPLY", "CONFIRMED", "EXPECTED",
                                                                 "EXPECTED,CONFIRMED"};
        return text + fmt::format(" {}--ctstatus {}", draw.no(), draw.pick(bits));
    }
    default: return text + fmt::format(" {}--ctorigdstport {}", draw.no(), port());
    }
}

}  // namespace lyncgate::iptables::testing
