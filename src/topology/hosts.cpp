#include "topology/hosts.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "net/address.hpp"

namespace lyncgate::topology {
namespace {

std::string lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

/// The cells of a line: separated by commas, semicolons or blanks; quotes around a cell are dropped.
std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    std::size_t at = 0;
    while (at < line.size()) {
        const std::size_t begin = line.find_first_not_of(" \t\r,;\"", at);
        if (begin == std::string_view::npos) {
            break;
        }
        at = std::min(line.find_first_of(" \t\r,;\"", begin), line.size());
        cells.push_back(line.substr(begin, at - begin));
    }
    return cells;
}

}  // namespace

std::vector<std::string> Hosts::find(std::string_view name) const {
    const auto found = addresses.find(lower(name));
    return found == addresses.end() ? std::vector<std::string>() : found->second;
}

Hosts read_hosts(const SourceFile& file) {
    Hosts hosts;
    for (std::uint32_t number = 1; number <= file.line_count(); ++number) {
        const std::string_view whole = file.line(number);
        const std::string_view line = whole.substr(0, whole.find('#'));
        std::vector<std::string_view> names;
        std::vector<std::string_view> found;
        for (const std::string_view cell : cells_of(line)) {
            (parse_address(cell) ? found : names).push_back(cell);
        }
        if (names.empty() && found.empty()) {
            continue;
        }
        // A CSV may start with a heading, which has no address.
        if (found.empty() && number == 1) {
            continue;
        }
        if (names.empty() || found.empty()) {
            const auto begin = static_cast<std::uint32_t>(whole.data() - file.text().data());
            hosts.diagnostics.push_back({Level::error,
                                         fmt::format("expected a name and an address, found \"{}\"", line),
                                         {&file, {begin, begin + static_cast<std::uint32_t>(whole.size())}},
                                         {},
                                         "write an address and its names, or name,address",
                                         {}});
            continue;
        }
        for (const std::string_view name : names) {
            std::vector<std::string>& known = hosts.addresses[lower(name)];
            for (const std::string_view address : found) {
                const std::string text = to_string(*parse_address(address));
                if (std::ranges::find(known, text) == known.end()) {
                    known.push_back(text);
                }
            }
        }
    }
    return hosts;
}

}  // namespace lyncgate::topology
