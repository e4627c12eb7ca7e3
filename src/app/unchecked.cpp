#include "app/unchecked.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "checks/crossing.hpp"
#include "checks/lync_scope.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_names = 8;

RequirementRef reference(const Requirement& requirement) {
    return {requirement.pack, requirement.row, requirement.id};
}

std::string label_of(const Requirement& requirement) {
    return fmt::format("{} {} -> {}", requirement.label, describe(requirement.source),
                       describe(requirement.destination));
}

/// Role names as a user can place them: a role that stands for a few others is replaced by these.
std::vector<std::string> placeable(const std::vector<std::string>& roles, const Vocabulary& vocabulary) {
    std::set<std::string> names;
    for (const std::string& role : roles) {
        const auto known = vocabulary.roles.find(role);
        const bool stands_for_few =
            known != vocabulary.roles.end() && !known->second.members.empty() && known->second.members.size() <= 2;
        if (!stands_for_few) {
            names.insert(role);
        } else {
            names.insert(known->second.members.begin(), known->second.members.end());
        }
    }
    return {names.begin(), names.end()};
}

void add_unbound(Report& report, const AuditContext& context) {
    for (const Applicability& row : context.binding->rows) {
        if (row.outcome == Outcome::role_missing || row.outcome == Outcome::peer_unstated) {
            Unchecked unchecked{reference(*row.requirement), label_of(*row.requirement), row.reason,
                                row.outcome == Outcome::peer_unstated,
                                placeable(row.missing_roles, context.library->vocabulary)};
            if (!unchecked.missing_roles.empty()) {
                unchecked.reason =
                    fmt::format("the site has no address for {}", fmt::join(unchecked.missing_roles, " or "));
            }
            report.unchecked.push_back(std::move(unchecked));
        }
    }
}

/// Bound flows that no firewall is asked about. Known only when the check that follows them has run.
void add_uncrossing(Report& report, const AuditContext& context) {
    std::set<std::string> checked;
    for (const FlowResult& flow : report.flows) {
        checked.insert(flow.requirement.id);
    }
    for (const RequiredFlow& flow : context.binding->flows) {
        if (checked.insert(flow.requirement->id).second) {
            report.unchecked.push_back({reference(*flow.requirement),
                                        flow.label,
                                        "no firewall of the site stands between its ends",
                                        true,
                                        {}});
        }
    }
}

Set behind(const AuditedFirewall& firewall) {
    Set all;
    for (const Interface& interface : firewall.reading.firewall.interfaces) {
        all = unite(all, unite(interface.networks, interface.addresses));
    }
    return all;
}

Finding undecided_about(const char* check, Origin origin, const char* place) {
    Finding finding;
    finding.check = check;
    finding.severity = Severity::warning;
    finding.undecided = true;
    finding.primary = {origin, place};
    return finding;
}

/// A role whose addresses lie behind no interface of any firewall: its flows would silently not be checked.
void add_unplaced(Report& report, const AuditContext& context) {
    Set placed;
    for (const AuditedFirewall& firewall : context.firewalls) {
        placed = unite(placed, behind(firewall));
    }
    // Firewalls that were left out of this audit place roles too.
    for (const SiteFirewall& firewall : context.site->firewalls) {
        for (const InterfaceNetworks& side : firewall.interfaces) {
            placed = unite(placed, unite(side.networks, side.addresses));
        }
    }
    for (const auto& [name, role] : context.site->roles) {
        const Set lost = subtract(role.addresses, placed);
        const bool public_placed = !role.public_addresses.empty() && covers(placed, role.public_addresses);
        if (role.inherited || lost.empty() || public_placed || context.firewalls.empty()) {
            continue;
        }
        Finding finding = undecided_about("unplaced-role", role.origin, "these addresses");
        finding.message =
            fmt::format("role {} ({}) lies behind no interface of any firewall, so its flows are not checked", name,
                        listed(describe_addresses(lost), 4));
        finding.reasons.push_back("no firewall of the site has these addresses behind an interface");
        finding.help = "add their network to an interface of the firewall in front of them";
        identify(finding);
        report.findings.push_back(std::move(finding));
    }
}

/// Whether servers lie behind an interface that does not lead to the Internet: behind that one everything lies that
/// nobody has placed, mistyped networks included.
bool has_servers(const AuditedFirewall& firewall, const Set& servers) {
    const std::vector<InterfaceNetworks>& sides = firewall.site->interfaces;
    return std::any_of(sides.begin(), sides.end(), [&](const InterfaceNetworks& side) {
        return !side.internet && !disjoint(side.networks, servers);
    });
}

bool crosses(const AuditContext& context, const AuditedFirewall& firewall) {
    SetPool pool;
    return std::any_of(context.binding->flows.begin(), context.binding->flows.end(),
                       [&](const RequiredFlow& flow) { return !crossings(flow, firewall, pool).empty(); });
}

/// Names of the interfaces of which the site says nothing. Nothing lies behind a loopback interface.
std::vector<std::string> undescribed(const Firewall& firewall) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        const Interface& interface = firewall.interfaces[i];
        if (interface.networks.empty() && interface.name != "lo" && interface.name != "lo0") {
            names.push_back(interface.name);
        }
    }
    return names;
}

std::string interfaces_to_write(const AuditedFirewall& firewall) {
    const std::vector<std::string> names = undescribed(firewall.reading.firewall);
    if (names.empty()) {
        return fmt::format(
            "the networks under interfaces: of firewall {}, which are to hold the addresses of the roles",
            firewall.site->name);
    }
    return fmt::format("the networks behind {} under interfaces: of firewall {}", listed(names, most_names),
                       firewall.site->name);
}

/// Why no flow is asked about: roles that are not placed, or firewalls that stand between none of them.
Finding nothing_checked(const AuditContext& context) {
    Finding finding = undecided_about("nothing-checked", context.site->origin, "this site");
    std::set<std::string> missing;
    std::size_t waiting = 0;
    for (const Applicability& row : context.binding->rows) {
        const std::vector<std::string> names = placeable(row.missing_roles, context.library->vocabulary);
        waiting += names.empty() ? 0 : 1;
        missing.insert(names.begin(), names.end());
    }
    if (context.binding->flows.empty()) {
        finding.message = "nothing was checked: no requirement applies to the roles that the site places";
    } else {
        finding.message = "nothing was checked: no required flow crosses a firewall of the site";
        const std::size_t flows = context.binding->flows.size();
        finding.reasons.push_back(
            fmt::format("{} required flow{} both ends behind one interface, or an end behind none", flows,
                        flows == 1 ? " has" : "s have"));
        for (const AuditedFirewall& firewall : context.firewalls) {
            finding.help +=
                fmt::format("{}{}", finding.help.empty() ? "correct " : "; ", interfaces_to_write(firewall));
        }
    }
    if (!missing.empty()) {
        const std::vector<std::string> names(missing.begin(), missing.end());
        finding.reasons.push_back(fmt::format("{} requirement{} roles that the site does not place", waiting,
                                              waiting == 1 ? " needs" : "s need"));
        finding.help += fmt::format("{}write addresses under roles: for those that exist of {}",
                                    finding.help.empty() ? "" : "; ", fmt::join(names, ", "));
    }
    if (finding.help.empty()) {
        finding.help =
            "look at scenario:, features: and product: with `lyncgate requirements --site FILE`, which says of "
            "every row why it is out";
    }
    identify(finding);
    return finding;
}

/// One firewall that no required flow crosses, beside others that some do.
Finding idle_firewall(const AuditedFirewall& firewall, bool excess_sought) {
    Finding finding = undecided_about("nothing-checked", firewall.site->origin, "this firewall");
    finding.firewall = firewall.site->name;
    finding.help = fmt::format("correct {}, or take the firewall out of the site", interfaces_to_write(firewall));
    if (excess_sought) {
        finding.undecided = false;
        finding.severity = Severity::note;
        finding.message =
            fmt::format("no required flow crosses firewall {}; only what it lets reach or leave the servers "
                        "behind it was checked",
                        finding.firewall);
    } else {
        finding.message = fmt::format("nothing was checked at firewall {}: no required flow crosses it, and no server "
                                      "of the site lies behind its inside interfaces",
                                      finding.firewall);
        finding.reasons.push_back(
            "the networks behind interfaces that do not lead to the Internet hold no server of the site");
    }
    identify(finding);
    return finding;
}

void add_idle(Report& report, const AuditContext& context, bool flows_followed, bool excess_sought) {
    const Set servers = server_addresses(context);
    std::vector<const AuditedFirewall*> idle;
    bool any_servers = false;
    for (const AuditedFirewall& firewall : context.firewalls) {
        const bool asked =
            flows_followed ? std::any_of(report.flows.begin(), report.flows.end(),
                                         [&](const FlowResult& flow) { return flow.firewall == firewall.site->name; })
                           : crosses(context, firewall);
        any_servers = any_servers || has_servers(firewall, servers);
        if (!asked) {
            idle.push_back(&firewall);
        }
    }
    // One firewall of several, chosen by name, is judged like one of several.
    const bool whole = context.firewalls.size() == context.site->firewalls.size();
    if (whole && idle.size() == context.firewalls.size() && !(excess_sought && !flows_followed && any_servers)) {
        report.findings.push_back(nothing_checked(context));
        return;
    }
    for (const AuditedFirewall* const firewall : idle) {
        report.findings.push_back(idle_firewall(*firewall, excess_sought && has_servers(*firewall, servers)));
    }
}

}  // namespace

void add_unchecked(Report& report, const AuditContext& context, const std::set<std::string>& ran) {
    add_unbound(report, context);
    const bool flows_followed = ran.contains("missing-opening");
    if (flows_followed) {
        add_uncrossing(report, context);
    }
    add_unplaced(report, context);
    const bool excess_sought = ran.contains("over-permissive-rule");
    if (flows_followed || excess_sought || ran.contains("missing-return-path")) {
        add_idle(report, context, flows_followed, excess_sought);
    }
}

}  // namespace lyncgate
