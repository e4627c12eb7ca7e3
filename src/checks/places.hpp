// Places in findings: from entries of a view to the lines people look at.
#pragma once

#include <string>

#include "checks/check.hpp"
#include "model/unfold.hpp"

namespace lyncgate {

/// Where an entry was written, with what it does: "this rule drops them", "the policy of FORWARD drops them".
Place place_of(const Entry& entry, const Firewall& firewall);
/// Adds a place unless it is there already (as primary or related) or the list is full.
void add_related(Finding& finding, Place place, std::size_t most);
/// Adds the reasons behind doubts, each once, with the places of those that do not stand in the line of the rule they
/// are about: a chain that is called under a condition, a mark that is set under one.
void add_reasons(Finding& finding, const std::vector<DoubtId>& doubts, const Origin& rule, const Firewall& firewall);
/// The same for an entry's doubts.
void add_reasons(Finding& finding, const Entry& entry, const Firewall& firewall);
void add_reason(Finding& finding, const std::string& reason);

}  // namespace lyncgate
