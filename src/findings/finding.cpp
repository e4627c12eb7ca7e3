#include "findings/finding.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

#include "findings/report.hpp"
#include "findings/sha256.hpp"

namespace lyncgate {

std::string_view name_of(Severity severity) {
    switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "note";
    }
    return "note";
}

std::string_view name_of(Confidence confidence) {
    return confidence == Confidence::certain ? "certain" : "possible";
}

std::string_view name_of(FlowVerdict verdict) {
    switch (verdict) {
    case FlowVerdict::open: return "open";
    case FlowVerdict::closed: return "closed";
    case FlowVerdict::partly_open: return "partly-open";
    case FlowVerdict::undecided: return "undecided";
    }
    return "undecided";
}

void identify(Finding& finding) {
    std::string facts = fmt::format("{}\n{}\n{}\n", finding.check, finding.firewall,
                                    finding.requirement ? finding.requirement->id : std::string{});
    // The text of the line, not its number: an identity survives lines moving.
    if (finding.primary.origin) {
        facts += text_of(finding.primary.origin);
    }
    for (const DescribedBox& box : finding.packets) {
        facts += "\n" + one_line(box, ~std::size_t{0} - 1);
    }
    finding.identity = sha256(facts).substr(0, 16);
}

void sort_findings(std::vector<Finding>& findings) {
    const auto key = [](const Finding& f) {
        const Origin& origin = f.primary.origin;
        return std::tuple(f.undecided, f.severity, std::string_view(f.firewall),
                          std::string_view(origin ? origin.file->name() : std::string_view{}), origin.span.begin,
                          std::string_view(f.check),
                          std::string_view(f.requirement ? f.requirement->id : std::string_view{}),
                          std::string_view(f.message));
    };
    std::stable_sort(findings.begin(), findings.end(),
                     [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
}

int Report::exit_status() const {
    const auto counts = [](const Finding& finding) { return finding.severity != Severity::note && !finding.hygiene; };
    const auto any = [&](bool undecided) {
        return std::any_of(findings.begin(), findings.end(),
                           [&](const Finding& f) { return counts(f) && f.undecided == undecided; });
    };
    return any(false) ? 1 : any(true) ? 3 : 0;
}

}  // namespace lyncgate
