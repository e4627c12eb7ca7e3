#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "requirements/listing_text.hpp"

namespace lyncgate::listing {
namespace {

using Cells = std::vector<std::string>;

std::string necessity_text(const Requirement& requirement) {
    return requirement.kind == RequirementKind::statement ? "statement" : std::string(name_of(requirement.necessity));
}

std::string fate_text(const Applicability& fate) {
    return fmt::format("{}: {}", fate.outcome == Outcome::bound ? "in" : "out", fate.reason);
}

Cells heading(bool with_site) {
    Cells cells = {"requirement", "traffic", "protocol", "from -> to", "demand", "when"};
    if (with_site) {
        cells.back() = "at this site";
    }
    return cells;
}

Cells cells_of(const Line& line) {
    const Requirement& requirement = *line.requirement;
    return {requirement.id + (requirement.suspicions.empty() ? "" : " !"),
            traffic_of(requirement),
            requirement.label.empty() ? "-" : requirement.label,
            ends_of(requirement),
            necessity_text(requirement),
            line.fate != nullptr ? fate_text(*line.fate) : to_string(requirement.condition)};
}

std::string missing_text(const ListingSite& site) {
    std::string text;
    if (site.binding != nullptr && !site.binding->missing.empty()) {
        text += "\nroles without an address in this site:\n";
        for (const MissingRole& missing : site.binding->missing) {
            std::vector<std::string_view> ids;
            for (const Requirement* requirement : missing.needed_by) {
                ids.push_back(requirement->id);
            }
            const std::size_t shown = std::min<std::size_t>(ids.size(), 3);
            text += fmt::format("  {} (needed by {}{})\n", missing.role,
                                fmt::join(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                                ids.size() > shown ? fmt::format(" and {} more", ids.size() - shown) : "");
        }
    }
    return text;
}

/// A cell of a Markdown table, in which a bar would start the next one.
std::string escaped(const std::string& cell) {
    std::string text;
    for (const char c : cell) {
        text += c == '|' ? "\\|" : std::string(1, c);
    }
    return text;
}

}  // namespace

std::string as_table(const std::vector<Line>& lines, const ListingSite& site) {
    std::vector<Cells> rows = {heading(site.binding != nullptr)};
    bool suspect = false;
    for (const Line& line : lines) {
        rows.push_back(cells_of(line));
        suspect = suspect || !line.requirement->suspicions.empty();
    }
    std::array<std::size_t, 6> widths = {};
    for (const Cells& row : rows) {
        for (std::size_t column = 0; column + 1 < row.size(); ++column) {
            widths[column] = std::max(widths[column], row[column].size());
        }
    }
    std::string text;
    for (const Cells& row : rows) {
        for (std::size_t column = 0; column + 1 < row.size(); ++column) {
            text += fmt::format("{:<{}}  ", row[column], widths[column]);
        }
        text += row.back() + "\n";
    }
    text += fmt::format("\n{} requirement{}\n", lines.size(), lines.size() == 1 ? "" : "s");
    if (suspect) {
        text += "! probably wrong in the source; `--explain ID` says how it is read\n";
    }
    return text + missing_text(site);
}

std::string as_markdown(const std::vector<Line>& lines, const ListingSite& site) {
    std::string text;
    std::string topic;
    std::string table;
    for (const Line& line : lines) {
        const Requirement& requirement = *line.requirement;
        if (requirement.topic != topic || requirement.table != table) {
            text += text.empty() ? "" : "\n";
            if (requirement.topic != topic) {
                text +=
                    fmt::format("## {}\n\nSource: {}{}{}\n\n", requirement.topic, requirement.provenance.page,
                                requirement.provenance.technet.empty() ? "" : ", " + requirement.provenance.technet,
                                requirement.provenance.modified.empty() ? "" : ", " + requirement.provenance.modified);
            }
            topic = requirement.topic;
            table = requirement.table;
            text += fmt::format("### {}\n\n| row | traffic | protocol | from → to | demand | {} | remark |\n", table,
                                site.binding != nullptr ? "at this site" : "when");
            text += "|---|---|---|---|---|---|---|\n";
        }
        const Cells cells = cells_of(line);
        std::string remark = requirement.remark;
        for (const Suspicion& suspicion : requirement.suspicions) {
            remark += fmt::format(" **Suspect {}**{}: {}.", suspicion.cell,
                                  suspicion.read.empty() ? "" : fmt::format(", read as {}", suspicion.read),
                                  suspicion.because);
        }
        text += fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", requirement.row, escaped(cells[1]),
                            escaped(cells[2]), escaped(cells[3]), cells[4], escaped(cells[5]), escaped(remark));
    }
    const std::string missing = missing_text(site);
    return text + (missing.empty() ? "" : "\n```" + missing + "```\n");
}

}  // namespace lyncgate::listing
