// The state of one ruleset being lowered.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "dialects/iptables/lower.hpp"

namespace lyncgate::iptables {

/// What the machine's own addresses are, as far as the site says.
struct OwnAddresses {
    Set certain;            ///< surely local
    Set perhaps_broadcast;  ///< may be the broadcast address of a connected network
    bool complete = false;  ///< every other address is surely not local
};

/// The values that a mark can have for packets of a new connection, when there are few.
struct MarkValues {
    std::optional<std::vector<std::uint32_t>> packet;
    std::optional<std::vector<std::uint32_t>> connection;
};

/// How this dialect uses Field::translated: a bit for each end that was rewritten, and below them the class of what the
/// destination of a new connection was before (see FirstDestinations).
constexpr Value destination_rewritten = 256;
constexpr Value source_rewritten = 512;
/// The values of Field::translated with any of these bits.
Set translated_with(Value bits);

/// Classes of destinations that the ruleset's conditions on the first packet of a connection (--ctorigdst,
/// --ctorigdstport) tell apart. Only connections whose destination is rewritten need to carry their class along.
struct FirstDestinations {
    std::vector<Set> addresses;  ///< disjoint
    std::vector<Set> ports;      ///< disjoint
    bool followed = true;        ///< false: too many to tell apart

    std::size_t count() const { return (addresses.size() + 1) * (ports.size() + 1); }
    /// Classes of `address` and `port`, which are 0 (none of the sets) or a place in the list plus 1.
    Value number(std::size_t address, std::size_t port) const { return address * (ports.size() + 1) + port; }
};
FirstDestinations first_destinations(const Ruleset& ruleset);
/// The stage before a translation in which packets get the number of their class.
Stage remember_destinations(Firewall& firewall, const FirstDestinations& first, Family family);

/// One ruleset on its way into a firewall.
struct Lowering {
    const Ruleset& ruleset;
    Firewall& firewall;
    const SetCatalogue* sets = nullptr;
    OwnAddresses own;
    MarkValues marks;
    std::vector<std::string_view> changing_sets;  ///< sets that rules add to or delete from
    FirstDestinations first;
    bool asks_status = false;  ///< some rule asks for the status of connections
    const Table* table = nullptr;
    Hook hook = Hook::none;
    std::vector<bool> sensitive = {};  ///< per chain of `table`: what it means depends on the hook it is called from
    /// Chains already lowered: table, chain, hook (Hook::none for chains that mean the same everywhere), and whether
    /// for packets that come back over lo with the connection they got on their way out.
    std::map<std::tuple<const Table*, std::uint32_t, Hook, bool>, ChainId> done = {};
    int depth = 0;  ///< of the chain being lowered
    /// How many intervals of addresses under scattered masks are still worth listing, in all of the ruleset.
    std::size_t scattered_left = std::size_t{1} << 18;
    bool looped = false;  ///< lowering for packets that come back over lo

    /// Whether packets have no connection yet: tracking comes after raw.
    bool before_tracking() const { return table->name == "raw" && !looped; }

    Origin origin(Span span) const { return {ruleset.file, span}; }
};

/// A box of packets that a condition takes, surely or perhaps.
struct Part {
    Box box;
    bool certain = true;
};

/// What a condition takes: the union of the parts; `reason` says what the parts that are not certain hang on. A packet
/// in no part is certainly not taken.
struct Taken {
    std::vector<Part> parts;
    std::string reason;
};

/// What most conditions take: surely the packets with one field in a set, and no others.
struct Plain {
    Field field = Field::source;
    Set values;
};
using PlainOrTaken = std::variant<Plain, Taken>;

/// Everything, certainly; or everything, perhaps.
Taken everything();
Taken perhaps(std::string reason);
/// The packets whose `field` is in `set` (all others when `negated`).
Taken within(Lowering& lowering, Field field, const Set& set, bool negated = false);

/// The addresses of a masked address; all of the family, and a `reason`, when the mask is too scattered to list them.
Set addresses_of(const MaskedAddress& address, std::string& reason);
/// What one condition takes at the present hook.
PlainOrTaken taken_by(Lowering& lowering, const Condition& condition);
Taken taken_by_set(Lowering& lowering, const InSet& match);
Taken taken_by_mark(Lowering& lowering, const MarkIs& match);
Taken taken_by_tracked(Lowering& lowering, const TrackedProtocolIs& match);
Taken taken_by_tracked(Lowering& lowering, const TrackedAddressIs& match);
Taken taken_by_tracked(Lowering& lowering, const TrackedPortIs& match);
Taken taken_by_tracked(Lowering& lowering, const TrackedDirectionIs& match);
Taken taken_by_tracked(Lowering& lowering, const TrackedStatusIs& match);
Taken taken_by_state(Lowering& lowering, const StateIs& match);
Taken taken_by_address_type(Lowering& lowering, const AddressTypeIs& match);

/// Which marks packets can have: closure of the ruleset's mark rules from 0.
MarkValues mark_values(const Ruleset& ruleset);
/// Own addresses, from what the site says of the interfaces.
OwnAddresses own_addresses(const std::vector<Interface>& interfaces, Family family);

/// What a rule takes, as two lists of boxes: surely and perhaps, and why perhaps.
struct TakenBoxes {
    Boxes certain;
    Boxes doubtful;
    std::vector<DoubtId> doubts;
};
/// The part in which `field` is in `set`.
TakenBoxes narrowed(Lowering& lowering, const TakenBoxes& taken, Field field, const Set& set);
/// Adds `like` for the sure part and, doubtful, for the rest.
void emit(TakenBoxes taken, lyncgate::Rule like, std::vector<lyncgate::Rule>& into);
/// The rules for DNAT, SNAT, MASQUERADE, REDIRECT and NETMAP.
void lower_translation(Lowering& lowering, const Translate& translate, const TakenBoxes& taken, lyncgate::Rule rule,
                       std::vector<lyncgate::Rule>& into);

/// ICMPv6 messages that connection tracking leaves alone: neighbour discovery and listener reports are UNTRACKED.
Stage untracked_messages(Firewall& firewall);

/// Stages of the routing of packets that the machine sends: those to its own addresses (`own`) leave by lo; those that
/// a rule has translated are routed again, which the OUTPUT chains do not see; those that left by lo come in by it.
Stage way_over_lo(Firewall& firewall, const Set& own);
Stage way_after_translation(Firewall& firewall, const Set& own);
Stage arrival_over_lo(Firewall& firewall, const Set& own);

/// The rules of the flow model for one written rule.
void lower_rule(Lowering& lowering, const Rule& rule, std::uint32_t number, std::vector<lyncgate::Rule>& into);
/// Per chain: whether it, or a chain it calls, means something else at another hook.
std::vector<bool> sensitive_chains(const Ruleset& ruleset, const Table& table);
/// The chain at the present hook, lowered once.
ChainId lower_chain(Lowering& lowering, std::uint32_t chain);

}  // namespace lyncgate::iptables
