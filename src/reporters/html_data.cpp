#include <algorithm>
#include <map>
#include <set>

#include "reporters/display.hpp"
#include "reporters/html.hpp"
#include "reporters/json.hpp"
#include "reporters/place.hpp"
#include "reporters/summary.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t longest_line = 2000;
constexpr std::uint32_t neighbours = 2;

/// The lines of one file that the page shows.
struct ShownLines {
    const SourceFile* file = nullptr;
    std::set<std::uint32_t> numbers;
};

/// By name of the file.
using Lines = std::map<std::string, ShownLines>;

/// Length in UTF-16 units, in which the page counts.
std::size_t units(std::string_view text) {
    std::size_t length = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        length += (byte & 0xc0U) == 0x80U ? 0 : byte >= 0xf0 ? 2 : 1;
    }
    return length;
}

Json span_of(const Place& place, bool primary, Lines& lines) {
    Json span = {{"label", displayed(place.text)}, {"primary", primary}};
    if (!place.origin) {
        return span;
    }
    const Located at = locate(place.origin);
    const SourceFile& file = *place.origin.file;
    const std::string_view line = file.line(at.line);
    const std::size_t begin = std::min<std::size_t>(at.column - 1, line.size());
    const std::size_t end =
        at.end_line == at.line ? std::clamp<std::size_t>(at.end_column - 1, begin, line.size()) : line.size();
    span["file"] = displayed(at.file);
    span["line"] = at.line;
    span["column"] = at.column;
    span["begin"] = units(displayed(line.substr(0, begin)));
    span["end"] = units(displayed(line.substr(0, end)));
    ShownLines& shown = lines[displayed(at.file)];
    shown.file = &file;
    const std::uint32_t first = at.line > neighbours ? at.line - neighbours : 1;
    for (std::uint32_t number = first; number <= at.line + neighbours && number <= file.line_count(); ++number) {
        shown.numbers.insert(number);
    }
    return span;
}

Json spans_of(const Place& primary, const std::vector<Place>& related, Lines& lines) {
    Json spans = Json::array({span_of(primary, true, lines)});
    for (const Place& place : related) {
        spans.push_back(span_of(place, false, lines));
    }
    return spans;
}

Json sources_of(const Lines& lines) {
    Json sources = Json::object();
    for (const auto& [name, shown] : lines) {
        Json texts = Json::array();
        for (const std::uint32_t number : shown.numbers) {
            texts.push_back({number, shortened(displayed(shown.file->line(number)), longest_line)});
        }
        sources[name] = texts;
    }
    return sources;
}

}  // namespace

Json html_data(const Report& report, const ReportStyle& style) {
    Json data = report_json(report, style);
    Lines lines;
    for (std::size_t i = 0; i < report.findings.size(); ++i) {
        const Finding& finding = report.findings[i];
        Json& value = data["findings"][i];
        value.erase("primary");
        value.erase("related");
        value["kind"] = kind_of(finding);
        value["spans"] = spans_of(finding.primary, finding.related, lines);
    }
    for (std::size_t i = 0; i < report.diagnostics.size(); ++i) {
        const Diagnostic& diagnostic = report.diagnostics[i];
        std::vector<Place> labels;
        for (const Label& label : diagnostic.labels) {
            labels.push_back({label.origin, label.text});
        }
        Json& value = data["diagnostics"][i];
        value.erase("labels");
        value["spans"] = spans_of({diagnostic.origin, diagnostic.expected}, labels, lines);
    }
    data["sources"] = sources_of(lines);
    data["firewall_names"] = firewall_names(report);
    return data;
}

}  // namespace lyncgate
