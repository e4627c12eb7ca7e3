#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <unistd.h>

#include "app/audit.hpp"
#include "app/baseline.hpp"
#include "app/command.hpp"
#include "app/fleet.hpp"
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
    std::string fleet;
    std::string shard;
    std::string previous;
    bool no_hygiene = false;
    ReportStyle style;
};

int fail(const std::string& message) {
    fmt::print(stderr, "error: {}\n", message);
    return exit_failed;
}

/// The reporter asked for; null after saying what there is.
const Reporter* chosen_reporter(const std::string& format) {
    const Reporter* const reporter = find_reporter(format);
    if (reporter == nullptr) {
        std::vector<std::string_view> names;
        std::string all;
        for (const Reporter& each : reporters()) {
            names.push_back(each.name);
            all += fmt::format("{}{}", all.empty() ? "" : ", ", each.name);
        }
        const std::string near = nearest_name(format, names);
        fail(fmt::format("unknown format \"{}\"; {}there are {}", format,
                         near.empty() ? "" : fmt::format("did you mean \"{}\"? ", near), all));
    }
    return reporter;
}

/// Loads a baseline or an earlier report. False after saying why not.
bool load_baseline(const std::string& path, Baseline& baseline) {
    SourceStore store;
    LoadError failure;
    const SourceFile* const file = store.load(path, failure);
    std::string error = failure.message;
    if (file == nullptr || !read_baseline(*file, baseline, error)) {
        fail(error);
        return false;
    }
    return true;
}

int run_fleet(const Options& options) {
    if (options.format != "text" && options.format != "json") {
        return fail(fmt::format("a fleet is reported as text or json, not as \"{}\"", options.format));
    }
    const std::optional<Shard> shard = options.shard.empty() ? Shard{} : parse_shard(options.shard);
    if (!shard) {
        return fail(fmt::format("not a shard: \"{}\"; expected I/N with I from 1 to N", options.shard));
    }
    Baseline previous;
    if (!options.previous.empty() && !load_baseline(options.previous, previous)) {
        return exit_failed;
    }
    std::string error;
    const std::vector<std::string> sites = fleet_sites(options.fleet, *shard, error);
    if (!error.empty()) {
        return fail(error);
    }
    const bool shown = ::isatty(STDERR_FILENO) == 1 && !options.style.quiet;
    const std::vector<FleetMember> members = audit_fleet(sites, options.load, options.audit, [&](std::size_t done) {
        if (shown) {
            fmt::print(stderr, "\r{}/{} sites{}", done, sites.size(), done == sites.size() ? "\r\x1b[K" : "");
        }
    });
    const Baseline* const compared = options.previous.empty() ? nullptr : &previous;
    const std::string text = options.format == "json" ? fleet_json(members, compared) : fleet_text(members, compared);
    return write_output(options.output, text) ? exit_status_of(members) : static_cast<int>(exit_failed);
}

int run_site(const Options& options) {
    const Reporter* const reporter = chosen_reporter(options.format);
    Baseline baseline;
    if (reporter == nullptr || (!options.baseline.empty() && !load_baseline(options.baseline, baseline))) {
        return exit_failed;
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
            return fail(fmt::format("unknown check \"{}\"{}", id,
                                    near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near)));
        }
    }
    return options.fleet.empty() ? run_site(options) : run_fleet(options);
}

}  // namespace

void add_audit_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command =
        app.add_subcommand("audit", "compare the firewalls of a site with Microsoft's port tables");
    command->add_option("--site", options->load.site,
                        "the site file; site.yaml here or in a folder above when not given");
    command->add_option("--firewall", options->load.firewall, "audit only this firewall of the site");
    command->add_option("--format", options->format, "text, json, or another report format (default text)");
    command->add_option("--output", options->output, "write the report to this file instead of standard output");
    command->add_option("--rules", options->load.rules,
                        "folder of further requirement packs; a pack of the same name replaces the built-in one");
    command->add_option("--check", options->audit.only, "run only this check (may be given several times)");
    command->add_flag("--no-hygiene", options->no_hygiene, "leave the rule hygiene checks out");
    command->add_option("--baseline", options->baseline,
                        "leave out the findings of this baseline or earlier JSON report");
    command->add_option("--write-baseline", options->write_baseline, "write all findings to this file, for --baseline");
    command->add_option("--fleet", options->fleet,
                        "audit every site.yaml and *.site.yaml under this folder, or listed in this file");
    command->add_option("--shard", options->shard,
                        "with --fleet: only the I-th of N parts, as I/N; `merge` joins the reports");
    command->add_option("--previous", options->previous,
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
