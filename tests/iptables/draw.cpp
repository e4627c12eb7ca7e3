#include "iptables/draw.hpp"

#include <fmt/core.h>

namespace lyncgate::iptables::testing {

std::string Draw::address() {
    static constexpr std::array<std::string_view, 13> v4 = {
        "192.0.2.0/24",   "198.51.100.0/24", "203.0.113.0/24", "192.0.2.10",
        "198.51.100.20",  "203.0.113.30",    "192.0.2.0/28",   "198.51.100.16/29",
        "10.0.0.0/8",     "0.0.0.0/0",       "203.0.113.1",    "192.0.0.10/255.255.0.255",
        "198.51.100.1/32"};
    static constexpr std::array<std::string_view, 8> v6 = {
        "2001:db8:0:1::/64", "2001:db8:0:2::/64", "2001:db8:0:3::/64", "2001:db8:0:1::10",
        "2001:db8:0:2::20",  "2001:db8::/32",     "2001:db8:0:3::1",   "::/0"};
    return four() ? pick(v4) : pick(v6);
}

std::string Draw::host() {
    const std::uint32_t net = below(3);
    static constexpr std::array<std::uint32_t, 6> last = {10, 20, 30, 17, 5, 200};
    static constexpr std::array<std::string_view, 3> nets = {"192.0.2", "198.51.100", "203.0.113"};
    return four() ? fmt::format("{}.{}", nets[net], last[below(6)])
                  : fmt::format("2001:db8:0:{}::{:x}", net + 1, last[below(6)]);
}

std::string Draw::port() {
    static constexpr std::array<std::string_view, 10> ports = {"80",          "443",  "5061",   "1024:65535", "22",
                                                               "50000:59999", "3478", "0:1023", ":5060",      "3478:"};
    return pick(ports);
}

std::string Draw::ports() {
    // Here a range has both its ends.
    static constexpr std::array<std::string_view, 8> ports = {"80", "443",         "5061", "1024:65535",
                                                              "22", "50000:59999", "3478", "0:1023"};
    std::string list = pick(ports);
    for (std::uint32_t i = below(5); i > 0; --i) {
        list += "," + pick(ports);
    }
    return list;
}

std::string Draw::interface() {
    static constexpr std::array<std::string_view, 7> names = {"eth0", "eth1", "wan0", "eth+", "w+", "eth0", "lo"};
    return pick(names);
}

}  // namespace lyncgate::iptables::testing
