// Binding: from requirements and a site to required flows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/address.hpp"
#include "net/set.hpp"
#include "requirements/pack.hpp"
#include "requirements/site.hpp"

namespace lyncgate {

/// One end of a required flow.
struct FlowEnd {
    std::vector<std::string> roles;  ///< the roles that were bound: those of the row, or what "any" was narrowed to
    Set addresses;                   ///< all of one family
    /// The same hosts as the Internet knows them; empty when those are `addresses` themselves. An inbound packet has
    /// this destination before the firewall's NAT and `addresses` after it; an outbound one the other way round.
    Set public_addresses;
};

/// A requirement bound to the addresses of a site. Both ends are of one family; a row that is bound in both
/// families yields two flows.
struct RequiredFlow {
    const Requirement* requirement = nullptr;
    /// Other rows that demand exactly the same packets of this site (pages repeat each other).
    std::vector<const Requirement*> also;
    Family family = Family::ipv4;
    FlowEnd source, destination;
    Set protocols;                              ///< IP protocol numbers: tcp, udp or both
    Set source_ports, destination_ports;        ///< with the site's own ranges; of TCP or UDP
    Necessity necessity = Necessity::required;  ///< here: an optional row may be required at this site
    /// For an IPsec exception: the ports of its server on which media really runs (destination ports of an inbound
    /// row, source ports of an outbound one); empty when it is not about media ranges.
    Set media_ports;
    bool inferred = false;  ///< an end is our reading, not the table's
    std::string label;      ///< "SIP/MTLS tcp/5061 edge-internal -> director"
};

/// What became of one requirement at one site.
enum class Outcome {
    bound,          ///< applies; there are flows for it
    excluded,       ///< its condition does not hold here
    other_product,  ///< belongs to another product than the site's
    role_missing,   ///< applies, but the site gives no address for an end
    peer_unstated,  ///< applies, but the table does not name an end, so there is no flow to check
    no_flow,        ///< a statement: nothing to check
};

/// Why a requirement is in or out.
struct Applicability {
    const Requirement* requirement = nullptr;
    Outcome outcome = Outcome::bound;
    std::string reason;  ///< "feature xmpp-federation is off", "no address for role director-hlb-vip"
    std::vector<std::string> missing_roles;
};

/// A role that some applicable requirement needs and the site does not place.
struct MissingRole {
    std::string role;
    std::vector<const Requirement*> needed_by;
};

/// A site's required flows, in the order of the packs. Points into the library.
struct Binding {
    std::vector<RequiredFlow> flows;   ///< of kind flow
    std::vector<RequiredFlow> ipsec;   ///< of kind ipsec_exception
    std::vector<Applicability> rows;   ///< every requirement of the library
    std::vector<MissingRole> missing;  ///< by name
};

Binding bind(const PackLibrary& library, const Site& site);

/// "bound", "excluded", "other-product", "role-missing", "peer-unstated", "no-flow".
std::string_view name_of(Outcome outcome);

}  // namespace lyncgate
