// Random running-configs with everything the interpreter knows, over a small universe of addresses and ports.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "probe.hpp"

namespace lyncgate::testing {

struct RandomConfigShape {
    bool old_nat = false;  ///< a configuration of 8.2
    bool doubts = false;   ///< fqdn objects, time ranges, groups that are not defined
    bool nat = true;
};

/// The text of a configuration; the same for the same state of `random`.
std::string random_config(std::mt19937& random, const RandomConfigShape& shape);
/// A packet that may meet its rules.
Probe random_probe(std::mt19937& random, bool ipv6);

}  // namespace lyncgate::testing
