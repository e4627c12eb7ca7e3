// Reports made up for the tests of the formats.
#pragma once

#include <cstddef>
#include <string>

#include "findings/report.hpp"
#include "text/source_file.hpp"

namespace lyncgate::test {

/// A report whose origins live in a store of its own.
struct SampleReport {
    std::string name;
    SourceStore sources;
    Report report;
};

/// A site of two firewalls in which everything required is open.
void fill_clean(SampleReport& sample);
/// Three findings, one of each kind: an error on a rule, a warning without a requirement, an undecided question.
void fill_small(SampleReport& sample);
/// `findings` findings over `firewalls` firewalls, spread over checks, requirements and severities.
void fill_large(SampleReport& sample, std::size_t findings, std::size_t firewalls);
/// Every string a stranger controls tries to leave its place: markup, scripts, terminal controls, formulas,
/// workflow commands, bytes that are not UTF-8.
void fill_hostile(SampleReport& sample);

}  // namespace lyncgate::test
