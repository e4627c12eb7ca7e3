// Cisco ASA: from what was written to what it means. Private to this dialect.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dialects/asa/config.hpp"
#include "dialects/asa/shape.hpp"
#include "model/firewall.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

/// A set known from both sides, certain <= real <= possible. No doubts: both are the same set.
struct BoundedSet {
    const Set* certain = nullptr;  ///< never null; may be empty
    const Set* possible = nullptr;
    std::vector<DoubtId> doubts;  ///< why they differ

    bool exact() const { return doubts.empty(); }
};

/// Packets of one or more protocols with ports and ICMP messages of their own. Null: any.
struct ServiceBox {
    const Set* protocol = nullptr;
    const Set* source_port = nullptr;
    const Set* destination_port = nullptr;
    const Set* icmp = nullptr;
};

/// Services known from both sides.
struct BoundedServices {
    std::vector<ServiceBox> certain;
    std::vector<ServiceBox> possible;
    std::vector<DoubtId> doubts;

    bool exact() const { return doubts.empty(); }
};

/// Everything an entry says beside its addresses, as written.
struct ServiceWords {
    Operand protocol;
    Operand source_port;
    Operand destination_port;
    Operand message;
    Operand code;

    friend bool operator==(const ServiceWords&, const ServiceWords&) = default;
};

struct HashOfWords {
    std::size_t operator()(const ServiceWords& words) const;
};

/// What the routes and connected networks of the text place behind each interface.
struct RoutesOfText {
    std::vector<Set> behind;  ///< one per interface of the firewall, then one for Null0; empty in transparent mode
    Set placed;               ///< every address a route of the text leads to, also those that several compete for
    bool whole = false;       ///< the table cannot hold more at run time
};

/// The connection mark of packets that a conduit let in.
constexpr Value conduit_mark = 1;
/// The connection mark of packets that came out of the first tunnel of Lowering::filtered; the next has the next
/// number.
constexpr Value first_tunnel_mark = 2;

/// A tunnel to a fixed peer with what its group policy filters.
struct FilteredTunnel {
    const CryptoEntry* entry = nullptr;
    std::string_view interface;
    std::string_view list;  ///< of `vpn-filter`; empty: none
    std::string_view text;  ///< the statement
    bool unsure = false;    ///< which policy the peer gets is not in the text
};

/// The state of lowering one config.
struct Lowering {
    const Config* config = nullptr;
    Firewall* firewall = nullptr;
    bool any_is_ipv4 = false;    ///< before 9.0 `any` is IPv4 only
    bool real_addresses = true;  ///< 8.3 and later: access lists see real addresses, NAT as one table
    /// Finished network objects and groups: the ASA keeps one name space for both.
    std::unordered_map<std::string_view, BoundedSet> networks;
    std::unordered_map<std::string_view, BoundedServices> services;
    /// What entries say beside their addresses, where it is exact: a few services make up most of a list.
    std::unordered_map<ServiceWords, BoundedServices, HashOfWords> entry_services;
    BoundedServices unsure_services;             ///< of the last entry where it is not
    std::vector<std::string_view> open;          ///< groups being resolved, to find cycles
    std::map<std::string_view, ChainId> chains;  ///< access lists lowered so far
    std::map<std::string_view, ChainId> ipv6_chains;
    RoutesOfText routes;
    Set discarded;                                                      ///< destinations that `route Null0` throws away
    std::map<std::pair<std::string_view, int>, ChainId> filter_chains;  ///< vpn-filters by list and direction
    std::vector<FilteredTunnel> filtered;  ///< tunnels to a fixed peer, when any `vpn-filter` is in force
    std::vector<Caveat> caveats;           ///< of the statements and of the policies
    /// Sets that nearly every entry needs, interned once; null until first needed.
    struct {
        const Set* address = nullptr;
        const Set* ipv4 = nullptr;
        const Set* port = nullptr;
        const Set* message = nullptr;
        const Set* protocol = nullptr;
        std::array<const Set*, 256> protocols{};
    } whole;
    std::vector<Diagnostic> diagnostics;
};

// Sets of operands; see lower_addresses.cpp and lower_services.cpp.
BoundedSet exactly(Lowering& lowering, const Set& set);
/// The same for a set that is kept at `known`.
template<class Make>
BoundedSet exactly(Lowering& lowering, const Set*& known, const Make& make) {
    if (known == nullptr) {
        known = lowering.firewall->pool->intern(make());
    }
    return {known, known, {}};
}
BoundedSet every_address(Lowering& lowering);
/// Nothing certain, `possible` possible.
BoundedSet unknown_part(Lowering& lowering, Set possible, std::string reason, std::string_view at);
BoundedSet addresses_of(Lowering& lowering, const Operand& operand);
/// The same of two operands, quicker than one after the other.
std::pair<BoundedSet, BoundedSet> addresses_of(Lowering& lowering, const Operand& a, const Operand& b);
/// The IPv4 addresses that agree with an address, or a name for one, under a netmask.
BoundedSet addresses_under(Lowering& lowering, std::string_view address, std::string_view mask);
/// The addresses of a name in a NAT statement: an object, a group, "any", a name or an inline address.
BoundedSet addresses_named(Lowering& lowering, std::string_view name);
/// One address: a number, or a name for one.
std::optional<Address> address_of(const Config& config, std::string_view word);
/// Ports of an operand (`eq www`, `object-group WEB`, …); any when the operand is `none`.
BoundedSet ports_of(Lowering& lowering, const Operand& operand);
/// Services of a service object, or of an object-group in the place of a protocol.
BoundedServices services_of(Lowering& lowering, const ServiceSpec& spec);
BoundedServices services_named(Lowering& lowering, std::string_view name, bool group);

/// What an entry says beside its addresses, without empty boxes, null for any. To be used before the next is asked for.
const BoundedServices& services_of_entry(Lowering& lowering, const AccessEntry& entry, const Shape& shape);

/// The boxes of an entry, certain and possible.
struct EntryBoxes {
    Boxes certain;
    Boxes possible;
    std::vector<DoubtId> doubts;
};
EntryBoxes boxes_of(Lowering& lowering, const AccessEntry& entry, bool ipv6_only);
/// Swaps source and destination of every box (addresses and ports).
void reverse(Boxes& boxes);

/// Adds a rule, or the two rules of a match known from both sides.
void add_rules(Chain& chain, EntryBoxes boxes, const Action& action, const Origin& origin, std::uint32_t number,
               const std::vector<Rewrite>& rewrites = {});
/// The chain of an access list: permit accepts, deny drops, what no entry takes falls through.
ChainId chain_of_list(Lowering& lowering, const AccessList& list);
ChainId add_chain(Lowering& lowering, std::string name);
/// A box of one value set; fields beyond are any.
Box box_with(Lowering& lowering, Field field, Set set);
std::size_t interface_of(Lowering& lowering, std::string_view name);

void lower_interfaces(Lowering& lowering, const std::vector<Interface>& stated);
void lower_tunnels(Lowering& lowering);

}  // namespace lyncgate::asa
