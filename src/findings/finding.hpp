// Findings: something to say about the security of a site.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/describe.hpp"
#include "text/source_file.hpp"

namespace lyncgate {

/// How much a finding matters. `error`: Lync does not work, or a hole; `warning`: should be looked at; `note`: hygiene.
enum class Severity : std::uint8_t { error, warning, note };

/// How sure it is. `certain`: so in every reading of what cannot be decided; `possible`: in some reading.
enum class Confidence : std::uint8_t { certain, possible };

/// The requirement a finding is about.
struct RequirementRef {
    std::string pack;  ///< "lync-2013/director-single"
    std::uint32_t row = 0;
    std::string id;  ///< "director-single/director/1"
};

/// A place in a source with what it has to do with the finding.
struct Place {
    Origin origin;
    std::string text;  ///< "this rule drops them"
};

/// One finding. Everything in it is owned text or an origin; it does not point into the model.
struct Finding {
    std::string check;  ///< "missing-opening"
    Severity severity = Severity::error;
    Confidence confidence = Confidence::certain;
    std::string message;   ///< one sentence, lower case, without a full stop
    std::string firewall;  ///< name; empty when it is about the site
    std::optional<RequirementRef> requirement;
    Place primary;                           ///< the responsible line
    std::vector<Place> related;              ///< other lines that take part, in order of importance
    std::vector<DescribedBox> packets;       ///< exactly the packets concerned
    bool packets_cut = false;                ///< there are more boxes than listed
    std::optional<DescribedPacket> example;  ///< one packet that proves it
    std::string help;                        ///< what to do; may be empty
    std::string identity;  ///< stays the same when lines move: hash of check, firewall, requirement, rule text, packets
    bool hygiene = false;  ///< found by a hygiene check: told, but no reason for a failing exit status
    bool undecided = false;            ///< not a fault found, but a question that could not be decided (exit 3)
    std::vector<std::string> reasons;  ///< why it could not be decided
};

std::string_view name_of(Severity severity);
std::string_view name_of(Confidence confidence);

/// Fills `identity`. To be called when all else is filled in.
void identify(Finding& finding);
/// Findings in the order people read them: severity, firewall, file, line, check, requirement, message.
void sort_findings(std::vector<Finding>& findings);

}  // namespace lyncgate
