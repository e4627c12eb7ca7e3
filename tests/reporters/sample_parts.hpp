// Parts of reports made up for tests.
#pragma once

#include <string>
#include <string_view>

#include "findings/report.hpp"

namespace lyncgate::test {

/// The origin of a text that occurs in a file.
Origin at(const SourceFile& file, std::string_view text);
/// A row of the Director table.
RequirementRef director_row(std::uint32_t row);
/// A box with any source port.
DescribedBox box(std::string source, std::string destination, std::string protocol, std::string port);
/// A first packet from port 50000, arriving at eth0.
DescribedPacket packet(std::string source, std::string destination, std::string protocol, std::string port);
InputFile input_of(const SourceFile& file, std::string firewall, std::string dialect);
/// A required flow to the Director, through eth0 and eth1.
FlowResult flow(std::uint32_t row, std::string label, std::string firewall, FlowVerdict verdict);
/// Gives every finding its identity and sorts them.
void finish(Report& report);

}  // namespace lyncgate::test
