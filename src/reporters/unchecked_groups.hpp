// Requirements that were not checked, by what the site would have to say.
#pragma once

#include <string>
#include <vector>

#include "findings/report.hpp"

namespace lyncgate {

/// Requirements that were not checked for one and the same reason.
struct UncheckedGroup {
    std::string reason;  ///< "the site has no address for reverse-proxy-external"
    bool wants_role = false;
    std::vector<const Unchecked*> requirements;
};

/// What should have been checked and was not, the largest group first, then by reason. Points into the report.
std::vector<UncheckedGroup> unchecked_groups(const Report& report);
/// "4 requirements (reverse-proxy/external/1, ... and 1 more)".
std::string requirements_in_words(const UncheckedGroup& group);
/// What to write into the site; empty when no role is missing.
std::string unchecked_help(const std::vector<UncheckedGroup>& groups);

}  // namespace lyncgate
