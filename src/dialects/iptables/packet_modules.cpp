// Match modules whose decision the flow model follows, after iptables-extensions(8) of iptables 1.8.
#include "dialects/iptables/modules.hpp"

namespace lyncgate::iptables {

namespace {

constexpr OptionFact addrtype_options[] = {
    {"src-type", Kind::choices, 0, invertible, 0, 0, 0, 0, Key::source_type,
     "UNSPEC,UNICAST,LOCAL,BROADCAST,ANYCAST,MULTICAST,BLACKHOLE,UNREACHABLE,PROHIBIT,THROW,NAT,XRESOLVE"},
    {"dst-type", Kind::choices, 1, invertible, 0, 0, 0, 0, Key::destination_type,
     "UNSPEC,UNICAST,LOCAL,BROADCAST,ANYCAST,MULTICAST,BLACKHOLE,UNREACHABLE,PROHIBIT,THROW,NAT,XRESOLVE"},
    {"limit-iface-in", Kind::none, 2, 0, 0x8, 0, 0, 0, Key::limit_in},
    {"limit-iface-out", Kind::none, 3, 0, 0x4, 0, 0, 0, Key::limit_out},
};

constexpr OptionFact comment_options[] = {
    {"comment", Kind::text, 0, mandatory, 0, 0, 0, 0, Key::comment},
};

constexpr OptionFact connmark_options[] = {
    {"mark", Kind::mark_mask, 0, invertible | mandatory, 0, 0, 0, 0, Key::connmark},
};

constexpr OptionFact conntrack_options[] = {
    {"ctstate", Kind::choices, 0, invertible, 0, 0, 0, 0, Key::ct_states,
     "INVALID,NEW,ESTABLISHED,RELATED,UNTRACKED,SNAT,DNAT"},
    {"ctproto", Kind::protocol, 1, invertible, 0, 0, 0, 0, Key::ct_protocol},
    {"ctorigsrc", Kind::host_mask, 2, invertible, 0, 0, 0, 0, Key::ct_orig_source},
    {"ctorigdst", Kind::host_mask, 3, invertible, 0, 0, 0, 0, Key::ct_orig_destination},
    {"ctreplsrc", Kind::host_mask, 4, invertible, 0, 0, 0, 0, Key::ct_reply_source},
    {"ctrepldst", Kind::host_mask, 5, invertible, 0, 0, 0, 0, Key::ct_reply_destination},
    {"ctstatus", Kind::choices, 10, invertible, 0, 0, 0, 0, Key::ct_status,
     "NONE,EXPECTED,SEEN_REPLY,ASSURED,CONFIRMED"},
    {"ctexpire", Kind::u32_range, 11, invertible, 0, 0, 0, 0, Key::ct_expire},
    {"ctorigsrcport", Kind::port_range, 6, invertible, 0, 0, 0, 0, Key::ct_orig_source_port},
    {"ctorigdstport", Kind::port_range, 7, invertible, 0, 0, 0, 0, Key::ct_orig_destination_port},
    {"ctreplsrcport", Kind::port_range, 8, invertible, 0, 0, 0, 0, Key::ct_reply_source_port},
    {"ctrepldstport", Kind::port_range, 9, invertible, 0, 0, 0, 0, Key::ct_reply_destination_port},
    {"ctdir", Kind::choice, 12, 0, 0, 0, 0, 0, Key::ct_direction, "ORIGINAL,REPLY"},
};

constexpr OptionFact dccp_options[] = {
    {"source-port", Kind::port_range, 0, invertible, 0, 0, 0, 0, Key::source_ports},
    {"sport", Kind::port_range, 0, invertible, 0, 0, 0, 0, Key::source_ports},
    {"destination-port", Kind::port_range, 1, invertible, 0, 0, 0, 0, Key::destination_ports},
    {"dport", Kind::port_range, 1, invertible, 0, 0, 0, 0, Key::destination_ports},
    {"dccp-types", Kind::text, 2, invertible},
    {"dccp-option", Kind::u8, 3, invertible, 0, 0, 1, 255},
};

constexpr OptionFact icmp_options[] = {
    {"icmp-type", Kind::icmp_type, 0, invertible | mandatory, 0, 0, 0, 0, Key::icmp_type},
};

constexpr OptionFact icmp6_options[] = {
    {"icmpv6-type", Kind::icmp6_type, 0, invertible | mandatory, 0, 0, 0, 0, Key::icmp_type},
};

constexpr OptionFact iprange_options[] = {
    {"src-range", Kind::address_range, 0, invertible, 0, 0, 0, 0, Key::source_range},
    {"dst-range", Kind::address_range, 1, invertible, 0, 0, 0, 0, Key::destination_range},
};

constexpr OptionFact mark_options[] = {
    {"mark", Kind::mark_mask, 0, invertible | mandatory, 0, 0, 0, 0, Key::mark},
};

constexpr OptionFact multiport_options[] = {
    {"source-ports", Kind::port_list, 0, invertible, 0x7, 0, 0, 0, Key::source_ports},
    {"sports", Kind::port_list, 0, invertible, 0x7, 0, 0, 0, Key::source_ports},
    {"destination-ports", Kind::port_list, 1, invertible, 0x7, 0, 0, 0, Key::destination_ports},
    {"dports", Kind::port_list, 1, invertible, 0x7, 0, 0, 0, Key::destination_ports},
    {"ports", Kind::port_list, 2, invertible, 0x7, 0, 0, 0, Key::either_ports},
};

constexpr OptionFact physdev_options[] = {
    {"physdev-in", Kind::interface, 0, invertible, 0, 0, 0, 0, Key::physdev_in},
    {"physdev-out", Kind::interface, 1, invertible, 0, 0, 0, 0, Key::physdev_out},
    {"physdev-is-in", Kind::none, 2, invertible, 0, 0, 0, 0, Key::physdev_is_in},
    {"physdev-is-out", Kind::none, 3, invertible, 0, 0, 0, 0, Key::physdev_is_out},
    {"physdev-is-bridged", Kind::none, 4, invertible, 0, 0, 0, 0, Key::physdev_is_bridged},
};

constexpr OptionFact pkttype_options[] = {
    {"pkt-type", Kind::choice, 0, invertible | mandatory, 0, 0, 0, 0, Key::packet_type, "unicast,broadcast,multicast"},
};

constexpr OptionFact policy_options[] = {
    {"dir", Kind::choice, 0, 0, 0, 0, 0, 0, Key::policy_direction, "in,out"},
    {"pol", Kind::choice, 1, 0, 0, 0, 0, 0, Key::policy_kind, "ipsec,none"},
    {"strict", Kind::none, 2, 0, 0, 0, 0, 0, Key::policy_strict},
    {"reqid", Kind::u32, 3, invertible | repeatable, 0, 0, 0, 0, Key::policy_reqid},
    {"spi", Kind::u32, 4, invertible | repeatable, 0, 0, 0, 0, Key::policy_spi},
    {"tunnel-src", Kind::host_mask, 7, invertible | repeatable, 0, 0, 0, 0, Key::policy_source},
    {"tunnel-dst", Kind::host_mask, 8, invertible | repeatable, 0, 0, 0, 0, Key::policy_destination},
    {"proto", Kind::protocol, 5, invertible | repeatable, 0, 0, 0, 0, Key::policy_protocol},
    {"mode", Kind::choice, 6, invertible | repeatable, 0, 0, 0, 0, Key::policy_mode, "transport,tunnel"},
    {"next", Kind::none, 9, repeatable, 0, 0x4, 0, 0, Key::policy_next},
};

constexpr OptionFact sctp_options[] = {
    {"source-port", Kind::port_range, 0, invertible, 0, 0, 0, 0, Key::source_ports},
    {"sport", Kind::port_range, 0, invertible, 0, 0, 0, 0, Key::source_ports},
    {"destination-port", Kind::port_range, 1, invertible, 0, 0, 0, 0, Key::destination_ports},
    {"dport", Kind::port_range, 1, invertible, 0, 0, 0, 0, Key::destination_ports},
    {"chunk-types", Kind::two_words, 4, invertible},
};

constexpr OptionFact set_options[] = {
    {"match-set", Kind::set_reference, 0, invertible, 0, 0, 0, 0, Key::set_match},
    {"set", Kind::set_reference, 0, invertible, 0, 0, 0, 0, Key::set_match},
    {"return-nomatch", Kind::none, 2, 0, 0, 0, 0, 0, Key::set_return_nomatch},
    {"update-counters", Kind::none, 3, invertible},
    {"packets-eq", Kind::u64, 4, invertible, 0, 0, 0, 0, Key::set_counter},
    {"packets-lt", Kind::u64, 5, 0, 0, 0, 0, 0, Key::set_counter},
    {"packets-gt", Kind::u64, 6, 0, 0, 0, 0, 0, Key::set_counter},
    {"bytes-eq", Kind::u64, 7, invertible, 0, 0, 0, 0, Key::set_counter},
    {"bytes-lt", Kind::u64, 8, 0, 0, 0, 0, 0, Key::set_counter},
    {"bytes-gt", Kind::u64, 9, 0, 0, 0, 0, 0, Key::set_counter},
    {"update-subcounters", Kind::none, 10, invertible},
};

constexpr OptionFact state_options[] = {
    {"state", Kind::choices, 0, invertible | mandatory, 0, 0, 0, 0, Key::states,
     "INVALID,NEW,ESTABLISHED,RELATED,UNTRACKED"},
};

constexpr OptionFact tcp_options[] = {
    {"source-port", Kind::port_range, 0, invertible, 0, 0, 0, 0, Key::source_ports},
    {"sport", Kind::port_range, 0, invertible, 0, 0, 0, 0, Key::source_ports},
    {"destination-port", Kind::port_range, 1, invertible, 0, 0, 0, 0, Key::destination_ports},
    {"dport", Kind::port_range, 1, invertible, 0, 0, 0, 0, Key::destination_ports},
    {"syn", Kind::none, 4, invertible, 0, 0, 0, 0, Key::tcp_syn},
    {"tcp-flags", Kind::tcp_flags, 5, invertible, 0, 0, 0, 0, Key::tcp_flags},
    {"tcp-option", Kind::u8, 6, invertible, 0, 0, 0, 0, Key::tcp_option},
};

constexpr OptionFact udp_options[] = {
    {"source-port", Kind::port_range, 0, invertible, 0, 0, 0, 0, Key::source_ports},
    {"sport", Kind::port_range, 0, invertible, 0, 0, 0, 0, Key::source_ports},
    {"destination-port", Kind::port_range, 1, invertible, 0, 0, 0, 0, Key::destination_ports},
    {"dport", Kind::port_range, 1, invertible, 0, 0, 0, 0, Key::destination_ports},
};

constexpr MatchModule modules[] = {
    {"addrtype", for_both, Depends::packet, 3, in_any, at_any, {}, addrtype_options},
    {"comment", for_both, Depends::nothing, 0, in_any, at_any, {}, comment_options},
    {"connmark", for_both, Depends::packet, 0, in_any, at_any, {}, connmark_options},
    {"conntrack", for_both, Depends::packet, 0x1fff, in_any, at_any, {}, conntrack_options},
    {"dccp", for_both, Depends::packet, 0, in_any, at_any, {33}, dccp_options},
    {"icmp", for_ipv4, Depends::packet, 0, in_any, at_any, {1}, icmp_options},
    {"icmp6", for_ipv6, Depends::packet, 0, in_any, at_any, {58}, icmp6_options},
    {"iprange", for_both, Depends::packet, 3, in_any, at_any, {}, iprange_options},
    {"mark", for_both, Depends::packet, 0, in_any, at_any, {}, mark_options},
    {"multiport", for_both, Depends::packet, 7, in_any, at_any, {6, 17, 136, 132, 33}, multiport_options},
    {"physdev", for_both, Depends::packet, 0x1f, in_any, at_any, {}, physdev_options},
    {"pkttype", for_both, Depends::packet, 0, in_any, at_any, {}, pkttype_options},
    {"policy", for_both, Depends::packet, 1, in_any, at_any, {}, policy_options},
    {"sctp", for_both, Depends::packet, 0, in_any, at_any, {132}, sctp_options},
    {"set", for_both, Depends::packet, 1, in_any, at_any, {}, set_options},
    {"state", for_both, Depends::packet, 0, in_any, at_any, {}, state_options},
    {"tcp", for_both, Depends::packet, 0, in_any, at_any, {6}, tcp_options},
    {"udp", for_both, Depends::packet, 0, in_any, at_any, {17}, udp_options},
};

}  // namespace

std::span<const MatchModule> packet_modules() {
    return modules;
}

}  // namespace lyncgate::iptables
