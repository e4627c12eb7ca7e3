#include "dialects/pf/keywords.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <type_traits>

namespace lyncgate::pf {
namespace {

struct Keyword {
    std::string_view word;
    Kind kind;
};

/// Every word that is a keyword in some version of pf (pf.conf(5) of OpenBSD 3.9 to 7.x and FreeBSD 9 to 15), sorted.
constexpr Keyword keywords[] = {
    {"af-to", Kind::kw_af_to},
    {"all", Kind::kw_all},
    {"allow-opts", Kind::kw_allow_opts},
    {"allow-related", Kind::kw_allow_related},
    {"altq", Kind::kw_altq},
    {"anchor", Kind::kw_anchor},
    {"antispoof", Kind::kw_antispoof},
    {"any", Kind::kw_any},
    {"bandwidth", Kind::kw_bandwidth},
    {"binat", Kind::kw_binat},
    {"binat-anchor", Kind::kw_binat_anchor},
    {"binat-to", Kind::kw_binat_to},
    {"bitmask", Kind::kw_bitmask},
    {"block", Kind::kw_block},
    {"block-policy", Kind::kw_block_policy},
    {"bridge-to", Kind::kw_bridge_to},
    {"burst", Kind::kw_burst},
    {"cbq", Kind::kw_cbq},
    {"code", Kind::kw_code},
    {"codel", Kind::kw_codel},
    {"counters", Kind::kw_counters},
    {"crop", Kind::kw_crop},
    {"debug", Kind::kw_debug},
    {"default", Kind::kw_default},
    {"defer", Kind::kw_defer},
    {"delay", Kind::kw_delay},
    {"divert", Kind::kw_divert},
    {"divert-packet", Kind::kw_divert_packet},
    {"divert-reply", Kind::kw_divert_reply},
    {"divert-to", Kind::kw_divert_to},
    {"dnpipe", Kind::kw_dnpipe},
    {"dnqueue", Kind::kw_dnqueue},
    {"drop", Kind::kw_drop},
    {"drop-ovl", Kind::kw_drop_ovl},
    {"dummynet", Kind::kw_dummynet},
    {"dummynet-anchor", Kind::kw_dummynet_anchor},
    {"dup-to", Kind::kw_dup_to},
    {"endpoint-independent", Kind::kw_endpoint_independent},
    {"ether", Kind::kw_ether},
    {"fail-policy", Kind::kw_fail_policy},
    {"fairq", Kind::kw_fairq},
    {"fastroute", Kind::kw_fastroute},
    {"file", Kind::kw_file},
    {"fingerprints", Kind::kw_fingerprints},
    {"flags", Kind::kw_flags},
    {"floating", Kind::kw_floating},
    {"flows", Kind::kw_flows},
    {"flush", Kind::kw_flush},
    {"for", Kind::kw_for},
    {"fragment", Kind::kw_fragment},
    {"from", Kind::kw_from},
    {"global", Kind::kw_global},
    {"group", Kind::kw_group},
    {"hfsc", Kind::kw_hfsc},
    {"hostid", Kind::kw_hostid},
    {"icmp-type", Kind::kw_icmp_type},
    {"icmp6-type", Kind::kw_icmp6_type},
    {"if-bound", Kind::kw_if_bound},
    {"in", Kind::kw_in},
    {"include", Kind::kw_include},
    {"inet", Kind::kw_inet},
    {"inet6", Kind::kw_inet6},
    {"interval", Kind::kw_interval},
    {"keep", Kind::kw_keep},
    {"keepcounters", Kind::kw_keepcounters},
    {"l3", Kind::kw_l3},
    {"label", Kind::kw_label},
    {"least-states", Kind::kw_least_states},
    {"limit", Kind::kw_limit},
    {"limiter", Kind::kw_limiter},
    {"linkshare", Kind::kw_linkshare},
    {"load", Kind::kw_load},
    {"log", Kind::kw_log},
    {"loginterface", Kind::kw_loginterface},
    {"map-e-portset", Kind::kw_map_e_portset},
    {"match", Kind::kw_match},
    {"matches", Kind::kw_matches},
    {"max", Kind::kw_max},
    {"max-mss", Kind::kw_max_mss},
    {"max-pkt-rate", Kind::kw_max_pkt_rate},
    {"max-pkt-size", Kind::kw_max_pkt_size},
    {"max-src-conn", Kind::kw_max_src_conn},
    {"max-src-conn-rate", Kind::kw_max_src_conn_rate},
    {"max-src-nodes", Kind::kw_max_src_nodes},
    {"max-src-states", Kind::kw_max_src_states},
    {"min", Kind::kw_min},
    {"min-ttl", Kind::kw_min_ttl},
    {"modulate", Kind::kw_modulate},
    {"nat", Kind::kw_nat},
    {"nat-anchor", Kind::kw_nat_anchor},
    {"nat-to", Kind::kw_nat_to},
    {"no", Kind::kw_no},
    {"no-defer", Kind::kw_no_defer},
    {"no-df", Kind::kw_no_df},
    {"no-route", Kind::kw_no_route},
    {"no-sync", Kind::kw_no_sync},
    {"oldqueue", Kind::kw_queue},
    {"on", Kind::kw_on},
    {"once", Kind::kw_once},
    {"optimization", Kind::kw_optimization},
    {"os", Kind::kw_os},
    {"out", Kind::kw_out},
    {"overload", Kind::kw_overload},
    {"parent", Kind::kw_parent},
    {"pass", Kind::kw_pass},
    {"pflow", Kind::kw_pflow},
    {"port", Kind::kw_port},
    {"prefer-ipv6-nexthop", Kind::kw_prefer_ipv6_nexthop},
    {"prio", Kind::kw_prio},
    {"priority", Kind::kw_priority},
    {"priq", Kind::kw_priq},
    {"probability", Kind::kw_probability},
    {"proto", Kind::kw_proto},
    {"qlimit", Kind::kw_qlimit},
    {"quantum", Kind::kw_quantum},
    {"queue", Kind::kw_queue},
    {"quick", Kind::kw_quick},
    {"random", Kind::kw_random},
    {"random-id", Kind::kw_random_id},
    {"rdomain", Kind::kw_rdomain},
    {"rdr", Kind::kw_rdr},
    {"rdr-anchor", Kind::kw_rdr_anchor},
    {"rdr-to", Kind::kw_rdr_to},
    {"realtime", Kind::kw_realtime},
    {"reassemble", Kind::kw_reassemble},
    {"received-on", Kind::kw_received_on},
    {"reply-to", Kind::kw_reply_to},
    {"require-order", Kind::kw_require_order},
    {"return", Kind::kw_return},
    {"return-icmp", Kind::kw_return_icmp},
    {"return-icmp6", Kind::kw_return_icmp6},
    {"return-rst", Kind::kw_return_rst},
    {"ridentifier", Kind::kw_ridentifier},
    {"round-robin", Kind::kw_round_robin},
    {"route", Kind::kw_route},
    {"route-to", Kind::kw_route_to},
    {"rtable", Kind::kw_rtable},
    {"rule", Kind::kw_rule},
    {"ruleset-optimization", Kind::kw_ruleset_optimization},
    {"scrub", Kind::kw_scrub},
    {"scrub-anchor", Kind::kw_scrub_anchor},
    {"set", Kind::kw_set},
    {"set-tos", Kind::kw_set_tos},
    {"skip", Kind::kw_skip},
    {"sloppy", Kind::kw_sloppy},
    {"source", Kind::kw_source},
    {"source-hash", Kind::kw_source_hash},
    {"source-track", Kind::kw_source_track},
    {"state", Kind::kw_state},
    {"state-defaults", Kind::kw_state_defaults},
    {"state-policy", Kind::kw_state_policy},
    {"static-port", Kind::kw_static_port},
    {"sticky-address", Kind::kw_sticky_address},
    {"syncookies", Kind::kw_syncookies},
    {"synproxy", Kind::kw_synproxy},
    {"table", Kind::kw_table},
    {"tag", Kind::kw_tag},
    {"tagged", Kind::kw_tagged},
    {"target", Kind::kw_target},
    {"tbrsize", Kind::kw_tbrsize},
    {"timeout", Kind::kw_timeout},
    {"to", Kind::kw_to},
    {"tos", Kind::kw_tos},
    {"ttl", Kind::kw_ttl},
    {"upperlimit", Kind::kw_upperlimit},
    {"urpf-failed", Kind::kw_urpf_failed},
    {"user", Kind::kw_user},
    {"weight", Kind::kw_weight},
};

constexpr std::size_t longest_keyword = 21;

/// Up to eight characters of a word as a number: the first and the last four, which for a word of at most eight are
/// all.
constexpr std::uint64_t ends_of(std::string_view word) {
    const auto at = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(word[i])}; };
    const std::size_t size = word.size();
    if (size >= 4 && !std::is_constant_evaluated() && std::endian::native == std::endian::little) {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::memcpy(&first, word.data(), 4);
        std::memcpy(&last, word.data() + size - 4, 4);
        return first | std::uint64_t{last} << 32;
    }
    if (size >= 4) {
        return at(0) | at(1) << 8 | at(2) << 16 | at(3) << 24 | at(size - 4) << 32 | at(size - 3) << 40 |
               at(size - 2) << 48 | at(size - 1) << 56;
    }
    return at(0) | at(size / 2) << 8 | at(size - 1) << 16;
}

/// The place of a word in the table. The factor was searched for: with it every keyword has a place of its own.
constexpr std::size_t slot_of(std::uint64_t ends, std::size_t length) {
    return ((ends + length) * 0x71b8d2c8f16595c5U) >> 53;
}
constexpr std::size_t slots = 2048;
static_assert(slots == 1U << (64 - 53));

/// What has to be compared to know a keyword. The first stands for no keyword: no word has length 0.
struct Known {
    std::uint64_t ends = 0;
    std::uint8_t length = 0;
    Kind kind = Kind::text;
};
constexpr std::array<Known, std::size(keywords) + 1> known = [] {
    std::array<Known, std::size(keywords) + 1> table{};
    for (std::size_t i = 0; i < std::size(keywords); ++i) {
        const std::string_view word = keywords[i].word;
        table[i + 1] = {ends_of(word), static_cast<std::uint8_t>(word.size()), keywords[i].kind};
    }
    return table;
}();
static_assert(std::size(known) <= 256);

/// Numbers in `known`.
constexpr std::array<std::uint8_t, slots> places = [] {
    std::array<std::uint8_t, slots> table{};
    for (std::size_t i = 1; i < known.size(); ++i) {
        table[slot_of(known[i].ends, known[i].length)] = static_cast<std::uint8_t>(i);
    }
    return table;
}();
static_assert(std::ranges::count(places, 0) == slots - std::size(keywords), "two keywords share a place: search anew");
static_assert(std::ranges::max(keywords, {}, [](const Keyword& k) { return k.word.size(); }).word.size() <=
              longest_keyword);
static_assert(std::ranges::all_of(keywords, [](const Keyword& k) { return k.word.front() >= 'a'; }));

/// Of a word longer than its ends. A function of its own, so that the frequent short words pay nothing for the call.
[[gnu::noinline]] Kind kind_of_long_word(std::size_t place, std::string_view word) {
    return keywords[place - 1].word == word ? known[place].kind : Kind::text;
}

constexpr std::string_view operators[] = {
    "{", "}", "(", ")", "<", ">", "<=", ">=", "!=", "<>", "><", "=", "!", "/", ",", "->", "-"};

}  // namespace

Kind kind_of_word(std::string_view word) {
    // most words of a file are names and addresses: they are told by the first look into the table
    if (word.size() > longest_keyword || word.front() < 'a') {
        return Kind::text;
    }
    const std::uint64_t ends = ends_of(word);
    const std::size_t place = places[slot_of(ends, word.size())];
    const Known& keyword = known[place];
    if (keyword.ends != ends || keyword.length != word.size()) {
        return Kind::text;
    }
    return word.size() <= 8 ? keyword.kind : kind_of_long_word(place, word);  // the ends are all of a short word
}

std::string_view name_of(Kind kind) {
    switch (kind) {
    case Kind::end: return "end of statement";
    case Kind::newline: return "end of line";
    case Kind::text: return "word";
    case Kind::number: return "number";
    case Kind::macro: return "macro";
    case Kind::other: return "character";
    default: break;
    }
    if (kind < first_word)
        return operators[static_cast<int>(kind) - static_cast<int>(Kind::open_brace)];
    if (kind == Kind::kw_queue) {  // has a second word, from the time when the newer queues came
        return "queue";
    }
    const auto* found = std::ranges::find(keywords, kind, &Keyword::kind);
    return found != std::end(keywords) ? found->word : "word";
}

}  // namespace lyncgate::pf
