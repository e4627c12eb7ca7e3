// Cisco ASA: the chains that filter, each in its stage. Private to this dialect.
#pragma once

#include "dialects/asa/lowering.hpp"

namespace lyncgate::asa {

/// The security level: 0-100; without `security-level` 100 for "inside" and 0 for all others.
int level_of(const InterfaceBlock& block);
/// Interfaces that are down, and `ip verify reverse-path`.
ChainId entering_checks(Lowering& lowering);
/// `access-group … in` of each interface, then `access-group … global`, then what they deny implicitly.
ChainId ingress_lists(Lowering& lowering);
/// `access-group … out`.
ChainId egress_lists(Lowering& lowering);
/// Security levels where no list is bound, and `same-security-traffic` everywhere.
ChainId security_levels(Lowering& lowering);

}  // namespace lyncgate::asa
