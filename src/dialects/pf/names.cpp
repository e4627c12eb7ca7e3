#include "dialects/pf/names.hpp"

#include <algorithm>
#include <iterator>

#include "net/protocol.hpp"

namespace lyncgate::pf {
namespace {

/// A line of /etc/services where the BSDs have one. `freebsd` is empty when it is the same word.
struct Service {
    std::uint16_t port;
    bool tcp, udp;
    std::string_view openbsd;
    std::string_view freebsd;
};

/// Names that OpenBSD's short /etc/services has; "-" where only FreeBSD has one.
constexpr Service services[] = {{1, true, true, "tcpmux", "tcpmux"},
                                {2, true, true, "-", "compressnet"},
                                {3, true, true, "-", "compressnet"},
                                {5, true, true, "-", "rje"},
                                {7, true, true, "echo", ""},
                                {9, true, true, "discard", ""},
                                {11, true, true, "systat", ""},
                                {13, true, true, "daytime", ""},
                                {15, true, false, "netstat", ""},
                                {17, true, true, "qotd", ""},
                                {18, true, true, "msp", ""},
                                {19, true, true, "chargen", ""},
                                {20, true, true, "ftp-data", ""},
                                {21, true, true, "ftp", ""},
                                {22, true, true, "ssh", ""},
                                {23, true, true, "telnet", ""},
                                {25, true, true, "smtp", ""},
                                {27, true, true, "-", "nsw-fe"},
                                {29, true, true, "-", "msg-icp"},
                                {31, true, true, "-", "msg-auth"},
                                {33, true, true, "-", "dsp"},
                                {37, true, true, "time", ""},
                                {38, true, true, "-", "rap"},
                                {39, true, true, "rlp", ""},
                                {41, true, true, "-", "graphics"},
                                {42, true, true, "nameserver", ""},
                                {43, true, true, "whois", "nicname"},
                                {44, true, true, "-", "mpm-flags"},
                                {45, true, true, "-", "mpm"},
                                {46, true, true, "-", "mpm-snd"},
                                {49, true, true, "tacacs", ""},
                                {50, true, true, "-", "re-mail-ck"},
                                {53, true, true, "domain", ""},
                                {67, true, true, "bootps", ""},
                                {68, true, true, "bootpc", ""},
                                {69, true, true, "tftp", ""},
                                {70, true, true, "gopher", ""},
                                {77, true, false, "rje", ""},
                                {79, true, true, "finger", ""},
                                {80, true, true, "www", "http"},
                                {87, true, true, "link", "link"},
                                {88, true, true, "kerberos", "kerberos-sec"},
                                {95, true, true, "supdup", ""},
                                {101, true, true, "hostnames", "hostname"},
                                {102, true, true, "iso-tsap", ""},
                                {105, true, true, "csnet-ns", "cso"},
                                {107, true, true, "rtelnet", ""},
                                {109, true, true, "pop2", ""},
                                {110, true, true, "pop3", ""},
                                {111, true, true, "sunrpc", ""},
                                {113, true, true, "auth", ""},
                                {115, true, true, "sftp", ""},
                                {117, true, true, "uucp-path", ""},
                                {119, true, true, "nntp", ""},
                                {123, true, true, "ntp", ""},
                                {135, true, true, "loc-srv", ""},
                                {137, true, true, "netbios-ns", ""},
                                {138, true, true, "netbios-dgm", ""},
                                {139, true, true, "netbios-ssn", ""},
                                {143, true, true, "imap", ""},
                                {161, true, true, "snmp", ""},
                                {162, true, true, "snmp-trap", "snmptrap"},
                                {177, true, true, "xdmcp", ""},
                                {179, true, true, "bgp", ""},
                                {194, true, true, "irc", ""},
                                {199, true, true, "smux", ""},
                                {389, true, true, "ldap", ""},
                                {427, true, true, "svrloc", ""},
                                {443, true, true, "https", ""},
                                {444, true, true, "snpp", ""},
                                {445, true, true, "microsoft-ds", ""},
                                {464, true, true, "kpasswd", ""},
                                {465, true, false, "smtps", "smtps"},
                                {500, true, true, "isakmp", ""},
                                {512, true, false, "exec", ""},
                                {512, false, true, "biff", ""},
                                {513, true, false, "login", ""},
                                {513, false, true, "who", ""},
                                {514, true, false, "shell", ""},
                                {514, false, true, "syslog", ""},
                                {515, true, true, "printer", ""},
                                {517, false, true, "talk", ""},
                                {518, false, true, "ntalk", ""},
                                {520, false, true, "route", "router"},
                                {525, true, true, "timed", ""},
                                {540, true, true, "uucp", ""},
                                {543, true, true, "klogin", ""},
                                {544, true, true, "kshell", ""},
                                {546, true, true, "dhcpv6-client", ""},
                                {547, true, true, "dhcpv6-server", ""},
                                {554, true, true, "rtsp", ""},
                                {563, true, true, "nntps", ""},
                                {587, true, true, "submission", ""},
                                {631, true, true, "ipp", ""},
                                {636, true, true, "ldaps", ""},
                                {646, true, true, "ldp", ""},
                                {749, true, true, "kerberos-adm", ""},
                                {750, true, true, "kerberos-iv", ""},
                                {853, true, true, "domain-s", "domain-s"},
                                {873, true, true, "rsync", ""},
                                {992, true, true, "telnets", ""},
                                {993, true, true, "imaps", ""},
                                {995, true, true, "pop3s", ""},
                                {1080, true, true, "socks", ""},
                                {1194, true, true, "openvpn", ""},
                                {1433, true, true, "ms-sql-s", ""},
                                {1434, true, true, "ms-sql-m", ""},
                                {1512, true, true, "wins", ""},
                                {1723, true, true, "pptp", ""},
                                {1812, true, true, "radius", ""},
                                {1813, true, true, "radacct", "radius-acct"},
                                {2049, true, true, "nfsd", ""},
                                {3128, true, true, "-", ""},
                                {3306, true, true, "mysql", ""},
                                {1640, true, true, "-", "cert-responder"},
                                {2170, true, true, "-", "eyetv"},
                                {3283, true, true, "-", "net-assistant"},
                                {585, true, true, "-", "imap4-ssl"},
                                {8118, true, true, "-", "privoxy"},
                                {3389, true, true, "-", "rdp"},
                                {3690, true, true, "svn", ""},
                                {4500, false, true, "ipsec-nat-t", "ipsec-msft"},
                                {4500, true, false, "ipsec-nat-t", "sae-urn"},
                                {5060, true, true, "sip", ""},
                                {5061, true, true, "sips", ""},
                                {5222, true, true, "xmpp-client", ""},
                                {5269, true, true, "xmpp-server", ""},
                                {5353, true, true, "mdns", ""},
                                {5432, true, true, "postgresql", ""},
                                {6000, true, true, "x11", ""},
                                {8021, true, false, "ftp-proxy", "ftp-proxy"},
                                {8025, true, false, "spamd", ""},
                                {8026, true, false, "spamd-cfg", ""},
                                {8080, true, true, "-", "http-alt"},
                                {8081, true, false, "hunt", ""}};

/// Services that OpenBSD lists for tcp only.
constexpr std::uint16_t tcp_only[] = {20,  21,  23,  25,  43,  70,  79,  80,  95,  101,  109,
                                      110, 113, 115, 117, 119, 143, 179, 443, 465, 515,  540,
                                      543, 544, 563, 587, 636, 873, 992, 993, 995, 3306, 5222};

/// Protocol names of the BSDs where they differ from the usual ones.
struct ProtocolName {
    std::uint8_t number;
    std::string_view name;
};
constexpr ProtocolName protocols[] = {
    {0, "ip"},        {1, "icmp"},         {2, "igmp"},        {3, "ggp"},         {4, "ipencap"},
    {5, "st"},        {6, "tcp"},          {8, "egp"},         {9, "igp"},         {12, "pup"},
    {17, "udp"},      {20, "hmp"},         {22, "xns-idp"},    {27, "rdp"},        {29, "iso-tp4"},
    {36, "xtp"},      {37, "ddp"},         {41, "ipv6"},       {43, "ipv6-route"}, {44, "ipv6-frag"},
    {46, "rsvp"},     {47, "gre"},         {50, "esp"},        {51, "ah"},         {55, "mobile"},
    {57, "skip"},     {58, "ipv6-icmp"},   {59, "ipv6-nonxt"}, {60, "ipv6-opts"},  {80, "iso-ip"},
    {88, "eigrp"},    {89, "ospf"},        {94, "ipip"},       {97, "etherip"},    {98, "encap"},
    {103, "pim"},     {108, "ipcomp"},     {112, "carp"},      {115, "l2tp"},      {132, "sctp"},
    {136, "udplite"}, {137, "mpls-in-ip"}, {240, "pfsync"}};

}  // namespace

std::optional<std::uint16_t> port_of(std::string_view name) {
    for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
        for (const Service& service : services) {
            const bool offered = protocol == Protocol::tcp ? service.tcp : service.udp;
            if (offered && (service.openbsd == name || service.freebsd == name)) {
                return service.port;
            }
        }
        if (const auto port = port_of_service(name, protocol)) {
            return port->number;
        }
    }
    return std::nullopt;
}

std::string_view service_name(std::uint16_t port, bool tcp, Era era) {
    for (const Service& service : services) {
        if (service.port != port || !(tcp ? service.tcp : service.udp)) {
            continue;
        }
        if (era == Era::freebsd && !service.freebsd.empty()) {
            return service.freebsd;
        }
        if (!tcp && era != Era::freebsd && std::ranges::find(tcp_only, port) != std::end(tcp_only)) {
            return {};
        }
        return service.openbsd == "-" ? std::string_view{} : service.openbsd;
    }
    return {};
}

std::string protocol_name(std::uint8_t number, Era) {
    const auto* found = std::ranges::find(protocols, number, &ProtocolName::number);
    return found == std::end(protocols) ? std::to_string(number) : std::string(found->name);
}

std::optional<std::uint8_t> protocol_of(std::string_view name) {
    const auto* found = std::ranges::find(protocols, name, &ProtocolName::name);
    if (found != std::end(protocols)) {
        return found->number;
    }
    const std::optional<Protocol> protocol = parse_protocol(name);
    return protocol ? std::optional<std::uint8_t>(static_cast<std::uint8_t>(*protocol)) : std::nullopt;
}

}  // namespace lyncgate::pf
