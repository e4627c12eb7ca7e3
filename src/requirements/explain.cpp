#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "net/address.hpp"
#include "requirements/listing_text.hpp"

namespace lyncgate {
namespace {

using listing::ports_text;

void add(std::string& text, std::string_view key, const std::string& value) {
    if (!value.empty()) {
        text += fmt::format("  {:<14}{}\n", key, value);
    }
}

std::string end_text(const Vocabulary& vocabulary, const EndPoint& end) {
    std::string text = describe(end);
    std::vector<std::string> titles;
    for (const std::string& name : end.roles) {
        if (const auto role = vocabulary.roles.find(name); role != vocabulary.roles.end()) {
            titles.push_back(fmt::format("{} / {}", role->second.english, role->second.french));
        }
    }
    if (!titles.empty()) {
        text += fmt::format(": {}", fmt::join(titles, "; "));
    }
    if (end.address != AddressKind::unstated) {
        text += fmt::format(", address: {}", name_of(end.address));
    }
    if (end.unstated) {
        text += " (the table does not name this end)";
    } else if (end.inferred) {
        text += " (our reading; the table does not name this end)";
    }
    return text;
}

/// The settings a port cell follows, and where a table and the arithmetic of start and count part.
void add_tunables(std::string& text, const Vocabulary& vocabulary, const std::vector<std::string>& names,
                  std::string_view key, const ListingSite& site) {
    for (const std::string& name : names) {
        const auto found = vocabulary.tunables.find(name);
        if (found == vocabulary.tunables.end()) {
            continue;
        }
        const Tunable& tunable = found->second;
        std::string line = fmt::format("{} ({})", name, tunable.title);
        if (!tunable.start.empty()) {
            line += fmt::format(", set with {}{}", tunable.start, tunable.count.empty() ? "" : " and " + tunable.count);
        }
        if (tunable.printed != tunable.ports) {
            line += fmt::format("; the table prints {}, start and count give {}, which is what an audit uses",
                                ports_text(tunable.printed), ports_text(tunable.ports));
        }
        if (site.site != nullptr) {
            line += fmt::format("; at this site {}", ports_text(site.site->ports.find(name)->second));
        }
        add(text, key, line);
    }
}

void add_site(std::string& text, const Requirement& requirement, const ListingSite& site) {
    if (site.binding == nullptr) {
        return;
    }
    for (const Applicability& fate : site.binding->rows) {
        if (fate.requirement == &requirement) {
            add(text, "at this site", fmt::format("{} ({})", name_of(fate.outcome), fate.reason));
        }
    }
    for (const auto* list : {&site.binding->flows, &site.binding->ipsec}) {
        for (const RequiredFlow& flow : *list) {
            const bool mine =
                flow.requirement == &requirement || std::ranges::find(flow.also, &requirement) != flow.also.end();
            if (mine) {
                add(text, "flow",
                    fmt::format("{} from {} to {}, ports {}, from ports {}",
                                fmt::join(describe_protocols(flow.protocols), "+"),
                                fmt::join(describe_addresses(flow.source.addresses), ", "),
                                fmt::join(describe_addresses(flow.destination.addresses), ", "),
                                ports_text(flow.destination_ports), ports_text(flow.source_ports)));
            }
        }
    }
}

}  // namespace

std::string explain_requirement(const PackLibrary& library, std::string_view id, const ListingSite& site) {
    const Requirement* found = find_requirement(library, id);
    if (found == nullptr) {
        return {};
    }
    const Requirement& requirement = *found;
    std::string text = fmt::format("{}\n", requirement.id);
    add(text, "row", fmt::format("{} of table \"{}\", {}", requirement.row, requirement.table, requirement.topic));
    add(text, "source",
        fmt::format("{}{}{}", requirement.provenance.page,
                    requirement.provenance.technet.empty() ? "" : ", TechNet " + requirement.provenance.technet,
                    requirement.provenance.modified.empty() ? "" : ", of " + requirement.provenance.modified));
    add(text, "kind", std::string(name_of(requirement.kind)));
    add(text, "traffic",
        fmt::format("{} {}{}", requirement.label, listing::traffic_of(requirement),
                    requirement.protocol_inferred ? " (protocol is our reading)" : ""));
    add(text, "as printed", requirement.raw_label);
    if (requirement.kind != RequirementKind::statement) {
        add(text, "ports",
            fmt::format("from {} to {}{}", ports_text(requirement.source_ports),
                        ports_text(requirement.destination_ports),
                        requirement.ports_inferred ? " (the table does not say which side)" : ""));
        if (!requirement.source_if.empty()) {
            add(text, "", fmt::format("source ports only with {}, otherwise any", requirement.source_if));
        }
    }
    add_tunables(text, library.vocabulary, requirement.tunables, "follows", site);
    add_tunables(text, library.vocabulary, requirement.source_tunables, "from follows", site);
    add_tunables(text, library.vocabulary, requirement.media, "media", site);
    if (!requirement.source.roles.empty()) {
        add(text, "from", end_text(library.vocabulary, requirement.source));
        add(text, "to", end_text(library.vocabulary, requirement.destination));
    }
    add(text, "demand",
        std::string(name_of(requirement.necessity)) +
            (requirement.required_if.always() ? "" : ", required with " + to_string(requirement.required_if)));
    add(text, "when", to_string(requirement.condition));
    add(text, "remark", requirement.remark);
    add(text, "when closed", requirement.breaks);
    for (const Suspicion& suspicion : requirement.suspicions) {
        add(text, "suspect",
            fmt::format("{}{}{}", suspicion.cell,
                        suspicion.printed.empty() ? "" : fmt::format(", printed \"{}\"", suspicion.printed),
                        suspicion.read.empty() ? "" : fmt::format(", read as \"{}\"", suspicion.read)));
        add(text, "", "because " + suspicion.because);
    }
    add(text, "pack", fmt::format("{}:{}", requirement.origin.file->name(), line_of(requirement.origin)));
    add_site(text, requirement, site);
    return text;
}

}  // namespace lyncgate
