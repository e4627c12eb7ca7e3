#include <fmt/format.h>
#include <memory>

#include "app/command.hpp"
#include "app/fleet.hpp"

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
    std::string error;
    const std::string merged = merge_fleets(files, error);
    if (!error.empty()) {
        fmt::print(stderr, "error: {}\n", error);
        return exit_failed;
    }
    return write_output(options.output, merged) ? exit_clean : exit_failed;
}

}  // namespace

void add_merge_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand("merge", "join the JSON reports of the shards of a fleet");
    command
        ->add_option("reports", options->reports, "JSON reports written by `audit --fleet --shard I/N --format json`")
        ->required();
    command->add_option("--output", options->output, "write to this file instead of standard output");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace lyncgate
