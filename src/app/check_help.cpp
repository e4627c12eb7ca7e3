#include "app/check_help.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "app/embedded.hpp"

namespace lyncgate {

namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of('\n');
    return begin == std::string_view::npos ? std::string_view{}
                                           : text.substr(begin, text.find_last_not_of('\n') + 1 - begin);
}

/// What stands after a heading, up to the next one.
std::string_view section_after(std::string_view page, std::string_view heading) {
    const std::size_t at = page.find(heading);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::size_t begin = at + heading.size();
    return trimmed(page.substr(begin, page.find("\n## ", begin) - begin));
}

}  // namespace

std::string check_help(std::string_view check) {
    const auto page = std::find_if(check_pages().begin(), check_pages().end(),
                                   [check](const EmbeddedText& text) { return text.name == check; });
    if (page == check_pages().end()) {
        return {};
    }
    std::string help(section_after(page->text, fmt::format("# {}\n", check)));
    for (const std::string_view heading : {"\n## How to fix it\n", "\n## Repair\n"}) {
        if (const std::string_view fix = section_after(page->text, heading); !fix.empty()) {
            help += fmt::format("\n\n{}", fix);
        }
    }
    return help + fmt::format("\n\n`lyncgate explain {}` shows an example.", check);
}

}  // namespace lyncgate
