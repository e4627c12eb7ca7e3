#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "reporters/sample_parts.hpp"
#include "reporters/sample_reports.hpp"

namespace lyncgate::test {

namespace {

/// A role of the large site and the zone it lives in: 0 internet, 1 perimeter, 2 core, 3 the first branch.
struct LargeRole {
    const char* name;
    std::size_t zone;
};

constexpr std::array large_roles = {LargeRole{"remote-user", 0},      LargeRole{"edge-external", 1},
                                    LargeRole{"edge-internal", 1},    LargeRole{"reverse-proxy-internal", 1},
                                    LargeRole{"director", 2},         LargeRole{"front-end", 2},
                                    LargeRole{"mediation", 2},        LargeRole{"office-web-apps", 2},
                                    LargeRole{"branch-appliance", 3}, LargeRole{"branch-user", 3}};

std::vector<std::string> roles_in(std::size_t zone) {
    std::vector<std::string> names;
    for (const LargeRole& role : large_roles) {
        if (role.zone == zone) {
            names.emplace_back(role.name);
        }
    }
    return names;
}

/// Firewall 0 stands between internet and perimeter, 1 between perimeter and core, every other between core and a
/// branch of its own.
FirewallPicture large_firewall(std::size_t index, const std::string& name) {
    if (index == 0) {
        return {name, "pf", {{"em0", {"internet"}, roles_in(0)}, {"em1", {"10.1.0.0/24"}, roles_in(1)}}};
    }
    if (index == 1) {
        return {name, "asa", {{"dmz", {"10.1.0.0/24"}, roles_in(1)}, {"inside", {"10.2.0.0/16"}, roles_in(2)}}};
    }
    return {name,
            "iptables-save",
            {{"eth0", {"10.2.0.0/16"}, roles_in(2)}, {"eth1", {fmt::format("10.{}.0.0/16", index + 1)}, roles_in(3)}}};
}

/// Whether a flow between two zones crosses a firewall of the large site.
bool crosses(std::size_t from, std::size_t to, std::size_t firewall) {
    const std::size_t low = std::min(from, to);
    const std::size_t high = std::max(from, to);
    return low <= std::min<std::size_t>(firewall, 2) && high > std::min<std::size_t>(firewall, 2);
}

void add_large_flows(Report& report, std::uint32_t rows) {
    constexpr std::array verdicts = {FlowVerdict::open, FlowVerdict::open,      FlowVerdict::open,
                                     FlowVerdict::open, FlowVerdict::closed,    FlowVerdict::open,
                                     FlowVerdict::open, FlowVerdict::undecided, FlowVerdict::partly_open};
    constexpr std::array names = {"SIP/MTLS tcp/5061", "HTTPS tcp/443", "STUN udp/3478", "SRTP udp/50000-59999"};
    for (std::uint32_t row = 1; row <= rows; ++row) {
        const LargeRole& from = large_roles[row * 3 % large_roles.size()];
        const LargeRole& to = large_roles[(row * 3 + row / 4 % 7 + 1) % large_roles.size()];
        for (std::size_t f = 0; f < report.firewalls.size(); ++f) {
            if (!crosses(from.zone, to.zone, f)) {
                continue;
            }
            const std::string label = fmt::format("{} {} -> {}", names[row % names.size()], from.name, to.name);
            const FlowVerdict verdict = verdicts[(row + f * 5) % verdicts.size()];
            FlowResult result = flow(row, label, report.firewalls[f].name, verdict);
            const bool inwards = from.zone <= to.zone;
            result.ingress = report.firewalls[f].sides[inwards ? 0 : 1].interface;
            result.egress = report.firewalls[f].sides[inwards ? 1 : 0].interface;
            result.source_roles = {from.name};
            result.destination_roles = {to.name};
            result.deciders = {fmt::format("line {}", row + 2)};
            if (verdict != FlowVerdict::open) {
                result.missing = {box("10.1.0.0/24", "10.2.0.5", "tcp", std::to_string(5060 + row))};
            }
            report.flows.push_back(result);
        }
    }
}

}  // namespace

void fill_large(SampleReport& sample, std::size_t findings, std::size_t firewalls) {
    constexpr std::array checks = {"missing-opening", "over-permissive-rule", "shadowed-rule", "media-over-ipsec"};
    constexpr std::array severities = {Severity::error, Severity::warning, Severity::note};
    Report& report = sample.report;
    report.site = "fabrikam";
    report.product = "Lync Server 2013";
    for (std::size_t r = 0; r < large_roles.size(); ++r) {
        report.roles.push_back({large_roles[r].name, {fmt::format("10.{}.0.{}", large_roles[r].zone, r + 1)}});
    }
    for (const char* const check : checks) {
        report.checks.push_back({check, fmt::format("what {} looks for", check), "", Severity::error});
    }
    for (std::size_t f = 0; f < firewalls; ++f) {
        std::string text = "*filter\n:FORWARD DROP [0:0]\n";
        for (std::size_t i = 0; i * firewalls < findings; ++i) {
            text += fmt::format("-A FORWARD -s 10.{}.{}.0/24 -d 10.{}.0.5/32 -p tcp -m tcp --dport {} -j ACCEPT\n",
                                i % 5 + 1, i % 250, (i + 1) % 5 + 1, 1024 + i);
        }
        const SourceFile& file = sample.sources.add(fmt::format("configs/fw{:02}.rules", f + 1), text + "COMMIT\n");
        const std::string name = fmt::format("fw{:02}", f + 1);
        report.inputs.push_back(input_of(file, name, "iptables-save"));
        report.firewalls.push_back(large_firewall(f, name));
    }
    constexpr std::uint32_t rows = 40;
    report.requirements = rows;
    const std::vector<const SourceFile*> files = sample.sources.files();
    for (std::size_t i = 0; i < findings; ++i) {
        const std::size_t f = i % firewalls;
        const std::size_t line = i / firewalls + 3;
        const std::string text(files[f]->line(static_cast<std::uint32_t>(line)));
        Finding finding;
        finding.check = checks[i % checks.size()];
        finding.severity = severities[i * 7 / 3 % severities.size()];
        finding.firewall = report.firewalls[f].name;
        const std::string port = std::to_string(1024 + i);
        finding.message =
            fmt::format("tcp/{} {} -> {} does not pass firewall {}", port, large_roles[line % large_roles.size()].name,
                        large_roles[(line + 1) % large_roles.size()].name, finding.firewall);
        finding.primary = {at(*files[f], text), "this rule decides"};
        if (finding.check == checks[0]) {
            finding.requirement = director_row(static_cast<std::uint32_t>(i / checks.size() % rows) + 1);
            finding.undecided = i % 5 == 4;
        }
        finding.packets = {box(fmt::format("10.1.{}.0/24", i % 250), "10.2.0.5", "tcp", port)};
        finding.example = packet(fmt::format("10.1.{}.9", i % 250), "10.2.0.5", "tcp", port);
        finding.help = "narrow the rule to the packets listed";
        report.findings.push_back(finding);
    }
    finish(report);
    add_large_flows(report, rows);
}

}  // namespace lyncgate::test
