#include "requirements/listing.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "requirements/listing_text.hpp"
#include "text/suggest.hpp"

namespace lyncgate {
namespace {

bool names_role(const EndPoint& end, const std::string& role) {
    return std::ranges::find(end.roles, role) != end.roles.end() ||
           std::ranges::find(end.narrowed, role) != end.narrowed.end();
}

bool passes(const Requirement& requirement, const RequirementFilter& filter) {
    return (filter.product.empty() || requirement.product == filter.product) &&
           (filter.topic.empty() || requirement.topic == filter.topic) &&
           (filter.role.empty() || names_role(requirement.source, filter.role) ||
            names_role(requirement.destination, filter.role));
}

std::string unknown(std::string_view what, const std::string& name, const std::set<std::string>& known) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    const std::string near = nearest_name(name, names);
    return near.empty() ? fmt::format("unknown {} \"{}\"", what, name)
                        : fmt::format("unknown {} \"{}\"; did you mean \"{}\"?", what, name, near);
}

}  // namespace

namespace listing {

std::vector<Line> lines_of(const PackLibrary& library, const RequirementFilter& filter, const ListingSite& site) {
    std::map<const Requirement*, const Applicability*> fates;
    if (site.binding != nullptr) {
        for (const Applicability& fate : site.binding->rows) {
            fates.emplace(fate.requirement, &fate);
        }
    }
    std::vector<Line> lines;
    for (const RequirementPack& pack : library.packs) {
        for (const Requirement& requirement : pack.requirements) {
            const auto fate = fates.find(&requirement);
            const Applicability* known = fate == fates.end() ? nullptr : fate->second;
            // With a site, the other product's rows are only shown when asked for.
            const bool foreign = known != nullptr && known->outcome == Outcome::other_product && filter.product.empty();
            if (passes(requirement, filter) && !foreign) {
                lines.push_back({&requirement, known});
            }
        }
    }
    return lines;
}

std::string ports_text(const Set& ports) {
    return fmt::format("{}", fmt::join(describe_ports(ports), ","));
}

std::string traffic_of(const Requirement& requirement) {
    if (requirement.transports.empty()) {
        return "-";
    }
    std::vector<std::string> transports;
    for (const Protocol transport : requirement.transports) {
        transports.push_back(to_string(transport));
    }
    std::string text = fmt::format("{}", fmt::join(transports, "+"));
    if (!requirement.ports.empty()) {
        text += "/" + ports_text(requirement.ports);
    }
    return text;
}

std::string ends_of(const Requirement& requirement) {
    if (requirement.kind == RequirementKind::statement) {
        return requirement.source.roles.empty() ? "-" : "of " + describe(requirement.source);
    }
    return fmt::format("{} {} {}", describe(requirement.source), requirement.both_ways ? "<->" : "->",
                       describe(requirement.destination));
}

}  // namespace listing

std::string list_requirements(const PackLibrary& library, const RequirementFilter& filter, ListingFormat format,
                              const ListingSite& site) {
    const std::vector<listing::Line> lines = listing::lines_of(library, filter, site);
    switch (format) {
    case ListingFormat::table: return listing::as_table(lines, site);
    case ListingFormat::json: return listing::as_json(lines, site);
    case ListingFormat::markdown: return listing::as_markdown(lines, site);
    }
    return {};
}

std::string list_vocabulary(const Vocabulary& vocabulary) {
    std::string text = "products\n";
    for (const auto& [name, title] : vocabulary.products) {
        text += fmt::format("  {:<36} {}\n", name, title);
    }
    text += "\nscenario\n";
    for (const auto& [name, scenario] : vocabulary.scenarios) {
        text += fmt::format("  {:<36} {}\n", scenario.key + ": " + scenario.choice, scenario.title);
    }
    text += "\nfeatures\n";
    for (const auto& [name, feature] : vocabulary.features) {
        const std::string implied =
            feature.implies.empty() ? "" : fmt::format(" (with {})", fmt::join(feature.implies, ", "));
        text += fmt::format("  {:<36} {}{}\n", name, feature.title, implied);
    }
    text += "\nroles\n";
    for (const auto& [name, role] : vocabulary.roles) {
        const std::string parent = role.parent.empty() ? "" : fmt::format(" (part of {})", role.parent);
        text += fmt::format("  {:<36} {} / {}{}\n", name, role.english, role.french, parent);
    }
    text += "\nports\n";
    for (const auto& [name, tunable] : vocabulary.tunables) {
        const std::string parameters =
            tunable.start.empty()   ? ""
            : tunable.count.empty() ? fmt::format(" ({}: {})", tunable.service, tunable.start)
                                    : fmt::format(" ({}: {}, {})", tunable.service, tunable.start, tunable.count);
        text +=
            fmt::format("  {:<36} {:<14} {}{}\n", name, listing::ports_text(tunable.ports), tunable.title, parameters);
    }
    return text;
}

std::vector<std::string> problems_of(const PackLibrary& library, const RequirementFilter& filter) {
    std::set<std::string> products;
    std::set<std::string> topics;
    std::set<std::string> roles;
    for (const RequirementPack& pack : library.packs) {
        products.insert(pack.product);
        topics.insert(pack.topic);
    }
    for (const auto& [name, role] : library.vocabulary.roles) {
        roles.insert(name);
    }
    std::vector<std::string> problems;
    if (!filter.product.empty() && !products.contains(filter.product)) {
        problems.push_back(unknown("product", filter.product, products));
    }
    if (!filter.topic.empty() && !topics.contains(filter.topic)) {
        problems.push_back(unknown("topic", filter.topic, topics));
    }
    if (!filter.role.empty() && filter.role != "any" && !roles.contains(filter.role)) {
        problems.push_back(unknown("role", filter.role, roles));
    }
    return problems;
}

std::string nearest_requirement(const PackLibrary& library, std::string_view id) {
    std::vector<std::string_view> ids;
    for (const RequirementPack& pack : library.packs) {
        for (const Requirement& requirement : pack.requirements) {
            ids.push_back(requirement.id);
        }
    }
    return nearest_name(id, ids);
}

}  // namespace lyncgate
