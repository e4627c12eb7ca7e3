#include "reporters/junit.hpp"

#include <fmt/format.h>
#include <map>
#include <pugixml.hpp>
#include <sstream>

#include "reporters/display.hpp"
#include "reporters/finding_words.hpp"
#include "reporters/flow_findings.hpp"
#include "reporters/place.hpp"
#include "reporters/summary.hpp"
#include "reporters/text.hpp"

namespace lyncgate {

namespace {

/// How many cases ended how.
struct Tally {
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;

    void add(const Tally& other) {
        tests += other.tests;
        failures += other.failures;
        errors += other.errors;
        skipped += other.skipped;
    }
};

void set(pugi::xml_node node, const char* name, std::string_view value) {
    node.append_attribute(name) = displayed(value).c_str();
}

void write_tally(pugi::xml_node node, const Tally& tally) {
    node.append_attribute("tests") = static_cast<unsigned long long>(tally.tests);
    node.append_attribute("failures") = static_cast<unsigned long long>(tally.failures);
    node.append_attribute("errors") = static_cast<unsigned long long>(tally.errors);
    node.append_attribute("skipped") = static_cast<unsigned long long>(tally.skipped);
    node.append_attribute("time") = "0";
}

/// Why a case did not pass.
struct Outcome {
    bool error = false;
    std::string message;
    std::string type;
    std::string text;
};

/// One test suite being filled; its counts are written when it is complete.
struct Suite {
    pugi::xml_node node;
    Tally tally;

    pugi::xml_node add_case(std::string_view class_name, std::string_view name) {
        ++tally.tests;
        pugi::xml_node test = node.append_child("testcase");
        set(test, "classname", class_name);
        set(test, "name", name);
        test.append_attribute("time") = "0";
        return test;
    }

    void fail(pugi::xml_node test, const Outcome& outcome) {
        ++(outcome.error ? tally.errors : tally.failures);
        pugi::xml_node node_of_outcome = test.append_child(outcome.error ? "error" : "failure");
        set(node_of_outcome, "message", outcome.message);
        set(node_of_outcome, "type", outcome.type);
        node_of_outcome.text().set(displayed_lines(outcome.text).c_str());
    }
};

std::string text_of(const Finding& finding) {
    return terse_line(finding) + "\n" + joined(detail_lines(finding)) + "\n";
}

void place_case(pugi::xml_node test, const Finding& finding) {
    if (finding.primary.origin) {
        const Located at = locate(finding.primary.origin);
        set(test, "file", at.file);
        test.append_attribute("line") = at.line;
    }
}

void add_flow(Suite& suite, const FlowResult& flow, const std::vector<const Finding*>& findings) {
    const std::string path = flow.egress.empty() ? flow.ingress : fmt::format("{} to {}", flow.ingress, flow.egress);
    pugi::xml_node test =
        suite.add_case(fmt::format("{}.{}", flow.firewall, flow.requirement.pack),
                       fmt::format("{} ({}{}{})", flow.label, flow.requirement.id, path.empty() ? "" : ", ", path));
    if (flow.verdict == FlowVerdict::open) {
        return;
    }
    if (findings.empty()) {
        set(test.append_child("skipped"), "message",
            fmt::format("{}, without a finding: not demanded by its row, or accepted (decided by {})",
                        name_of(flow.verdict), joined(flow.deciders, ", ")));
        ++suite.tally.skipped;
        return;
    }
    Outcome outcome;
    outcome.error = flow.verdict == FlowVerdict::undecided;
    outcome.message = fmt::format("{}: {}", name_of(flow.verdict), flow.label);
    outcome.type = findings.front()->check;
    for (const Finding* const finding : findings) {
        outcome.text += text_of(*finding);
    }
    place_case(test, *findings.front());
    suite.fail(test, outcome);
}

void add_finding(Suite& suite, const Finding& finding) {
    const std::string owner = finding.firewall.empty() ? "site" : finding.firewall;
    pugi::xml_node test = suite.add_case(fmt::format("{}.{}", owner, finding.check), finding.message);
    place_case(test, finding);
    // A note is worth reading, but nothing to fail for: it does not change the exit status either.
    if (finding.severity == Severity::note) {
        test.append_child("system-out").text().set(displayed_lines(text_of(finding)).c_str());
        return;
    }
    suite.fail(test, {finding.undecided, finding.message, finding.check, text_of(finding)});
}

}  // namespace

std::string write_junit(const Report& report, const ReportStyle&) {
    pugi::xml_document document;
    pugi::xml_node declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    pugi::xml_node root = document.append_child("testsuites");
    set(root, "name", "lyncgate " + report.site);
    std::vector<std::string> names = firewall_names(report);
    names.emplace_back();
    std::map<std::string, Suite> suites;
    for (const std::string& name : names) {
        Suite& suite = suites[name];
        suite.node = root.append_child("testsuite");
        set(suite.node, "name", name.empty() ? "site" : name);
    }
    const FlowFindings assigned = assign_findings(report);
    for (std::size_t i = 0; i < report.flows.size(); ++i) {
        add_flow(suites.at(report.flows[i].firewall), report.flows[i], assigned.of_flow[i]);
    }
    for (const Finding* const finding : assigned.apart) {
        add_finding(suites.at(finding->firewall), *finding);
    }
    for (const Unchecked& unchecked : report.unchecked) {
        if (!unchecked.expected) {
            Suite& suite = suites.at("");
            pugi::xml_node test = suite.add_case("site." + unchecked.requirement.pack,
                                                 fmt::format("{} ({})", unchecked.label, unchecked.requirement.id));
            set(test.append_child("skipped"), "message", unchecked.reason);
            ++suite.tally.skipped;
        }
    }
    Tally total;
    for (const auto& [name, suite] : suites) {
        write_tally(suite.node, suite.tally);
        total.add(suite.tally);
    }
    write_tally(root, total);
    std::ostringstream out;
    document.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
    return out.str();
}

}  // namespace lyncgate
