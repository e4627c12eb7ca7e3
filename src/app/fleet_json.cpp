#include "app/fleet_json.hpp"

#include <algorithm>

namespace lyncgate {

namespace {

using Json = nlohmann::ordered_json;

/// One space of indentation, and `depth` more before every line but the first. Strings hold no line ends in JSON.
std::string indented(const Json& value, std::size_t depth) {
    const std::string text = value.dump(1, ' ', false, Json::error_handler_t::replace);
    std::string result;
    result.reserve(text.size() + text.size() / 4);
    for (const char c : text) {
        result += c;
        if (c == '\n') {
            result.append(depth, ' ');
        }
    }
    return result;
}

}  // namespace

Json fleet_head() {
    return {{"version", 1}, {"kind", "fleet"}};
}

Json fleet_summary(const std::vector<int>& statuses) {
    const auto number = [&](int status) {
        return static_cast<std::size_t>(std::count(statuses.begin(), statuses.end(), status));
    };
    return {{"sites", statuses.size()},
            {"clean", number(0)},
            {"with_findings", number(1)},
            {"undecided", number(3)},
            {"not_audited", number(2)}};
}

std::string opened_document(const Json& head) {
    const std::string text = indented(head, 0);
    return text.substr(0, text.size() - 2) + ",\n \"fleet\": [";  // without the "\n}" at its end
}

std::string listed_member(const Json& member, bool first) {
    return (first ? "\n  " : ",\n  ") + indented(member, 2);
}

std::string closed_document(const Json& tail) {
    return "\n ],\n" + indented(tail, 0).substr(2) + "\n";  // without the "{\n" at its beginning
}

}  // namespace lyncgate
