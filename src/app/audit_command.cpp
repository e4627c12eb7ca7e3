#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <unistd.h>

#include "app/audit.hpp"
#include "app/baseline.hpp"
#include "app/command.hpp"
#include "app/fleet_command.hpp"
#include "app/suppress.hpp"
#include "checks/check.hpp"
#include "text/suggest.hpp"

namespace lyncgate {

namespace {

struct Options {
    LoadRequest load;
    AuditRequest audit;
    std::string format = "text";
    std::string output;
    std::string color = "auto";
    std::string baseline;
    std::string write_baseline;
    FleetOptions fleet;
    bool no_hygiene = false;
    ReportStyle style;
};

int fail(const std::string& message) {
    fmt::print(stderr, "error: {}\n", message);
    return exit_failed;
}

/// "text,json,...", as completion reads it in the help.
std::string format_names() {
    std::vector<std::string_view> names;
    for (const Reporter& each : reporters()) {
        names.push_back(each.name);
    }
    return fmt::format("{}", fmt::join(names, ","));
}

/// The reporter asked for; null after saying what there is.
const Reporter* chosen_reporter(const std::string& format) {
    const Reporter* const reporter = find_reporter(format);
    if (reporter == nullptr) {
        std::vector<std::string_view> names;
        for (const Reporter& each : reporters()) {
            names.push_back(each.name);
        }
        const std::string near = nearest_name(format, names);
        fail(fmt::format("unknown format \"{}\"; {}there are {}", format,
                         near.empty() ? "" : fmt::format("did you mean \"{}\"? ", near), fmt::join(names, ", ")));
    }
    return reporter;
}

int run_site(const Options& options) {
    const Reporter* const reporter = chosen_reporter(options.format);
    Baseline baseline;
    if (reporter == nullptr) {
        return exit_failed;
    }
    std::string error;
    if (!options.baseline.empty() && !read_baseline_file(options.baseline, baseline, error)) {
        return fail(error);
    }
    LoadRequest load = options.load;
    if (load.site.empty()) {
        load.site = find_site_upwards();
        if (load.site.empty()) {
            return fail(
                "no site file: name one with --site, or run where a site.yaml stands in this folder or one above");
        }
    }
    LoadedSite loaded = load_site(load);
    if (!loaded.usable) {
        print_diagnostics(loaded.diagnostics, true);
        return fail("nothing was audited, because not all of the input could be read");
    }
    Report report = audit(loaded, options.audit);
    if (!options.write_baseline.empty() && !write_output(options.write_baseline, write_baseline({&report}))) {
        return exit_failed;
    }
    if (!options.baseline.empty()) {
        report.known = leave_out_known(report, baseline).unchanged;
    }
    ReportStyle style = options.style;
    style.color = options.output.empty() && wants_color(options.color, STDOUT_FILENO);
    style.tool_version = tool_version();
    return write_output(options.output, reporter->write(report, style)) ? report.exit_status()
                                                                        : static_cast<int>(exit_failed);
}

int run(Options options) {
    options.audit.hygiene = !options.no_hygiene;
    if (options.audit.today.empty()) {
        options.audit.today = today_utc();
    } else if (!is_date(options.audit.today)) {
        return fail(fmt::format("not a date: \"{}\"; expected YYYY-MM-DD", options.audit.today));
    }
    for (const std::string& id : options.audit.only) {
        if (find_check(id) == nullptr) {
            std::vector<std::string_view> names;
            for (const Check& check : checks()) {
                names.push_back(check.id);
            }
            const std::string near = nearest_name(id, names);
            return fail(near.empty() ? fmt::format("unknown check \"{}\"; there are {}", id, fmt::join(names, ", "))
                                     : fmt::format("unknown check \"{}\"; did you mean \"{}\"?", id, near));
        }
    }
    if (options.fleet.fleet.empty()) {
        if (!options.fleet.shard.empty() || !options.fleet.previous.empty()) {
            return fail(fmt::format("--{} goes with --fleet{}", options.fleet.shard.empty() ? "previous" : "shard",
                                    options.fleet.shard.empty() ? "; for one site there is --baseline" : ""));
        }
        return run_site(options);
    }
    if (!options.baseline.empty() || !options.write_baseline.empty()) {
        return fail("--baseline is for one site; a fleet is compared with --previous");
    }
    FleetOptions fleet = options.fleet;
    fleet.format = options.format;
    fleet.output = options.output;
    fleet.quiet = options.style.quiet;
    return run_fleet(fleet, options.load, options.audit);
}

}  // namespace

void add_audit_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command =
        app.add_subcommand("audit", "compare the firewalls of a site with Microsoft's port tables");
    command->add_option("--site", options->load.site,
                        "the site file; site.yaml here or in a folder above when not given");
    command->add_option("--firewall", options->load.firewall, "audit only this firewall of the site");
    command->add_option("--format", options->format, "how to write the report (default text)")
        ->type_name("TEXT:{" + format_names() + "}");
    command->add_option("--output", options->output, "write the report to this file instead of standard output");
    command->add_option("--rules", options->load.rules,
                        "folder of further requirement packs; a pack of the same name replaces the built-in one");
    command->add_option("--check", options->audit.only, "run only this check (may be given several times)");
    command->add_flag("--no-hygiene", options->no_hygiene, "leave the rule hygiene checks out");
    command->add_option("--baseline", options->baseline,
                        "leave out the findings of this baseline or earlier JSON report");
    command->add_option("--write-baseline", options->write_baseline, "write all findings to this file, for --baseline");
    command->add_option("--fleet", options->fleet.fleet,
                        "audit every site.yaml and *.site.yaml under this folder, or listed in this file");
    command->add_option("--shard", options->fleet.shard,
                        "with --fleet: only the I-th of N parts, as I/N; `merge` joins the reports");
    command->add_option("--previous", options->fleet.previous,
                        "with --fleet: an earlier JSON report, to say what is new, fixed and unchanged");
    command->add_option("--date", options->audit.today,
                        "treat this day (YYYY-MM-DD) as today when something has an end");
    command->add_flag("-q,--quiet", options->style.quiet, "one line per finding, nothing else");
    command->add_flag("-v,--verbose", options->style.verbose, "open flows and every note about the input as well");
    command->add_option("--color", options->color, "auto, always or never")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    command->footer("Exit status: 0 clean, 1 findings, 2 could not run, 3 something could not be decided.\n"
                    "Example: lyncgate audit --site samples/contoso/site.yaml");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace lyncgate
