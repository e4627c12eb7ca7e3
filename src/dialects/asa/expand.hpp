// Cisco ASA: keywords as people type them (`int`, `access-l`, `ip add`), written out. Private to this dialect.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dialects/asa/reader.hpp"

namespace lyncgate::asa {

/// The statement with its keywords written out, kept by the reader so that origins lead to what was typed; none when no
/// word of it abbreviates a keyword. A word that abbreviates two keywords stays, as the command line refuses it.
std::optional<std::string_view> expanded(Reader& reader, std::string_view statement);

}  // namespace lyncgate::asa
