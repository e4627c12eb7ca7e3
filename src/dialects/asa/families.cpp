// The families of commands that cannot change which packets pass, by their first word (Cisco ASA Series Command
// Reference; PIX 6.3 and FWSM 4.1 command references).
#include <algorithm>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

namespace {

// Sorted; searched by bisection.
// clang-format off
constexpr std::string_view irrelevant_words[] = {
    "Cisco", "Compiled", "Cryptochecksum", "Hardware", "aaa-server", "admin-context", "alert-interval", "anyconnect",
    "app-agent", "app-id", "arp", "arp-inspection", "as-path", "asdm", "asp", "auth-prompt", "auto-update", "aws",
    "banner", "bfd", "bfd-template", "boot", "ca", "ca-bundle", "call-home", "captive-portal", "checkheaps",
    "client-update", "clock", "cluster", "cmd", "command-alias", "community-list", "compression", "config-register",
    "config-url", "configure", "console", "coredump", "cpu", "crashinfo", "crypto-engine", "csc", "ctl-file",
    "ctl-provider", "cts", "dap", "ddns", "debug", "delete", "description", "dhcp", "dhcp-client", "dhcpd", "dhcprelay",
    "disable", "distribute-list", "dns", "dns-group", "dns-group-map", "dns-guard", "domain-name", "dp-tcp-proxy",
    "duplex", "dynamic-access-policy-config", "dynamic-access-policy-record", "eigrp", "eject", "email", "enable",
    "end", "endpoint-mapper", "event", "exception", "exit", "extcommunity-list", "failover", "feature", "file", "fips",
    "firewall-switch", "fixup", "flash", "floodguard", "flow-export", "flow-offload", "fragment", "ftp", "gdb",
    "geolocation", "help", "hostname", "hostscan", "hpm", "hw-module", "icmp-object", "igmp", "ikev1", "imap4s",
    "import", "ipsec-udp", "ipv6-vpn-addr-assign", "isakmp", "isns", "jumbo-frame", "key", "kill", "l2tp", "lacp",
    "ldap", "license", "license-server", "lisp", "lldp", "local-unit", "location", "logging", "logout", "mac-address",
    "mac-address-table", "mac-learn", "mac-list", "max-failed-attempts", "mdns", "media-termination", "memory", "mfib",
    "migrate", "mode", "module", "monitor-interface", "more", "mount", "mp-switch", "mroute", "mtu", "multicast",
    "multicast-routing", "nac-policy", "names-server", "nat64", "netmod", "network-service", "no", "nsf", "ntp", "nve",
    "object-group-search", "ospf", "pager", "passwd", "password", "password-policy", "path-monitoring", "pdm",
    "perfmon", "phone-proxy", "pim", "ping", "pki", "policy", "policy-list", "pop3s", "port-channel",
    "port-object-search", "prefix-list", "priority-queue", "privilege", "process", "prompt", "pubsub", "quit", "quota",
    "radius-common-pw", "reload", "remote-access", "resource", "rest-api", "rip", "routing", "rtp", "rule", "saml",
    "scansafe", "scp", "service", "service-interface", "service-module", "session", "setup", "show",
    "single-connection", "sla", "smart", "smart-tunnel", "smtp-server", "smtps", "snmp", "snort", "software",
    "software-version", "speed", "ssd", "ssl", "sso", "strong-encryption-disable", "sunrpc-server", "sw-module",
    "switch", "tcp-map", "telemetry", "terminal", "tftp-server", "throughput", "timeout", "tls", "tls-proxy", "track",
    "transfer", "tunnel-group-map", "uauth", "uc-ime", "umbrella", "umbrella-global", "undebug", "unit", "ups",
    "url-block", "url-cache", "url-list", "url-server", "user-identity", "user-statistics", "validation-policy", "vdi",
    "verify", "virtual", "vpdn", "vpn", "vpn-addr-assign", "vpn-sessiondb", "vpnclient", "vpnsetup", "vxlan",
    "web-agent-url", "webvpn", "wins", "wireless", "write", "xlate", "zero-trust", "zone", "zonelabs-integrity"};
// clang-format on

// Words that begin lines inside blocks and nowhere else.
// clang-format off
constexpr std::string_view block_words[] = {
    "absolute", "accounting-server-group", "activate", "address", "address-family", "address-pool", "address-pools",
    "allocate-interface", "anyconnect", "anyconnect-essentials", "area", "auth-prompt", "authentication",
    "authentication-server-group", "authorization-server-group", "auto-import", "auto-signon", "auto-summary", "banner",
    "bgp", "cache", "certificate", "chain", "class", "client-access-rule", "client-bypass-protocol", "client-firewall",
    "config-url", "contact-email-addr", "crl", "csd", "customization", "cxsc", "default-domain", "default-group-policy",
    "default-information", "default-router", "deny-message", "destination", "dhcp-network-scope", "dhcp-server",
    "distance", "dns-server", "dns-to-domain", "drop", "drop-connection", "email-reply-to", "encapsulation",
    "encryption", "enrollment", "eool", "exit-address-family", "expiry-time", "exploit", "export", "external-port",
    "external-segment-id", "fail-close", "file-browsing", "file-entry", "fqdn", "ftp-map", "functions", "gateway-fqdn",
    "group", "group-alias", "group-delimiter", "group-lock", "group-policy", "group-search-timeout", "group-url",
    "hash", "hic-fail-group-policy", "homepage", "hsts", "html-content-filter", "http-proxy", "icon", "id-mismatch",
    "id-randomization", "id-usage", "igrp", "ikev1", "ikev2", "inspect", "integrity", "intercept-dhcp", "internal-port",
    "internal-segment-id", "ip-comp", "ip-phone-bypass", "ips", "ipsec-udp", "ipsec-udp-port", "ipv6-vpn-filter",
    "isakmp", "join-failover-group", "keepout", "keypair", "ldap-attribute-map", "ldap-base-dn", "ldap-dn",
    "ldap-group-base-dn", "ldap-login-dn", "ldap-login-password", "ldap-naming-attribute", "ldap-over-ssl",
    "ldap-scope", "leap-bypass", "level", "lifetime", "limit-resource", "log", "log-adj-changes",
    "log-adjacency-changes", "logo", "mail-server", "map-name", "map-value", "mask-banner", "match",
    "max-failed-attempts", "maximum", "mem", "member", "message-length", "metric", "msie-proxy", "nac",
    "nac-authentication-server-group", "nac-settings", "name-server", "nat-rewrite", "neighbor", "nem", "network",
    "nop", "override-account-disable", "override-svc-download", "parameters", "passive-interface",
    "password-management", "password-storage", "peer", "peer-group", "peer-id-validate", "periodic", "pfs", "police",
    "policy", "policy-server", "poll-timer", "polltime", "port-forward", "port-forward-name", "preempt", "prf",
    "primary", "profile", "protocol", "protocol-enforcement", "proxy", "proxy-bypass", "proxy-ldc-issuer",
    "radius-reject-message", "re-xauth", "reactivation-mode", "redistribute", "replication", "reset", "retries",
    "retry-interval", "revocation-check", "router-alert", "router-id", "sasl-mechanism", "scep-forwarding-url",
    "secondary", "segment-id", "sender", "serial-number", "server-name", "server-port", "server-type", "service-type",
    "set", "severity", "sfr", "shut", "simultaneous", "site-to-site", "smartcard-removal-disconnect", "smtp",
    "source-interface", "split-dns", "split-tunnel-all-dns", "split-tunnel-network-list", "split-tunnel-policy",
    "sso-server", "storage-key", "storage-objects", "strip-group", "strip-realm", "subject-name",
    "subscribe-to-alert-group", "svc", "synchronization", "tcp-options", "timers", "traffic-non-sip", "trust-point",
    "tunnel-group-list", "tunnel-limit", "unix-auth-gid", "unix-auth-uid", "url-entry", "url-list",
    "user-authentication", "user-authentication-idle-timeout", "user-group", "user-message", "user-parameter",
    "user-storage", "validation-usage", "version", "vlan", "vpn-access-hours", "vpn-filter", "vpn-framed-ip-address",
    "vpn-framed-ip-netmask", "vpn-group-policy", "vpn-idle-timeout", "vpn-session-timeout", "vpn-simultaneous-logins",
    "vpn-tunnel-protocol", "vtep-nve", "wins-server"};
// clang-format on

template<std::size_t Count>
constexpr bool sorted(const std::string_view (&words)[Count]) {
    return std::is_sorted(std::begin(words), std::end(words));
}
static_assert(sorted(irrelevant_words));
static_assert(sorted(block_words));

}  // namespace

bool is_irrelevant_word(std::string_view word) {
    return std::binary_search(std::begin(irrelevant_words), std::end(irrelevant_words), word) ||
           word.substr(0, 15) == "Cryptochecksum:";
}

bool is_block_word(std::string_view word) {
    return std::binary_search(std::begin(block_words), std::end(block_words), word);
}

}  // namespace lyncgate::asa
