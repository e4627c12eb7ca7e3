#include "reporters/sample_reports.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "findings/sha256.hpp"

namespace lyncgate::test {

namespace {

/// The origin of a text that occurs in a file.
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

constexpr std::string_view inner_rules = R"(*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A FORWARD -m state --state ESTABLISHED,RELATED -j ACCEPT
-A FORWARD -s 10.45.16.0/24 -d 10.10.0.5/32 -p tcp -m tcp --dport 5061 -j ACCEPT
-A FORWARD -s 10.45.16.10/32 -d 10.10.0.5/32 -p tcp -m tcp --dport 4443 -m set --match-set partners src -j ACCEPT
-A FORWARD -s 10.45.0.0/16 -d 10.10.0.0/16 -j REJECT
-A FORWARD -s 10.10.0.0/16 -j ACCEPT
COMMIT
)";

constexpr std::string_view pack_text = "topic director \"Director\"\n"
                                       "row 1 tcp/8080 HTTP reverse-proxy-internal -> director\n"
                                       "row 2 tcp/4443 HTTPS reverse-proxy-internal -> director\n"
                                       "row 5 tcp/5061 SIP/MTLS edge-internal -> director\n";

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

void fill_site(SampleReport& sample, const SourceFile& rules, const SourceFile& pack) {
    Report& report = sample.report;
    report.site = "contoso";
    report.product = "Lync Server 2013";
    report.requirements = 3;
    report.roles = {{"reverse-proxy-internal", {"10.45.16.10"}},
                    {"edge-internal", {"10.45.16.20", "10.45.16.21"}},
                    {"director", {"10.10.0.5"}}};
    report.firewalls = {{"inner",
                         "iptables-save",
                         {{"eth0", {"10.45.16.0/24"}, {"reverse-proxy-internal", "edge-internal"}},
                          {"eth1", {"10.10.0.0/16"}, {"director"}}}},
                        {"outer", "pf", {{"em0", {"internet"}, {}}, {"em1", {"10.45.16.0/24"}, {"edge-internal"}}}}};
    report.checks = {{"missing-opening", "a flow that Lync needs does not pass a firewall",
                      "Open exactly the packets that are listed."},
                     {"over-permissive-rule", "a rule lets more pass than Lync needs", ""}};
    report.inputs = {input_of(rules, "inner", "iptables-save"), input_of(pack, "", "")};
    Coverage coverage;
    for (int i = 0; i < 8; ++i) {
        coverage.count(Treatment::modelled);
    }
    coverage.count(Treatment::irrelevant);
    report.coverage = {{rules.name(), "iptables-save", coverage}};
    report.flows = {flow(1, "HTTP tcp/8080 reverse-proxy-internal -> director", "inner", FlowVerdict::open),
                    flow(2, "HTTPS tcp/4443 reverse-proxy-internal -> director", "inner", FlowVerdict::open),
                    flow(5, "SIP/MTLS tcp/5061 edge-internal -> director", "inner", FlowVerdict::open)};
}

void finish(Report& report) {
    for (Finding& finding : report.findings) {
        identify(finding);
    }
    sort_findings(report.findings);
}

void fill_findings(SampleReport& sample, const SourceFile& rules, const SourceFile& pack) {
    Report& report = sample.report;
    Finding closed;
    closed.check = "missing-opening";
    closed.message = "HTTP tcp/8080 reverse-proxy-internal -> director does not pass firewall inner";
    closed.firewall = "inner";
    closed.requirement = director_row(1);
    closed.primary = {at(rules, "-A FORWARD -s 10.45.0.0/16 -d 10.10.0.0/16 -j REJECT"), "this rule rejects them"};
    closed.related = {{at(rules, "-d 10.10.0.5/32"), "the director is named here"},
                      {at(pack, "row 1 tcp/8080 HTTP reverse-proxy-internal -> director"), "the requirement"}};
    closed.packets = {box("10.45.16.10", "10.10.0.5", "tcp", "8080")};
    closed.example = packet("10.45.16.10", "10.10.0.5", "tcp", "8080");
    closed.help = "open exactly the packets listed";

    Finding wide;
    wide.check = "over-permissive-rule";
    wide.severity = Severity::warning;
    wide.message = "rule lets every protocol pass from 10.10.0.0/16";
    wide.firewall = "inner";
    wide.primary = {at(rules, "-A FORWARD -s 10.10.0.0/16 -j ACCEPT"), "no destination, no port"};
    wide.packets = {{{"10.10.0.0/16"}, {"any"}, {"tcp", "udp"}, {"any"}, {"1-442", "444-65535"}, {"state NEW"}}};

    Finding unsure;
    unsure.check = "missing-opening";
    unsure.undecided = true;
    unsure.confidence = Confidence::possible;
    unsure.message = "cannot decide whether HTTPS tcp/4443 reverse-proxy-internal -> director passes firewall inner";
    unsure.firewall = "inner";
    unsure.requirement = director_row(2);
    unsure.primary = {at(rules, "-m set --match-set partners src"), "the members of the set are not in the file"};
    unsure.packets = {box("10.45.16.10", "10.10.0.5", "tcp", "4443")};
    unsure.reasons = {"set \"partners\" is not defined in the input"};

    report.findings = {closed, wide, unsure};
    finish(report);
    report.flows[0].verdict = FlowVerdict::closed;
    report.flows[0].deciders = {"line 8"};
    report.flows[0].missing = closed.packets;
    report.flows[1].verdict = FlowVerdict::undecided;
    report.flows[1].reasons = unsure.reasons;
    report.flows[1].missing = unsure.packets;
    report.unchecked = {{director_row(7), "DNS udp/53 director -> dns", "no address for role dns", false},
                        {director_row(9), "note on load balancing", "the row names no flow", true}};
    report.coverage[0].coverage.count(Treatment::unmodelled, at(rules, "-m set --match-set partners src"),
                                      "packets of this rule are undecided");
    Diagnostic diagnostic;
    diagnostic.level = Level::warning;
    diagnostic.message = "set \"partners\" is not defined in the input";
    diagnostic.origin = at(rules, "partners");
    diagnostic.help = "add the output of ipset save";
    diagnostic.labels = {{at(rules, "COMMIT"), "the table ends here"}};
    report.diagnostics = {diagnostic};
}

}  // namespace

void fill_clean(SampleReport& sample) {
    const SourceFile& rules = sample.sources.add("configs/inner.rules", std::string(inner_rules));
    const SourceFile& pack = sample.sources.add("lync-2013/director.rules", std::string(pack_text));
    fill_site(sample, rules, pack);
}

void fill_small(SampleReport& sample) {
    const SourceFile& rules = sample.sources.add("configs/inner.rules", std::string(inner_rules));
    const SourceFile& pack = sample.sources.add("lync-2013/director.rules", std::string(pack_text));
    fill_site(sample, rules, pack);
    fill_findings(sample, rules, pack);
}

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

void fill_hostile(SampleReport& sample) {
    const std::string attack = "</script><script>document.title='owned'</script><img src=x onerror=alert(1)>\"'&]]>";
    const std::string control =
        "\033[31m\x07\r::error::x%0A\n=cmd|' /C calc'!A0 \xff\xfe|`*_[a](http://x)<!-- --> \xe2\x80\xae";
    const SourceFile& rules =
        sample.sources.add("configs/" + attack + ".rules", "-A FORWARD -m comment --comment \"" + attack + control +
                                                               "\" -j DROP\n" + std::string(4000, 'x') + "\n");
    const SourceFile& pack = sample.sources.add("lync-2013/director.rules", std::string(pack_text));
    fill_site(sample, rules, pack);
    Report& report = sample.report;
    report.site = attack;
    report.product = control;
    report.firewalls[0].name = attack;
    report.firewalls[0].sides[0].networks = {attack, control};
    report.roles[0].name = attack;
    report.flows[0].label = attack + control;
    report.flows[0].firewall = attack;
    report.flows[0].verdict = FlowVerdict::closed;
    report.flows[1].verdict = FlowVerdict::closed;
    report.flows[0].translations = {control};
    report.unchecked = {{director_row(7), attack, control, false}};
    Finding finding;
    finding.check = "missing-opening";
    finding.message = attack + control;
    finding.firewall = attack;
    finding.requirement = director_row(1);
    finding.primary = {{&rules, {0, static_cast<std::uint32_t>(rules.text().size())}}, attack + control};
    finding.related = {{{&rules, {2, 2}}, control}, {{}, attack}};
    finding.packets = {box(attack, "10.10.0.5", "tcp", "8080")};
    finding.help = control;
    Finding site_wide;
    site_wide.check = "expired-exception";
    site_wide.severity = Severity::note;
    site_wide.message = control;
    site_wide.primary.text = attack;
    report.findings = {finding, site_wide};
    finish(report);
    report.diagnostics = {{Level::error, attack + control, {&rules, {3000, 3000}}, control, attack, {}}};
    report.coverage[0].coverage.count(Treatment::broken, {&rules, {0, 20}}, attack);
}

}  // namespace lyncgate::test
