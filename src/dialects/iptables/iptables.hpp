// The iptables-save dialect: iptables-save and ip6tables-save dumps, restore files, and saved ipsets beside them.
#pragma once

#include <span>
#include <string_view>

#include "dialects/dialect.hpp"

namespace lyncgate::iptables {

/// How much a text looks like a ruleset of iptables: 0 to 100.
int likeness(std::string_view text);
/// Reads a firewall from its ruleset, and from the companions: the other family's ruleset and saved sets.
Reading read(const SourceFile& file, const ReadContext& context);
/// The ways to write a file back.
std::span<const Dump> dumps();

}  // namespace lyncgate::iptables
