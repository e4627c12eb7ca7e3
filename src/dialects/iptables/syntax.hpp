// The syntax tree of an iptables ruleset: what was written, as views into the text.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dialects/iptables/options.hpp"
#include "dialects/iptables/packed.hpp"
#include "net/address.hpp"
#include "text/source_file.hpp"

namespace lyncgate::iptables {

/// Which end of a packet a condition looks at. `either` is multiport's `--ports`.
enum class Side : std::uint8_t { source, destination, either };

/// A part `[first, first + count)` of one of the ruleset's pools.
struct Slice {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

struct PortRange {
    std::uint16_t low = 0;
    std::uint16_t high = 65535;
};

/// Connection states and, as the kernel mixes them, the two translation bits.
enum : std::uint8_t {
    state_invalid = 1,
    state_new = 2,
    state_established = 4,
    state_related = 8,
    state_untracked = 16,
    state_snat = 32,
    state_dnat = 64,
};

/// `-s`, `-d`: any of the addresses.
struct AddressIs {
    Side side = Side::source;
    bool negated = false;
    Slice addresses;
};

/// `-s`, `-d` with a host name, which is looked up when the rules are loaded.
struct HostNamed {
    Side side = Side::source;
    Name name;
};

/// `-m iprange`.
struct AddressBetween {
    Side side = Side::source;
    bool negated = false;
    std::uint32_t range = 0;  ///< index in Ruleset::ranges
};

/// `-p`; never 0.
struct ProtocolIs {
    std::uint8_t number = 0;
    bool negated = false;
};

/// `-i`, `-o`; the name without its `+` when `prefix`.
struct InterfaceIs {
    bool ingress = true;
    bool negated = false;
    bool prefix = false;
    Name name;
};

/// `-f`: second and further fragments.
struct FragmentIs {
    bool negated = false;
};

/// `--sport`, `--dport`, `--sports`, `--dports`, `--ports`. Matches only packets of the protocols that have ports.
struct PortsAre {
    Side side = Side::source;
    bool negated = false;
    Slice ports;
};

struct TcpFlagsAre {
    std::uint8_t mask = 0;
    std::uint8_t flags = 0;
    bool negated = false;
};

/// `--icmp-type`, `--icmpv6-type`; `any` is every message.
struct IcmpIs {
    bool any = false;
    std::uint8_t type = 0;
    std::uint8_t code_low = 0;
    std::uint8_t code_high = 255;
    bool negated = false;
};

/// `--state`, `--ctstate`: any of the bits.
struct StateIs {
    std::uint8_t states = 0;
    bool negated = false;
};

/// `--ctproto`. Of this and its siblings: `beside_state` when the same match has `--ctstate`; then packets without a
/// connection that the state takes are taken, whatever this condition says (net/netfilter/xt_conntrack.c).
struct TrackedProtocolIs {
    std::uint8_t number = 0;
    bool negated = false;
    bool beside_state = false;
};

/// `--ctorigsrc` and its three siblings.
struct TrackedAddressIs {
    bool reply = false;
    Side side = Side::source;
    bool negated = false;
    std::uint32_t address = 0;  ///< index in Ruleset::addresses
    bool beside_state = false;
};

/// `--ctorigsrcport` and its three siblings.
struct TrackedPortIs {
    bool reply = false;
    Side side = Side::source;
    bool negated = false;
    PortRange range;
    bool beside_state = false;
};

/// `--ctdir`.
struct TrackedDirectionIs {
    bool reply = false;
    bool beside_state = false;
};

/// `--ctstatus`: any of the bits (1 EXPECTED, 2 SEEN_REPLY, 4 ASSURED, 8 CONFIRMED); NONE is no bit, and never holds.
struct TrackedStatusIs {
    std::uint8_t bits = 0;
    bool negated = false;
    bool beside_state = false;
};

/// `-m set --match-set name src,dst`. `counters`: it also asks for packet or byte counters, which are not in the text.
struct InSet {
    Name name;
    std::array<Side, 6> dimensions{};
    std::uint8_t dimension_count = 0;
    bool negated : 1 = false;
    bool return_nomatch : 1 = false;
    bool counters : 1 = false;
};

/// `-m mark`, `-m connmark`: `(mark & mask) == value`.
struct MarkIs {
    bool connection = false;
    std::uint32_t value = 0;
    std::uint32_t mask = 0xffffffff;
    bool negated = false;
};

/// `-m addrtype`: the type of an address is in `types` (bits by the kernel's route types: 0 UNSPEC, 1 UNICAST, 2 LOCAL
/// …).
struct AddressTypeIs {
    Side side = Side::source;
    std::uint16_t types = 0;
    bool negated = false;
    bool limit_in = false;
    bool limit_out = false;
};

/// One `--strict` element of `-m policy`, or the only one.
struct PolicyElement {
    std::optional<std::uint32_t> reqid, spi;
    std::optional<std::uint8_t> protocol;
    std::optional<MaskedAddress> source, destination;
    std::optional<bool> tunnel;
    std::uint8_t negated = 0;  ///< bits in the order of the members
};

/// `-m policy`: whether IPsec carried (`in`) or will carry (`out`) the packet.
struct PolicyIs {
    bool outgoing = false;
    bool ipsec = true;
    bool strict = false;
    std::uint32_t element = 0;  ///< index of the first in Ruleset::policies
    std::uint32_t element_count = 0;
};

/// `-m pkttype`: 0 unicast, 1 broadcast, 2 multicast.
struct PacketTypeIs {
    std::uint8_t type = 0;
    bool negated = false;
};

/// A bridge port (`-m physdev`).
struct BridgePortIs {
    Key what = Key::physdev_in;
    bool negated = false;
    Name name;
};

/// A known match that the text cannot decide.
struct Undecided {
    Packed<const MatchModule> module;
};

/// A match module nobody here knows.
struct UnknownMatch {
    Name name;
};

using Condition = std::variant<AddressIs, HostNamed, AddressBetween, ProtocolIs, InterfaceIs, FragmentIs, PortsAre,
                               TcpFlagsAre, IcmpIs, StateIs, TrackedProtocolIs, TrackedAddressIs, TrackedPortIs,
                               TrackedDirectionIs, TrackedStatusIs, InSet, MarkIs, AddressTypeIs, PolicyIs,
                               PacketTypeIs, BridgePortIs, Undecided, UnknownMatch>;
static_assert(sizeof(Condition) <= 24, "a large ruleset has half a million of these");

/// No `-j`: the rule counts packets.
struct NoTarget {};
struct Accept {};
struct Drop {};
struct Return {};
struct Reject {
    std::string_view with;  ///< empty: the family's default
};
/// `-j chain`, `-g chain`.
struct Jump {
    std::string_view chain;
    bool go_to = false;
    std::uint32_t target = 0;  ///< index of the chain in its table, set once the file is read
};
/// LOG, NFLOG, TCPMSS …: nothing that the flow model has changes.
struct Pass {
    const TargetModule* module = nullptr;
};
/// QUEUE, NFQUEUE, SYNPROXY, TPROXY …: known, and the packet leaves the rules in a way that is not followed.
struct Leave {
    const TargetModule* module = nullptr;
};
/// DNAT, SNAT, MASQUERADE, REDIRECT, NETMAP. MASQUERADE and REDIRECT have no addresses.
struct Translate {
    const TargetModule* module = nullptr;
    bool source = false;
    bool random = false;
    bool has_ports = false;
    bool has_address = false;
    PortRange ports;
    std::uint16_t port_base = 0;  ///< `low-high/base`: ports move by `low - base`; 0 when not given
    std::uint32_t address = 0;    ///< index in Ruleset::ranges when `has_address`
};
/// `low-high`; of a network (NETMAP) also its mask.
struct AddressRange {
    Address low = Address::v4(0);
    Address high = Address::v4(0);
    Value mask = 0;
};
/// MARK and CONNMARK: `mark = (mark & ~clear) ^ flip`; save and restore copy between packet and connection instead.
struct SetMark {
    enum class What : std::uint8_t { packet, connection, save, restore };
    What what = What::packet;
    std::uint32_t clear = 0;
    std::uint32_t flip = 0;
    std::uint32_t ct_mask = 0xffffffff;
    std::uint32_t nf_mask = 0xffffffff;
    bool shifted = false;  ///< a bit shift beside it, which is not followed
};
/// NOTRACK, CT: the packet becomes UNTRACKED when `notrack`.
struct Track {
    bool notrack = false;
    bool zone = false;
};
/// SET: entries come and go at run time.
struct ChangeSet {
    std::string_view name;
    bool maps = false;  ///< `--map-set … --map-mark`: the mark changes too
};
/// A target that is neither a chain of the table nor a module known here; without a name: a line that could not be
/// read.
struct UnknownTarget {
    std::string_view name;
};

using Target = std::variant<NoTarget, Accept, Drop, Return, Reject, Jump, Pass, Leave, Translate, SetMark, Track,
                            ChangeSet, UnknownTarget>;

/// The counters of a rule, where they were written.
struct Counters {
    std::uint64_t packets = 0, bytes = 0;
};

/// One rule line.
struct Rule {
    Span span;
    std::uint32_t chain = 0;               ///< index in its table
    Slice conditions;                      ///< all must hold
    std::uint32_t counters = no_counters;  ///< index in Ruleset::counters
    Target target;

    static constexpr std::uint32_t no_counters = ~std::uint32_t{0};
};

/// The built-in chains.
enum class Hook : std::uint8_t { prerouting, input, forward, output, postrouting, none };

/// A chain with its rules in the order in which they are tried.
struct Chain {
    std::string_view name;
    Span span;               ///< where it was declared, or first used
    Hook hook = Hook::none;  ///< none: a user chain
    bool drops = false;      ///< policy of a built-in chain
    bool declared = false;
    bool uncertain = false;  ///< a statement that changes it was not understood
    std::vector<std::uint32_t> rules;
};

struct Table {
    std::string_view name;
    Span span;
    std::vector<Chain> chains;
    std::vector<Rule> rules;  ///< in file order
    bool committed = false;
};

/// A file. Pools keep what does not fit into a condition; `texts` keeps words that had to be freed from quotes.
struct Ruleset {
    const SourceFile* file = nullptr;
    Family family = Family::ipv4;
    std::vector<Table> tables;  ///< each name once: of a table given twice the last one
    std::vector<Condition> conditions;
    std::vector<PortRange> ports;
    AddressPool addresses;
    std::vector<PolicyElement> policies;
    std::vector<AddressRange> ranges;
    std::vector<Counters> counters;
    std::deque<std::string> texts;

    const Table* table(std::string_view name) const;
};

/// The hook of a built-in chain of this table (Hook::none for a user chain).
Hook hook_of(std::string_view table, std::string_view chain);
/// "PREROUTING" …
std::string_view name_of(Hook hook);
/// The chain's index, or nothing.
std::optional<std::uint32_t> find_chain(const Table& table, std::string_view name);

}  // namespace lyncgate::iptables
