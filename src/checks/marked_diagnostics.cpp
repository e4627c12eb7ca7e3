#include <algorithm>

#include "checks/hygiene.hpp"

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

}  // namespace

CheckResult unbound_filter(const AuditContext& context) {
    return marked(context, "unbound-filter", Severity::note);
}

CheckResult undefined_reference(const AuditContext& context) {
    return marked(context, "undefined-reference", Severity::warning);
}

CheckResult unused_object(const AuditContext& context) {
    return marked(context, "unused-object", Severity::note);
}

}  // namespace lyncgate
