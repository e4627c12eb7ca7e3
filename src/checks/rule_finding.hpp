// Findings about single rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/check.hpp"
#include "checks/rule_sequence.hpp"

namespace lyncgate {

/// A finding at a rule, still without message.
Finding rule_finding(std::string_view check, Severity severity, const AuditedFirewall& firewall, const Chain& chain,
                     const Rule& rule, std::string text);
/// "line 12 of FORWARD"; for a rule without a line "rule 12 of FORWARD".
std::string called(const Chain& chain, const Rule& rule);
/// "line 3", "lines 3 and 5", "lines 3, 5, 9 and 4 more": the rules of these units.
std::string lines_of(const RuleSequence& sequence, const std::vector<std::uint32_t>& units, std::size_t most = 4);
/// Adds the rules of the units as related places.
void relate(Finding& finding, const RuleSequence& sequence, const std::vector<std::uint32_t>& units,
            std::string_view text, std::size_t most = 8);

}  // namespace lyncgate
