// The modules of iptables-extensions(8): which options each knows, what an option's value is, and what a module's
// decision depends on.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "dialects/iptables/keyword.hpp"
#include "net/address.hpp"

namespace lyncgate::iptables {

/// What follows an option word.
enum class Kind : std::uint8_t {
    none,
    u8,
    u16,
    u32,
    u64,  ///< a number, decimal, octal or hexadecimal
    u8_range,
    u16_range,
    u32_range,
    u64_range,  ///< `low[:high]`, either end may be missing
    real,
    text,
    name_or_range,  ///< a name, or a number or range within the bounds
    optional_text,  ///< a text that may be missing
    choice,         ///< one of `choices`
    choices,        ///< a comma list of `choices`
    tos_mask,       ///< `value[/mask]` or a name
    mark_mask,      ///< `value[/mask]`, 32 bits
    log_level,
    host,
    host_mask,
    protocol,
    port,
    port_range,
    port_list,
    prefix_length,
    prefix_mask,
    mac,
    address_range,  ///< `low-high`
    interface,
    icmp_type,
    icmp6_type,
    tcp_flags,      ///< two words: mask and flags
    set_reference,  ///< two words: a set's name and `src`/`dst` per dimension
    two_words,
    rate,         ///< `5/minute`
    nat_address,  ///< `address[-address][:port[-port]]`
    nat_ports,    ///< `port[-port]`
};

/// Options whose meaning the reader keeps; `none` is only checked.
enum class Key : std::uint8_t {
    none,
    source_ports,
    destination_ports,
    either_ports,
    tcp_flags,
    tcp_syn,
    tcp_option,
    icmp_type,
    states,
    ct_states,
    ct_status,
    ct_protocol,
    ct_orig_source,
    ct_orig_destination,
    ct_reply_source,
    ct_reply_destination,
    ct_orig_source_port,
    ct_orig_destination_port,
    ct_reply_source_port,
    ct_reply_destination_port,
    ct_direction,
    ct_expire,
    source_range,
    destination_range,
    set_match,
    set_return_nomatch,
    set_counter,
    mark,
    connmark,
    source_type,
    destination_type,
    limit_in,
    limit_out,
    policy_direction,
    policy_kind,
    policy_strict,
    policy_reqid,
    policy_spi,
    policy_source,
    policy_destination,
    policy_protocol,
    policy_mode,
    policy_next,
    physdev_in,
    physdev_out,
    physdev_is_in,
    physdev_is_out,
    physdev_is_bridged,
    comment,
    packet_type,
    reject_with,
    to_destination,
    to_source,
    to_ports,
    netmap_to,
    random,
    set_xmark,
    set_mark,
    and_mark,
    or_mark,
    xor_mark,
    save_mark,
    restore_mark,
    ct_mask,
    nf_mask,
    both_mask,
    left_shift,
    right_shift,
    notrack,
    zone,
    zone_orig,
    zone_reply,
    add_set,
    del_set,
    map_set,
    tproxy_port,
    tproxy_address,
    tproxy_mark,
};

/// Bits of OptionFact::flags.
enum : std::uint8_t { invertible = 1, mandatory = 2, repeatable = 4 };

/// One option of a module. `excludes` and `also` are masks over the ids of the module's options: those that may not
/// stand beside it, and those that must. `low` and `high` bound a number where `high` is not 0; for a text they bound
/// its length.
struct OptionFact {
    std::string_view name;
    Kind kind = Kind::none;
    std::uint8_t id = 0;
    std::uint8_t flags = 0;
    std::uint32_t excludes = 0;
    std::uint32_t also = 0;
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    Key key = Key::none;
    std::string_view choices = {};
    std::uint64_t head = head_of(name);  ///< never given
};

/// What a match module's decision depends on.
enum class Depends : std::uint8_t {
    packet,   ///< fields of the flow model, or what the rules themselves set: decided option by option
    nothing,  ///< always matches (comment)
    header,   ///< header fields that the flow model does not have
    payload,  ///< bytes after the headers
    history,  ///< packets that went before
    clock,    ///< time
    host,     ///< state of the machine: sockets, users, routes, neighbours
    link,     ///< the frame the packet came in
};

/// What a target does to the packet's way through its chain.
enum class Effect : std::uint8_t {
    accept,
    drop,
    reject,
    return_,
    user,       ///< they end the chain (`user`: a program decides)
    pass,       ///< the next rule follows, and no field of the flow model changes
    rewrite,    ///< the next rule follows; mark or tracking changes
    translate,  ///< ends the chain of the nat table and changes addresses
    steal,      ///< the packet leaves the rules in a way that the flow model does not follow
};

enum : std::uint8_t { for_ipv4 = 1, for_ipv6 = 2, for_both = 3 };
/// Tables as bits.
enum : std::uint8_t { in_raw = 1, in_mangle = 2, in_nat = 4, in_filter = 8, in_security = 16, in_any = 31 };
/// Built-in chains as bits.
enum : std::uint8_t {
    at_prerouting = 1,
    at_input = 2,
    at_forward = 4,
    at_output = 8,
    at_postrouting = 16,
    at_any = 31
};

/// The ids of the options that must be given, as a mask.
constexpr std::uint32_t mandatory_of(std::span<const OptionFact> options) {
    std::uint32_t ids = 0;
    for (const OptionFact& fact : options) {
        ids |= (fact.flags & mandatory) != 0 ? std::uint32_t{1} << fact.id : 0;
    }
    return ids;
}
/// The ids of the options that need another one beside them.
constexpr std::uint32_t companions_of(std::span<const OptionFact> options) {
    std::uint32_t ids = 0;
    for (const OptionFact& fact : options) {
        ids |= fact.also != 0 ? std::uint32_t{1} << fact.id : 0;
    }
    return ids;
}

/// A match module. `needs` is a mask of option ids of which at least one must be given; `protocols` lists the protocol
/// numbers of which `-p` must name one (0 ends the list; empty: any).
struct MatchModule {
    std::string_view name;
    std::uint8_t families = for_both;
    Depends depends = Depends::packet;
    std::uint32_t needs = 0;
    std::uint8_t tables = in_any;
    std::uint8_t chains = at_any;
    std::uint8_t protocols[6] = {};
    std::span<const OptionFact> options = {};
    // Never given: they follow from the others.
    std::uint64_t head = head_of(name);
    std::uint32_t mandatory_ids = mandatory_of(options);
    std::uint32_t companion_ids = companions_of(options);
};

/// A target module.
struct TargetModule {
    std::string_view name;
    std::uint8_t families = for_both;
    Effect effect = Effect::pass;
    std::uint32_t needs = 0;
    std::uint8_t tables = in_any;
    std::uint8_t chains = at_any;
    std::uint8_t protocols[6] = {};
    std::span<const OptionFact> options = {};
    // Never given: they follow from the others.
    std::uint64_t head = head_of(name);
    std::uint32_t mandatory_ids = mandatory_of(options);
    std::uint32_t companion_ids = companions_of(options);
    /// Nothing that a rule says can be wrong with it: it has no options, and works everywhere.
    bool always_valid = options.empty() && needs == 0 && tables == in_any && chains == at_any && protocols[0] == 0;
};

/// The module of this name for the family, or nullptr. Old names are known too (`icmpv6`, `TTL` only in IPv4 …).
const MatchModule* find_match(std::string_view name, Family family);
const TargetModule* find_target(std::string_view name, Family family);
/// The match module that `-p` of this protocol brings along, or nullptr.
const MatchModule* match_of_protocol(std::uint8_t protocol, Family family);
/// All module names, for suggestions.
std::span<const std::string_view> match_names();
std::span<const std::string_view> target_names();

/// Why a match of this kind cannot be decided from the text: "depends on the packets that went before".
std::string_view reason_of(Depends depends);

}  // namespace lyncgate::iptables
