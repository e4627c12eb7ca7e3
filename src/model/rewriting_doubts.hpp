// Why it is not known what a packet looks like after its rewriting.
#pragma once

#include <vector>

#include "model/rule.hpp"

namespace lyncgate {

/// The doubt that stands for "by which interface a packet leaves whose destination lies behind none"; like
/// `translation_choice` it has no entry in Firewall::doubts.
constexpr DoubtId unknown_way_out = translation_choice - 1;

/// The doubts of the rules that may have rewritten a packet, for a match or a destination that turns on them;
/// `translation_choice` where one of them picks a value, and where none has a doubt of its own. Never empty.
std::vector<DoubtId> rewriting_doubts(const std::vector<const Rule*>& rewriters);

}  // namespace lyncgate
