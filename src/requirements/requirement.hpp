// Requirements: the rows of Microsoft's port tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "net/protocol.hpp"
#include "net/set.hpp"
#include "requirements/condition.hpp"
#include "text/source_file.hpp"

namespace lyncgate {

/// What a row demands.
enum class RequirementKind : std::uint8_t {
    flow,             ///< packets from source to destination must pass
    ipsec_exception,  ///< packets from source to destination must be neither authenticated nor encrypted by IPsec
    statement,        ///< says something about ports, but names no flow (a NAT rule, a default range, an empty row)
};

/// How much a row demands, as its table says it.
enum class Necessity : std::uint8_t {
    required,       ///< listed without a condition, or with one that is only about what is deployed
    conditional,    ///< needed when its condition holds
    optional,       ///< may be closed; something convenient is lost
    informational,  ///< documented, never demanded
};

/// Which firewall the table is about. It decides what "any" means: on the external firewall the Internet, on the
/// internal one the organisation's own networks; between hosts it is any address of the organisation.
enum class Boundary : std::uint8_t { external, internal, both, hosts };

/// Which address of a role is meant.
enum class AddressKind : std::uint8_t {
    node,         ///< each server's own address, as it is on its interface
    node_public,  ///< each server's address as the Internet knows it (its own, or the one NAT puts in front)
    vip,          ///< the virtual address of a load balancer
    vip_public,   ///< a virtual address as the Internet knows it
    unstated,     ///< the table does not say
};

/// One end of a requirement.
struct EndPoint {
    std::vector<std::string> roles;     ///< as printed; one or more, all of them meant. "any" stands alone
    std::vector<std::string> narrowed;  ///< for "any": the roles the page says it can be narrowed to; may be empty
    AddressKind address = AddressKind::unstated;
    bool inferred = false;  ///< the table does not name this end; the roles are our reading
    bool unstated = false;  ///< the table does not name this end and nothing follows from it; roles is {"any"}
};

/// A cell of the source that is probably wrong: kept as printed, read otherwise.
struct Suspicion {
    std::string cell;  ///< "source", "destination", "ports", "protocol", "note"
    std::string printed;
    std::string read;  ///< what is used instead, and what the fields above hold; empty: what is printed
    std::string because;
};

/// Where a table comes from.
struct Provenance {
    std::string page;      ///< page name without its extension
    std::string technet;   ///< TechNet library id; may be empty
    std::string modified;  ///< date of the topic, YYYY-MM-DD; may be empty
};

/// One row of a Microsoft port table.
struct Requirement {
    std::string pack;       ///< "lync-2013/director-single"
    std::string product;    ///< "lync-server-2013"
    std::string topic;      ///< "director-single"
    std::string table;      ///< "director"; unique in its topic
    std::uint32_t row = 0;  ///< as counted in the page, from 1
    std::string id;         ///< "topic/table/row": stable, unique over all packs

    RequirementKind kind = RequirementKind::flow;
    Necessity necessity = Necessity::required;
    Boundary boundary = Boundary::hosts;

    std::string label;                 ///< the application protocol: "SIP/MTLS"
    std::string raw_label;             ///< the label cell as printed where it is odd; may be empty
    std::vector<Protocol> transports;  ///< tcp, udp or both; empty for statements without one
    Set ports;              ///< as printed in the table, whichever side they are on; every port when it says any
    Set destination_ports;  ///< as read: `ports`, unless the row is read otherwise
    Set source_ports;       ///< every port when the table names none
    std::vector<std::string> tunables;         ///< the settings whose union the destination ports are; empty when fixed
    std::vector<std::string> source_tunables;  ///< the same for the source ports
    /// The feature with which `source_ports` hold; without it every source port is meant. Empty: always.
    std::string source_if;
    /// The settings that hold the ports on which its media really runs, for rows that say "any port" about a
    /// server (the IPsec exceptions).
    std::vector<std::string> media;
    bool ports_inferred = false;     ///< the table does not say which side (source or destination) the ports are on
    bool protocol_inferred = false;  ///< transport or label is our reading

    bool both_ways = false;  ///< the row is about both directions; the ports are those of the far end each time
    EndPoint source;
    EndPoint destination;
    Condition condition;    ///< of the row and of its pack together
    Condition required_if;  ///< for an optional row: when it becomes required; empty: never
    std::string remark;     ///< why the flow exists, in our words
    std::string breaks;     ///< what stops working in Lync when it is closed
    std::vector<Suspicion> suspicions;
    Provenance provenance;
    Origin origin;  ///< the row in its pack
};

/// "flow", "ipsec-exception", "statement".
std::string_view name_of(RequirementKind kind);
/// "required", "conditional", "optional", "informational".
std::string_view name_of(Necessity necessity);
/// "external", "internal", "both", "hosts".
std::string_view name_of(Boundary boundary);
/// "node", "node-public", "vip", "vip-public", "unstated".
std::string_view name_of(AddressKind kind);

/// An end as packs write it: "director | front-end", "any (director | front-end)", "?" for one the table does not name.
std::string describe(const EndPoint& end);

/// Every port number, 0-65535: what "any" means in a port cell.
const Set& any_port();

}  // namespace lyncgate
