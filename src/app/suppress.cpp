#include "app/suppress.hpp"

#include <algorithm>
#include <cctype>
#include <ctime>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include "checks/check.hpp"
#include "text/suggest.hpp"

namespace lyncgate {

namespace {

constexpr std::string_view keyword = "lyncgate:";

bool is_comment(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) {
        return true;
    }
    line.remove_prefix(begin);
    const bool remark = line.substr(0, 11) == "access-list" && line.find(" remark ") != std::string_view::npos;
    return line.front() == '#' || line.front() == '!' || remark;
}

/// Reads `allow CHECK key=value…` word by word; values may be quoted, with the quotes escaped as iptables-save does.
class SuppressionReader {
public:
    SuppressionReader(const SourceFile& file, std::uint32_t begin, std::uint32_t end,
                      std::vector<Diagnostic>& diagnostics)
        : file_(file), at_(begin), end_(end), begin_(begin), diagnostics_(diagnostics) {}

    std::optional<Suppression> read();

private:
    std::string word(std::string_view stops);
    std::string value();
    void skip_blanks() {
        while (at_ < end_ && (file_.text()[at_] == ' ' || file_.text()[at_] == '\t')) {
            ++at_;
        }
    }
    std::nullopt_t fail(std::string message, std::string help = {}) {
        diagnostics_.push_back({Level::warning,
                                std::move(message),
                                {&file_, {begin_, end_}},
                                "lyncgate: allow CHECK reason=\"...\" [until=YYYY-MM-DD]",
                                std::move(help),
                                {}});
        return std::nullopt;
    }

    const SourceFile& file_;
    std::uint32_t at_;
    std::uint32_t end_;
    std::uint32_t begin_;
    std::vector<Diagnostic>& diagnostics_;
};

std::string SuppressionReader::word(std::string_view stops) {
    std::string text;
    while (at_ < end_ && stops.find(file_.text()[at_]) == std::string_view::npos) {
        text += file_.text()[at_++];
    }
    return text;
}

std::string SuppressionReader::value() {
    const std::string_view text = file_.text();
    if (at_ < end_ && text[at_] == '\\') {
        ++at_;
    }
    if (at_ == end_ || (text[at_] != '"' && text[at_] != '\'')) {
        return word(" \t\r\"'");
    }
    const char quote = text[at_++];
    std::string inner;
    while (at_ < end_ && text[at_] != quote) {
        if (text[at_] != '\\') {
            inner += text[at_];
        }
        ++at_;
    }
    at_ += at_ < end_ ? 1 : 0;
    return inner;
}

std::optional<Suppression> SuppressionReader::read() {
    at_ += static_cast<std::uint32_t>(keyword.size());
    skip_blanks();
    if (word(" \t\r") != "allow") {
        return fail("cannot read this suppression");
    }
    skip_blanks();
    Suppression suppression;
    suppression.check = word(" \t\r\"'");
    if (find_check(suppression.check) == nullptr) {
        std::vector<std::string_view> names;
        for (const Check& check : checks()) {
            names.push_back(check.id);
        }
        const std::string near = nearest_name(suppression.check, names);
        return fail(fmt::format("unknown check \"{}\"", suppression.check),
                    near.empty() ? std::string{} : fmt::format("did you mean \"{}\"?", near));
    }
    skip_blanks();
    while (at_ < end_) {
        const std::string key = word("= \t\r\"'");
        if (key.empty() || at_ == end_ || file_.text()[at_] != '=') {
            break;  // the rest of the line belongs to the dialect
        }
        ++at_;
        const std::string text = value();
        if (key == "reason") {
            suppression.reason = text;
        } else if (key == "until" && is_date(text)) {
            suppression.until = text;
        } else {
            return fail(fmt::format("cannot read \"{}={}\" of this suppression", key, text));
        }
        skip_blanks();
    }
    if (suppression.reason.empty()) {
        return fail("this suppression gives no reason");
    }
    suppression.file = &file_;
    suppression.origin = {&file_, {begin_, at_}};
    return suppression;
}

Finding finding_on(const Suppression& suppression, std::string check, std::string message, std::string help) {
    Finding finding;
    finding.check = std::move(check);
    finding.severity = Severity::warning;
    finding.message = std::move(message);
    finding.primary = {suppression.origin, suppression.reason};
    finding.help = std::move(help);
    identify(finding);
    return finding;
}

}  // namespace

bool is_date(std::string_view text) {
    return text.size() == 10 && text[4] == '-' && text[7] == '-' &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return c == '-' || std::isdigit(c) != 0; });
}

std::string today_utc() {
    return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::time(nullptr)));
}

std::vector<Suppression> read_suppressions(const SourceFile& file, std::vector<Diagnostic>& diagnostics) {
    std::vector<Suppression> found;
    const std::string_view text = file.text();
    for (std::size_t at = text.find(keyword); at != std::string_view::npos; at = text.find(keyword, at + 1)) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        SuppressionReader reader(file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end), diagnostics);
        std::optional<Suppression> suppression = reader.read();
        if (!suppression) {
            continue;
        }
        std::uint32_t line = file.position(static_cast<std::uint32_t>(at)).line;
        if (is_comment(file.line(line))) {
            do {
                ++line;
            } while (line <= file.line_count() && is_comment(file.line(line)));
        }
        suppression->line = line;
        found.push_back(std::move(*suppression));
    }
    return found;
}

std::size_t suppress(Report& report, std::vector<Suppression> suppressions, const std::string& today) {
    std::size_t count = 0;
    std::vector<Finding> kept;
    for (Finding& finding : report.findings) {
        const Origin& origin = finding.primary.origin;
        bool hidden = false;
        for (Suppression& suppression : suppressions) {
            const bool here = origin && suppression.file == origin.file && suppression.line == line_of(origin) &&
                              suppression.check == finding.check;
            if (here) {
                suppression.used = true;
                hidden = hidden || suppression.until.empty() || today <= suppression.until;
            }
        }
        count += hidden ? 1 : 0;
        if (!hidden) {
            kept.push_back(std::move(finding));
        }
    }
    for (const Suppression& suppression : suppressions) {
        if (!suppression.until.empty() && suppression.until < today) {
            kept.push_back(
                finding_on(suppression, "expired-suppression",
                           fmt::format("the suppression of {} ended on {}", suppression.check, suppression.until),
                           "renew it with a new date, or mend the rule and remove it"));
        } else if (!suppression.used) {
            kept.push_back(finding_on(suppression, "unused-suppression",
                                      fmt::format("nothing of {} is found here any more", suppression.check),
                                      "remove the suppression"));
        }
    }
    report.findings = std::move(kept);
    sort_findings(report.findings);
    return count;
}

std::vector<Finding> end_acceptances(Site& site, const std::string& today) {
    std::vector<Finding> findings;
    std::vector<AcceptedFlow> kept;
    for (AcceptedFlow& flow : site.accepted) {
        if (flow.until.empty() || today <= flow.until) {
            kept.push_back(std::move(flow));
            continue;
        }
        Finding finding;
        finding.check = "expired-acceptance";
        finding.severity = Severity::warning;
        finding.message =
            fmt::format("this accepted flow ended on {}, so what it allowed counts as excess again", flow.until);
        finding.primary = {flow.origin, flow.reason};
        finding.help = flow.owner.empty() ? "renew it with a new date, or close the flow"
                                          : fmt::format("ask {} to renew it, or close the flow", flow.owner);
        identify(finding);
        findings.push_back(std::move(finding));
    }
    site.accepted = std::move(kept);
    return findings;
}

}  // namespace lyncgate
