// Cisco ASA running-config: the dialect.
#pragma once

#include <span>
#include <string_view>

#include "dialects/dialect.hpp"

namespace lyncgate::asa {

/// How much a text looks like an ASA, PIX or FWSM configuration: 0 to 100.
int likeness(std::string_view text);
/// Reads a running-config. Of a file with several contexts the one whose interfaces the site names is taken.
Reading read(const SourceFile& file, const ReadContext& context);
/// The ways to write a file back.
std::span<const Dump> dumps();

}  // namespace lyncgate::asa
