#include "reporters/unchecked_groups.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "reporters/display.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_named = 3;

}  // namespace

std::vector<UncheckedGroup> unchecked_groups(const Report& report) {
    std::map<std::string, UncheckedGroup> by_reason;
    for (const Unchecked& unchecked : report.unchecked) {
        if (!unchecked.expected) {
            UncheckedGroup& group = by_reason[unchecked.reason];
            group.reason = unchecked.reason;
            group.wants_role = group.wants_role || !unchecked.missing_roles.empty();
            group.requirements.push_back(&unchecked);
        }
    }
    std::vector<UncheckedGroup> groups;
    for (auto& [reason, group] : by_reason) {
        groups.push_back(std::move(group));
    }
    std::stable_sort(groups.begin(), groups.end(), [](const UncheckedGroup& a, const UncheckedGroup& b) {
        return a.requirements.size() > b.requirements.size();
    });
    return groups;
}

std::string requirements_in_words(const UncheckedGroup& group) {
    std::string ids;
    const std::size_t count = group.requirements.size();
    // "and 1 more" would take the place of the one.
    const std::size_t named = count <= most_named + 1 ? count : most_named;
    for (std::size_t i = 0; i < named; ++i) {
        ids += (i == 0 ? "" : ", ") + displayed(group.requirements[i]->requirement.id);
    }
    return fmt::format("{} ({}{})", counted(count, "requirement"), ids,
                       count > named ? fmt::format(", and {} more", count - named) : std::string{});
}

std::string unchecked_help(const std::vector<UncheckedGroup>& groups) {
    const bool any =
        std::any_of(groups.begin(), groups.end(), [](const UncheckedGroup& group) { return group.wants_role; });
    return any ? "write the addresses of these roles under roles: in the site file; a role that does not exist may "
                 "stay out, "
                 "and so may a feature that is not used"
               : "";
}

}  // namespace lyncgate
