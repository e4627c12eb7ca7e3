// Tables: inline entries, files, and what is only known while the firewall runs.
#include <algorithm>

#include <fmt/format.h>

#include "dialects/pf/lowering.hpp"

namespace lyncgate::pf {
namespace {

/// Lines of addresses, `!` before an exception, `#` before a remark.
void read_table_file(const SourceFile& file, std::vector<std::pair<Prefix, bool>>& entries, bool& odd) {
    std::string_view text = file.text();
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        line = line.substr(0, line.find_first_of("#;"));
        while (!line.empty()) {
            const std::size_t begin = line.find_first_not_of(" \t\r,");
            if (begin == std::string_view::npos) {
                break;
            }
            line = line.substr(begin);
            const std::size_t stop = std::min(line.find_first_of(" \t\r,"), line.size());
            std::string_view word = line.substr(0, stop);
            line = line.substr(stop);
            const bool negated = word.starts_with('!');
            word = negated ? word.substr(1) : word;
            if (word.empty()) {
                continue;
            }
            if (const std::optional<Prefix> prefix = parse_prefix(word)) {
                entries.emplace_back(*prefix, negated);
            } else {
                odd = true;
            }
        }
    }
}

/// Longest prefix wins: the shorter ones first, each adds or takes away.
Set contents_of(std::vector<std::pair<Prefix, bool>> entries) {
    std::ranges::stable_sort(entries, {}, [](const auto& entry) {
        const int width = width_of(entry.first.address.family());
        return 128 - (width - std::min(entry.first.length, width));
    });
    const bool exceptions = std::ranges::any_of(entries, &std::pair<Prefix, bool>::second);
    if (!exceptions) {
        std::vector<Interval> intervals;
        for (const auto& [prefix, negated] : entries) {
            const Set one = addresses_of(prefix);
            intervals.insert(intervals.end(), one.intervals().begin(), one.intervals().end());
        }
        return Set::of(std::move(intervals));
    }
    Set set;
    for (const auto& [prefix, negated] : entries) {
        set = negated ? subtract(set, addresses_of(prefix)) : unite(set, addresses_of(prefix));
    }
    return set;
}

void read_table(Lowering& lowering, const TableDefinition& table, const Origin& origin) {
    std::vector<std::pair<Prefix, bool>> entries;
    std::string reason;
    for (const Host& entry : table.entries) {
        if (entry.kind == HostKind::prefix) {
            entries.emplace_back(*entry.prefix(), entry.negated);
        } else if (entry.kind == HostKind::any) {
            const SourceFile* const file = lowering.find ? lowering.find(entry.text) : nullptr;
            bool odd = false;
            if (file != nullptr) {
                read_table_file(*file, entries, odd);
            }
            if (file == nullptr || odd) {
                reason = fmt::format("depends on the file \"{}\" of table <{}>", entry.text, table.name);
            }
        } else {
            reason = fmt::format("depends on the addresses of '{}' in table <{}>", text_of(entry.origin), table.name);
        }
    }
    KnownSet known = exactly(contents_of(entries));
    if (table.entries.empty() && !table.constant && !table.has_addresses) {
        reason = fmt::format("table <{}> is filled while the firewall runs", table.name);
    }
    if (!reason.empty()) {
        // names can add addresses and, as exceptions, take some away
        const bool only_more = std::ranges::none_of(table.entries, &Host::negated);
        known.certain = only_more ? known.certain : Set{};
        known.possible = any_address();
        known.doubts = {lowering.firewall.doubt(reason, origin)};
    }
    lowering.tables[table.name] = std::move(known);
}

/// Tables that rules add to: `overload <table>`.
void note_overloads(Lowering& lowering, const Block& block) {
    for (const Statement& statement : unusual_in(lowering, block)) {
        if (const auto* const include = std::get_if<Include>(&statement.body); include && include->block) {
            note_overloads(lowering, *include->block);
        } else if (const auto* const load = std::get_if<LoadAnchor>(&statement.body); load && load->block) {
            note_overloads(lowering, *load->block);
        }
        const auto* const rule = std::get_if<RuleStatement>(&statement.body);
        if (rule == nullptr) {
            continue;
        }
        const std::string_view name = rule->details().state_options.get().overload;
        const auto found = lowering.tables.find(name);
        if (!name.empty() && found != lowering.tables.end() && found->second.doubts.empty()) {
            found->second.possible = any_address();
            found->second.doubts = {lowering.firewall.doubt(
                fmt::format("table <{}> is filled while the firewall runs", name), statement.origin)};
        }
        if (rule->details().block) {
            note_overloads(lowering, *rule->details().block);
        }
    }
}

void define_tables(Lowering& lowering, const Block& block) {
    for (const Statement& statement : unusual_in(lowering, block)) {
        if (const auto* table = std::get_if<TableDefinition>(&statement.body); table && !statement.broken) {
            read_table(lowering, *table, statement.origin);
        } else if (const auto* rule = std::get_if<RuleStatement>(&statement.body); rule && rule->details().block) {
            define_tables(lowering, *rule->details().block);
        } else if (const auto* include = std::get_if<Include>(&statement.body); include && include->block) {
            define_tables(lowering, *include->block);
        } else if (const auto* load = std::get_if<LoadAnchor>(&statement.body); load && load->block) {
            define_tables(lowering, *load->block);
        }
    }
}

}  // namespace

void read_tables(Lowering& lowering, const Block& block) {
    define_tables(lowering, block);
    note_overloads(lowering, block);
}

}  // namespace lyncgate::pf
