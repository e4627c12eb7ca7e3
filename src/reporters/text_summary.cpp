#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

#include "reporters/display.hpp"
#include "reporters/place.hpp"
#include "reporters/snippet.hpp"
#include "reporters/summary.hpp"
#include "reporters/text.hpp"
#include "reporters/unchecked_groups.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_lines = 12;
constexpr std::size_t longest_statement = 70;

std::string heading(std::string_view text, bool color) {
    return inked(text, Ink::strong, color) + "\n";
}

Ink ink_of(FlowVerdict verdict) {
    switch (verdict) {
    case FlowVerdict::open: return Ink::good;
    case FlowVerdict::closed: return Ink::error;
    case FlowVerdict::partly_open: return Ink::warning;
    case FlowVerdict::undecided: return Ink::undecided;
    }
    return Ink::plain;
}

std::string cell(std::size_t number, std::size_t width, Ink ink, bool color) {
    const std::string text = fmt::format("{:>{}}", number == 0 ? std::string("-") : std::to_string(number), width);
    return number == 0 ? text : inked(text, ink, color);
}

std::string flow_table(const Report& report, bool color) {
    if (report.flows.empty()) {
        return {};
    }
    std::map<std::string, FlowCounts> counts;
    for (const FlowResult& flow : report.flows) {
        counts[flow.firewall].add(flow.verdict);
    }
    std::size_t widest = std::string_view("required flows").size();
    for (const std::string& name : firewall_names(report)) {
        widest = std::max(widest, display_width(displayed(name)) + 2);
    }
    std::string text = heading(fmt::format("{:<{}}  open  closed  partly  undecided", "required flows", widest), color);
    for (const std::string& name : firewall_names(report)) {
        const FlowCounts& c = counts[name];
        const std::string shown = displayed(name);
        text += fmt::format("  {}{}{}{}{}{}\n", shown, std::string(widest - 2 - display_width(shown), ' '),
                            cell(c.open, 6, Ink::good, color), cell(c.closed, 8, Ink::error, color),
                            cell(c.partly_open, 8, Ink::warning, color), cell(c.undecided, 11, Ink::undecided, color));
    }
    return text + "\n";
}

std::string flow_line(const FlowResult& flow, bool color) {
    const std::string by = flow.deciders.empty() ? std::string{} : fmt::format(" ({})", listed(flow.deciders, 4));
    return fmt::format("  {} {}: {}{}\n",
                       inked(fmt::format("{:<11}", name_of(flow.verdict)), ink_of(flow.verdict), color),
                       displayed(flow.firewall), displayed(flow.label), displayed(by));
}

/// Every flow when verbose; else those that are not open although no finding speaks of them (rows that do not demand).
std::string flow_list(const Report& report, const ReportStyle& style) {
    std::set<std::pair<std::string_view, std::string_view>> spoken_of;
    for (const Finding& finding : report.findings) {
        if (finding.requirement) {
            spoken_of.emplace(finding.requirement->id, finding.firewall);
        }
    }
    std::string text;
    for (const FlowResult& flow : report.flows) {
        const bool silent =
            flow.verdict != FlowVerdict::open && spoken_of.count({flow.requirement.id, flow.firewall}) == 0;
        if (style.verbose || silent) {
            text += flow_line(flow, style.color);
        }
    }
    return text.empty()
               ? text
               : heading(style.verbose ? "each flow" : "not open, without a finding: not demanded, or accepted",
                         style.color) +
                     text + "\n";
}

std::string unchecked_list(const Report& report, const ReportStyle& style) {
    std::string text;
    const std::vector<UncheckedGroup> groups = unchecked_groups(report);
    for (const UncheckedGroup& group : groups) {
        if (!style.verbose) {
            text += fmt::format("  {}: {}\n", displayed(group.reason), requirements_in_words(group));
            continue;
        }
        text += fmt::format("  {}:\n", displayed(group.reason));
        for (const Unchecked* const unchecked : group.requirements) {
            text += fmt::format("    {} ({})\n", displayed(unchecked->label), displayed(unchecked->requirement.id));
        }
    }
    std::size_t expected = 0;
    for (const Unchecked& unchecked : report.unchecked) {
        expected += unchecked.expected ? 1 : 0;
        if (unchecked.expected && style.verbose) {
            text += fmt::format("  {}: {} ({})\n", displayed(unchecked.label), displayed(unchecked.reason),
                                displayed(unchecked.requirement.id));
        }
    }
    if (expected > 0 && !style.verbose) {
        text += fmt::format(
            "  {} without a firewall between the ends, or whose table names no end (--verbose lists them)\n",
            counted(expected, "requirement"));
    }
    if (const std::string help = unchecked_help(groups); !help.empty()) {
        text += fmt::format("  {} {}{}\n", inked("=", Ink::frame, style.color),
                            inked("help: ", Ink::strong, style.color), help);
    }
    return text.empty() ? text : heading("requirements not checked", style.color) + text + "\n";
}

using Spot = std::pair<const SourceFile*, std::uint32_t>;

std::string diagnostic_text(const Diagnostic& diagnostic, bool color) {
    const Ink ink = diagnostic.level == Level::error     ? Ink::error
                    : diagnostic.level == Level::warning ? Ink::warning
                                                         : Ink::note;
    std::vector<Labelled> spans{{diagnostic.origin, diagnostic.expected, true}};
    for (const Label& label : diagnostic.labels) {
        spans.push_back({label.origin, label.text, false});
    }
    const std::size_t gutter = gutter_of(spans);
    std::string text = fmt::format("{}{}\n", inked(name_of(diagnostic.level), ink, color),
                                   inked(": " + displayed(diagnostic.message), Ink::strong, color));
    text += render_labelled(spans, gutter, ink, color);
    if (!diagnostic.origin && !diagnostic.expected.empty()) {
        text += fmt::format("{} = expected: {}\n", std::string(gutter, ' '), displayed(diagnostic.expected));
    }
    if (!diagnostic.help.empty()) {
        text += fmt::format("{} = help: {}\n", std::string(gutter, ' '), displayed(diagnostic.help));
    }
    return text;
}

std::string diagnostic_list(const Report& report, const ReportStyle& style, std::set<Spot>& shown_at) {
    std::string text;
    std::size_t shown = 0;
    std::size_t hidden = 0;
    for (const Diagnostic& diagnostic : report.diagnostics) {
        if (diagnostic.level == Level::note && !style.verbose) {
            continue;
        }
        if (shown == most_lines && !style.verbose) {
            ++hidden;
            continue;
        }
        ++shown;
        shown_at.emplace(diagnostic.origin.file, line_of(diagnostic.origin));
        text += diagnostic_text(diagnostic, style.color);
    }
    if (hidden > 0) {
        text += fmt::format("  and {} more (--verbose lists them)\n", counted(hidden, "message"));
    }
    return text.empty() ? text : heading("while reading the inputs", style.color) + text + "\n";
}

std::string coverage_list(const Report& report, const ReportStyle& style, const std::set<Spot>& shown_at) {
    std::string text;
    for (const FileCoverage& file : report.coverage) {
        const Coverage& coverage = file.coverage;
        if (coverage.unmodelled + coverage.broken == 0 && !style.verbose) {
            continue;
        }
        text += fmt::format("  {}: {}, {} modelled, {} irrelevant to filtering, {} not modelled, {} broken\n",
                            displayed(file.file), counted(coverage.statements, "statement"), coverage.modelled,
                            coverage.irrelevant, coverage.unmodelled, coverage.broken);
        std::size_t shown = 0;
        std::size_t hidden = 0;
        for (const StatementNote& note : coverage.notes) {
            if (shown_at.count({note.origin.file, line_of(note.origin)}) != 0) {
                continue;
            }
            if (shown == most_lines && !style.verbose) {
                ++hidden;
                continue;
            }
            ++shown;
            text +=
                fmt::format("    line {}: {}: {}\n", line_of(note.origin),
                            shortened(displayed(locate(note.origin).text), longest_statement), displayed(note.effect));
        }
        if (hidden > 0) {
            text += fmt::format("    and {} more (--verbose lists them)\n", counted(hidden, "statement"));
        }
    }
    return text.empty() ? text
                        : heading(style.verbose ? "inputs" : "inputs not fully understood", style.color) + text + "\n";
}

}  // namespace

std::string write_text_summary(const Report& report, const ReportStyle& style) {
    std::set<Spot> shown_at;
    std::string text = diagnostic_list(report, style, shown_at);
    text += coverage_list(report, style, shown_at);
    text += unchecked_list(report, style);
    text += flow_list(report, style);
    return text + flow_table(report, style.color);
}

}  // namespace lyncgate
