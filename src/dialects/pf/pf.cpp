#include "dialects/pf/pf.hpp"

#include <algorithm>
#include <memory>
#include <string>

#include "dialects/pf/expand.hpp"
#include "dialects/pf/lower.hpp"
#include "dialects/pf/print.hpp"
#include "dialects/pf/usage.hpp"

namespace lyncgate::pf {
namespace {

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

/// Looks for a file that pf.conf names: among the companions by its last name, then near the file, by as much of its
/// path as leads to something. Never outside the folder of the file: the paths are those of another machine.
FileFinder finder(const SourceFile& file, const ReadContext& context) {
    struct Found {
        std::vector<std::pair<std::string, const SourceFile*>> files;
    };
    auto cache = std::make_shared<Found>();
    const SourceFile* const main = &file;
    const ReadContext* const told = &context;
    return [cache, main, told](std::string_view path) -> const SourceFile* {
        for (const auto& [name, known] : cache->files) {
            if (name == path) {
                return known;
            }
        }
        const auto remember = [&](const SourceFile* found) {
            cache->files.emplace_back(path, found);
            return found;
        };
        for (const SourceFile* companion : told->companions) {
            if (base_name(companion->name()) == base_name(path)) {
                return remember(companion);
            }
        }
        if (told->sources == nullptr || path.find("..") != std::string_view::npos) {
            return remember(nullptr);
        }
        const std::string_view name = main->name();
        const std::string folder(name.substr(0, name.rfind('/') + 1));
        std::string_view rest = path;
        while (!rest.empty()) {
            while (rest.starts_with('/')) {
                rest.remove_prefix(1);
            }
            LoadError error;
            if (const SourceFile* const found = told->sources->load(folder + std::string(rest), error)) {
                return remember(found);
            }
            const std::size_t slash = rest.find('/');
            rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash);
        }
        return remember(nullptr);
    };
}

Config read_told(const SourceFile& file, const FileFinder& find, const Told& told,
                 std::vector<Diagnostic>& diagnostics) {
    ReadOptions options;
    options.era = told.era;
    options.exact = told.exact;
    options.find = find;
    return read_config(file, options, diagnostics);
}

/// Both worlds translate at different moments; say so when nothing tells which one it is.
void note_era(const Config& config, std::vector<Diagnostic>& diagnostics) {
    const bool mixed = config.signs.old_translation > 0 && config.signs.openbsd > 0;
    if (mixed && !config.era_told) {
        diagnostics.push_back({Level::warning,
                               "the file mixes nat or rdr rules with match, nat-to or rdr-to",
                               {config.file, {0, 0}},
                               "",
                               "say 'pf-openbsd' or 'pf-freebsd' in the site; it is read as both would be",
                               {}});
    }
}

}  // namespace

int no_likeness(std::string_view) {
    return 0;
}

Reading read(const SourceFile& file, const ReadContext& context, const Told& told) {
    Reading reading;
    const FileFinder find = finder(file, context);
    Config config = read_told(file, find, told, reading.diagnostics);
    note_era(config, reading.diagnostics);
    check_usage(config, reading.diagnostics);
    check(config, loopback_only(config.era), reading.diagnostics);
    reading.firewall = lower(config, find, context.interfaces, reading.diagnostics);
    reading.coverage = cover(config);
    reading.usable = reading.coverage.statements == 0 || reading.coverage.modelled + reading.coverage.irrelevant > 0;
    if (!reading.usable) {
        reading.diagnostics.insert(reading.diagnostics.begin(), {Level::error,
                                                                 "no statement of this file belongs to pf.conf",
                                                                 {&file, {0, 0}},
                                                                 "pass, block, table, set and the like",
                                                                 "name the dialect of the file in the site",
                                                                 {}});
    }
    prepare(reading.firewall);
    return reading;
}

std::string dump(const SourceFile& file, const ReadContext& context, const Told& told) {
    std::vector<Diagnostic> diagnostics;
    Config config = read_told(file, finder(file, context), told, diagnostics);
    const HostFacts facts = loopback_only(config.era);
    const Expansion expansion = expand(config, facts, diagnostics);
    return dump_pfctl(config, expansion, facts);
}

}  // namespace lyncgate::pf
