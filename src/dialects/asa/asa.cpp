#include "dialects/asa/asa.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "dialects/asa/config.hpp"
#include "dialects/asa/dump.hpp"
#include "dialects/asa/lower.hpp"
#include "dialects/asa/usage.hpp"

namespace lyncgate::asa {

namespace {

struct Clue {
    std::string_view words;
    int weight;
};

constexpr Clue clues[] = {
    {"ASA Version ", 80},   {"PIX Version ", 80},           {"FWSM Version ", 80},   {"security-level ", 15},
    {"nameif ", 15},        {"same-security-traffic ", 30}, {"object network ", 20}, {"object-group network ", 15},
    {"network-object ", 8}, {"access-group ", 10},          {"tunnel-group ", 10},   {"threat-detection ", 15},
    {"names", 5},           {"fixup protocol ", 30},        {"Cryptochecksum:", 30},
};

/// What a line adds: ASA lists say `extended`, or have netmasks where IOS has wildcards.
int weight_of(std::string_view line) {
    for (const Clue& clue : clues) {
        if (line.substr(0, clue.words.size()) == clue.words) {
            return clue.weight;
        }
    }
    if (line.substr(0, 12) == "access-list ") {
        return line.find(" extended ") != std::string_view::npos ? 15 : 6;
    }
    return 0;
}

std::size_t interfaces_in_common(const Config& config, const std::vector<Interface>& stated) {
    return static_cast<std::size_t>(std::count_if(stated.begin(), stated.end(), [&config](const Interface& interface) {
        return find_interface(config, interface.name) != nullptr;
    }));
}

/// The context the site means: the one with most of its interfaces; of equal ones the first with access lists.
Config& choose(std::vector<Config>& configs, const ReadContext& context) {
    return *std::max_element(configs.begin(), configs.end(), [&context](const Config& a, const Config& b) {
        const auto rank = [&context](const Config& config) {
            return std::pair(interfaces_in_common(config, context.interfaces), !config.access_groups.empty());
        };
        return rank(a) < rank(b);
    });
}

constexpr std::array syntax_dumps{Dump{"syntax", dump_syntax}};

}  // namespace

int likeness(std::string_view text) {
    text = text.substr(0, 65536);
    int score = 0;
    while (!text.empty() && score < 100) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        score += weight_of(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return std::min(score, 100);
}

Reading read(const SourceFile& file, const ReadContext& context) {
    std::vector<Config> configs = parse(file);
    Config& config = choose(configs, context);
    Reading reading;
    for (Config& part : configs) {
        reading.coverage.add(part.coverage);
        reading.diagnostics.insert(reading.diagnostics.end(), part.diagnostics.begin(), part.diagnostics.end());
    }
    if (configs.size() > 1) {
        reading.diagnostics.push_back(
            {Level::warning,
             fmt::format("the file holds {} configurations; '{}' is used", configs.size(), config.hostname),
             origin_of(config, config.hostname),
             {},
             "name the interfaces of the wanted context in the site file, or give it a file of its own",
             {}});
    }
    reading.firewall = lower_chains(config, context.interfaces, reading.diagnostics);
    report_usage(config, reading.diagnostics);
    // The syntax tree makes room for the index.
    configs = {};
    prepare(reading.firewall);
    if (reading.coverage.modelled == 0) {
        reading.usable = false;
        reading.diagnostics.push_back({Level::error,
                                       "nothing in this file is an ASA statement that decides about packets",
                                       {&file, {0, 0}},
                                       "a running-config (show running-config)",
                                       {},
                                       {}});
    }
    return reading;
}

std::span<const Dump> dumps() {
    return syntax_dumps;
}

}  // namespace lyncgate::asa
