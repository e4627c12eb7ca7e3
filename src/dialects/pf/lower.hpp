// From the syntax tree of pf.conf to the flow model.
#pragma once

#include <vector>

#include "dialects/pf/parse.hpp"
#include "model/firewall.hpp"
#include "text/coverage.hpp"

namespace lyncgate::pf {

/// The meaning of a file. Packets that come in meet the chain for direction *in* before routing; packets that leave,
/// forwarded or from the machine itself, meet the chain for direction *out*: a forwarded packet has to pass both.
/// `interfaces` are those the site names. The result is not `prepare`d.
Firewall lower(const Config& config, const FileFinder& find, const std::vector<lyncgate::Interface>& interfaces,
               std::vector<Diagnostic>& diagnostics);

/// What became of every statement of a file.
Coverage cover(const Config& config);

}  // namespace lyncgate::pf
