#include "reporters/flow_findings.hpp"

#include <map>
#include <string_view>
#include <utility>

namespace lyncgate {

FlowFindings assign_findings(const Report& report) {
    using Key = std::pair<std::string_view, std::string_view>;
    FlowFindings assigned;
    assigned.of_flow.resize(report.flows.size());
    std::map<Key, std::size_t> first;
    for (std::size_t i = 0; i < report.flows.size(); ++i) {
        const FlowResult& flow = report.flows[i];
        if (flow.verdict != FlowVerdict::open) {
            first.emplace(Key{flow.requirement.id, flow.firewall}, i);
        }
    }
    for (const Finding& finding : report.findings) {
        const auto flow = finding.requirement ? first.find({finding.requirement->id, finding.firewall}) : first.end();
        if (flow == first.end()) {
            assigned.apart.push_back(&finding);
        } else {
            assigned.of_flow[flow->second].push_back(&finding);
        }
    }
    return assigned;
}

}  // namespace lyncgate
