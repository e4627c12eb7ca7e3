#include <algorithm>
#include <array>

#include "reporters/annotations.hpp"
#include "reporters/csv.hpp"
#include "reporters/html.hpp"
#include "reporters/json.hpp"
#include "reporters/junit.hpp"
#include "reporters/markdown.hpp"
#include "reporters/reporter.hpp"
#include "reporters/sarif.hpp"
#include "reporters/text.hpp"

namespace lyncgate {

std::span<const Reporter> reporters() {
    static constexpr std::array table = {
        Reporter{"text", "for people: findings with source snippets, then a summary", write_text},
        Reporter{"json", "everything, for programs; see schemas/report.schema.json", write_json},
        Reporter{"sarif", "SARIF 2.1.0, for code scanning services", write_sarif},
        Reporter{"junit", "JUnit XML: a test case per required flow and firewall", write_junit},
        Reporter{"github", "annotations of GitHub Actions", write_github},
        Reporter{"gitlab", "code quality report of GitLab", write_gitlab},
        Reporter{"markdown", "summary for a pull request", write_markdown},
        Reporter{"html", "one self-contained page: picture, matrix, findings", write_html},
        Reporter{"csv", "matrix of requirements and firewalls, for a spreadsheet", write_csv},
    };
    return table;
}

const Reporter* find_reporter(std::string_view name) {
    const std::span<const Reporter> table = reporters();
    const auto found = std::find_if(table.begin(), table.end(), [name](const Reporter& r) { return r.name == name; });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace lyncgate
