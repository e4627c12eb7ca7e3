#include "app/acceptance.hpp"

#include <algorithm>

#include "checks/flow_verdict.hpp"

namespace lyncgate {

namespace {

/// The accepted flow as something a firewall can be asked about.
RequiredFlow question_about(const AcceptedFlow& accepted) {
    RequiredFlow flow;
    flow.source.roles = accepted.from_roles;
    flow.source.addresses = accepted.from;
    flow.destination.roles = accepted.to_roles;
    flow.destination.addresses = accepted.to;
    flow.protocols = accepted.protocols;
    flow.source_ports = any_port();
    flow.destination_ports = accepted.ports;
    return flow;
}

}  // namespace

std::vector<Finding> unused_acceptances(const AuditContext& context) {
    std::vector<Finding> findings;
    for (const AcceptedFlow& accepted : context.site->accepted) {
        const RequiredFlow flow = question_about(accepted);
        bool crosses = false;
        bool passes = false;
        for (const AuditedFirewall& firewall : context.firewalls) {
            const FirewallVerdict verdict = judge(flow, firewall, context);
            crosses = crosses || !verdict.crossings.empty();
            passes = passes || (!verdict.crossings.empty() && verdict.verdict() != FlowVerdict::closed) ||
                     std::any_of(verdict.crossings.begin(), verdict.crossings.end(),
                                 [](const CrossingVerdict& one) { return !one.misdirected.empty(); });
        }
        if (!crosses || passes) {
            continue;
        }
        Finding finding;
        finding.check = "unused-acceptance";
        finding.severity = Severity::warning;
        finding.message = "no firewall lets anything of this accepted flow pass";
        finding.primary = {accepted.origin, accepted.reason};
        finding.help = "remove it from accepted:, or open the flow it stands for";
        identify(finding);
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace lyncgate
