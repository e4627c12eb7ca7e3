#include "reporters/sample_parts.hpp"

#include <fmt/format.h>

#include "findings/sha256.hpp"

namespace lyncgate::test {

Origin at(const SourceFile& file, std::string_view text) {
    const std::size_t found = file.text().find(text);
    return {&file, {static_cast<std::uint32_t>(found), static_cast<std::uint32_t>(found + text.size())}};
}

RequirementRef director_row(std::uint32_t row) {
    return {"lync-2013/director-single", row, fmt::format("director-single/director/{}", row)};
}

DescribedBox box(std::string source, std::string destination, std::string protocol, std::string port) {
    return {{std::move(source)}, {std::move(destination)}, {std::move(protocol)}, {"any"}, {std::move(port)}, {}};
}

DescribedPacket packet(std::string source, std::string destination, std::string protocol, std::string port) {
    DescribedPacket one;
    one.source = std::move(source);
    one.destination = std::move(destination);
    one.protocol = std::move(protocol);
    one.source_port = "50000";
    one.destination_port = std::move(port);
    one.flags = one.protocol == "tcp" ? "SYN" : "";
    one.state = "NEW";
    one.ingress = "eth0";
    return one;
}

InputFile input_of(const SourceFile& file, std::string firewall, std::string dialect) {
    return {file.name(), sha256(file.text()), std::move(firewall), std::move(dialect), file.text().size()};
}

FlowResult flow(std::uint32_t row, std::string label, std::string firewall, FlowVerdict verdict) {
    FlowResult result;
    result.requirement = director_row(row);
    result.label = std::move(label);
    result.firewall = std::move(firewall);
    result.ingress = "eth0";
    result.egress = "eth1";
    result.source_roles = {row < 5 ? "reverse-proxy-internal" : "edge-internal"};
    result.destination_roles = {"director"};
    result.verdict = verdict;
    return result;
}

void finish(Report& report) {
    for (Finding& finding : report.findings) {
        identify(finding);
    }
    sort_findings(report.findings);
}

}  // namespace lyncgate::test
