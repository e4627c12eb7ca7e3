// Cisco ASA, as written: objects, groups, access lists and where they are bound.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "dialects/asa/operands.hpp"

namespace lyncgate::asa {

/// `object network NAME` with its last value (`none` when it has none).
struct NetworkObject {
    std::string_view name;
    std::string_view text;  ///< the line that gives the value, or the header
    Operand value;
};

/// `object service NAME`.
struct ServiceObject {
    std::string_view name;
    std::string_view text;
    ServiceSpec value;
};

/// `object-group KIND NAME`. The typed service groups carry ports, the plain one whole services.
enum class GroupKind : std::uint8_t {
    network,
    service,      ///< no protocol in the header: members are services
    service_tcp,  ///< `service NAME tcp`: members are ports
    service_udp,
    service_tcp_udp,
    protocol,
    icmp_type,
    identity,  ///< user, security, interface, network-service: not decidable from addresses
};

/// An object group with its members in file order. Members of plain service groups are in `services`, all others
/// (also nested groups, kind `group`) in `members`.
struct Group {
    GroupKind kind = GroupKind::network;
    std::string_view name;
    std::string_view text;
    std::vector<Operand> members;
    std::vector<ServiceSpec> services;
};

/// One access control entry as written. `operands` are what stands after the protocol in file order; which of them is
/// the source, its port, the destination, its port is settled by the kinds of the groups they name (see shape.hpp).
struct AccessEntry {
    std::string_view text;  ///< the whole statement
    Operand protocol;       ///< word, object or group
    std::array<Operand, 4> operands;
    std::uint8_t count = 0;  ///< how many operands
    bool permit = false;
    bool inactive = false;
    bool remark = false;          ///< counts as a line of its list, matches nothing
    bool readable = true;         ///< false: an entry stands here that could not be read
    bool advanced = false;        ///< Firepower Threat Defense hands what it permits to its intrusion engine
    bool swapped = false;         ///< the destination is written first (conduit)
    std::uint32_t line = 0;       ///< from `line N`; 0 when not written
    std::uint32_t number = 0;     ///< place among the entries, remarks counted, from 1
    std::uint32_t condition = 0;  ///< place in Config::conditions, from 1; 0: none
};

/// What few entries say beside their operands.
struct EntryCondition {
    std::string_view time_range;
    std::string_view identity;     ///< from the first user, group, security-group or service operand to the last
    std::string_view source;       ///< Firepower, `ifc NAME`: the interface it holds for; empty: all
    std::string_view destination;  ///< the same for the way out
};

enum class ListKind : std::uint8_t { extended, standard, ethertype, webtype };

/// An access list; entries in the order of the device.
struct AccessList {
    std::string_view name;
    ListKind kind = ListKind::extended;
    bool ipv6_only = false;  ///< `ipv6 access-list`, before 9.0
    bool loose = false;      ///< while reading: entries were inserted or taken away, or some are remarks
    std::vector<AccessEntry> entries;
};

enum class Direction : std::uint8_t { in, out, global };

/// `access-group LIST in|out interface NAME`, `access-group LIST global`.
struct AccessGroup {
    std::string_view text;
    std::string_view list;
    std::string_view interface;  ///< empty for global
    Direction direction = Direction::in;
    bool control_plane = false;      ///< filters packets to the firewall itself
    bool per_user_override = false;  ///< downloaded user lists replace this one
};

}  // namespace lyncgate::asa
