#include "app/audit.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "app/acceptance.hpp"
#include "app/suppress.hpp"

namespace lyncgate {

namespace {

RequirementRef reference(const Requirement& requirement) {
    return {requirement.pack, requirement.row, requirement.id};
}

std::string label_of(const Requirement& requirement) {
    return fmt::format("{} {} -> {}", requirement.label, describe(requirement.source),
                       describe(requirement.destination));
}

/// Rows that apply and could not be bound, and bound flows that no firewall is asked about.
void add_unchecked(Report& report, const AuditContext& context) {
    for (const Applicability& row : context.binding->rows) {
        if (row.outcome == Outcome::role_missing || row.outcome == Outcome::peer_unstated) {
            report.unchecked.push_back({reference(*row.requirement), label_of(*row.requirement), row.reason,
                                        row.outcome == Outcome::peer_unstated});
        }
    }
    std::set<std::string> checked;
    for (const FlowResult& flow : report.flows) {
        checked.insert(flow.requirement.id);
    }
    std::set<std::string> told;
    for (const RequiredFlow& flow : context.binding->flows) {
        if (!checked.contains(flow.requirement->id) && told.insert(flow.requirement->id).second) {
            report.unchecked.push_back(
                {reference(*flow.requirement), flow.label, "no firewall of the site stands between its ends", true});
        }
    }
}

/// A role whose addresses lie behind no interface of any firewall: its flows would silently not be checked.
void add_unplaced(Report& report, const AuditContext& context) {
    Set placed;
    for (const AuditedFirewall& firewall : context.firewalls) {
        for (const Interface& interface : firewall.reading.firewall.interfaces) {
            placed = unite(placed, unite(interface.networks, interface.addresses));
        }
    }
    for (const auto& [name, role] : context.site->roles) {
        const Set lost = subtract(role.addresses, placed);
        const bool public_placed = !role.public_addresses.empty() && covers(placed, role.public_addresses);
        if (role.inherited || lost.empty() || public_placed || context.firewalls.empty()) {
            continue;
        }
        Finding finding;
        finding.check = "unplaced-role";
        finding.severity = Severity::warning;
        finding.undecided = true;
        finding.message =
            fmt::format("role {} ({}) lies behind no interface of any firewall, so its flows are not checked", name,
                        listed(describe_addresses(lost), 4));
        finding.primary = {role.origin, "these addresses"};
        finding.reasons.push_back("no firewall of the site has these addresses behind an interface");
        finding.help = "add their network to an interface of the firewall in front of them";
        identify(finding);
        report.findings.push_back(std::move(finding));
    }
}

void add_pictures(Report& report, const AuditContext& context) {
    for (const auto& [name, role] : context.site->roles) {
        if (!role.inherited) {
            report.roles.push_back({name, describe_addresses(role.addresses)});
        }
    }
    for (const AuditedFirewall& firewall : context.firewalls) {
        FirewallPicture picture{
            firewall.site->name, firewall.dialect == nullptr ? std::string{} : std::string(firewall.dialect->name), {}};
        const std::vector<Interface>& interfaces = firewall.reading.firewall.interfaces;
        for (std::size_t i = 1; i < interfaces.size(); ++i) {
            if (interfaces[i].networks.empty()) {
                continue;
            }
            FirewallPicture::Side side{interfaces[i].name, describe_addresses(interfaces[i].networks), {}};
            for (const auto& [name, role] : context.site->roles) {
                if (!role.inherited && !disjoint(role.addresses, interfaces[i].networks)) {
                    side.roles.push_back(name);
                }
            }
            picture.sides.push_back(std::move(side));
        }
        report.firewalls.push_back(std::move(picture));
    }
}

bool wanted(const Check& check, const AuditRequest& request) {
    if (request.only.empty()) {
        return request.hygiene || check.group == CheckGroup::mission;
    }
    return std::find(request.only.begin(), request.only.end(), check.id) != request.only.end();
}

std::set<std::string> ran_checks(const AuditRequest& request) {
    std::set<std::string> ran;
    for (const Check& check : checks()) {
        if (wanted(check, request)) {
            ran.insert(std::string(check.id));
        }
    }
    return ran;
}

/// Whether suppressions may be written in the file: it is part of a firewall's configuration.
bool is_configuration(const LoadedSite& loaded, const SourceFile& file) {
    return std::any_of(loaded.inputs.begin(), loaded.inputs.end(),
                       [&](const InputFile& input) { return !input.firewall.empty() && input.file == file.name(); });
}

}  // namespace

Report audit(LoadedSite& loaded, const AuditRequest& request) {
    Report report;
    if (!request.today.empty()) {
        report.findings = end_acceptances(*loaded.site, request.today);
    }
    const AuditContext& context = loaded.context;
    report.site = loaded.site->name;
    report.product = loaded.site->product;
    report.diagnostics = loaded.diagnostics;
    report.inputs = loaded.inputs;
    for (const AuditedFirewall& firewall : context.firewalls) {
        report.coverage.push_back({firewall.site->config.path,
                                   firewall.dialect == nullptr ? std::string{} : std::string(firewall.dialect->name),
                                   firewall.reading.coverage});
    }
    for (const Check& check : checks()) {
        if (wanted(check, request)) {
            report.checks.push_back({std::string(check.id),
                                     std::string(check.summary),
                                     {},
                                     check.group == CheckGroup::mission ? Severity::error : Severity::note});
            CheckResult result = check.run(context);
            for (Finding& finding : result.findings) {
                finding.hygiene = check.group == CheckGroup::hygiene;
            }
            report.findings.insert(report.findings.end(), std::make_move_iterator(result.findings.begin()),
                                   std::make_move_iterator(result.findings.end()));
            report.flows.insert(report.flows.end(), std::make_move_iterator(result.flows.begin()),
                                std::make_move_iterator(result.flows.end()));
        }
    }
    for (const Applicability& row : context.binding->rows) {
        report.requirements += row.outcome == Outcome::bound ? 1 : 0;
    }
    if (request.only.empty()) {
        const std::vector<Finding> unused = unused_acceptances(context);
        report.findings.insert(report.findings.end(), unused.begin(), unused.end());
    }
    add_unchecked(report, context);
    add_unplaced(report, context);
    add_pictures(report, context);
    sort_findings(report.findings);
    std::vector<Suppression> suppressions;
    for (const SourceFile* const file : loaded.store->files()) {
        if (is_configuration(loaded, *file)) {
            std::vector<Suppression> more = read_suppressions(*file, report.diagnostics);
            suppressions.insert(suppressions.end(), more.begin(), more.end());
        }
    }
    // Whether a suppression is used can be told only when the check it is for has run.
    const std::set<std::string> ran = ran_checks(request);
    std::erase_if(suppressions, [&](const Suppression& suppression) { return !ran.contains(suppression.check); });
    report.suppressed = suppress(report, std::move(suppressions), request.today);
    return report;
}

}  // namespace lyncgate
