// Services as the BSDs name them: /etc/services of OpenBSD and of FreeBSD.
#include <algorithm>
#include <iterator>

#include "dialects/pf/names.hpp"
#include "net/protocol.hpp"

namespace lyncgate::pf {
namespace {

/// A line of /etc/services. `freebsd` is empty when it is the same word; `openbsd` is "-" where there is none.
struct Service {
    std::uint16_t port;
    bool tcp, udp;
    std::string_view openbsd;
    std::string_view freebsd;
};

/// By port.
constexpr Service services[] = {{1, true, true, "tcpmux", "tcpmux"},
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
                                {37, true, true, "time", ""},
                                {39, true, true, "rlp", ""},
                                {42, true, true, "nameserver", ""},
                                {43, true, true, "whois", "nicname"},
                                {49, true, true, "tacacs", ""},
                                {53, true, true, "domain", ""},
                                {57, true, false, "mtp", ""},
                                {67, true, true, "bootps", ""},
                                {68, true, true, "bootpc", ""},
                                {69, true, true, "tftp", ""},
                                {70, true, true, "gopher", ""},
                                {77, true, false, "rje", "netrjs"},
                                {79, true, true, "finger", ""},
                                {80, true, true, "www", "http"},
                                {87, true, true, "link", "ttylink"},
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
                                {163, true, true, "cmip-man", ""},
                                {164, true, true, "cmip-agent", ""},
                                {177, true, true, "xdmcp", ""},
                                {178, true, true, "nextstep", ""},
                                {179, true, true, "bgp", ""},
                                {191, true, true, "prospero", ""},
                                {194, true, true, "irc", ""},
                                {199, true, true, "smux", ""},
                                {201, true, true, "at-rtmp", ""},
                                {202, true, true, "at-nbp", ""},
                                {204, true, true, "at-echo", ""},
                                {206, true, true, "at-zis", ""},
                                {210, true, true, "z3950", ""},
                                {213, true, true, "ipx", ""},
                                {220, true, true, "imap3", ""},
                                {372, true, true, "ulistserv", ""},
                                {389, true, true, "ldap", ""},
                                {427, true, true, "svrloc", ""},
                                {433, true, true, "nnsp", ""},
                                {443, true, true, "https", ""},
                                {444, true, true, "snpp", ""},
                                {445, true, true, "microsoft-ds", ""},
                                {464, true, true, "kpasswd", ""},
                                {465, true, false, "smtps", "smtps"},
                                {468, true, true, "photuris", ""},
                                {500, true, true, "isakmp", ""},
                                {512, false, true, "biff", ""},
                                {512, true, false, "exec", ""},
                                {513, false, true, "who", ""},
                                {513, true, false, "login", ""},
                                {514, false, true, "syslog", ""},
                                {514, true, false, "shell", ""},
                                {515, true, true, "printer", ""},
                                {517, false, true, "talk", ""},
                                {518, false, true, "ntalk", ""},
                                {520, false, true, "route", "router"},
                                {525, true, true, "timed", ""},
                                {526, true, false, "tempo", ""},
                                {530, true, false, "courier", ""},
                                {531, true, false, "conference", ""},
                                {532, true, false, "netnews", ""},
                                {533, false, true, "netwall", ""},
                                {540, true, true, "uucp", ""},
                                {543, true, true, "klogin", ""},
                                {544, true, true, "kshell", ""},
                                {546, true, true, "dhcpv6-client", ""},
                                {547, true, true, "dhcpv6-server", ""},
                                {554, true, true, "rtsp", ""},
                                {556, true, false, "remotefs", ""},
                                {563, true, true, "nntps", ""},
                                {587, true, true, "submission", ""},
                                {631, true, true, "ipp", ""},
                                {636, true, true, "ldaps", ""},
                                {646, true, true, "ldp", ""},
                                {749, true, true, "kerberos-adm", ""},
                                {750, true, true, "kerberos-iv", ""},
                                {765, true, true, "webster", ""},
                                {853, true, true, "domain-s", "domain-s"},
                                {871, true, false, "supfilesrv", ""},
                                {873, true, true, "rsync", ""},
                                {992, true, true, "telnets", ""},
                                {993, true, true, "imaps", ""},
                                {995, true, true, "pop3s", ""},
                                {1080, true, true, "socks", ""},
                                {1194, true, true, "openvpn", ""},
                                {1433, true, true, "ms-sql-s", ""},
                                {1434, true, true, "ms-sql-m", ""},
                                {1512, true, true, "wins", ""},
                                {1524, true, true, "ingreslock", ""},
                                {1525, true, true, "prospero-np", ""},
                                {1723, true, true, "pptp", ""},
                                {1812, true, true, "radius", ""},
                                {1813, true, true, "radacct", "radius-acct"},
                                {2049, true, true, "nfsd", ""},
                                {2105, true, false, "eklogin", ""},
                                {3306, true, true, "mysql", ""},
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
                                {8081, true, false, "hunt", ""}};

/// Names that only FreeBSD has, for tcp and udp, by port.
struct FreebsdName {
    std::uint16_t port;
    std::string_view name;
};
constexpr FreebsdName freebsd_names[] = {{2, "compressnet"},   {3, "compressnet"},
                                         {5, "rje"},           {27, "nsw-fe"},
                                         {29, "msg-icp"},      {31, "msg-auth"},
                                         {33, "dsp"},          {38, "rap"},
                                         {41, "graphics"},     {44, "mpm-flags"},
                                         {45, "mpm"},          {46, "mpm-snd"},
                                         {47, "ni-ftp"},       {48, "auditd"},
                                         {50, "re-mail-ck"},   {51, "la-maint"},
                                         {52, "xns-time"},     {54, "xns-ch"},
                                         {55, "isi-gl"},       {56, "xns-auth"},
                                         {58, "xns-mail"},     {61, "ni-mail"},
                                         {62, "acas"},         {63, "whois++"},
                                         {64, "covia"},        {65, "tacacs-ds"},
                                         {66, "sql*net"},      {71, "netrjs-1"},
                                         {72, "netrjs-2"},     {73, "netrjs-3"},
                                         {74, "netrjs-4"},     {76, "deos"},
                                         {78, "vettcp"},       {81, "hosts2-ns"},
                                         {82, "xfer"},         {83, "mit-ml-dev"},
                                         {84, "ctf"},          {85, "mit-ml-dev"},
                                         {86, "mfcobol"},      {89, "su-mit-tg"},
                                         {90, "dnsix"},        {91, "mit-dov"},
                                         {92, "npp"},          {93, "dcp"},
                                         {94, "objcall"},      {96, "dixie"},
                                         {97, "swift-rvf"},    {98, "tacnews"},
                                         {99, "metagram"},     {103, "gppitnp"},
                                         {104, "acr-nema"},    {108, "snagas"},
                                         {112, "mcidas"},      {114, "audionews"},
                                         {116, "ansanotify"},  {118, "sqlserv"},
                                         {120, "cfdptkt"},     {121, "erpc"},
                                         {122, "smakynet"},    {124, "ansatrader"},
                                         {125, "locus-map"},   {126, "unitary"},
                                         {127, "locus-con"},   {128, "gss-xlicen"},
                                         {129, "pwdgen"},      {130, "cisco-fna"},
                                         {131, "cisco-tna"},   {132, "cisco-sys"},
                                         {133, "statsrv"},     {134, "ingres-net"},
                                         {136, "profile"},     {140, "emfis-data"},
                                         {141, "emfis-cntl"},  {142, "bl-idm"},
                                         {144, "NeWS"},        {145, "uaac"},
                                         {146, "iso-tp0"},     {147, "iso-ip"},
                                         {148, "cronus"},      {149, "aed-512"},
                                         {150, "sql-net"},     {151, "hems"},
                                         {152, "bftp"},        {153, "sgmp"},
                                         {154, "netsc-prod"},  {155, "netsc-dev"},
                                         {156, "sqlsrv"},      {157, "knet-cmp"},
                                         {158, "pcmail-srv"},  {159, "nss-routing"},
                                         {160, "sgmp-traps"},  {165, "xns-courier"},
                                         {166, "s-net"},       {167, "namp"},
                                         {168, "rsvd"},        {169, "send"},
                                         {170, "print-srv"},   {171, "multiplex"},
                                         {172, "cl/1"},        {173, "xyplex-mux"},
                                         {174, "mailq"},       {175, "vmnet"},
                                         {176, "genrad-mux"},  {180, "ris"},
                                         {181, "unify"},       {182, "audit"},
                                         {183, "ocbinder"},    {184, "ocserver"},
                                         {185, "remote-kis"},  {186, "kis"},
                                         {187, "aci"},         {188, "mumps"},
                                         {189, "qft"},         {192, "osu-nms"},
                                         {193, "srmp"},        {195, "dn6-nlm-aud"},
                                         {196, "dn6-smm-red"}, {197, "dls"},
                                         {198, "dls-mon"},     {200, "src"},
                                         {203, "at-3"},        {205, "at-5"},
                                         {585, "imap4-ssl"},   {1640, "cert-responder"},
                                         {2170, "eyetv"},      {3283, "net-assistant"},
                                         {3389, "rdp"},        {8080, "http-alt"},
                                         {8118, "privoxy"}};

/// Services that OpenBSD lists for tcp only.
constexpr std::uint16_t tcp_only[] = {20,  21,  23,  25,  43,  70,  79,  80,  95,  101,  109,
                                      110, 113, 115, 117, 119, 143, 179, 443, 465, 515,  540,
                                      543, 544, 563, 587, 636, 873, 992, 993, 995, 3306, 5222};

}  // namespace

std::optional<std::uint16_t> port_of(std::string_view name) {
    for (const Protocol protocol : {Protocol::tcp, Protocol::udp}) {
        for (const Service& service : services) {
            const bool offered = protocol == Protocol::tcp ? service.tcp : service.udp;
            if (offered && (service.openbsd == name || service.freebsd == name)) {
                return service.port;
            }
        }
        const auto* const other = std::ranges::find(freebsd_names, name, &FreebsdName::name);
        if (other != std::end(freebsd_names)) {
            return other->port;
        }
        if (const auto port = port_of_service(name, protocol)) {
            return port->number;
        }
    }
    return std::nullopt;
}

std::string_view service_name(std::uint16_t port, bool tcp, Era era) {
    if (era == Era::freebsd) {
        const auto* const other = std::ranges::find(freebsd_names, port, &FreebsdName::port);
        if (other != std::end(freebsd_names)) {
            return other->name;
        }
    }
    const auto found = std::ranges::equal_range(services, port, {}, &Service::port);
    for (const Service& service : found) {
        if (!(tcp ? service.tcp : service.udp)) {
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

}  // namespace lyncgate::pf
