// Parts of JSON reports.
#pragma once

#include <nlohmann/json.hpp>

#include "findings/report.hpp"

namespace lyncgate {

using Json = nlohmann::ordered_json;

/// {"file", "line", "column", "end_line", "end_column", "text"}; file, lines and columns are null without an origin.
Json json_of(const Origin& origin);
/// An origin with what it has to do with the finding: "label".
Json json_of(const Place& place);
Json json_of(const RequirementRef& requirement);
Json json_of(const DescribedPacket& packet);
/// A list of boxes, one entry per box and protocol.
Json json_of(const std::vector<DescribedBox>& boxes);
Json json_of(const Finding& finding);
Json json_of(const FlowResult& flow);
Json json_of(const Diagnostic& diagnostic);
Json json_of(const Unchecked& unchecked);
Json json_of(const FileCoverage& file);
Json json_of(const InputFile& input);
Json json_of(const SiteNode& node);
Json json_of(const CheckSummary& check);
Json json_of(const FirewallPicture& firewall);
/// {"statements", "modelled", "irrelevant", "unmodelled", "broken"}.
Json counts_of(const Coverage& coverage);
/// Every statement that is not simply modelled, with its effect.
Json notes_of(const Coverage& coverage);

template<typename Item>
Json list_of(const std::vector<Item>& items) {
    Json list = Json::array();
    for (const Item& item : items) {
        list.push_back(json_of(item));
    }
    return list;
}

/// A JSON value as text: two spaces of indentation, a line end at the end; bytes that are not UTF-8 become U+FFFD.
std::string text_of_json(const Json& value);

}  // namespace lyncgate
