#include "app/audit.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

#include "app/acceptance.hpp"
#include "app/check_help.hpp"
#include "app/suppress.hpp"
#include "app/unchecked.hpp"
#include "app/untranslated.hpp"

namespace lyncgate {

namespace {

/// Findings about the site and its suppressions come from the audit itself; formats that list their rules need these
/// too.
void add_own_checks(Report& report) {
    struct Own {
        const char* id;
        const char* summary;
    };
    constexpr Own own[] = {
        {"nothing-checked", "no required flow crosses a firewall"},
        {"unplaced-role", "a role lies behind no interface of any firewall"},
        {"expired-acceptance", "an accepted flow has ended"},
        {"unused-acceptance", "an accepted flow that nothing lets pass"},
        {"expired-suppression", "a suppression has ended"},
        {"unused-suppression", "a suppression that hides nothing"},
    };
    for (const Own& one : own) {
        const bool found = std::any_of(report.findings.begin(), report.findings.end(),
                                       [&](const Finding& finding) { return finding.check == one.id; });
        if (found) {
            report.checks.push_back({one.id, one.summary, check_help(one.id), Severity::warning});
        }
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
            report.checks.push_back({std::string(check.id), std::string(check.summary), check_help(check.id),
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
    add_unchecked(report, context, ran_checks(request));
    add_untranslated(report, context);
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
    add_own_checks(report);
    return report;
}

}  // namespace lyncgate
