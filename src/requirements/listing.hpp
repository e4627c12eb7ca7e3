// Requirements for people and programs: `lyncgate requirements`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "requirements/bind.hpp"
#include "requirements/pack.hpp"
#include "requirements/site.hpp"

namespace lyncgate {

/// Which requirements to show. Empty: all.
struct RequirementFilter {
    std::string product, topic, role;
};

/// A site and what it binds to; both empty when requirements are shown without a site.
struct ListingSite {
    const Site* site = nullptr;
    const Binding* binding = nullptr;
};

enum class ListingFormat { table, json, markdown };

/// The requirements that pass the filter, in the order of the packs; with a site also why each is in or out, and the
/// roles it does not place. Ends with a line end. Same input, same bytes.
std::string list_requirements(const PackLibrary& library, const RequirementFilter& filter, ListingFormat format,
                              const ListingSite& site = {});
/// One requirement in full: its row, its source, its condition, doubts about it, what breaks when it is closed, and
/// with a site what it is bound to. Empty when there is no such requirement.
std::string explain_requirement(const PackLibrary& library, std::string_view id, const ListingSite& site = {});
/// Every role, scenario, feature and tunable with its title: what packs and sites may name.
std::string list_vocabulary(const Vocabulary& vocabulary);
/// Products, topics and roles that a filter may name but does not match; one sentence each, with the nearest name.
std::vector<std::string> problems_of(const PackLibrary& library, const RequirementFilter& filter);
/// The requirement ids nearest to one that does not exist, for a message.
std::string nearest_requirement(const PackLibrary& library, std::string_view id);

}  // namespace lyncgate
