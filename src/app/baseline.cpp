#include "app/baseline.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lyncgate {

namespace {

using Json = nlohmann::ordered_json;

/// Every "identity" of a findings list, wherever in the document such lists stand.
void collect(const Json& node, std::map<std::string, std::size_t>& identities) {
    if (node.is_array()) {
        for (const Json& child : node) {
            collect(child, identities);
        }
    } else if (node.is_object()) {
        const auto identity = node.find("identity");
        if (identity != node.end() && identity->is_string()) {
            ++identities[identity->get<std::string>()];
        }
        for (const auto& [key, child] : node.items()) {
            collect(child, identities);
        }
    }
}

}  // namespace

bool read_baseline(const SourceFile& file, Baseline& baseline, std::string& error) {
    const Json document = Json::parse(file.text(), nullptr, false);
    if (document.is_discarded() || !document.is_object() || document.value("version", 0) != 1) {
        error = fmt::format("\"{}\" is neither a baseline nor a JSON report of version 1", file.name());
        return false;
    }
    collect(document, baseline.identities);
    for (const Json& member : document.value("fleet", Json::array())) {
        const auto site = member.is_object() ? member.find("site") : member.end();
        if (site != member.end() && site->is_string()) {
            collect(member, baseline.sites[site->get<std::string>()]);
        }
    }
    return true;
}

std::string write_baseline(const std::vector<const Report*>& reports) {
    Json findings = Json::array();
    for (const Report* const report : reports) {
        for (const Finding& finding : report->findings) {
            findings.push_back(
                {{"identity", finding.identity}, {"check", finding.check}, {"message", finding.message}});
        }
    }
    const Json document{{"version", 1}, {"findings", std::move(findings)}};
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

BaselineCount leave_out_known(Report& report, Baseline& baseline) {
    BaselineCount count;
    std::vector<Finding> fresh;
    for (Finding& finding : report.findings) {
        const auto known = baseline.identities.find(finding.identity);
        if (known != baseline.identities.end() && known->second > 0) {
            --known->second;
            ++count.unchanged;
        } else {
            ++count.fresh;
            fresh.push_back(std::move(finding));
        }
    }
    report.findings = std::move(fresh);
    return count;
}

}  // namespace lyncgate
