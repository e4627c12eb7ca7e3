// Writes a generated fleet for timing nightly runs: generate_fleet SITES SEED FOLDER. Each site has one firewall with
// 10 to 5,000 rules, as many small ones as large ones on a logarithmic scale; the three dialects take turns.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include <fmt/format.h>

#include "bench/generate.hpp"

namespace {

using namespace lyncgate::bench;

constexpr double fewest = 10;
constexpr double most = 5000;

void write_site(const std::filesystem::path& folder, std::size_t number, std::mt19937& random) {
    // Not a standard distribution: those differ between libraries, and every machine is to measure the same fleet.
    const double share = static_cast<double>(random()) / static_cast<double>(std::mt19937::max());
    const auto size = static_cast<std::size_t>(std::lround(fewest * std::pow(most / fewest, share)));
    const std::vector<PlainRule> rules = generate(Style::realistic, size, static_cast<std::uint32_t>(random()));
    const std::size_t dialect = number % 3;
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "rules.conf") << (dialect == 0   ? as_iptables(rules)
                                             : dialect == 1 ? as_pf(rules)
                                                            : as_asa(rules));
    const bool asa = dialect == 2;
    std::ofstream(folder / "site.yaml") << site_for("rules.conf", asa ? "outside" : "eth0", asa ? "inside" : "eth1");
}

}  // namespace

int main(int count, char** words) {
    if (count != 4) {
        std::fputs("usage: generate_fleet SITES SEED FOLDER\n", stderr);
        return 2;
    }
    const std::size_t sites = std::strtoul(words[1], nullptr, 10);
    std::mt19937 random(static_cast<std::uint32_t>(std::strtoul(words[2], nullptr, 10)));
    for (std::size_t i = 0; i < sites; ++i) {
        write_site(std::filesystem::path(words[3]) / fmt::format("{:05}", i), i, random);
    }
    return 0;
}
