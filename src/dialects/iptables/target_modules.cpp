// Target modules and their options, after iptables-extensions(8) of iptables 1.8.
#include "dialects/iptables/modules.hpp"

namespace lyncgate::iptables {

namespace {

/// TCP options by name, and those numbers that people write.
constexpr std::string_view tcp_options =
    "wscale,mss,sack-permitted,sack,timestamp,md5,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,"
    "20,21,22,23,24,25,26,27,28,29,30,34,69,253,254";

constexpr OptionFact audit_options[] = {
    {"type", Kind::choice, 0, mandatory, 0, 0, 0, 0, Key::none, "accept,drop,reject"},
};

constexpr OptionFact checksum_options[] = {
    {"checksum-fill", Kind::none, 0, mandatory},
};

constexpr OptionFact classify_options[] = {
    {"set-class", Kind::text, 0, mandatory},
};

constexpr OptionFact clusterip_options[] = {
    {"new", Kind::none, 0},
    {"hashmode", Kind::text, 1},
    {"clustermac", Kind::mac, 2},
    {"total-nodes", Kind::u16, 3, 0, 0, 0, 0, 16},
    {"local-node", Kind::u16, 4, 0, 0, 0, 0, 16},
    {"hash-init", Kind::u32, 5, 0, 0, 0, 0, 4294967295},
};

constexpr OptionFact connmark_options[] = {
    {"set-xmark", Kind::mark_mask, 8, 0, 0x13f, 0, 0, 0, Key::set_xmark},
    {"set-mark", Kind::mark_mask, 0, 0, 0x13f, 0, 0, 0, Key::set_mark},
    {"and-mark", Kind::u32, 3, 0, 0x13f, 0, 0, 0, Key::and_mark},
    {"or-mark", Kind::u32, 4, 0, 0x13f, 0, 0, 0, Key::or_mark},
    {"xor-mark", Kind::u32, 5, 0, 0x13f, 0, 0, 0, Key::xor_mark},
    {"save-mark", Kind::none, 1, 0, 0x13f, 0, 0, 0, Key::save_mark},
    {"restore-mark", Kind::none, 2, 0, 0x13f, 0, 0, 0, Key::restore_mark},
    {"left-shift-mark", Kind::u8, 6, 0, 0, 0, 0, 32, Key::left_shift},
    {"right-shift-mark", Kind::u8, 7, 0, 0, 0, 0, 32, Key::right_shift},
    {"ctmask", Kind::u32, 9, 0, 0x800, 0, 0, 0, Key::ct_mask},
    {"nfmask", Kind::u32, 10, 0, 0x800, 0, 0, 0, Key::nf_mask},
    {"mask", Kind::u32, 11, 0, 0x600, 0, 0, 0, Key::both_mask},
};

constexpr OptionFact connsecmark_options[] = {
    {"save", Kind::none, 0, 0, 0x2},
    {"restore", Kind::none, 1, 0, 0x1},
};

constexpr OptionFact ct_options[] = {
    {"notrack", Kind::none, 0, 0, 0, 0, 0, 0, Key::notrack},
    {"helper", Kind::text, 1},
    {"timeout", Kind::text, 2},
    {"ctevents", Kind::text, 3},
    {"expevents", Kind::text, 4},
    {"zone-orig", Kind::text, 6, 0, 0, 0, 0, 0, Key::zone_orig},
    {"zone-reply", Kind::text, 7, 0, 0, 0, 0, 0, Key::zone_reply},
    {"zone", Kind::text, 5, 0, 0, 0, 0, 0, Key::zone},
};

constexpr OptionFact dnat_options[] = {
    {"to-destination", Kind::nat_address, 0, mandatory, 0, 0, 0, 0, Key::to_destination},
    {"random", Kind::none, 3, 0, 0, 0, 0, 0, Key::random},
    {"persistent", Kind::none, 5},
};

constexpr OptionFact dnpt_options[] = {
    {"src-pfx", Kind::host_mask, 1, mandatory},
    {"dst-pfx", Kind::host_mask, 2, mandatory, 0, 0, 0, 0, Key::netmap_to},
};

constexpr OptionFact dscp_options[] = {
    {"set-dscp", Kind::u8, 0, 0, 0x2, 0, 0, 63},
    {"set-dscp-class", Kind::text, 1, 0, 0x1},
};

constexpr OptionFact ecn_options[] = {
    {"ecn-tcp-remove", Kind::none, 0, 0, 0x6},
    {"ecn-tcp-cwr", Kind::u8, 1, 0, 0x1, 0, 0, 1},
    {"ecn-tcp-ece", Kind::u8, 2, 0, 0x1, 0, 0, 1},
    {"ecn-ip-ect", Kind::u8, 3, 0, 0, 0, 0, 3},
};

constexpr OptionFact hl_options[] = {
    {"hl-set", Kind::u8, 0, 0, 0x7},
    {"hl-dec", Kind::u8, 2, 0, 0x7, 0, 1},
    {"hl-inc", Kind::u8, 1, 0, 0x7, 0, 1},
};

constexpr OptionFact hmark_options[] = {
    {"hmark-tuple", Kind::text, 13},
    {"hmark-src-prefix", Kind::prefix_mask, 0},
    {"hmark-dst-prefix", Kind::prefix_mask, 1},
    {"hmark-sport-mask", Kind::u16, 6},
    {"hmark-dport-mask", Kind::u16, 7},
    {"hmark-spi-mask", Kind::u32, 3},
    {"hmark-sport", Kind::u16, 4},
    {"hmark-dport", Kind::u16, 5},
    {"hmark-spi", Kind::u32, 2},
    {"hmark-proto-mask", Kind::u16, 8},
    {"hmark-rnd", Kind::u32, 9},
    {"hmark-mod", Kind::u32, 10, mandatory, 0, 0, 1},
    {"hmark-offset", Kind::u32, 11},
};

constexpr OptionFact idletimer_options[] = {
    {"timeout", Kind::u32, 0, mandatory},
    {"label", Kind::text, 1, mandatory},
    {"alarm", Kind::none, 2},
};

constexpr OptionFact led_options[] = {
    {"led-trigger-id", Kind::text, 0, mandatory, 0, 0, 0, 16},
    {"led-delay", Kind::text, 1},
    {"led-always-blink", Kind::none, 2},
};

constexpr OptionFact log_options[] = {
    {"log-level", Kind::log_level, 6},  {"log-prefix", Kind::text, 7, 0, 0, 0, 1}, {"log-tcp-sequence", Kind::none, 0},
    {"log-tcp-options", Kind::none, 1}, {"log-ip-options", Kind::none, 2},         {"log-uid", Kind::none, 3},
    {"log-macdecode", Kind::none, 5},
};

constexpr OptionFact mark_options[] = {
    {"set-xmark", Kind::mark_mask, 4, 0, 0x1f, 0, 0, 0, Key::set_xmark},
    {"set-mark", Kind::mark_mask, 0, 0, 0x1f, 0, 0, 0, Key::set_mark},
    {"and-mark", Kind::u32, 1, 0, 0x1f, 0, 0, 0, Key::and_mark},
    {"or-mark", Kind::u32, 2, 0, 0x1f, 0, 0, 0, Key::or_mark},
    {"xor-mark", Kind::u32, 3, 0, 0x1f, 0, 0, 0, Key::xor_mark},
};

constexpr OptionFact masquerade_options[] = {
    {"to-ports", Kind::nat_ports, 2, 0, 0, 0, 0, 0, Key::to_ports},
    {"random", Kind::none, 3, 0, 0, 0, 0, 0, Key::random},
    {"random-fully", Kind::none, 4, 0, 0, 0, 0, 0, Key::random},
};

constexpr OptionFact netmap_options[] = {
    {"to", Kind::host_mask, 0, mandatory, 0, 0, 0, 0, Key::netmap_to},
};

constexpr OptionFact nflog_options[] = {
    {"nflog-group", Kind::u16, 0},         {"nflog-prefix", Kind::text, 1, 0, 0, 0, 1},
    {"nflog-range", Kind::u32, 2, 0, 0x8}, {"nflog-size", Kind::u32, 3, 0, 0x4},
    {"nflog-threshold", Kind::u16, 4},
};

constexpr OptionFact nfqueue_options[] = {
    {"queue-num", Kind::u16, 0, 0, 0x2},
    {"queue-balance", Kind::u16_range, 1, 0, 0x1, 0, 0, 65534},
    {"queue-bypass", Kind::none, 2},
    {"queue-cpu-fanout", Kind::none, 3, 0, 0, 0x2},
};

constexpr OptionFact rateest_options[] = {
    {"rateest-name", Kind::text, 0, mandatory},
    {"rateest-interval", Kind::text, 1, mandatory},
    {"rateest-ewmalog", Kind::text, 2, mandatory},
};

constexpr OptionFact redirect_options[] = {
    {"to-ports", Kind::nat_ports, 2, 0, 0, 0, 0, 0, Key::to_ports},
    {"random", Kind::none, 3, 0, 0, 0, 0, 0, Key::random},
};

constexpr OptionFact reject_options[] = {
    {"reject-with", Kind::text, 0, 0, 0, 0, 0, 0, Key::reject_with},
};

constexpr OptionFact secmark_options[] = {
    {"selctx", Kind::text, 0, mandatory},
};

constexpr OptionFact set_options[] = {
    {"add-set", Kind::set_reference, 0, 0, 0, 0, 0, 0, Key::add_set},
    {"del-set", Kind::set_reference, 1, 0, 0, 0, 0, 0, Key::del_set},
    {"exist", Kind::none, 2},
    {"timeout", Kind::u32, 3},
    {"map-set", Kind::set_reference, 4, 0, 0, 0, 0, 0, Key::map_set},
    {"map-mark", Kind::none, 5},
    {"map-prio", Kind::none, 6},
    {"map-queue", Kind::none, 7},
};

constexpr OptionFact snat_options[] = {
    {"to-source", Kind::nat_address, 1, mandatory, 0, 0, 0, 0, Key::to_source},
    {"random", Kind::none, 3, 0, 0, 0, 0, 0, Key::random},
    {"random-fully", Kind::none, 4, 0, 0, 0, 0, 0, Key::random},
    {"persistent", Kind::none, 5},
};

constexpr OptionFact snpt_options[] = {
    {"src-pfx", Kind::host_mask, 1, mandatory},
    {"dst-pfx", Kind::host_mask, 2, mandatory, 0, 0, 0, 0, Key::netmap_to},
};

constexpr OptionFact synproxy_options[] = {
    {"sack-perm", Kind::none, 0}, {"timestamp", Kind::none, 1}, {"wscale", Kind::u32, 2},
    {"mss", Kind::u32, 3},        {"ecn", Kind::none, 4},
};

constexpr OptionFact tcpmss_v4_options[] = {
    {"set-mss", Kind::u16, 0, 0, 0, 0, 0, 65515},
    {"clamp-mss-to-pmtu", Kind::none, 1},
};

constexpr OptionFact tcpmss_v6_options[] = {
    {"set-mss", Kind::u16, 0, 0, 0, 0, 0, 65495},
    {"clamp-mss-to-pmtu", Kind::none, 1},
};

constexpr OptionFact tcpoptstrip_options[] = {
    {"strip-options", Kind::choices, 0, 0, 0, 0, 0, 0, Key::none, tcp_options},
};

constexpr OptionFact tee_options[] = {
    {"gateway", Kind::host, 0, mandatory},
    {"oif", Kind::interface, 1},
};

constexpr OptionFact tos_options[] = {
    {"set-tos", Kind::tos_mask, 0, 0, 0xf, 0, 0, 63},
    {"and-tos", Kind::u8, 1, 0, 0xf},
    {"or-tos", Kind::u8, 2, 0, 0xf},
    {"xor-tos", Kind::u8, 3, 0, 0xf},
};

constexpr OptionFact tproxy_options[] = {
    {"on-port", Kind::port, 0, mandatory, 0, 0, 0, 0, Key::tproxy_port},
    {"on-ip", Kind::host, 1, 0, 0, 0, 0, 0, Key::tproxy_address},
    {"tproxy-mark", Kind::mark_mask, 2, 0, 0, 0, 0, 0, Key::tproxy_mark},
};

constexpr OptionFact ttl_options[] = {
    {"ttl-set", Kind::u8, 0, 0, 0x7},
    {"ttl-dec", Kind::u8, 2, 0, 0x7, 0, 1},
    {"ttl-inc", Kind::u8, 1, 0, 0x7, 0, 1},
};

constexpr OptionFact ulog_options[] = {
    {"ulog-nlgroup", Kind::u8, 0, 0, 0, 0, 1, 32},
    {"ulog-prefix", Kind::text, 1, 0, 0, 0, 1},
    {"ulog-cprange", Kind::u64, 2},
    {"ulog-qthreshold", Kind::u64, 3, 0, 0, 0, 1, 50},
};

constexpr TargetModule modules[] = {
    {"ACCEPT", for_both, Effect::accept},
    {"DROP", for_both, Effect::drop},
    {"RETURN", for_both, Effect::return_},
    {"QUEUE", for_both, Effect::user},
    {"AUDIT", for_both, Effect::pass, 0, in_any, at_any, {}, audit_options},
    {"CHECKSUM", for_both, Effect::pass, 0, in_mangle, at_any, {}, checksum_options},
    {"CLASSIFY", for_both, Effect::pass, 0, in_any, at_forward | at_output | at_postrouting, {}, classify_options},
    {"CLUSTERIP", for_ipv4, Effect::steal, 0, in_any, at_input, {}, clusterip_options},
    {"CONNMARK", for_both, Effect::rewrite, 0x13f, in_any, at_any, {}, connmark_options},
    {"CONNSECMARK", for_both, Effect::pass, 3, in_mangle | in_security, at_any, {}, connsecmark_options},
    {"CT", for_both, Effect::rewrite, 0, in_raw, at_any, {}, ct_options},
    {"DNAT", for_both, Effect::translate, 0, in_nat, at_prerouting | at_output, {}, dnat_options},
    {"DNPT", for_ipv6, Effect::translate, 0, in_mangle, at_any, {}, dnpt_options},
    {"DSCP", for_both, Effect::pass, 3, in_mangle, at_any, {}, dscp_options},
    {"ECN", for_ipv4, Effect::pass, 0xe, in_mangle, at_any, {}, ecn_options},
    {"HL", for_ipv6, Effect::pass, 7, in_mangle, at_any, {}, hl_options},
    {"HMARK", for_both, Effect::rewrite, 0, in_any, at_any, {}, hmark_options},
    {"IDLETIMER", for_both, Effect::pass, 0, in_any, at_any, {}, idletimer_options},
    {"LED", for_both, Effect::pass, 0, in_any, at_any, {}, led_options},
    {"LOG", for_both, Effect::pass, 0, in_any, at_any, {}, log_options},
    {"MARK", for_both, Effect::rewrite, 0x1f, in_any, at_any, {}, mark_options},
    {"MASQUERADE", for_both, Effect::translate, 0, in_nat, at_postrouting, {}, masquerade_options},
    {"NETMAP", for_both, Effect::translate, 0, in_nat, at_any & ~at_forward, {}, netmap_options},
    {"NFLOG", for_both, Effect::pass, 0, in_any, at_any, {}, nflog_options},
    {"NFQUEUE", for_both, Effect::user, 0, in_any, at_any, {}, nfqueue_options},
    {"NOTRACK", for_both, Effect::rewrite, 0, in_raw, at_any, {}, {}},
    {"RATEEST", for_both, Effect::pass, 0, in_any, at_any, {}, rateest_options},
    {"REDIRECT", for_both, Effect::translate, 0, in_nat, at_prerouting | at_output, {}, redirect_options},
    {"REJECT", for_both, Effect::reject, 0, in_filter, at_input | at_forward | at_output, {}, reject_options},
    {"SECMARK", for_both, Effect::pass, 0, in_mangle | in_security, at_any, {}, secmark_options},
    {"SET", for_both, Effect::rewrite, 7, in_any, at_any, {}, set_options},
    {"SNAT", for_both, Effect::translate, 0, in_nat, at_postrouting | at_input, {}, snat_options},
    {"SNPT", for_ipv6, Effect::translate, 0, in_mangle, at_any, {}, snpt_options},
    {"SYNPROXY", for_both, Effect::steal, 0, in_any, at_input | at_forward, {6}, synproxy_options},
    {"TCPMSS", for_ipv4, Effect::pass, 3, in_any, at_any, {6}, tcpmss_v4_options},
    {"TCPMSS", for_ipv6, Effect::pass, 3, in_any, at_any, {6}, tcpmss_v6_options},
    {"TCPOPTSTRIP", for_both, Effect::pass, 0, in_mangle, at_any, {6}, tcpoptstrip_options},
    {"TEE", for_both, Effect::pass, 0, in_any, at_any, {}, tee_options},
    {"TOS", for_both, Effect::pass, 0xf, in_mangle, at_any, {}, tos_options},
    {"TPROXY", for_both, Effect::steal, 0, in_mangle, at_prerouting, {6, 17}, tproxy_options},
    {"TRACE", for_both, Effect::pass, 0, in_raw, at_any, {}, {}},
    {"TTL", for_ipv4, Effect::pass, 7, in_mangle, at_any, {}, ttl_options},
    {"ULOG", for_ipv4, Effect::pass, 0, in_any, at_any, {}, ulog_options},
};

}  // namespace

std::span<const TargetModule> target_modules() {
    return modules;
}

}  // namespace lyncgate::iptables
