// Names that are used and not defined, or defined and not used.
#pragma once

#include <vector>

#include "dialects/pf/config.hpp"

namespace lyncgate::pf {

/// Says which tables, tags and loaded anchors of a file lead nowhere, each with the id of the hygiene check that makes
/// a finding of it. What an anchor or include that is not at hand may use is never called unused.
void check_usage(const Config& config, std::vector<Diagnostic>& diagnostics);

}  // namespace lyncgate::pf
