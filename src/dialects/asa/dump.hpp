// Cisco ASA: the syntax tree as text.
#pragma once

#include <string>

#include "dialects/dialect.hpp"

namespace lyncgate::asa {

/// What was read, statement by statement, in a fixed layout. Nothing with a password or key is in the tree.
std::string dump_syntax(const SourceFile& file, const ReadContext& context);

}  // namespace lyncgate::asa
