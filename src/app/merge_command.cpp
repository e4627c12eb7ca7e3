#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

#include "app/command.hpp"
#include "app/destination.hpp"
#include "app/fleet_report.hpp"

namespace lyncgate {

namespace {

struct Options {
    std::vector<std::string> reports;
    std::string output;
};

int run(const Options& options) {
    SourceStore store;
    std::vector<const SourceFile*> files;
    for (const std::string& path : options.reports) {
        LoadError failure;
        const SourceFile* const file = store.load(path, failure);
        if (file == nullptr) {
            fmt::print(stderr, "error: {}\n", failure.message);
            return exit_failed;
        }
        files.push_back(file);
    }
    Destination out(options.output);
    if (!out.usable()) {
        out.close();
        return exit_failed;
    }
    const MergedFleet merged = merge_fleets(files, [&out](std::string_view text) { out.write(text); });
    if (!merged.error.empty()) {
        fmt::print(stderr, "error: {}\n", merged.error);
        return exit_failed;
    }
    if (!merged.missing.empty()) {
        fmt::print(stderr, "error: of {} shards, {} {} missing; the merged report says so\n", merged.shards,
                   fmt::join(merged.missing, ", "), merged.missing.size() == 1 ? "is" : "are");
    }
    return out.close() ? merged.status : static_cast<int>(exit_failed);
}

}  // namespace

void add_merge_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand("merge", "join the JSON reports of the shards of a fleet");
    command
        ->add_option("reports", options->reports, "JSON reports written by `audit --fleet --shard I/N --format json`")
        ->required();
    command->add_option("--output", options->output, "write to this file instead of standard output");
    command->footer(
        "Exit status, as for audit: 0 clean, 1 findings, 2 a site could not be audited, a shard is missing or "
        "the reports do not belong together, 3 something could not be decided.");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace lyncgate
