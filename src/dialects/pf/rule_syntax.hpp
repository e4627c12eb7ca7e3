// Rules of pf.conf as written: hosts, ports, what a rule asks and does.
// Views point into the sources or into the Store of the Config; see pf.conf(5) for the words.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "dialects/pf/store.hpp"
#include "dialects/pf/token.hpp"
#include "model/seldom.hpp"
#include "net/address.hpp"

namespace lyncgate::pf {

/// Which pf a file is written for: they differ in syntax, in what is printed and in how translation works.
enum class Era : std::uint8_t {
    openbsd_3,   ///< OpenBSD up to 4.0, FreeBSD up to 6: as the next, and rules keep state only when they say so
    openbsd_44,  ///< OpenBSD 4.1 to 4.6, NetBSD: nat/rdr/binat rules, stateful by default
    openbsd_48,  ///< OpenBSD 4.7 to 5.4: nat-to and rdr-to, ALTQ
    openbsd,     ///< OpenBSD 5.5 and later
    freebsd,     ///< FreeBSD, macOS: nat/rdr/binat rules beside parts of the newer syntax
};

/// Whether translation rules stand apart from the filter (nat, rdr, binat) and are printed before it.
constexpr bool translates_first(Era era) {
    return era == Era::openbsd_3 || era == Era::openbsd_44 || era == Era::freebsd;
}
/// Whether a pass rule without a word about it keeps state and, of TCP, takes SYN packets only (OpenBSD 4.1).
constexpr bool keeps_state_by_default(Era era) {
    return era != Era::openbsd_3;
}

enum class Direction : std::uint8_t { both, in, out };

/// Something with an optional `!` before it.
struct Interface {
    std::string_view name;  ///< interface or group; "any"; empty with a routing domain
    bool negated = false;
    bool dynamic = false;                  ///< `(em0)`, antispoof only
    std::optional<std::uint32_t> rdomain;  ///< `on rdomain 3`
    Origin origin;
};

/// `em0:network`, `(em0:0)`: what is asked of an interface.
struct Modifiers {
    bool network : 1 = false;
    bool broadcast : 1 = false;
    bool peer : 1 = false;
    bool no_alias : 1 = false;
};

enum class HostKind : std::uint8_t {
    any,
    prefix,   ///< an address or network
    range,    ///< first - last
    name,     ///< interface, group, `self` or a host name: only the running machine knows the addresses
    dynamic,  ///< `(em0)`
    table,    ///< `<name>`
    no_route,
    urpf_failed,
    route_label,  ///< `route "label"`
};

/// The two ends of a range of addresses.
struct RangeEnds {
    Address first;
    Address address;        ///< the last one
    std::string_view text;  ///< of the last one, as written
};

/// The number of an address where it is kept: as a Value it would be aligned to sixteen bytes.
class KeptNumber {
public:
    KeptNumber() = default;
    KeptNumber(Value number)
        : high_(static_cast<std::uint64_t>(number >> 64)), low_(static_cast<std::uint64_t>(number)) {}
    operator Value() const { return Value{high_} << 64 | low_; }

private:
    std::uint64_t high_, low_;
};

/// Hosts are most of what a file holds, so they are kept small.
struct Host {
    HostKind kind = HostKind::any;
    bool negated = false;
    Modifiers modifiers;
    std::int16_t bits = -1;           ///< `/bits` on a name or dynamic address; -1: none
    std::int16_t prefix_length = -1;  ///< of the prefix; -1: there is none. Says which member of the union is set
    ShortText at;                     ///< interface of an old route host `(em0 192.0.2.1)`, or after `@`
    union {
        std::string_view text{};   ///< of all other kinds: name, table, label or file as written, without modifiers
        KeptNumber prefix_number;  ///< of a prefix: its address
        const RangeEnds* last;     ///< of a range
    };
    Origin origin;

    /// Kind prefix; the first address of a range.
    std::optional<Prefix> prefix() const {
        if (prefix_length < 0) {
            return std::nullopt;
        }
        return Prefix{kind == HostKind::range ? last->first : Address::at(prefix_number), prefix_length};
    }
    void set_prefix(const Prefix& prefix) {
        prefix_number = prefix.address.number();
        prefix_length = static_cast<std::int16_t>(prefix.length);
    }
};

/// A comparison of ports.
enum class Op : std::uint8_t {
    none,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    inside,
    outside,
    range
};
struct Compare {
    Op op = Op::none;
    std::uint32_t low = 0;
    std::uint32_t high = 0;
};
/// The same of users or groups.
struct IdCompare {
    Op op = Op::none;
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::string_view name;  ///< one that is a name; its number is not known
};
constexpr std::uint32_t unknown_id = 0xffffffff;  ///< `user unknown`

struct Endpoint {
    List<Host> hosts;     ///< empty: any
    List<Compare> ports;  ///< empty: any
};

/// `proto tcp`
struct ProtocolItem {
    std::uint8_t number = 0;
};
/// Every protocol, at the place of its number: a list of one protocol is a part of this one.
inline constexpr std::array<ProtocolItem, 256> every_protocol = [] {
    std::array<ProtocolItem, 256> items;
    for (std::size_t i = 0; i < items.size(); ++i) {
        items[i].number = static_cast<std::uint8_t>(i);
    }
    return items;
}();
/// `icmp-type echoreq code 0`. Type and code, -1 for any code.
struct IcmpItem {
    int type = 0;
    int code = -1;
    bool v6 = false;
};

enum class RuleAction : std::uint8_t {
    pass,
    block,
    match,
    scrub,
    no_scrub,
    nat,
    no_nat,
    binat,
    no_binat,
    rdr,
    no_rdr,
    anchor,
    nat_anchor,
    rdr_anchor,
    binat_anchor,
    other_anchor,
};

/// How a blocked packet is answered.
enum class Answer : std::uint8_t { by_policy, drop, reset, icmp, any };

enum class StateKind : std::uint8_t { unsaid, no, keep, modulate, synproxy };

/// The options in the brackets after `keep state`.
struct StateOptions {
    std::optional<std::uint32_t> max, max_src_states, max_src_nodes, max_src_conn, rate_limit, rate_seconds;
    bool no_sync = false, source_track = false, track_rule = false, track_global = false;
    bool if_bound = false, floating = false, sloppy = false, pflow = false, other = false;
    std::string_view overload;
    bool flush = false, flush_global = false;
    std::vector<std::pair<int, std::uint32_t>> timeouts;  ///< number in `timeout_names`, seconds
};

/// How an address is chosen from a pool.
enum class PoolKind : std::uint8_t { none, bitmask, random, source_hash, round_robin, least_states };
struct Pool {
    std::vector<Host> hosts;
    std::optional<std::uint32_t> port_low, port_high;
    bool port_star = false;  ///< `port 80:*`
    PoolKind kind = PoolKind::none;
    std::string_view hash_key;
    bool has_key = false, sticky = false, static_port = false;
    Origin origin;
};

enum class RouteKind : std::uint8_t { none, route_to, reply_to, dup_to, fastroute };
enum class DivertKind : std::uint8_t { none, to, reply, packet };

struct ScrubOptions {
    bool no_df = false, random_id = false, reassemble_tcp = false, present = false;
    std::optional<std::uint32_t> min_ttl, max_mss, set_tos;
    enum class Fragments : std::uint8_t { reassemble, crop, drop_ovl, none } fragments = Fragments::reassemble;
};

/// What few rules say.
struct RuleDetails {
    int return_ttl = 0;
    int return_icmp = -1, return_icmp6 = -1;  ///< codes; -1: port unreachable
    SeldomList<std::string_view> systems;     ///< `os "OpenBSD"`
    SeldomList<IdCompare> users, groups;
    SeldomList<IcmpItem> icmp;
    std::optional<std::uint32_t> tos, prio;
    Seldom<StateOptions> state_options;
    SeldomList<std::string_view> labels;
    std::string_view queue, priority_queue, tag, tagged;
    std::optional<double> probability;  ///< 0 to 1
    std::optional<std::uint32_t> rtable;
    Seldom<Host> divert_host;
    std::uint32_t divert_port = 0;
    ScrubOptions scrub;
    Seldom<Pool> nat, rdr, route;  ///< nat also for binat and af-to; the old rules use `redirect`
    Seldom<Pool> redirect;         ///< after `->`
    Seldom<Interface> received_on;
    std::optional<std::pair<std::uint32_t, std::uint32_t>> packet_rate;
    std::optional<std::pair<std::uint32_t, std::uint32_t>> set_prio;
    std::optional<std::uint32_t> set_tos, set_delay;
    std::optional<std::uint32_t> ridentifier;
    std::string_view dummynet;  ///< `dnpipe 1`, `dnqueue (1, 2)`
    SeldomList<std::uint32_t> dummynet_numbers;
    std::string_view anchor;              ///< name of an anchor; empty: unnamed
    std::shared_ptr<struct Block> block;  ///< rules between the braces
};

/// A rule as written: filter, translation, normalisation, or the line that calls an anchor. Empty lists mean any.
struct RuleStatement {
    RuleAction action = RuleAction::pass;
    Answer answer = Answer::by_policy;
    Direction direction = Direction::both;
    StateKind state = StateKind::unsaid;
    DivertKind divert = DivertKind::none;
    RouteKind route_kind = RouteKind::none;
    std::uint8_t log_interface = 0;
    std::uint8_t flags_set = 0, flags_mask = 0;
    bool translation_passes : 1 = false;  ///< `nat pass`
    bool quick : 1 = false;
    bool log : 1 = false;
    bool log_all : 1 = false;
    bool log_user : 1 = false;
    bool log_matches : 1 = false;
    bool has_flags : 1 = false;
    bool flags_any : 1 = false;
    bool fragment : 1 = false;
    bool allow_options : 1 = false;
    bool once : 1 = false;
    bool has_tagged : 1 = false;
    bool not_tagged : 1 = false;
    bool binat_to : 1 = false;
    bool limited : 1 = false;       ///< `state limiter name`, `source limiter name`
    bool more_options : 1 = false;  ///< an option that is read and does not change what matches
    bool opens_block : 1 = false;
    std::optional<Family> family, af_to;
    List<Interface> interfaces;
    List<ProtocolItem> protocols;
    Endpoint from, to;
    Seldom<RuleDetails> detailed;

    /// Written out, for without it every new rule is filled with zeros before its members get their values.
    RuleStatement() {}

    const RuleDetails& details() const { return detailed.get(); }
    /// The details to be changed.
    RuleDetails& make_details() { return detailed.make(); }
};

/// Whether a rule makes the packets it passes known to the state table. What no rule takes is passed without a state
/// (pf(4), pf_default_rule).
inline bool keeps_state(const RuleStatement& rule, Era era) {
    return rule.action == RuleAction::pass &&
           (rule.state == StateKind::unsaid ? keeps_state_by_default(era) : rule.state != StateKind::no);
}

}  // namespace lyncgate::pf
