// Cisco ASA, as written: address translation.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "dialects/asa/operands.hpp"

namespace lyncgate::asa {

/// What an address becomes: an object, group or inline address, the address of the interface, or a pool.
struct Mapped {
    std::string_view name;   ///< object, group or address; empty when only the interface is named
    bool interface = false;  ///< the interface's address (alone, or after the pool is used up)
    bool pool = false;       ///< `pat-pool NAME`
};

/// `nat` of 8.3 and later, in an object or on its own (twice NAT).
struct NatRule {
    std::string_view text;
    std::string_view real_interface;  ///< empty: any
    std::string_view mapped_interface;
    bool dynamic = false;
    bool after_auto = false;  ///< section 3
    bool inactive = false;
    bool unidirectional = false;
    bool route_lookup = false;
    bool net_to_net = false;
    std::uint32_t position = 0;    ///< line number inside its section as written; 0: none
    std::string_view object;       ///< object NAT: the object that holds it (the real source)
    std::string_view real_source;  ///< twice NAT: an object, group, or "any"
    Mapped mapped_source;
    bool has_destination = false;
    Mapped mapped_destination;
    std::string_view real_destination;
    std::string_view first_service;   ///< real source service, mapped destination service (an object)
    std::string_view second_service;  ///< mapped source service, real destination service
    std::string_view port_protocol;   ///< object NAT `service tcp REAL MAPPED`
    std::string_view real_port;
    std::string_view mapped_port;
};

/// `nat (IF) ID …` before 8.3.
struct OldNat {
    std::string_view text;
    std::string_view interface;
    std::string_view id;
    Operand address;  ///< masked or host; none when from a list
    std::string_view list;
    bool outside = false;
};

/// `global (IF) ID …` before 8.3.
struct OldGlobal {
    std::string_view text;
    std::string_view interface;
    std::string_view id;
    bool to_interface = false;
    std::string_view low;
    std::string_view high;  ///< empty: one address
};

/// `static (REAL,MAPPED) …` before 8.3.
struct OldStatic {
    std::string_view text;
    std::string_view real_interface;
    std::string_view mapped_interface;
    std::string_view protocol;  ///< port redirection: tcp or udp
    bool to_interface = false;  ///< mapped to the interface's address
    std::string_view mapped;
    std::string_view mapped_port;
    std::string_view real;
    std::string_view real_port;
    std::string_view list;     ///< policy static
    std::string_view netmask;  ///< empty: one host
};

}  // namespace lyncgate::asa
