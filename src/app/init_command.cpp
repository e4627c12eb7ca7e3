#include <fmt/format.h>
#include <memory>

#include "app/command.hpp"
#include "requirements/pack.hpp"
#include "text/diagnostic.hpp"
#include "topology/site_text.hpp"

namespace lyncgate {

namespace {

struct Options {
    std::string topology;
    std::string hosts;
    std::string rules;
    std::string output;
};

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.level == Level::error) {
            return true;
        }
    }
    return false;
}

/// The hosts of `--hosts`; nothing when they cannot be read, which has been printed.
std::optional<topology::Hosts> read_hosts_option(const std::string& path, SourceStore& store) {
    if (path.empty()) {
        return topology::Hosts{};
    }
    LoadError error;
    const SourceFile* const file = store.load(path, error);
    if (file == nullptr) {
        fmt::print(stderr, "error: {}\n", error.message);
        return {};
    }
    topology::Hosts hosts = topology::read_hosts(*file);
    print_diagnostics(hosts.diagnostics);
    if (has_errors(hosts.diagnostics)) {
        return {};
    }
    return hosts;
}

int run(const Options& options) {
    SourceStore store;
    const PackLibrary library = load_packs(store, options.rules);
    if (!library.sound()) {
        print_diagnostics(library.diagnostics);
        return exit_failed;
    }
    LoadError error;
    const SourceFile* const file = store.load(options.topology, error);
    if (file == nullptr) {
        fmt::print(stderr, "error: {}\n", error.message);
        return exit_failed;
    }
    const topology::TopologyReading reading = topology::read_topology(*file);
    print_diagnostics(reading.diagnostics);
    const std::optional<topology::Hosts> hosts = read_hosts_option(options.hosts, store);
    if (!reading.topology || !hosts) {
        return exit_failed;
    }
    const std::string text = topology::site_text(*reading.topology, *hosts, library.vocabulary);
    return write_output(options.output, text) ? exit_clean : exit_failed;
}

}  // namespace

void add_init_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand("init", "write a site file from a Lync topology");
    command
        ->add_option("--topology", options->topology,
                     "a .tbxml of Topology Builder, or the output of Get-CsTopology -AsXml")
        ->required();
    command->add_option("--hosts", options->hosts,
                        "names and addresses: a hosts file or a CSV; nothing is looked up on the network");
    command->add_option("--rules", options->rules, "folder with further requirement packs");
    command->add_option("--output", options->output, "write to this file instead of standard output");
    command->footer(
        "The site file asks, with \"?\" or a name in place of an address, for what the topology does not hold.\n"
        "Exit status: 0, or 2 when the topology cannot be read.");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace lyncgate
