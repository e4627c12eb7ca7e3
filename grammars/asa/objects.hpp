// Cisco ASA: the lines inside `object network`, `object service` and `object-group …` (ASA command reference, "object
// network", "object service", "object-group", "network-object", "service-object", "port-object").
#pragma once

#include "asa/operands.hpp"

namespace lyncgate::grammar::asa::objects {

LYNCGATE_ASA_KEYWORD(kw_network, "network");
LYNCGATE_ASA_KEYWORD(kw_service, "service");
LYNCGATE_ASA_KEYWORD(kw_subnet, "subnet");
LYNCGATE_ASA_KEYWORD(kw_fqdn, "fqdn");
LYNCGATE_ASA_KEYWORD(kw_v4, "v4");
LYNCGATE_ASA_KEYWORD(kw_v6, "v6");
LYNCGATE_ASA_KEYWORD(kw_source, "source");
LYNCGATE_ASA_KEYWORD(kw_destination, "destination");
LYNCGATE_ASA_KEYWORD(kw_network_object, "network-object");
LYNCGATE_ASA_KEYWORD(kw_service_object, "service-object");
LYNCGATE_ASA_KEYWORD(kw_port_object, "port-object");
LYNCGATE_ASA_KEYWORD(kw_protocol_object, "protocol-object");
LYNCGATE_ASA_KEYWORD(kw_icmp_object, "icmp-object");
LYNCGATE_ASA_KEYWORD(kw_group_object, "group-object");

/// `object network NAME`, `object service NAME`; the kind decides what may stand inside.
struct kind_word : word {};
LYNCGATE_ASA_KEYWORD(kw_group, "group");
struct object_name : name_word {};
struct protocol_word : word {};
struct header
    : p::seq<p::sor<kw_object, kw_object_group>,
             p::must<gap, p::opt<kw_group, gap>, kind_word, gap, object_name, p::opt<gap, protocol_word>, finish>> {};

/// `host A`, `subnet A M`, `subnet P/len`, `range A B`, `fqdn [v4|v6] NAME`.
struct host_value : p::if_must<kw_host, gap, first> {};
struct subnet_value : p::if_must<kw_subnet, gap, p::sor<prefix_address, masked_address>> {};
struct range_value : p::if_must<kw_range, gap, first, gap, second> {};
struct fqdn_family : p::sor<kw_v4, kw_v6> {};
struct fqdn_value : p::if_must<kw_fqdn, gap, p::opt<fqdn_family, gap>, first> {};
struct network_value : p::seq<p::sor<host_value, subnet_value, range_value, fqdn_value>, p::must<finish>> {};

/// `tcp [source OP] [destination OP]`, `icmp [type [code]]`, `tcp OP` (a destination, ASA 8.2), `object NAME`.
struct icmp_word : word {};
struct icmp_code : word {};
struct source_ports : p::if_must<kw_source, gap, port_operand> {};
struct destination_ports : p::if_must<kw_destination, gap, port_operand> {};
struct bare_ports : p::seq<port_operand> {};
struct service_detail : p::sor<source_ports, destination_ports, bare_ports, p::seq<icmp_word, p::opt<gap, icmp_code>>> {
};
struct service_spec : p::seq<protocol_word, p::star<gap, service_detail>> {};
/// `service source eq 80` without a protocol stands in a few hand-written files; the reader rejects it.
struct service_value : p::if_must<kw_service, gap, service_spec, finish> {};

struct network_member : p::if_must<kw_network_object, gap, p::sor<address_operand, first>, finish> {};
struct service_reference : p::if_must<kw_object, gap, first> {};
struct service_member : p::if_must<kw_service_object, gap, p::sor<service_reference, service_spec>, finish> {};
struct port_member : p::if_must<kw_port_object, gap, port_operand, finish> {};
struct protocol_member : p::if_must<kw_protocol_object, gap, first, finish> {};
struct icmp_member : p::if_must<kw_icmp_object, gap, first, finish> {};
struct group_member : p::if_must<kw_group_object, gap, first, finish> {};

struct member : p::sor<network_member, service_member, port_member, group_member, protocol_member, icmp_member> {};

}  // namespace lyncgate::grammar::asa::objects
