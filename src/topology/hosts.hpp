// Names and addresses from a file, never from the network.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/diagnostic.hpp"
#include "text/source_file.hpp"

namespace lyncgate::topology {

/// Addresses by lower-case name, in the order of the file.
struct Hosts {
    std::map<std::string, std::vector<std::string>, std::less<>> addresses;
    std::vector<Diagnostic> diagnostics;

    /// The addresses of a name, whatever its case; empty when it is not known.
    std::vector<std::string> find(std::string_view name) const;
};

/// Reads a hosts file (`address name name…`) or a CSV of names and addresses in either order, with or without a
/// heading. A line that is neither is an error.
Hosts read_hosts(const SourceFile& file);

}  // namespace lyncgate::topology
