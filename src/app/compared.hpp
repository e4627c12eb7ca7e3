// The questions of a comparison, and its answers without packets that do not exist.
#pragma once

#include <vector>

#include "model/difference.hpp"

namespace lyncgate {

/// The questions to ask of two configurations: everything, or, with networks behind the interfaces and
/// `plausible_only`, packets that come in where their source lies; with `new_only` only the opening packets of
/// connections.
std::vector<Box> compared_questions(const Firewall& firewall, bool plausible_only, bool new_only, SetPool& pool);

/// Takes out packets from an IPv4 to an IPv6 address or the other way round: no network carries such a thing, but a
/// rule that names one end only leaves the family of the other open. Boxes with packets of both families stay as they
/// are.
Boxes of_one_family(const Boxes& boxes, SetPool& pool);

/// The difference of two firewalls (model/difference.hpp), as far as its packets exist.
Difference compared(const Firewall& before, const Firewall& after, const Box& question, From from);

}  // namespace lyncgate
