// Pieces of text that the formats of the listing share.
#pragma once

#include <string>
#include <vector>

#include "requirements/listing.hpp"

namespace lyncgate::listing {

/// One requirement that passes the filter, with its fate at the site (nullptr without one).
struct Line {
    const Requirement* requirement = nullptr;
    const Applicability* fate = nullptr;
};

std::vector<Line> lines_of(const PackLibrary& library, const RequirementFilter& filter, const ListingSite& site);
/// "tcp/443", "tcp+udp/49152-57500", "udp/any from 68"; "-" without traffic.
std::string traffic_of(const Requirement& requirement);
/// "any (director | front-end) -> edge-internal", "of front-end" for a statement.
std::string ends_of(const Requirement& requirement);
/// "49152-57500", "any"; several separated by commas.
std::string ports_text(const Set& ports);

std::string as_table(const std::vector<Line>& lines, const ListingSite& site);
std::string as_markdown(const std::vector<Line>& lines, const ListingSite& site);
std::string as_json(const std::vector<Line>& lines, const ListingSite& site);

}  // namespace lyncgate::listing
