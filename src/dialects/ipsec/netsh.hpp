// What netsh prints, as a list of settings.
#pragma once

#include <string_view>
#include <vector>

#include "text/source_file.hpp"

namespace lyncgate::ipsec {

/// `Name: value`, with the indented lines that go on with it. A heading is a setting with a name only.
struct Setting {
    std::string_view name;
    std::string_view value;
    std::vector<std::string_view> continued;
    Span span;
    bool heading = false;
};

/// The settings of a file in order. Views into its text.
std::vector<Setting> netsh_settings(const SourceFile& file);

}  // namespace lyncgate::ipsec
