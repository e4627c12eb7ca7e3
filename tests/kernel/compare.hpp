// What the kernel did with a probe, beside what the model says.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernel/wire.hpp"
#include "model/walk.hpp"

namespace lyncgate::kernel {

/// What came of a number of rulesets.
struct Tally {
    int rulesets = 0, refused = 0, packets = 0, passed = 0, unknown = 0, counted = 0, wrong = 0;
    std::map<std::string, int> reasons;  ///< why verdicts are unknown
};

std::string describe(const iptables::testing::Probe& probe);

/// Walks the probe through the model and compares where and how it ended; null: the kernel let nothing through. The
/// first difference is printed with `text`.
Walk compare(Tally& tally, const Firewall& firewall, const iptables::testing::Probe& probe, const Passed* passed,
             const std::string& text);

/// Compares how many of the probes each rule of the chains FORWARD has met, by the counters that `iptables-save -c`
/// printed: so a REJECT is told from a DROP, and a rule from another with the same verdict.
void compare_counters(Tally& tally, const std::vector<Walk>& walks, const std::string& saved, const std::string& text);

}  // namespace lyncgate::kernel
