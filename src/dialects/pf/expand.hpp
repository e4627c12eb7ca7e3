// The list of rules that pfctl would load: lists multiplied out, names resolved, defaults filled in.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dialects/pf/config.hpp"

namespace lyncgate::pf {

/// What is known of an interface of the machine the file is for.
struct InterfaceFacts {
    std::string name;
    std::vector<Prefix> addresses;  ///< with the length of their networks, in the order of the system
    bool loopback = false;
};

/// What is known of the machine. By itself: the loopback interface every BSD has.
struct HostFacts {
    std::vector<InterfaceFacts> interfaces;
};
HostFacts loopback_only(Era era);

/// One rule after expansion: every list has one member. Kinds `any` and Op::none mean no condition.
struct RuleLine {
    const RuleStatement* written = nullptr;
    Origin origin;
    RuleAction action = RuleAction::pass;
    Answer answer = Answer::drop;
    Direction direction = Direction::both;
    bool log = false, log_all = false, quick = false;
    int log_interface = 0;
    Interface interface;  ///< no name and no routing domain: every interface
    std::optional<Family> family;
    std::uint8_t protocol = 0;  ///< 0: every protocol
    Host from, to;
    Compare from_port, to_port;
    std::string_view system;
    IdCompare user, group;
    std::optional<IcmpItem> icmp;
    std::uint8_t flags_set = 0, flags_mask = 0;
    StateKind state = StateKind::no;  ///< never unsaid: the default is filled in
    StateOptions options;             ///< with the defaults that depend on other options
    std::string label, tag, tagged;
    std::optional<Pool> nat, rdr, route;                        ///< hosts of the family of the rule only
    std::string automatic_nat, automatic_rdr, automatic_route;  ///< table that stands for a list of addresses
    std::optional<std::uint32_t> rtable;
    std::uint32_t number = 0;                ///< place among the rules of its ruleset, from 0
    std::shared_ptr<struct RuleList> inner;  ///< rules of an anchor that are in the file
};

struct RuleList {
    std::vector<RuleLine> lines;
};

/// A table that pfctl makes for a list of addresses in a translation.
struct AutomaticTable {
    std::string name;
    std::vector<Host> hosts;
};
/// What pfctl announces while it reads, in order.
using Announcement = std::variant<const Statement*, AutomaticTable>;

/// A file with its lists expanded. Holds views into the Config it was made of.
struct Expansion {
    RuleList main;
    std::vector<std::pair<std::string, RuleList>> loaded;  ///< `load anchor`: path of the anchor and its rules
    std::vector<Announcement> announced;
    std::vector<std::string> cuts;  ///< remarks about rules that are not printed whole
    bool if_bound = false;          ///< `set state-policy if-bound`
};

/// The rules that `antispoof` stands for; their lists are in `store`.
std::vector<RuleStatement> rules_of_antispoof(const Antispoof& antispoof, const HostFacts& facts, Store& store);

/// Says what pfctl refuses of a file, as `expand` does, and keeps nothing else.
void check(Config& config, const HostFacts& facts, std::vector<Diagnostic>& diagnostics);
/// Expands a file. Rules that pfctl refuses are left out, with an error each; their statements are marked broken.
Expansion expand(Config& config, const HostFacts& facts, std::vector<Diagnostic>& diagnostics);

/// Why pfctl refuses an expanded rule, as sentences; none when it is in order.
std::vector<std::string> objections(const RuleLine& line, Era era);

/// The addresses a host of the file stands for, as far as they are known: names of interfaces in `facts` are resolved,
/// everything else stays as it is.
std::vector<Host> resolve(const Host& host, const HostFacts& facts);
/// The family a host can only be of; none when it can be of both or is not known.
std::optional<Family> family_of(const Host& host);

}  // namespace lyncgate::pf
