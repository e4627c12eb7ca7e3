#include <fmt/format.h>

#include "checks/hygiene.hpp"
#include "checks/rule_finding.hpp"

namespace lyncgate {

namespace {

/// The diagnostics of the readings that carry this check's name, as findings.
CheckResult marked(const AuditContext& context, std::string_view id, Severity severity) {
    CheckResult result;
    for (const AuditedFirewall& firewall : context.firewalls) {
        for (const Diagnostic& diagnostic : firewall.reading.diagnostics) {
            if (diagnostic.id != id) {
                continue;
            }
            Finding finding;
            finding.check = id;
            finding.severity = severity;
            finding.firewall = firewall.site->name;
            finding.message = diagnostic.message;
            finding.primary = {diagnostic.origin, diagnostic.expected};
            finding.help = diagnostic.help;
            for (const Label& label : diagnostic.labels) {
                finding.related.push_back({label.origin, label.text});
            }
            identify(finding);
            result.findings.push_back(std::move(finding));
        }
    }
    return result;
}

/// The chains that packets can come to: those of a stage, and those that such a chain calls.
std::vector<bool> reached_chains(const Firewall& firewall) {
    std::vector<bool> reached(firewall.chains.size(), false);
    std::vector<ChainId> open;
    const auto reach = [&](ChainId chain) {
        if (!reached[chain]) {
            reached[chain] = true;
            open.push_back(chain);
        }
    };
    for (const std::vector<Stage>* const stages :
         {&firewall.entering, &firewall.forwarded, &firewall.delivered, &firewall.originated}) {
        for (const Stage& stage : *stages) {
            reach(stage.chain);
        }
    }
    while (!open.empty()) {
        const ChainId chain = open.back();
        open.pop_back();
        for (const Rule& rule : firewall.chains[chain].rules) {
            if (const auto* const call = std::get_if<Call>(&rule.action)) {
                reach(call->chain);
            } else if (const auto* const jump = std::get_if<Goto>(&rule.action)) {
                reach(jump->chain);
            }
        }
    }
    return reached;
}

}  // namespace

CheckResult unbound_filter(const AuditContext& context) {
    CheckResult result = marked(context, "unbound-filter", Severity::note);
    for (const AuditedFirewall& firewall : context.firewalls) {
        const Firewall& model = firewall.reading.firewall;
        const std::vector<bool> reached = reached_chains(model);
        for (std::size_t i = 0; i < model.chains.size(); ++i) {
            const Chain& chain = model.chains[i];
            if (reached[i] || chain.rules.empty() || !chain.rules.front().origin) {
                continue;
            }
            Finding finding =
                rule_finding("unbound-filter", Severity::note, firewall, chain, chain.rules.front(), "its first rule");
            finding.message = fmt::format("no packet comes to the {} of {}: nothing calls it",
                                          chain.rules.size() == 1 ? "rule" : "rules", chain.name);
            finding.help = "call the chain, or remove it";
            identify(finding);
            result.findings.push_back(std::move(finding));
        }
    }
    return result;
}

CheckResult undefined_reference(const AuditContext& context) {
    return marked(context, "undefined-reference", Severity::warning);
}

CheckResult unused_object(const AuditContext& context) {
    return marked(context, "unused-object", Severity::note);
}

}  // namespace lyncgate
