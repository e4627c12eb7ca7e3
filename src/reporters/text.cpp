#include "reporters/text.hpp"

#include <fmt/format.h>

#include "reporters/display.hpp"
#include "reporters/finding_words.hpp"
#include "reporters/place.hpp"
#include "reporters/snippet.hpp"
#include "reporters/summary.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_boxes = 8;
constexpr std::size_t most_words = 4;

Ink ink_of(const Finding& finding) {
    if (finding.undecided) {
        return Ink::undecided;
    }
    switch (finding.severity) {
    case Severity::error: return Ink::error;
    case Severity::warning: return Ink::warning;
    case Severity::note: return Ink::note;
    }
    return Ink::plain;
}

/// One remark under a snippet: "   = packets: ...", further lines under the first.
std::string remark(std::size_t gutter, std::string_view name, const std::vector<std::string>& lines, bool color) {
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string head = i == 0 ? fmt::format("{}: ", name) : std::string(name.size() + 2, ' ');
        text += fmt::format("{} {} {}{}\n", std::string(gutter, ' '), inked(i == 0 ? "=" : " ", Ink::frame, color),
                            inked(head, Ink::strong, color), displayed(lines[i]));
    }
    return text;
}

std::string write_finding(const Finding& finding, const ReportStyle& style) {
    const Ink ink = ink_of(finding);
    std::vector<Labelled> spans{{finding.primary.origin, finding.primary.text, true}};
    for (const Place& place : finding.related) {
        spans.push_back({place.origin, place.text, false});
    }
    const std::size_t gutter = gutter_of(spans);
    const bool unsure = finding.confidence == Confidence::possible && !finding.undecided;
    std::string text =
        fmt::format("{}{}{}\n", inked(fmt::format("{}[{}]", kind_of(finding), finding.check), ink, style.color),
                    unsure ? " (possible)" : "", inked(": " + displayed(finding.message), Ink::strong, style.color));
    text += render_labelled(spans, gutter, ink, style.color);
    const auto add = [&](std::string_view name, const std::vector<std::string>& lines) {
        text += remark(gutter, name, lines, style.color);
    };
    for (const Labelled& span : spans) {
        if (!span.origin && !span.label.empty()) {
            add("where", {span.label});
        }
    }
    constexpr std::size_t all = ~std::size_t{0} - 1;
    add("packets", packet_lines(finding, style.verbose ? all : most_boxes, style.verbose ? all : most_words));
    if (finding.example) {
        add("example", {one_line(*finding.example)});
    }
    if (finding.requirement) {
        add("requirement", {requirement_words(*finding.requirement)});
    }
    if (!finding.firewall.empty()) {
        add("firewall", {finding.firewall});
    }
    add("because", finding.reasons);
    if (!finding.help.empty()) {
        add("help", {finding.help});
    }
    if (style.verbose) {
        add("identity", {finding.identity});
    }
    return text + "\n";
}

std::string last_line(const Report& report, const ReportStyle& style) {
    const ReportCounts counts = count(report);
    const Ink ink = counts.errors > 0 ? Ink::error : counts.warnings + counts.undecided > 0 ? Ink::warning : Ink::good;
    std::string line = inked(counts_in_words(counts), ink, style.color);
    line += fmt::format("; {} of {} open", counts.flows.open, counted(counts.flows.total(), "required flow"));
    if (report.suppressed + report.known > 0) {
        line += fmt::format("; {} suppressed, {} in the baseline", report.suppressed, report.known);
    }
    if (counts.unchecked > 0) {
        line += fmt::format("; {} not checked", counted(counts.unchecked, "requirement"));
    }
    if (counts.unmodelled + counts.broken > 0) {
        line += fmt::format("; {} not understood", counted(counts.unmodelled + counts.broken, "statement"));
    }
    return line + "\n";
}

}  // namespace

std::string terse_line(const Finding& finding) {
    const Located at = locate(finding.primary.origin);
    const std::string place = finding.primary.origin     ? fmt::format("{}:{}:{}", at.file, at.line, at.column)
                              : finding.firewall.empty() ? std::string("site")
                                                         : finding.firewall;
    return fmt::format("{}: {}[{}] {}", displayed(place), name_of(finding.severity), finding.check,
                       displayed(finding.message));
}

std::string write_text(const Report& report, const ReportStyle& style) {
    std::string text;
    for (const Finding& finding : report.findings) {
        text += style.quiet ? terse_line(finding) + "\n" : write_finding(finding, style);
    }
    if (!style.quiet) {
        text += write_text_summary(report, style);
        text += last_line(report, style);
    }
    return text;
}

}  // namespace lyncgate
