// Cisco ASA, as written: the operands of access lists, objects and groups.
#pragma once

#include <cstddef>
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
    unreadable,  ///< longer than any device takes; what it means is not known
};

/// One operand as written: at most two words of one statement, which stay where they are. Packed, because a firewall
/// has millions of them.
struct Operand {
    Operand() = default;
    /// A word of more than 65,535 characters, or a second word that stands in another text, makes it `unreadable`.
    Operand(OperandKind what, std::string_view first, std::string_view second);

    std::string_view first() const { return {first_, first_size_}; }
    std::string_view second() const { return {first_ + second_at_, second_size_}; }
    /// The same kind and words, wherever they stand.
    friend bool operator==(const Operand& a, const Operand& b) {
        return a.kind == b.kind && a.first() == b.first() && a.second() == b.second();
    }

private:
    const char* first_ = nullptr;
    std::uint16_t first_size_ = 0;
    std::uint16_t second_size_ = 0;
    std::int32_t second_at_ : 24 = 0;  ///< from the first word

public:
    OperandKind kind : 8 = OperandKind::none;
};
static_assert(sizeof(Operand) == 16);

inline Operand::Operand(OperandKind what, std::string_view first, std::string_view second)
    : first_(first.data()), kind(what) {
    constexpr std::size_t longest = 0xffff;
    constexpr std::int64_t farthest = 1 << 22;
    const auto at = second.empty() ? 0
                                   : static_cast<std::int64_t>(reinterpret_cast<std::uintptr_t>(second.data()) -
                                                               reinterpret_cast<std::uintptr_t>(first.data()));
    if (first.size() > longest || second.size() > longest || at > farthest || at < -farthest) {
        kind = OperandKind::unreadable;
        return;
    }
    first_size_ = static_cast<std::uint16_t>(first.size());
    second_size_ = static_cast<std::uint16_t>(second.size());
    second_at_ = static_cast<std::int32_t>(at);
}

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
