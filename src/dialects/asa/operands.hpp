// Cisco ASA, as written: the operands of access lists, objects and groups.
#pragma once

#include <cstdint>
#include <string_view>

namespace lyncgate::asa {

/// What an operand says. The words it carries stand in `Operand::first` and `Operand::second`.
enum class OperandKind : std::uint8_t {
    none,
    any,         ///< `any`: IPv4 and IPv6 since 9.0, IPv4 before
    any4,        ///< `any4`
    any6,        ///< `any6`
    host,        ///< `host A`: first is an address or a name
    masked,      ///< `A M`: first an address or a name, second a netmask (not a wildcard)
    prefix,      ///< `P/len`
    range,       ///< `range A B`: addresses
    fqdn,        ///< `fqdn NAME`; second is "v4" or "v6" when written
    interface,   ///< `interface NAME`: the address of that interface
    object,      ///< `object NAME`
    group,       ///< `object-group NAME`, of which kind only the group itself says
    equal,       ///< `eq P`
    not_equal,   ///< `neq P`
    less,        ///< `lt P`
    greater,     ///< `gt P`
    port_range,  ///< `range P Q`
    message,     ///< an ICMP type or code
    word,        ///< a protocol by name or number
};

/// One operand as written; the views point into the source text.
struct Operand {
    OperandKind kind = OperandKind::none;
    std::string_view first;
    std::string_view second;
};

constexpr bool is_port(OperandKind kind) {
    return kind >= OperandKind::equal && kind <= OperandKind::port_range;
}
constexpr bool is_address(OperandKind kind) {
    return kind >= OperandKind::any && kind <= OperandKind::interface;
}

/// What a service object, or a `service-object` line of a group, says.
struct ServiceSpec {
    std::string_view text;       ///< the whole line
    std::string_view protocol;   ///< name or number; "tcp-udp" for both; empty when `object` is set
    Operand source;              ///< source ports
    Operand destination;         ///< destination ports
    std::string_view icmp_type;  ///< of ICMP and ICMPv6
    std::string_view icmp_code;
    std::string_view object;  ///< the service object referred to
};

}  // namespace lyncgate::asa
