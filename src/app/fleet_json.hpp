// The JSON document of a fleet in pieces, so that it never stands in memory as a whole.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace lyncgate {

/// {"version", "kind"}.
nlohmann::ordered_json fleet_head();
/// {"sites", "clean", "with_findings", "undecided", "not_audited"}.
nlohmann::ordered_json fleet_summary(const std::vector<int>& statuses);

/// The members of `head` and the beginning of the list "fleet".
std::string opened_document(const nlohmann::ordered_json& head);
/// One member of that list.
std::string listed_member(const nlohmann::ordered_json& member, bool first);
/// The end of the list, and the members of `tail`, which must not be empty.
std::string closed_document(const nlohmann::ordered_json& tail);

}  // namespace lyncgate
