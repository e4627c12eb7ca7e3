#include "checks/rule_finding.hpp"

#include <fmt/format.h>

#include "checks/places.hpp"

namespace lyncgate {

namespace {

std::string number_of(const Rule& rule) {
    const std::uint32_t line = line_of(rule.origin);
    return std::to_string(line != 0 ? line : rule.number);
}

}  // namespace

Finding rule_finding(std::string_view check, Severity severity, const AuditedFirewall& firewall, const Chain& chain,
                     const Rule& rule, std::string text) {
    Finding finding;
    finding.check = check;
    finding.severity = severity;
    finding.firewall = firewall.site == nullptr ? firewall.reading.firewall.name : firewall.site->name;
    finding.primary = {rule.origin ? rule.origin : chain.policy_origin, std::move(text)};
    return finding;
}

std::string called(const Chain& chain, const Rule& rule) {
    return fmt::format("{} {} of {}", line_of(rule.origin) != 0 ? "line" : "rule", number_of(rule), chain.name);
}

std::string lines_of(const RuleSequence& sequence, const std::vector<std::uint32_t>& units, std::size_t most) {
    std::string text = units.size() == 1 ? "line " : "lines ";
    const std::size_t shown = std::min(units.size(), most);
    for (std::size_t i = 0; i < shown; ++i) {
        const bool last = i + 1 == shown && shown == units.size();
        text += i == 0 ? "" : last ? " and " : ", ";
        text += number_of(sequence.rule_of(sequence.units[units[i]]));
    }
    if (shown < units.size()) {
        text += fmt::format(" and {} more", units.size() - shown);
    }
    return text;
}

void relate(Finding& finding, const RuleSequence& sequence, const std::vector<std::uint32_t>& units,
            std::string_view text, std::size_t most) {
    for (const std::uint32_t unit : units) {
        add_related(finding, {sequence.rule_of(sequence.units[unit]).origin, std::string(text)}, most);
    }
}

}  // namespace lyncgate
