#include <fmt/core.h>

#include "iptables/draw.hpp"

namespace lyncgate::iptables::testing {

namespace {

std::string translation(Draw& draw, Hook hook) {
    const bool source = hook == Hook::postrouting || hook == Hook::input;
    const bool ports = draw.chance(40);
    const std::string prefix = ports ? draw.chance(50) ? "-p tcp " : "-p udp " : "";
    static constexpr std::array<std::string_view, 5> some = {"8080", "8080", "40000-40010", "50000-59999", "443"};
    const std::string port = draw.pick(some);
    const auto to = [&](const std::string& text) {
        return !ports ? text : draw.four() ? text + ":" + port : "[" + text + "]:" + port;
    };
    const std::uint32_t kind = draw.below(11);
    if (kind < 2) {
        return source ? hook == Hook::postrouting ? prefix + "-j MASQUERADE" + (ports ? " --to-ports " + port : "")
                                                  : prefix + "-j SNAT --to-source " + to(draw.host())
                      : prefix + "-j REDIRECT" + (ports ? " --to-ports " + port : "");
    }
    if (kind == 2) {
        return draw.four() ? "-j NETMAP --to 198.51.100.16/28" : "-j NETMAP --to 2001:db8:0:2::/64";
    }
    if (kind == 3) {
        return prefix +
               fmt::format("-j {} {}", source ? "SNAT --to-source" : "DNAT --to-destination",
                           to(draw.four() ? "198.51.100.16-198.51.100.19" : "2001:db8:0:2::10-2001:db8:0:2::13"));
    }
    const std::string_view random = source && draw.chance(10) ? " --random" : "";
    return prefix +
           fmt::format("-j {} {}{}", source ? "SNAT --to-source" : "DNAT --to-destination", to(draw.host()), random);
}

}  // namespace

std::string draw_target(Draw& draw, std::string_view table, Hook hook, std::uint32_t chain, std::uint32_t chains) {
    if (table == "nat" && draw.chance(45) && hook != Hook::none) {
        return translation(draw, hook);
    }
    const std::uint32_t kind = draw.below(100);
    // Only chains further down, so that there is no circle.
    if (kind < 24 && chain + 1 < chains) {
        return fmt::format("-{} c{}", draw.chance(75) ? "j" : "g", chain + 1 + draw.below(chains - chain - 1));
    }
    if (kind < 31) {
        return "-j RETURN";
    }
    if (kind < 36) {
        return draw.chance(50) ? "" : "-j LOG --log-prefix \"x: \"";
    }
    if (table == "mangle" && kind < 60) {
        static constexpr std::array<std::string_view, 14> marks = {"MARK --set-xmark 0x1/0xffffffff",
                                                                   "MARK --set-xmark 0x10/0xff",
                                                                   "MARK --or-mark 0x2",
                                                                   "MARK --and-mark 0xfffffffe",
                                                                   "CONNMARK --set-xmark 0x2/0x3",
                                                                   "CONNMARK --save-mark",
                                                                   "CONNMARK --restore-mark",
                                                                   "MARK --xor-mark 0x1",
                                                                   "MARK --set-mark 0x3/0x2",
                                                                   "CONNMARK --set-mark 0x1",
                                                                   "TOS --set-tos 0x10/0x3f",
                                                                   "DSCP --set-dscp 0x0a",
                                                                   "CONNMARK --or-mark 0x1",
                                                                   "CONNMARK --restore-mark --nfmask 0x3 --ctmask 0x3"};
        return fmt::format("-j {}", draw.pick(marks));
    }
    if (draw.flavour.mangle && kind >= 94) {
        return draw.chance(60) ? "-j MARK --or-mark 0x1" : "-j CONNMARK --set-xmark 0x1/0x1";
    }
    if (table == "mangle" && kind < 63) {
        return draw.four() ? "-j TTL --ttl-set 64" : "-j HL --hl-set 64";
    }
    if (table == "raw" && kind < 50) {
        return draw.chance(50) ? "-j NOTRACK" : "-j CT --notrack";
    }
    if (table == "filter" && kind < 42) {
        return draw.chance(70) ? "-j REJECT"
               : draw.four()   ? "-j REJECT --reject-with icmp-admin-prohibited"
                               : "-j REJECT --reject-with icmp6-adm-prohibited";
    }
    const std::uint32_t drops = table == "filter" ? 65 : table == "nat" ? 0 : 44;
    return kind < drops ? "-j DROP" : "-j ACCEPT";
}

}  // namespace lyncgate::iptables::testing
