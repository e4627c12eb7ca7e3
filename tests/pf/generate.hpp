// Random pf.conf texts and packets over a small world, so that rules and packets meet often.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "model/firewall.hpp"
#include "pf/interpreter.hpp"

namespace lyncgate::pf::testing {

/// A source of choices that gives the same for the same seed.
struct Random {
    std::mt19937 engine;
    explicit Random(std::uint32_t seed) : engine(seed) {}

    int below(int bound) { return static_cast<int>(engine() % static_cast<std::uint32_t>(bound)); }
    bool one_in(int n) { return below(n) == 0; }
    template<typename T>
    T of(const std::vector<T>& choices) {
        return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
    }
};

/// The machine: em0 to the internet, em1 and em2 to two networks.
std::vector<Port> world_ports();
std::vector<lyncgate::Interface> world_interfaces();

/// A valid file; `old`: with nat, rdr and binat rules instead of nat-to and rdr-to.
std::string random_config(Random& random, bool old);
Probe random_probe(Random& random);

}  // namespace lyncgate::pf::testing
