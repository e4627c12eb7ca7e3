#include <algorithm>

#include <fmt/core.h>

#include "iptables/draw.hpp"

namespace lyncgate::iptables::testing {

std::string random_sets(Random& random, Family family, std::string_view missing) {
    const Flavour flavour{family, false, false, true, false, true};
    Draw draw{random, flavour};
    const std::string_view inet = family == Family::ipv4 ? "inet" : "inet6";
    const bool four_sets = family == Family::ipv4;
    const auto net = [&](bool nomatch) {
        const std::uint32_t n = draw.below(3);
        static constexpr std::array<std::string_view, 3> nets = {"192.0.2", "198.51.100", "203.0.113"};
        // Aligned, so that no two texts are one network.
        const std::uint32_t length = nomatch ? 26 + 2 * draw.below(2) : 24 + 2 * draw.below(3);
        const std::uint32_t last = draw.below(3) % (1u << (length - 24)) << (32 - length);
        return four_sets ? fmt::format("{}.{}/{}", nets[n], last, length)
                         : fmt::format("2001:db8:0:{}::/{}", n + 1, 64 + draw.below(3) * 32);
    };
    const auto service = [&] {
        static constexpr std::array<std::string_view, 6> services = {"tcp:443",  "udp:3478",  "tcp:80",
                                                                     "tcp:5061", "udp:50000", "tcp:22"};
        return draw.pick(services);
    };
    std::string text;
    const auto make = [&](int index, std::string_view type, std::string_view options, std::uint32_t count,
                          const auto& entry) {
        const bool plain = (" " + std::string(missing) + " ").find(fmt::format(" {} ", type)) != std::string::npos;
        type = plain ? "hash:ip" : type;
        text += fmt::format("create s{} {} {}\n", index, type, options);
        std::vector<std::string> seen;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::string one = plain ? draw.host() : entry();
            const std::string key = one.substr(0, one.find(' '));
            if (std::find(seen.begin(), seen.end(), key) == seen.end()) {
                seen.push_back(key);
                text += fmt::format("add s{} {}\n", index, one);
            }
        }
    };
    const std::string of = fmt::format("family {}", inet);
    make(0, "hash:ip", of, 5, [&] { return draw.host(); });
    make(1, "hash:net", of, 5, [&] {
        const bool n = draw.chance(30);
        return net(n) + (n ? " nomatch" : "");
    });
    make(2, "hash:ip,port", of, 8, [&] { return draw.host() + "," + service(); });
    make(3, "hash:net,port", of, 6, [&] {
        const bool n = draw.chance(25);
        return net(n) + "," + service() + (n ? " nomatch" : "");
    });
    make(4, "hash:net,iface", of, 5, [&] { return net(false) + "," + (draw.chance(50) ? "eth0" : "wan0"); });
    make(5, "bitmap:port", "range 0-65535", 4, [&] {
        static constexpr std::array<std::string_view, 4> p = {"443", "80", "50000", "22"};
        return draw.pick(p);
    });
    make(6, "hash:ip,port,ip", of, 8, [&] { return draw.host() + "," + service() + "," + draw.host(); });
    make(7, "list:set", "size 8", 3, [&] {
        static constexpr std::array<std::string_view, 5> members = {"s0", "s1", "s2", "s3", "s4"};
        return draw.pick(members);
    });
    make(8, "hash:net,net", of, 6, [&] {
        const bool n = draw.chance(25);
        return net(n) + "," + net(false) + (n ? " nomatch" : "");
    });
    make(9, "hash:ip,port,net", of, 6, [&] { return draw.host() + "," + service() + "," + net(false); });
    make(10, "hash:ip,mark", of, 5, [&] { return draw.host() + (draw.chance(60) ? ",0x00000001" : ",0x00000000"); });
    make(11, "hash:net,port,net", of, 6, [&] { return net(false) + "," + service() + "," + net(false); });
    if (four_sets) {
        make(12, "bitmap:ip", "range 192.0.2.0-192.0.2.255", 6,
             [&] { return fmt::format("192.0.2.{}", draw.chance(50) ? 10 : draw.below(255)); });
    } else {
        make(12, "hash:ip", of + " netmask 64", 2, [&] { return fmt::format("2001:db8:0:{}::", 1 + draw.below(3)); });
    }
    return text;
}

}  // namespace lyncgate::iptables::testing
