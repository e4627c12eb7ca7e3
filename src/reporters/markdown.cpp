#include "reporters/markdown.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "reporters/display.hpp"
#include "reporters/finding_words.hpp"
#include "reporters/place.hpp"
#include "reporters/snippet.hpp"
#include "reporters/summary.hpp"
#include "reporters/unchecked_groups.hpp"

namespace lyncgate {

namespace {

/// A comment of a pull request may have 65,536 characters: only the first findings are told in full.
constexpr std::size_t most_in_full = 20;

std::string_view mark_of(const Finding& finding) {
    if (finding.undecided) {
        return "❔";
    }
    switch (finding.severity) {
    case Severity::error: return "❌";
    case Severity::warning: return "⚠️";
    case Severity::note: return "ℹ️";
    }
    return "";
}

std::string headline(const Finding& finding) {
    const Located at = locate(finding.primary.origin);
    const std::string place =
        finding.primary.origin ? fmt::format(" · {}:{}", markdown_text(at.file), at.line) : std::string{};
    return fmt::format("{} **{}** {} · {}{}", mark_of(finding), kind_of(finding), markdown_text(finding.check),
                       markdown_text(finding.message), place);
}

std::string in_full(const Finding& finding) {
    std::vector<Labelled> spans{{finding.primary.origin, finding.primary.text, true}};
    for (const Place& place : finding.related) {
        spans.push_back({place.origin, place.text, false});
    }
    const std::string snippet = render_labelled(spans, gutter_of(spans), Ink::plain, false);
    return fmt::format("<details><summary>\n\n{}\n\n</summary>\n\n{}\n</details>\n\n", headline(finding),
                       fenced(snippet + joined(detail_lines(finding)) + "\n"));
}

std::string flow_table(const Report& report) {
    std::map<std::string, FlowCounts> counts;
    for (const FlowResult& flow : report.flows) {
        counts[flow.firewall].add(flow.verdict);
    }
    if (counts.empty()) {
        return {};
    }
    std::string text = "| firewall | open | closed | partly open | undecided |\n| --- | ---: | ---: | ---: | ---: |\n";
    for (const std::string& name : firewall_names(report)) {
        const FlowCounts& c = counts[name];
        text += fmt::format("| {} | {} | {} | {} | {} |\n", markdown_text(name), c.open, c.closed, c.partly_open,
                            c.undecided);
    }
    return text + "\n";
}

std::string unchecked_list(const Report& report) {
    std::string text;
    for (const UncheckedGroup& group : unchecked_groups(report)) {
        text += fmt::format("- {}: {}\n", markdown_text(group.reason), markdown_text(requirements_in_words(group)));
    }
    return text.empty() ? text : "#### Not checked\n\n" + text + "\n";
}

std::string coverage_list(const Report& report) {
    std::string text;
    for (const FileCoverage& file : report.coverage) {
        if (file.coverage.unmodelled + file.coverage.broken > 0) {
            text += fmt::format("- {}: {} of {} not understood\n", markdown_text(file.file),
                                file.coverage.unmodelled + file.coverage.broken,
                                counted(file.coverage.statements, "statement"));
        }
    }
    return text.empty() ? text : "#### Inputs not fully understood\n\n" + text + "\n";
}

}  // namespace

std::string fenced(std::string_view text) {
    std::size_t longest = 2;
    std::size_t run = 0;
    for (const char c : text) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    return fmt::format("{}text\n{}{}\n", fence, text, fence);
}

std::string markdown_text(std::string_view text) {
    std::string escaped;
    for (const char c : displayed(text)) {
        switch (c) {
        case '<': escaped += "&lt;"; break;
        case '>': escaped += "&gt;"; break;
        case '&': escaped += "&amp;"; break;
        // An empty comment between the sign and the name: nobody is called.
        case '@':
        case '#': escaped += std::string(1, c) + "<!-- -->"; break;
        case '\\':
        case '`':
        case '*':
        case '_':
        case '[':
        case ']':
        case '|':
        case '~':
        case '!':
        case '$': escaped += std::string("\\") + c; break;
        default: escaped += c;
        }
    }
    return escaped;
}

std::string write_markdown(const Report& report, const ReportStyle& style) {
    const ReportCounts counts = count(report);
    const std::string_view mark = counts.errors + counts.warnings > 0 ? "❌" : counts.undecided > 0 ? "❔" : "✅";
    std::string text =
        fmt::format("### {} Lyncgate: {}\n\n**{}**; {} of {} open\n\n", mark, markdown_text(report.site),
                    counts_in_words(counts), counts.flows.open, counted(counts.flows.total(), "required flow"));
    text += flow_table(report);
    for (std::size_t i = 0; i < report.findings.size(); ++i) {
        const Finding& finding = report.findings[i];
        text += i < most_in_full ? in_full(finding) : fmt::format("- {} · {}\n", headline(finding), finding.identity);
    }
    text += report.findings.size() > most_in_full ? "\n" : "";
    text += unchecked_list(report);
    text += coverage_list(report);
    return text + fmt::format("<sub>Lyncgate {} · {}</sub>\n", markdown_text(style.tool_version),
                              markdown_text(report.product));
}

}  // namespace lyncgate
