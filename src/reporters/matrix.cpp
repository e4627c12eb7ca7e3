#include "reporters/matrix.hpp"

#include <map>

#include "reporters/summary.hpp"

namespace lyncgate {

namespace {

/// Several flows of one requirement: what is closed somewhere is at best partly open; undecided beats open.
FlowVerdict together(FlowVerdict a, FlowVerdict b) {
    if (a == b) {
        return a;
    }
    const bool hole = a == FlowVerdict::closed || b == FlowVerdict::closed || a == FlowVerdict::partly_open ||
                      b == FlowVerdict::partly_open;
    return hole ? FlowVerdict::partly_open : FlowVerdict::undecided;
}

}  // namespace

Matrix matrix_of(const Report& report) {
    Matrix matrix;
    matrix.firewalls = firewall_names(report);
    std::map<std::string_view, std::size_t> column_of;
    for (std::size_t i = 0; i < matrix.firewalls.size(); ++i) {
        column_of.emplace(matrix.firewalls[i], i);
    }
    std::map<std::string, std::size_t> row_of;
    const auto row = [&](const RequirementRef& requirement, const std::string& label) -> MatrixRow& {
        const auto [at, fresh] = row_of.emplace(requirement.id, matrix.rows.size());
        if (fresh) {
            matrix.rows.push_back({requirement, label, {}, {}});
            matrix.rows.back().verdicts.resize(matrix.firewalls.size());
        }
        return matrix.rows[at->second];
    };
    for (const FlowResult& flow : report.flows) {
        std::optional<FlowVerdict>& verdict = row(flow.requirement, flow.label).verdicts[column_of.at(flow.firewall)];
        verdict = verdict ? together(*verdict, flow.verdict) : flow.verdict;
    }
    for (const Unchecked& unchecked : report.unchecked) {
        row(unchecked.requirement, unchecked.label).unchecked = unchecked.reason;
    }
    return matrix;
}

}  // namespace lyncgate
