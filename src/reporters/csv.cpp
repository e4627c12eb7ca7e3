#include "reporters/csv.hpp"

#include <map>

#include "reporters/display.hpp"
#include "reporters/matrix.hpp"

namespace lyncgate {

namespace {

/// A field in quotes. A spreadsheet takes a field that begins like a formula for one; an apostrophe in front keeps it
/// text.
std::string field(std::string_view text) {
    const std::string shown = displayed(text);
    std::string quoted = "\"";
    if (!shown.empty() && std::string_view("=+-@").find(shown.front()) != std::string_view::npos) {
        quoted += '\'';
    }
    for (const char c : shown) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + '"';
}

std::string line_of_fields(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& text : fields) {
        line += (line.empty() ? "" : ",") + field(text);
    }
    return line + "\r\n";
}

void add_word(std::string& words, const std::string& word) {
    words += (words.empty() ? "" : " ") + word;
}

/// The findings about no requirement, by check: how many at each firewall, and which.
struct CheckRow {
    std::map<std::string, std::size_t> counts;
    std::string identities;
};

}  // namespace

std::string write_csv(const Report& report, const ReportStyle&) {
    const Matrix matrix = matrix_of(report);
    std::map<std::string, std::string> identities;
    std::map<std::string, CheckRow> checks;
    for (const Finding& finding : report.findings) {
        if (finding.requirement) {
            add_word(identities[finding.requirement->id], finding.identity);
        } else {
            CheckRow& row = checks[finding.check];
            ++row.counts[finding.firewall];
            add_word(row.identities, finding.identity);
        }
    }
    std::vector<std::string> header = {"pack", "row", "requirement", "flow"};
    header.insert(header.end(), matrix.firewalls.begin(), matrix.firewalls.end());
    header.insert(header.end(), {"not checked because", "findings"});
    std::string text = line_of_fields(header);
    for (const MatrixRow& row : matrix.rows) {
        std::vector<std::string> fields = {row.requirement.pack, std::to_string(row.requirement.row),
                                           row.requirement.id, row.label};
        for (const std::optional<FlowVerdict>& verdict : row.verdicts) {
            fields.emplace_back(verdict ? name_of(*verdict) : std::string_view{});
        }
        fields.push_back(row.unchecked);
        const auto found = identities.find(row.requirement.id);
        fields.push_back(found == identities.end() ? std::string{} : found->second);
        text += line_of_fields(fields);
        if (found != identities.end()) {
            identities.erase(found);
        }
    }
    // Requirements that only findings name: no flow of theirs was judged.
    for (const auto& [requirement, words] : identities) {
        std::vector<std::string> fields = {"", "", requirement, ""};
        fields.resize(fields.size() + matrix.firewalls.size() + 1);
        fields.push_back(words);
        text += line_of_fields(fields);
    }
    for (const auto& [check, row] : checks) {
        std::vector<std::string> fields = {"", "", "check " + check, ""};
        for (const std::string& firewall : matrix.firewalls) {
            const auto number = row.counts.find(firewall);
            fields.push_back(number == row.counts.end() ? std::string{} : std::to_string(number->second));
        }
        fields.emplace_back();
        fields.push_back(row.identities);
        text += line_of_fields(fields);
    }
    return text;
}

}  // namespace lyncgate
