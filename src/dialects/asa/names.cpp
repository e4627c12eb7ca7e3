#include "dialects/asa/names.hpp"

#include <algorithm>
#include <charconv>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

struct Named {
    std::string_view name;
    std::uint16_t number;
};

constexpr Named ports[] = {
    {"aol", 5190},
    {"bgp", 179},
    {"biff", 512},
    {"bootpc", 68},
    {"bootps", 67},
    {"chargen", 19},
    {"cifs", 3020},
    {"citrix-ica", 1494},
    {"cmd", 514},
    {"ctiqbe", 2748},
    {"daytime", 13},
    {"discard", 9},
    {"dnsix", 195},
    {"domain", 53},
    {"echo", 7},
    {"exec", 512},
    {"finger", 79},
    {"ftp", 21},
    {"ftp-data", 20},
    {"gopher", 70},
    {"h323", 1720},
    {"hostname", 101},
    {"http", 80},
    {"https", 443},
    {"ident", 113},
    {"imap4", 143},
    {"irc", 194},
    {"isakmp", 500},
    {"kerberos", 750},
    {"klogin", 543},
    {"kshell", 544},
    {"ldap", 389},
    {"ldaps", 636},
    {"login", 513},
    {"lotusnotes", 1352},
    {"lpd", 515},
    {"mobile-ip", 434},
    {"nameserver", 42},
    {"netbios-dgm", 138},
    {"netbios-ns", 137},
    {"netbios-ssn", 139},
    {"nfs", 2049},
    {"nntp", 119},
    {"ntp", 123},
    {"pcanywhere-data", 5631},
    {"pcanywhere-status", 5632},
    {"pim-auto-rp", 496},
    {"pop2", 109},
    {"pop3", 110},
    {"pptp", 1723},
    {"radius", 1645},
    {"radius-acct", 1646},
    {"rip", 520},
    {"rpc", 111},
    {"rsh", 514},
    {"rtsp", 554},
    {"secureid-udp", 5510},
    {"sip", 5060},
    {"smtp", 25},
    {"snmp", 161},
    {"snmptrap", 162},
    {"sqlnet", 1521},
    {"ssh", 22},
    {"sunrpc", 111},
    {"syslog", 514},
    {"tacacs", 49},
    {"talk", 517},
    {"telnet", 23},
    {"tftp", 69},
    {"time", 37},
    {"uucp", 540},
    {"vxlan", 4789},
    {"who", 513},
    {"whois", 43},
    {"www", 80},
    {"xdmcp", 177},
};

constexpr Named protocols[] = {
    {"ah", 51},   {"eigrp", 88}, {"egp", 8},    {"esp", 50},   {"gre", 47}, {"icmp", 1},  {"icmp6", 58},
    {"igmp", 2},  {"igrp", 9},   {"ipinip", 4}, {"ipsec", 50}, {"nos", 94}, {"ospf", 89}, {"pcp", 108},
    {"pim", 103}, {"pptp", 47},  {"sctp", 132}, {"snp", 109},  {"tcp", 6},  {"udp", 17},
};

constexpr Named icmp_types[] = {
    {"echo-reply", 0},           {"unreachable", 3},
    {"source-quench", 4},        {"redirect", 5},
    {"alternate-address", 6},    {"echo", 8},
    {"router-advertisement", 9}, {"router-solicitation", 10},
    {"time-exceeded", 11},       {"parameter-problem", 12},
    {"timestamp-request", 13},   {"timestamp-reply", 14},
    {"information-request", 15}, {"information-reply", 16},
    {"mask-request", 17},        {"mask-reply", 18},
    {"traceroute", 30},          {"conversion-error", 31},
    {"mobile-redirect", 32},
};

constexpr Named icmp6_types[] = {
    {"unreachable", 1},
    {"packet-too-big", 2},
    {"time-exceeded", 3},
    {"parameter-problem", 4},
    {"echo", 128},
    {"echo-reply", 129},
    {"membership-query", 130},
    {"membership-report", 131},
    {"membership-reduction", 132},
    {"router-solicitation", 133},
    {"router-advertisement", 134},
    {"neighbor-solicitation", 135},
    {"neighbor-advertisement", 136},
    {"neighbor-redirect", 137},
    {"router-renumbering", 138},
};

template<std::size_t Count>
std::optional<std::uint16_t> look_up(const Named (&names)[Count], std::string_view word) {
    const auto* const found = std::find_if(std::begin(names), std::end(names),
                                           [word](const Named& named) { return same_word(named.name, word); });
    return found == std::end(names) ? std::nullopt : std::optional(found->number);
}

}  // namespace

std::optional<unsigned> number_of(std::string_view word, unsigned highest) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool whole = error == std::errc{} && end == word.data() + word.size() && number <= highest;
    return whole ? std::optional(number) : std::nullopt;
}

std::optional<Port> port_of(std::string_view word) {
    if (const std::optional<unsigned> number = number_of(word, 65535)) {
        return Port{static_cast<std::uint16_t>(*number)};
    }
    const std::optional<std::uint16_t> known = look_up(ports, word);
    return known ? std::optional(Port{*known}) : std::nullopt;
}

std::optional<Protocol> protocol_of(std::string_view word) {
    if (const std::optional<unsigned> number = number_of(word, 255)) {
        return static_cast<Protocol>(*number);
    }
    const std::optional<std::uint16_t> known = look_up(protocols, word);
    return known ? std::optional(static_cast<Protocol>(*known)) : std::nullopt;
}

bool means_every_protocol(std::string_view word) {
    return same_word(word, "ip");
}

std::optional<std::uint8_t> icmp_type_of(std::string_view word, bool ipv6) {
    if (const std::optional<unsigned> number = number_of(word, 255)) {
        return static_cast<std::uint8_t>(*number);
    }
    const std::optional<std::uint16_t> known = ipv6 ? look_up(icmp6_types, word) : look_up(icmp_types, word);
    return known ? std::optional(static_cast<std::uint8_t>(*known)) : std::nullopt;
}

}  // namespace lyncgate::asa
