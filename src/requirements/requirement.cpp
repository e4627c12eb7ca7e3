#include "requirements/requirement.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace lyncgate {

std::string_view name_of(RequirementKind kind) {
    switch (kind) {
    case RequirementKind::flow: return "flow";
    case RequirementKind::ipsec_exception: return "ipsec-exception";
    case RequirementKind::statement: return "statement";
    }
    return "";
}

std::string_view name_of(Necessity necessity) {
    switch (necessity) {
    case Necessity::required: return "required";
    case Necessity::conditional: return "conditional";
    case Necessity::optional: return "optional";
    case Necessity::informational: return "informational";
    }
    return "";
}

std::string_view name_of(Boundary boundary) {
    switch (boundary) {
    case Boundary::external: return "external";
    case Boundary::internal: return "internal";
    case Boundary::both: return "both";
    case Boundary::hosts: return "hosts";
    }
    return "";
}

std::string_view name_of(AddressKind kind) {
    switch (kind) {
    case AddressKind::node: return "node";
    case AddressKind::node_public: return "node-public";
    case AddressKind::vip: return "vip";
    case AddressKind::vip_public: return "vip-public";
    case AddressKind::unstated: return "unstated";
    }
    return "";
}

std::string describe(const EndPoint& end) {
    if (end.unstated) {
        return "?";
    }
    std::string text = fmt::format("{}", fmt::join(end.roles, " | "));
    if (!end.narrowed.empty()) {
        text += fmt::format(" ({})", fmt::join(end.narrowed, " | "));
    }
    return text;
}

const Set& any_port() {
    static const Set ports(0, 65535);
    return ports;
}

}  // namespace lyncgate
