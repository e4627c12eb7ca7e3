// Cisco ASA: what is defined and not used, or used and not defined.
#pragma once

#include <vector>

#include "dialects/asa/config.hpp"

namespace lyncgate::asa {

/// Adds diagnostics: lists never bound, objects and groups never used, references to nothing, groups without members.
void report_usage(const Config& config, std::vector<Diagnostic>& diagnostics);

}  // namespace lyncgate::asa
