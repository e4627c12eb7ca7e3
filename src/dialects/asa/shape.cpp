// Which operand of an access list entry is the source, its port, the destination, its port.
#include "dialects/asa/shape.hpp"

#include <utility>

namespace lyncgate::asa {

namespace {

/// What a group or object in an address-or-port position can be.
enum class Role { address, port, message, unknown };

Role role_of(const Config& config, const Operand& operand) {
    if (is_port(operand.kind)) {
        return Role::port;
    }
    if (operand.kind == OperandKind::message) {
        return Role::message;
    }
    if (operand.kind == OperandKind::group) {
        const Group* const group = find_group(config, operand.first());
        if (group == nullptr) {
            return find_network(config, operand.first()) != nullptr ? Role::address : Role::unknown;
        }
        switch (group->kind) {
        case GroupKind::network: return Role::address;
        case GroupKind::icmp_type: return Role::message;
        case GroupKind::protocol:
        case GroupKind::identity: return Role::unknown;
        default: return Role::port;
        }
    }
    return Role::address;
}

}  // namespace

Shape shape_of(const Config& config, const AccessEntry& entry) {
    Shape shape;
    const std::size_t count = entry.count;
    std::size_t addresses = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Role role = role_of(config, entry.operands[i]);
        addresses += role == Role::address || (role == Role::unknown && i == 0) ? 1U : 0U;
    }
    std::size_t i = 0;
    if (i < count) {
        shape.source = entry.operands[i++];
    }
    // An undefined group is an address when one is still missing.
    const auto is_address_here = [&](std::size_t at) {
        const Role role = role_of(config, entry.operands[at]);
        return role == Role::address || (role == Role::unknown && addresses < 2);
    };
    if (i < count && !is_address_here(i)) {
        shape.source_port = entry.operands[i++];
    }
    if (i < count) {
        shape.destination = entry.operands[i++];
    }
    if (i < count && role_of(config, entry.operands[i]) != Role::message) {
        shape.destination_port = entry.operands[i++];
    }
    if (i < count && role_of(config, entry.operands[i]) == Role::message) {
        shape.message = entry.operands[i++];
    }
    if (i < count && entry.operands[i].kind == OperandKind::message) {
        shape.code = entry.operands[i++];
    }
    if (i < count) {
        shape.stray = entry.operands[i].first();
    } else if (shape.destination.kind == OperandKind::none) {
        shape.stray = entry.text;
    } else if (is_port(shape.source.kind) || shape.source.kind == OperandKind::message) {
        shape.stray = shape.source.first();
    } else if (is_port(shape.destination.kind) || shape.destination.kind == OperandKind::message) {
        shape.stray = shape.destination.first();
    }
    if (entry.swapped) {
        std::swap(shape.source, shape.destination);
        std::swap(shape.source_port, shape.destination_port);
    }
    return shape;
}

}  // namespace lyncgate::asa
