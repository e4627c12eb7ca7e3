// Cisco ASA: which operand of an access list entry is which.
#pragma once

#include "dialects/asa/config.hpp"

namespace lyncgate::asa {

/// Operands of an entry in their places.
struct Shape {
    Operand source;
    Operand source_port;
    Operand destination;
    Operand destination_port;
    Operand message;  ///< ICMP type, or a group of them
    Operand code;
    std::string_view stray;  ///< what fits nowhere; empty when all is well
};

/// Settles which operand is which from the kinds of the groups they name. A group that is not defined is an address
/// where one is still missing.
Shape shape_of(const Config& config, const AccessEntry& entry);

}  // namespace lyncgate::asa
