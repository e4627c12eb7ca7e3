#include "reporters/json.hpp"

#include "reporters/json_parts.hpp"
#include "reporters/summary.hpp"

namespace lyncgate {

namespace {

constexpr int format_version = 1;

Json json_of(const FlowCounts& counts) {
    return {{"open", counts.open},
            {"closed", counts.closed},
            {"partly_open", counts.partly_open},
            {"undecided", counts.undecided}};
}

Json json_of(const ReportCounts& counts, const Report& report) {
    return {{"exit_status", report.exit_status()},
            {"findings", report.findings.size()},
            {"errors", counts.errors},
            {"warnings", counts.warnings},
            {"notes", counts.notes},
            {"undecided", counts.undecided},
            {"suppressed", report.suppressed},
            {"known", report.known},
            {"requirements", report.requirements},
            {"flows", json_of(counts.flows)},
            {"unchecked", counts.unchecked},
            {"unmodelled_statements", counts.unmodelled},
            {"broken_statements", counts.broken}};
}

}  // namespace

nlohmann::ordered_json report_json(const Report& report, const ReportStyle& style) {
    Json value = Json::object();
    value["version"] = format_version;
    value["tool"] = {{"name", "lyncgate"}, {"version", style.tool_version}};
    value["site"] = report.site;
    value["product"] = report.product;
    value["summary"] = json_of(count(report), report);
    value["findings"] = list_of(report.findings);
    value["flows"] = list_of(report.flows);
    value["coverage"] = list_of(report.coverage);
    value["unchecked"] = list_of(report.unchecked);
    value["diagnostics"] = list_of(report.diagnostics);
    value["inputs"] = list_of(report.inputs);
    value["checks"] = list_of(report.checks);
    value["roles"] = list_of(report.roles);
    value["firewalls"] = list_of(report.firewalls);
    return value;
}

std::string write_json(const Report& report, const ReportStyle& style) {
    return text_of_json(report_json(report, style));
}

std::string write_parse_json(const FileCoverage& file, const std::vector<Diagnostic>& diagnostics) {
    Json value = Json::object();
    value["version"] = format_version;
    value["file"] = file.file;
    value["dialect"] = file.dialect.empty() ? Json(nullptr) : Json(file.dialect);
    value["coverage"] = counts_of(file.coverage);
    value["notes"] = notes_of(file.coverage);
    value["diagnostics"] = list_of(diagnostics);
    return text_of_json(value);
}

}  // namespace lyncgate
