// Match modules whose decision depends on something that is not in the text, after iptables-extensions(8) of
// iptables 1.8. Their options are checked, and carried as unknown.
#include "dialects/iptables/modules.hpp"

namespace lyncgate::iptables {

namespace {

constexpr OptionFact ah_v4_options[] = {
    {"ahspi", Kind::u32_range, 0, invertible},
};

constexpr OptionFact ah_v6_options[] = {
    {"ahspi", Kind::u32_range, 0, invertible},
    {"ahlen", Kind::u32, 1, invertible},
    {"ahres", Kind::none, 2},
};

constexpr OptionFact bpf_options[] = {
    {"bytecode", Kind::text, 0},
    {"object-pinned", Kind::text, 1},
};

constexpr OptionFact cgroup_options[] = {
    {"path", Kind::text, 1, invertible},
    {"cgroup", Kind::u32, 0, invertible},
};

constexpr OptionFact cluster_options[] = {
    {"cluster-total-nodes", Kind::u32, 0, mandatory, 0, 0, 1, 32},
    {"cluster-local-node", Kind::u32, 1, invertible, 0x4, 0, 1, 32},
    {"cluster-local-nodemask", Kind::u32, 2, invertible, 0x2, 0, 1, 32},
    {"cluster-hash-seed", Kind::u32, 3, mandatory},
};

constexpr OptionFact connbytes_options[] = {
    {"connbytes", Kind::u64_range, 0, invertible | mandatory},
    {"connbytes-dir", Kind::choice, 1, mandatory, 0, 0, 0, 0, Key::none, "original,reply,both"},
    {"connbytes-mode", Kind::choice, 2, mandatory, 0, 0, 0, 0, Key::none, "packets,bytes,avgpkt"},
};

constexpr OptionFact connlabel_options[] = {
    {"label", Kind::name_or_range, 0, invertible | mandatory, 0, 0, 0, 127},
    {"set", Kind::none, 1},
};

constexpr OptionFact connlimit_options[] = {
    {"connlimit-upto", Kind::u32, 0, invertible, 0x2}, {"connlimit-above", Kind::u32, 1, invertible, 0x1},
    {"connlimit-mask", Kind::prefix_mask, 2},          {"connlimit-saddr", Kind::none, 3, 0, 0x10},
    {"connlimit-daddr", Kind::none, 4, 0, 0x8},
};

constexpr OptionFact cpu_options[] = {
    {"cpu", Kind::u32, 0, invertible | mandatory},
};

constexpr OptionFact devgroup_options[] = {
    {"src-group", Kind::text, 0, invertible},
    {"dst-group", Kind::text, 1, invertible},
};

constexpr OptionFact dscp_options[] = {
    {"dscp", Kind::u8, 0, invertible, 0x2, 0, 0, 63},
    {"dscp-class", Kind::text, 1, invertible, 0x1},
};

constexpr OptionFact dst_options[] = {
    {"dst-len", Kind::u32, 0, invertible},
    {"dst-opts", Kind::text, 1},
};

constexpr OptionFact ecn_options[] = {
    {"ecn-tcp-cwr", Kind::none, 0, invertible},
    {"ecn-tcp-ece", Kind::none, 1, invertible},
    {"ecn-ip-ect", Kind::u8, 2, invertible, 0, 0, 0, 3},
};

constexpr OptionFact esp_options[] = {
    {"espspi", Kind::u32_range, 0, invertible},
};

constexpr OptionFact frag_options[] = {
    {"fragid", Kind::u32_range, 0, invertible},
    {"fraglen", Kind::u32, 1, invertible},
    {"fragres", Kind::none, 2},
    {"fragfirst", Kind::none, 3},
    {"fragmore", Kind::none, 4, 0, 0x20},
    {"fraglast", Kind::none, 5, 0, 0x10},
};

constexpr OptionFact hashlimit_options[] = {
    {"hashlimit-upto", Kind::rate, 0, invertible, 0x2},
    {"hashlimit-above", Kind::rate, 1, invertible, 0x1},
    {"hashlimit", Kind::rate, 0, invertible, 0x2},
    {"hashlimit-srcmask", Kind::prefix_length, 4},
    {"hashlimit-dstmask", Kind::prefix_length, 5},
    {"hashlimit-burst", Kind::text, 7},
    {"hashlimit-htable-size", Kind::u32, 8},
    {"hashlimit-htable-max", Kind::u32, 9},
    {"hashlimit-htable-gcinterval", Kind::u32, 10},
    {"hashlimit-htable-expire", Kind::u32, 11},
    {"hashlimit-mode", Kind::choices, 3, 0, 0, 0, 0, 0, Key::none, "srcip,srcport,dstip,dstport"},
    {"hashlimit-name", Kind::text, 6, mandatory, 0, 0, 1},
    {"hashlimit-rate-match", Kind::none, 12},
    {"hashlimit-rate-interval", Kind::text, 13},
};

constexpr OptionFact hbh_options[] = {
    {"hbh-len", Kind::u32, 0, invertible},
    {"hbh-opts", Kind::text, 1},
};

constexpr OptionFact helper_options[] = {
    {"helper", Kind::text, 0, invertible | mandatory},
};

constexpr OptionFact hl_options[] = {
    {"hl-lt", Kind::u8, 1, 0, 0x7},
    {"hl-gt", Kind::u8, 2, 0, 0x7},
    {"hl-eq", Kind::u8, 0, invertible, 0x7},
    {"hl", Kind::u8, 0, 0, 0x7},
};

constexpr OptionFact ipcomp_options[] = {
    {"ipcompspi", Kind::u32_range, 0, invertible},
    {"compres", Kind::none, 1},
};

constexpr OptionFact ipv6header_options[] = {
    {"header", Kind::text, 0, invertible | mandatory},
    {"soft", Kind::none, 1},
};

constexpr OptionFact ipvs_options[] = {
    {"ipvs", Kind::none, 0, invertible},
    {"vproto", Kind::protocol, 1, invertible},
    {"vaddr", Kind::host_mask, 2, invertible},
    {"vport", Kind::port, 3, invertible},
    {"vdir", Kind::text, 4},
    {"vmethod", Kind::text, 5, invertible},
    {"vportctl", Kind::port, 6, invertible},
};

constexpr OptionFact length_options[] = {
    {"length", Kind::u16_range, 0, invertible | mandatory},
};

constexpr OptionFact limit_options[] = {
    {"limit", Kind::rate, 0},
    {"limit-burst", Kind::u32, 1, 0, 0, 0, 0, 10000},
};

constexpr OptionFact mac_options[] = {
    {"mac-source", Kind::mac, 0, invertible | mandatory},
};

constexpr OptionFact mh_options[] = {
    {"mh-type", Kind::name_or_range, 0, invertible, 0, 0, 0, 255},
};

constexpr OptionFact nfacct_options[] = {
    {"nfacct-name", Kind::text, 0, mandatory, 0, 0, 1},
};

constexpr OptionFact osf_options[] = {
    {"genre", Kind::text, 0, invertible | mandatory},
    {"ttl", Kind::u32, 1, 0, 0, 0, 0, 2},
    {"log", Kind::u32, 2, 0, 0, 0, 0, 2},
};

constexpr OptionFact owner_options[] = {
    {"uid-owner", Kind::text, 0, invertible},
    {"gid-owner", Kind::text, 1, invertible},
    {"socket-exists", Kind::none, 2, invertible},
    {"suppl-groups", Kind::none, 6},
};

constexpr OptionFact quota_options[] = {
    {"quota", Kind::u64, 0, invertible | mandatory},
};

constexpr OptionFact rateest_options[] = {
    {"rateest1", Kind::text, 0},
    {"rateest", Kind::text, 1},
    {"rateest2", Kind::text, 2},
    {"rateest-bps1", Kind::optional_text, 3},
    {"rateest-pps1", Kind::optional_text, 4},
    {"rateest-bps2", Kind::optional_text, 5},
    {"rateest-pps2", Kind::optional_text, 6},
    {"rateest-bps", Kind::optional_text, 7},
    {"rateest-pps", Kind::optional_text, 8},
    {"rateest-delta", Kind::none, 9},
    {"rateest-lt", Kind::none, 10, invertible},
    {"rateest-gt", Kind::none, 11, invertible},
    {"rateest-eq", Kind::none, 12, invertible},
};

constexpr OptionFact realm_options[] = {
    {"realm", Kind::text, 0, invertible | mandatory},
};

constexpr OptionFact recent_options[] = {
    {"set", Kind::none, 0, invertible, 0xf},
    {"rcheck", Kind::none, 1, invertible, 0xf},
    {"update", Kind::none, 2, invertible, 0xf},
    {"remove", Kind::none, 3, invertible, 0xf},
    {"seconds", Kind::u32, 4, 0, 0, 0, 1},
    {"reap", Kind::none, 5, 0, 0, 0x10},
    {"hitcount", Kind::u32, 6, 0, 0, 0, 0, 65535},
    {"rttl", Kind::none, 7, 0, 0x9},
    {"name", Kind::text, 8},
    {"rsource", Kind::none, 9},
    {"rdest", Kind::none, 10},
    {"mask", Kind::host, 11},
};

constexpr OptionFact rpfilter_options[] = {
    {"loose", Kind::none, 0},
    {"validmark", Kind::none, 1},
    {"accept-local", Kind::none, 2},
    {"invert", Kind::none, 3},
};

constexpr OptionFact rt_options[] = {
    {"rt-type", Kind::u32, 0, invertible}, {"rt-segsleft", Kind::u32_range, 1, invertible},
    {"rt-len", Kind::u32, 2, invertible},  {"rt-0-res", Kind::none, 3},
    {"rt-0-addrs", Kind::text, 4},         {"rt-0-not-strict", Kind::none, 5},
};

constexpr OptionFact socket_options[] = {
    {"transparent", Kind::none, 0},
    {"nowildcard", Kind::none, 1},
    {"restore-skmark", Kind::none, 2},
};

constexpr OptionFact srh_options[] = {
    {"srh-next-hdr", Kind::u8, 0, invertible},      {"srh-hdr-len-eq", Kind::u8, 1, invertible},
    {"srh-hdr-len-gt", Kind::u8, 2, invertible},    {"srh-hdr-len-lt", Kind::u8, 3, invertible},
    {"srh-segs-left-eq", Kind::u8, 4, invertible},  {"srh-segs-left-gt", Kind::u8, 5, invertible},
    {"srh-segs-left-lt", Kind::u8, 6, invertible},  {"srh-last-entry-eq", Kind::u8, 7, invertible},
    {"srh-last-entry-gt", Kind::u8, 8, invertible}, {"srh-last-entry-lt", Kind::u8, 9, invertible},
    {"srh-tag", Kind::u16, 10, invertible},         {"srh-psid", Kind::host_mask, 11, invertible},
    {"srh-nsid", Kind::host_mask, 12, invertible},  {"srh-lsid", Kind::host_mask, 13, invertible},
};

constexpr OptionFact statistic_options[] = {
    {"mode", Kind::choice, 0, mandatory, 0, 0, 0, 0, Key::none, "random,nth"},
    {"probability", Kind::real, 1, invertible, 0xc, 0, 0, 1},
    {"every", Kind::u32, 2, invertible, 0x2, 0x8, 1},
    {"packet", Kind::u32, 3, 0, 0x2, 0x4},
};

constexpr OptionFact string_options[] = {
    {"from", Kind::u16, 0},
    {"to", Kind::u16, 1},
    {"algo", Kind::choice, 2, mandatory, 0, 0, 0, 0, Key::none, "bm,kmp"},
    {"string", Kind::text, 4, invertible, 0x20, 0, 1, 128},
    {"hex-string", Kind::text, 5, invertible, 0x10},
    {"icase", Kind::none, 3},
};

constexpr OptionFact tcpmss_options[] = {
    {"mss", Kind::u16_range, 0, invertible | mandatory},
};

constexpr OptionFact time_options[] = {
    {"datestart", Kind::text, 0},
    {"datestop", Kind::text, 1},
    {"timestart", Kind::text, 2},
    {"timestop", Kind::text, 3},
    {"contiguous", Kind::none, 4},
    {"weekdays", Kind::text, 6, invertible},
    {"days", Kind::text, 6, invertible},  // iptables before 1.4
    {"monthdays", Kind::text, 5, invertible},
    {"localtz", Kind::none, 7, 0, 0x100},
    {"utc", Kind::none, 8, 0, 0x280},
    {"kerneltz", Kind::none, 9, 0, 0x100},
};

constexpr OptionFact tos_options[] = {
    {"tos", Kind::tos_mask, 1, invertible | mandatory, 0, 0, 0, 63},
};

constexpr OptionFact ttl_options[] = {
    {"ttl-lt", Kind::u8, 1, 0, 0x7},
    {"ttl-gt", Kind::u8, 2, 0, 0x7},
    {"ttl-eq", Kind::u8, 0, invertible, 0x7},
    {"ttl", Kind::u8, 0, 0, 0x7},
};

constexpr OptionFact u32_options[] = {
    {"u32", Kind::text, 0, invertible | mandatory},
};

constexpr MatchModule modules[] = {
    {"ah", for_ipv4, Depends::header, 0, in_any, at_any, {51}, ah_v4_options},
    {"ah", for_ipv6, Depends::header, 0, in_any, at_any, {}, ah_v6_options},
    {"bpf", for_both, Depends::payload, 3, in_any, at_any, {}, bpf_options},
    {"cgroup", for_both, Depends::host, 3, in_any, at_any, {}, cgroup_options},
    {"cluster", for_both, Depends::history, 6, in_any, at_any, {}, cluster_options},
    {"connbytes", for_both, Depends::history, 0, in_any, at_any, {}, connbytes_options},
    {"connlabel", for_both, Depends::history, 0, in_any, at_any, {}, connlabel_options},
    {"connlimit", for_both, Depends::history, 3, in_any, at_any, {}, connlimit_options},
    {"cpu", for_both, Depends::host, 0, in_any, at_any, {}, cpu_options},
    {"devgroup", for_both, Depends::host, 0, in_any, at_any, {}, devgroup_options},
    {"dscp", for_both, Depends::header, 3, in_any, at_any, {}, dscp_options},
    {"dst", for_ipv6, Depends::header, 0, in_any, at_any, {}, dst_options},
    {"ecn", for_both, Depends::header, 0, in_any, at_any, {}, ecn_options},
    {"esp", for_both, Depends::header, 0, in_any, at_any, {50}, esp_options},
    {"eui64", for_ipv6, Depends::link, 0, in_any, at_prerouting | at_input | at_forward, {}, {}},
    {"frag", for_ipv6, Depends::header, 0, in_any, at_any, {}, frag_options},
    {"hashlimit", for_both, Depends::history, 3, in_any, at_any, {}, hashlimit_options},
    {"hbh", for_ipv6, Depends::header, 0, in_any, at_any, {}, hbh_options},
    {"helper", for_both, Depends::history, 0, in_any, at_any, {}, helper_options},
    {"hl", for_ipv6, Depends::header, 7, in_any, at_any, {}, hl_options},
    {"ipcomp", for_both, Depends::header, 0, in_any, at_any, {108}, ipcomp_options},
    {"ipv6header", for_ipv6, Depends::header, 0, in_any, at_any, {}, ipv6header_options},
    {"ipvs", for_both, Depends::history, 0, in_any, at_any, {}, ipvs_options},
    {"length", for_both, Depends::header, 0, in_any, at_any, {}, length_options},
    {"limit", for_both, Depends::history, 0, in_any, at_any, {}, limit_options},
    {"mac", for_both, Depends::link, 0, in_any, at_prerouting | at_input | at_forward, {}, mac_options},
    {"mh", for_ipv6, Depends::header, 0, in_any, at_any, {135}, mh_options},
    {"nfacct", for_both, Depends::history, 0, in_any, at_any, {}, nfacct_options},
    {"osf", for_ipv4, Depends::header, 0, in_any, at_any, {6}, osf_options},
    {"owner", for_both, Depends::host, 0, in_any, at_output | at_postrouting, {}, owner_options},
    {"quota", for_both, Depends::history, 0, in_any, at_any, {}, quota_options},
    {"rateest", for_both, Depends::history, 0, in_any, at_any, {}, rateest_options},
    {"realm",
     for_ipv4,
     Depends::host,
     0,
     in_any,
     at_input | at_forward | at_output | at_postrouting,
     {},
     realm_options},
    {"recent", for_both, Depends::history, 0xf, in_any, at_any, {}, recent_options},
    {"rpfilter", for_both, Depends::host, 0, in_raw | in_mangle, at_prerouting, {}, rpfilter_options},
    {"rt", for_ipv6, Depends::header, 0, in_any, at_any, {}, rt_options},
    {"socket", for_both, Depends::host, 0, in_any, at_prerouting | at_input, {}, socket_options},
    {"srh", for_ipv6, Depends::header, 0, in_any, at_any, {}, srh_options},
    {"statistic", for_both, Depends::history, 0, in_any, at_any, {}, statistic_options},
    {"string", for_both, Depends::payload, 0x30, in_any, at_any, {}, string_options},
    {"tcpmss", for_both, Depends::header, 0, in_any, at_any, {6}, tcpmss_options},
    {"time", for_both, Depends::clock, 0, in_any, at_any, {}, time_options},
    {"tos", for_both, Depends::header, 0, in_any, at_any, {}, tos_options},
    {"ttl", for_ipv4, Depends::header, 7, in_any, at_any, {}, ttl_options},
    {"u32", for_both, Depends::payload, 0, in_any, at_any, {}, u32_options},
};

}  // namespace

std::span<const MatchModule> other_modules() {
    return modules;
}

}  // namespace lyncgate::iptables
