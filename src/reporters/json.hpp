// The format json, version 1: schemas/report.schema.json and schemas/parse.schema.json.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "findings/report.hpp"
#include "reporters/reporter.hpp"

namespace lyncgate {

/// The whole report as a JSON value, keys in the order of the schema.
nlohmann::ordered_json report_json(const Report& report, const ReportStyle& style);
/// The report as text: two spaces of indentation, a line end at the end; bytes that are not UTF-8 become U+FFFD.
std::string write_json(const Report& report, const ReportStyle& style);

/// What the command parse writes: the account of one file and everything there is to say about reading it.
std::string write_parse_json(const FileCoverage& file, const std::vector<Diagnostic>& diagnostics);

}  // namespace lyncgate
