#include <fmt/format.h>
#include <memory>
#include <unistd.h>

#include "app/audit.hpp"
#include "app/command.hpp"
#include "text/suggest.hpp"

namespace lyncgate {

namespace {

struct Options {
    LoadRequest load;
    AuditRequest audit;
    std::string format = "text";
    std::string output;
    std::string color = "auto";
    bool no_hygiene = false;
    ReportStyle style;
};

int run(const Options& options) {
    const Reporter* const reporter = find_reporter(options.format);
    if (reporter == nullptr) {
        std::vector<std::string_view> names;
        for (const Reporter& each : reporters()) {
            names.push_back(each.name);
        }
        const std::string near = nearest_name(options.format, names);
        fmt::print(stderr, "error: unknown format \"{}\"{}\n", options.format,
                   near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near));
        return exit_failed;
    }
    const LoadedSite loaded = load_site(options.load);
    if (!loaded.usable) {
        print_diagnostics(loaded.diagnostics, true);
        fmt::print(stderr, "error: nothing was audited, because not all of the input could be read\n");
        return exit_failed;
    }
    AuditRequest request = options.audit;
    request.hygiene = !options.no_hygiene;
    const Report report = audit(loaded, request);
    ReportStyle style = options.style;
    style.color = options.output.empty() && wants_color(options.color, STDOUT_FILENO);
    style.tool_version = tool_version();
    if (!write_output(options.output, reporter->write(report, style))) {
        return exit_failed;
    }
    return report.exit_status();
}

}  // namespace

void add_audit_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command =
        app.add_subcommand("audit", "compare the firewalls of a site with Microsoft's port tables");
    command->add_option("--site", options->load.site, "the site file (site.yaml)")->required();
    command->add_option("--firewall", options->load.firewall, "audit only this firewall of the site");
    command->add_option("--format", options->format, "text, json, or another report format (default text)");
    command->add_option("--output", options->output, "write the report to this file instead of standard output");
    command->add_option("--rules", options->load.rules,
                        "folder of further requirement packs; a pack of the same name replaces the built-in one");
    command->add_option("--check", options->audit.only, "run only this check (may be given several times)");
    command->add_flag("--no-hygiene", options->no_hygiene, "leave the rule hygiene checks out");
    command->add_flag("-q,--quiet", options->style.quiet, "one line per finding, nothing else");
    command->add_flag("-v,--verbose", options->style.verbose, "open flows and every note about the input as well");
    command->add_option("--color", options->color, "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    command->footer("Exit status: 0 clean, 1 findings, 2 could not run, 3 something could not be decided.\n"
                    "Example: lyncgate audit --site samples/contoso/site.yaml");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace lyncgate
