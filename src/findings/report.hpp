// The report: all that an audit has to say, ready for any format.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "findings/finding.hpp"
#include "text/coverage.hpp"
#include "text/diagnostic.hpp"

namespace lyncgate {

/// How a required flow fares at one firewall.
enum class FlowVerdict : std::uint8_t { open, closed, partly_open, undecided };

/// One required flow at one firewall it crosses.
struct FlowResult {
    RequirementRef requirement;
    std::string label;  ///< "SIP/MTLS tcp/5061 edge-internal -> director"
    std::string firewall;
    std::string ingress;  ///< interface names; empty when not known
    std::string egress;
    std::vector<std::string> source_roles;
    std::vector<std::string> destination_roles;
    FlowVerdict verdict = FlowVerdict::open;
    std::vector<std::string> deciders;      ///< "line 12" of the rules that open or close it, the first few
    std::vector<std::string> reasons;       ///< why it is undecided
    std::vector<std::string> translations;  ///< "203.0.113.10 becomes 10.1.0.5 (line 7)"
    std::vector<DescribedBox> missing;      ///< what is closed or undecided
};

/// A requirement that could not be checked, and why ("no address for role edge-internal").
struct Unchecked {
    RequirementRef requirement;
    std::string label;
    std::string reason;
    bool expected = false;  ///< the table names no flow, or the condition does not hold: nothing to worry about
    /// Roles that the site would have to place, sorted; empty when that is not the reason.
    std::vector<std::string> missing_roles;
};

/// One file that was read.
struct InputFile {
    std::string file;
    std::string sha256;
    std::string firewall;  ///< empty for the site file and packs
    std::string dialect;   ///< empty when it is not a configuration
    std::size_t bytes = 0;
};

/// What became of the statements of one file.
struct FileCoverage {
    std::string file;
    std::string dialect;
    Coverage coverage;
};

/// A role or network for the picture of the site.
struct SiteNode {
    std::string name;
    std::vector<std::string> addresses;
};

/// A firewall for the picture of the site: which roles and networks lie behind which interface.
struct FirewallPicture {
    struct Side {
        std::string interface;
        std::vector<std::string> networks;
        std::vector<std::string> roles;
    };
    std::string name;
    std::string dialect;
    std::vector<Side> sides;
};

/// A check that ran, for formats that list their rules.
struct CheckSummary {
    std::string id;                    ///< "missing-opening"
    std::string summary;               ///< one sentence, lower case, without a full stop
    std::string help;                  ///< what it means and what to do, several sentences; may be empty
    Severity worst = Severity::error;  ///< the worst it can find
};

/// The whole of an audit. Findings are sorted; nothing depends on time or place, so equal inputs give equal reports.
struct Report {
    std::string site;
    std::string product;
    std::vector<Finding> findings;
    std::vector<FlowResult> flows;
    std::vector<Unchecked> unchecked;
    std::vector<FileCoverage> coverage;
    std::vector<Diagnostic> diagnostics;
    std::vector<InputFile> inputs;
    std::vector<SiteNode> roles;
    std::vector<FirewallPicture> firewalls;
    std::vector<CheckSummary> checks;  ///< those that ran
    std::size_t requirements = 0;      ///< rows that apply to the site

    std::size_t suppressed = 0;  ///< findings that a suppression in a configuration takes out
    std::size_t known = 0;       ///< findings that a baseline takes out

    /// 0 nothing to report, 1 findings, 3 no finding but something could not be decided. Notes and rule hygiene do
    /// not count.
    int exit_status() const;
};

std::string_view name_of(FlowVerdict verdict);

}  // namespace lyncgate
