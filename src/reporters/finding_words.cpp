#include "reporters/finding_words.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "reporters/display.hpp"
#include "reporters/place.hpp"

namespace lyncgate {

std::vector<std::string> packet_lines(const Finding& finding, std::size_t most, std::size_t words) {
    std::vector<std::string> lines;
    const std::size_t shown = std::min(finding.packets.size(), most);
    for (std::size_t i = 0; i < shown; ++i) {
        lines.push_back(displayed(one_line(finding.packets[i], words)));
    }
    if (finding.packets_cut) {
        lines.emplace_back("and more than can be listed");
    } else if (shown < finding.packets.size()) {
        lines.push_back(fmt::format("and {} more", finding.packets.size() - shown));
    }
    return lines;
}

std::string requirement_words(const RequirementRef& requirement) {
    return fmt::format("{}, row {} ({})", requirement.pack, requirement.row, requirement.id);
}

std::vector<std::string> detail_lines(const Finding& finding) {
    constexpr std::size_t most_boxes = 16;
    constexpr std::size_t most_words = 8;
    std::vector<std::string> lines;
    const auto add = [&lines](std::string_view name, std::string_view words) {
        if (!words.empty()) {
            lines.push_back(fmt::format("{}: {}", name, displayed(words)));
        }
    };
    for (const std::string& line : packet_lines(finding, most_boxes, most_words)) {
        add("packets", line);
    }
    add("example", finding.example ? one_line(*finding.example) : std::string{});
    const Located at = locate(finding.primary.origin);
    add(finding.primary.origin ? fmt::format("line {}", at.line) : std::string("where"),
        finding.primary.text.empty()
            ? shortened(displayed(at.text), 160)
            : finding.primary.text + (at.text.empty() ? "" : ": ") + shortened(displayed(at.text), 160));
    add("firewall", finding.firewall);
    add("requirement", finding.requirement ? requirement_words(*finding.requirement) : std::string{});
    for (const std::string& reason : finding.reasons) {
        add("because", reason);
    }
    add("help", finding.help);
    add("identity", finding.identity);
    return lines;
}

std::string joined(const std::vector<std::string>& lines, std::string_view between) {
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        text += i == 0 ? std::string_view{} : between;
        text += lines[i];
    }
    return text;
}

std::string file_of_site(const Report& report) {
    const auto site = std::find_if(report.inputs.begin(), report.inputs.end(),
                                   [](const InputFile& input) { return input.dialect.empty(); });
    if (site != report.inputs.end()) {
        return site->file;
    }
    return report.inputs.empty() ? std::string("lyncgate") : report.inputs.front().file;
}

}  // namespace lyncgate
