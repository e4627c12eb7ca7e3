#include <fmt/format.h>
#include <memory>

#include "app/command.hpp"
#include "app/load.hpp"
#include "app/trace.hpp"

namespace lyncgate {

namespace {

struct Options {
    LoadRequest load;
    std::string probes;
    std::string packet;
    std::string in_interface;
    std::string output;
};

bool has_error(const std::vector<Diagnostic>& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.level == Level::error) {
            return true;
        }
    }
    return false;
}

/// The probes of the file, or the one packet of the command line.
std::vector<Probe> probes_of(const Options& options, SourceStore& store, std::vector<Diagnostic>& diagnostics) {
    if (options.packet.empty()) {
        LoadError error;
        const SourceFile* const file = store.load(options.probes, error);
        if (file == nullptr) {
            diagnostics.push_back({Level::error, error.message, {}, {}, {}, {}});
            return {};
        }
        return read_probes(*file, diagnostics);
    }
    std::optional<Probe> probe = read_packet(store.add("--packet", options.packet), diagnostics);
    if (!probe) {
        return {};
    }
    probe->in_interface = options.in_interface;
    return {std::move(*probe)};
}

int run(const Options& options) {
    if (options.packet.empty() == options.probes.empty()) {
        fmt::print(stderr, "error: give either --probes FILE or --packet \"tcp A:PORT -> B:PORT\"\n");
        return exit_failed;
    }
    SourceStore store;
    std::vector<Diagnostic> diagnostics;
    const std::vector<Probe> probes = probes_of(options, store, diagnostics);
    if (has_error(diagnostics)) {
        print_diagnostics(diagnostics, true);
        return exit_failed;
    }
    LoadRequest request = options.load;
    for (const Probe& probe : probes) {
        if (!probe.in_interface.empty() && probe.in_interface != "local") {
            request.interfaces.push_back(probe.in_interface);
        }
    }
    const LoadedSite loaded = load_site(request);
    if (!loaded.usable || loaded.context.firewalls.empty()) {
        print_diagnostics(loaded.diagnostics, true);
        fmt::print(stderr, "error: nothing was traced, because not all of the input could be read\n");
        return exit_failed;
    }
    if (loaded.context.firewalls.size() > 1) {
        fmt::print(stderr, "error: the site has {} firewalls; name one with --firewall\n",
                   loaded.context.firewalls.size());
        return exit_failed;
    }
    const Firewall& firewall = loaded.context.firewalls.front().reading.firewall;
    std::string text = options.packet.empty() ? std::string(trace_header()) : std::string{};
    int status = exit_clean;
    for (const Probe& probe : probes) {
        const Walk walk = trace(firewall, probe);
        text += options.packet.empty() ? trace_row(firewall, probe, walk) : trace_story(firewall, probe, walk);
        if (!options.packet.empty() && walk.fate == Fate::unknown) {
            status = exit_undecided;
        }
    }
    return write_output(options.output, text) ? status : static_cast<int>(exit_failed);
}

}  // namespace

void add_trace_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand("trace", "say what a firewall does with single packets, and why");
    command->add_option("--site", options->load.site, "the site file (site.yaml)")->required();
    command->add_option("--firewall", options->load.firewall,
                        "the firewall to ask; may be left out when the site has only one");
    command->add_option("--rules", options->load.rules, "folder of further requirement packs");
    command->add_option("--probes", options->probes,
                        "packets, one per row: id,in_iface,src,dst,proto,sport,dport,flags,state,icmp_type,icmp_code; "
                        "- is standard input");
    command->add_option("--packet", options->packet,
                        "one packet, explained: \"tcp 198.51.100.7:50000 -> 10.0.0.5:443\"");
    command->add_option("--in", options->in_interface,
                        "with --packet: the interface it comes in by; local for the firewall itself");
    command->add_option("--output", options->output, "write to this file instead of standard output");
    command->footer("Rows out: id,verdict,out_iface,post_src,post_dst,post_sport,post_dport,line,reason; verdict is "
                    "accept, drop, reject or unknown.");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace lyncgate
