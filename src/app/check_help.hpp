// What a check means and what to do about its findings, from its page.
#pragma once

#include <string>
#include <string_view>

namespace lyncgate {

/// The first part of the page docs/checks/<check>.md and its part on how to fix it, in Markdown without headings. Empty
/// when there is no such page.
std::string check_help(std::string_view check);

}  // namespace lyncgate
