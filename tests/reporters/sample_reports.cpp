#include "reporters/sample_reports.hpp"

#include "reporters/sample_parts.hpp"

namespace lyncgate::test {

namespace {

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
    report.unchecked = {{director_row(7), "DNS udp/53 director -> dns", "no address for role dns", false, {"dns"}},
                        {director_row(9), "note on load balancing", "the row names no flow", true, {}}};
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
    report.unchecked = {{director_row(7), attack, control, false, {attack}}};
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
