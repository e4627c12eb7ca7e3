// The matrix of requirements and firewalls.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "findings/report.hpp"

namespace lyncgate {

/// One requirement: its verdict at every firewall.
struct MatrixRow {
    RequirementRef requirement;
    std::string label;
    std::vector<std::optional<FlowVerdict>> verdicts;  ///< one per firewall; none: the flow does not cross it
    std::string unchecked;                             ///< why it was not checked; empty when it was
};

/// All requirements in the order of the report, flows first.
struct Matrix {
    std::vector<std::string> firewalls;
    std::vector<MatrixRow> rows;
};

Matrix matrix_of(const Report& report);

}  // namespace lyncgate
