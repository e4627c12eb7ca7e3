// Cisco ASA: which lists are bound where, and the rules that say so. Private to this dialect.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialects/asa/lowering.hpp"

namespace lyncgate::asa {

/// A rule written at `text`.
Rule rule(Lowering& lowering, BoxList boxes, Action action, std::string_view text);
/// A rule that takes an unknown part of `boxes`.
Rule doubtful(Lowering& lowering, BoxList boxes, Action action, std::string reason, std::string_view text);
/// Whether an access-group filters traffic through the firewall in this direction.
bool binds(const AccessGroup& group, Direction direction);
/// `access-group LIST global`; null when there is none.
const AccessGroup* global_group(const Config& config);
/// What is bound to an interface: the last list of each kind (IPv4 or unified, IPv6 before 9.0, ethertype).
std::vector<const AccessGroup*> bound_to(const Config& config, std::string_view interface, Direction direction);
/// Every interface name of the configuration, also those only an access-group knows.
std::vector<std::string_view> named_interfaces(const Config& config);

}  // namespace lyncgate::asa
