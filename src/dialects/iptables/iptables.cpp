#include "dialects/iptables/iptables.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/core.h>

#include "dialects/iptables/dump.hpp"
#include "dialects/iptables/lower.hpp"
#include "dialects/iptables/parse.hpp"

namespace lyncgate::iptables {

namespace {

/// Counts the lines of the first 64 KiB by what they look like.
struct Signs {
    int lines = 0;
    int table = 0;
    int chain = 0;
    int rule = 0;
    int set = 0;
};

Signs signs_of(std::string_view text) {
    Signs signs;
    text = text.substr(0, 1 << 16);
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        const std::size_t start = line.find_first_not_of(" \t\r");
        if (start == std::string_view::npos || line[start] == '#') {
            continue;
        }
        line = line.substr(start);
        ++signs.lines;
        signs.table += line[0] == '*' || line.starts_with("COMMIT") ? 1 : 0;
        signs.chain +=
            line[0] == ':' && line.find(' ') != std::string_view::npos && line.find('[') != std::string_view::npos ? 1
                                                                                                                   : 0;
        const bool command = line.starts_with("-A ") || line.starts_with("-P ") || line.starts_with("-N ") ||
                             line.starts_with("-I ") || line.starts_with("--append ") ||
                             line.find("tables -A ") != std::string_view::npos;
        const bool counted = line[0] == '[' && line.find("] -A ") != std::string_view::npos;
        signs.rule += command || counted ? 1 : 0;
        signs.set += line.starts_with("create ") || line.starts_with("add ") || line.starts_with("-N ") ? 1 : 0;
    }
    return signs;
}

bool is_ipset(std::string_view text) {
    const Signs signs = signs_of(text);
    return signs.set > 0 && signs.set * 2 > signs.lines && signs.table == 0;
}

/// Whether lines of `ipset save` stand among the rules.
bool holds_sets(std::string_view text) {
    return text.starts_with("create ") || text.find("\ncreate ") != std::string_view::npos;
}

void add_sets(ReadSets read, Reading& reading) {
    reading.coverage.add(read.coverage);
    reading.diagnostics.insert(reading.diagnostics.end(), read.diagnostics.begin(), read.diagnostics.end());
}

void add_ruleset(ReadRuleset read, Reading& reading, std::optional<Ruleset> (&families)[2]) {
    reading.coverage.add(read.coverage);
    reading.diagnostics.insert(reading.diagnostics.end(), read.diagnostics.begin(), read.diagnostics.end());
    std::optional<Ruleset>& place = families[read.ruleset.family == Family::ipv6 ? 1 : 0];
    if (place) {
        reading.diagnostics.push_back({Level::error,
                                       "a second ruleset of the same family for one firewall",
                                       {read.ruleset.file, {0, 0}},
                                       "one iptables and one ip6tables ruleset",
                                       "leave one of them out",
                                       {}});
        return;
    }
    place.emplace(std::move(read.ruleset));
}

/// Sets that rules name and no file gives: each once, at the first rule.
void report_missing_sets(const Ruleset& ruleset, const SetCatalogue& sets, Reading& reading) {
    std::vector<std::string_view> seen;
    const auto look = [&](std::string_view name, const Rule& rule) {
        if (sets.find(name) != nullptr || std::find(seen.begin(), seen.end(), name) != seen.end()) {
            return;
        }
        seen.push_back(name);
        reading.diagnostics.push_back({Level::warning,
                                       fmt::format("the set '{}' is in none of the files given", name),
                                       {ruleset.file, rule.span},
                                       {},
                                       "name the output of 'ipset save' in the site (ipsets)",
                                       {},
                                       "undefined-reference"});
    };
    for (const Table& table : ruleset.tables) {
        for (const Rule& rule : table.rules) {
            for (std::uint32_t i = 0; i < rule.conditions.count; ++i) {
                const InSet* const match = std::get_if<InSet>(&ruleset.conditions[rule.conditions.first + i]);
                if (match != nullptr) {
                    look(match->name, rule);
                }
            }
            if (const ChangeSet* const change = std::get_if<ChangeSet>(&rule.target)) {
                look(change->name, rule);
            }
        }
    }
}

/// Chains that no packet comes to, each at its first rule.
void report_uncalled_chains(const Ruleset& ruleset, Reading& reading) {
    for (const Table& table : ruleset.tables) {
        std::vector<bool> reached(table.chains.size(), false);
        std::vector<std::uint32_t> open;
        const auto reach = [&](std::uint32_t chain) {
            if (!reached[chain]) {
                reached[chain] = true;
                open.push_back(chain);
            }
        };
        for (std::uint32_t i = 0; i < table.chains.size(); ++i) {
            if (table.chains[i].hook != Hook::none) {
                reach(i);
            }
        }
        while (!open.empty()) {
            const Chain& chain = table.chains[open.back()];
            open.pop_back();
            for (const std::uint32_t rule : chain.rules) {
                if (const Jump* const jump = std::get_if<Jump>(&table.rules[rule].target)) {
                    reach(jump->target);
                }
            }
        }
        for (std::uint32_t i = 0; i < table.chains.size(); ++i) {
            const Chain& chain = table.chains[i];
            if (!reached[i] && !chain.rules.empty()) {
                reading.diagnostics.push_back({Level::note,
                                               fmt::format("no packet comes to the {} of the chain '{}'",
                                                           chain.rules.size() == 1 ? "rule" : "rules", chain.name),
                                               {ruleset.file, table.rules[chain.rules.front()].span},
                                               {},
                                               "call the chain, or remove it",
                                               {},
                                               "unbound-filter"});
            }
        }
    }
}

}  // namespace

int likeness(std::string_view text) {
    const Signs signs = signs_of(text);
    const int known = signs.table + signs.chain + signs.rule;
    if (known == 0) {
        return text.substr(0, 200).find("tables-save") != std::string_view::npos ? 60 : 0;
    }
    return std::min(100, 100 * known / signs.lines + (signs.table > 0 ? 20 : 0));
}

Reading read(const SourceFile& file, const ReadContext& context) {
    Reading reading;
    std::optional<Ruleset> families[2];
    SetCatalogue sets;
    // A ruleset without any address is the other half of one that has some.
    Family family = family_of(file.text()).value_or(Family::ipv4);
    for (const SourceFile* const companion : context.companions) {
        const std::optional<Family> other = is_ipset(companion->text()) ? std::nullopt : family_of(companion->text());
        if (!family_of(file.text()) && other == Family::ipv4) {
            family = Family::ipv6;
        }
    }
    const auto take = [&](const SourceFile& rules, Family of) {
        const bool mixed = holds_sets(rules.text());
        add_ruleset(parse(rules, of, mixed), reading, families);
        if (mixed) {
            add_sets(parse_ipset(rules, sets, true), reading);
        }
    };
    take(file, family);
    reading.usable = reading.coverage.modelled + reading.coverage.irrelevant > 0;
    if (!reading.usable) {
        reading.diagnostics.insert(reading.diagnostics.begin(), {Level::error,
                                                                 "no statement of this file belongs to iptables-save",
                                                                 {&file, {0, 0}},
                                                                 "*table, :chain, -A chain, COMMIT",
                                                                 "name the dialect of the file in the site",
                                                                 {}});
    }
    for (const SourceFile* const companion : context.companions) {
        if (is_ipset(companion->text())) {
            add_sets(parse_ipset(*companion, sets), reading);
        } else {
            const Family rest = family == Family::ipv4 ? Family::ipv6 : Family::ipv4;
            take(*companion, family_of(companion->text()).value_or(rest));
        }
    }
    for (const std::optional<Ruleset>& ruleset : families) {
        if (ruleset) {
            report_missing_sets(*ruleset, sets, reading);
            report_uncalled_chains(*ruleset, reading);
        }
    }
    const Sources sources{families[0] ? &*families[0] : nullptr, families[1] ? &*families[1] : nullptr, &sets};
    reading.firewall = lower(sources, context.interfaces);
    // What was written is not needed beside what it means.
    families[0].reset();
    families[1].reset();
    prepare(reading.firewall);
    return reading;
}

std::span<const Dump> dumps() {
    static constexpr std::array<Dump, 2> table = {{
        {"syntax", [](const SourceFile& file, const ReadContext&) { return write_syntax(parse(file).ruleset); }},
        {"iptables-save",
         [](const SourceFile& file, const ReadContext&) { return write_ruleset(parse(file).ruleset); }},
    }};
    return table;
}

}  // namespace lyncgate::iptables
