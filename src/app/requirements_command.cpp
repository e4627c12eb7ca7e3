#include <fmt/format.h>
#include <memory>

#include "app/command.hpp"
#include "requirements/listing.hpp"
#include "text/diagnostic.hpp"

namespace lyncgate {

namespace {

struct Options {
    std::string site;
    std::string rules;
    RequirementFilter filter;
    std::string explain;
    std::string format = "table";
    std::string output;
    bool list = false;
};

/// The site of `--site` with its binding; not set when there is none to show.
struct ShownSite {
    std::optional<Site> site;
    Binding binding;
};

/// False when the site cannot be used; what is wrong has been printed.
bool read_shown_site(const Options& options, SourceStore& store, const PackLibrary& library, ShownSite& shown) {
    LoadError error;
    const SourceFile* const file = store.load(options.site, error);
    if (file == nullptr) {
        fmt::print(stderr, "error: {}\n", error.message);
        return false;
    }
    SiteReading reading = read_site(*file, library.vocabulary);
    print_diagnostics(reading.diagnostics);
    if (!reading.site) {
        return false;
    }
    shown.site = std::move(reading.site);
    shown.binding = bind(library, *shown.site);
    return true;
}

std::string text_for(const Options& options, const PackLibrary& library, const ListingSite& site) {
    if (options.list) {
        return list_vocabulary(library.vocabulary);
    }
    if (!options.explain.empty()) {
        return explain_requirement(library, options.explain, site);
    }
    const ListingFormat format = options.format == "json"       ? ListingFormat::json
                                 : options.format == "markdown" ? ListingFormat::markdown
                                                                : ListingFormat::table;
    return list_requirements(library, options.filter, format, site);
}

int run(const Options& options) {
    SourceStore store;
    const PackLibrary library = load_packs(store, options.rules);
    print_diagnostics(library.diagnostics);
    if (!library.sound()) {
        return exit_failed;
    }
    const std::vector<std::string> problems = problems_of(library, options.filter);
    for (const std::string& problem : problems) {
        fmt::print(stderr, "error: {}\n", problem);
    }
    if (!problems.empty()) {
        return exit_failed;
    }
    if (!options.explain.empty() && find_requirement(library, options.explain) == nullptr) {
        const std::string near = nearest_requirement(library, options.explain);
        fmt::print(stderr, "error: no requirement \"{}\"{}\n", options.explain,
                   near.empty() ? "; `lyncgate requirements` lists them" : fmt::format("; did you mean \"{}\"?", near));
        return exit_failed;
    }
    ShownSite shown;
    if (!options.site.empty() && !read_shown_site(options, store, library, shown)) {
        return exit_failed;
    }
    const ListingSite site = shown.site ? ListingSite{&*shown.site, &shown.binding} : ListingSite{};
    return write_output(options.output, text_for(options, library, site)) ? exit_clean : exit_failed;
}

}  // namespace

void add_requirements_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command =
        app.add_subcommand("requirements", "show Microsoft's port tables, or what they demand of a site");
    command->add_option("--site", options->site, "say for every requirement why it is in or out at this site");
    command->add_option("--rules", options->rules, "folder with further requirement packs");
    command->add_option("--product", options->filter.product, "only this product, such as lync-server-2013");
    command->add_option("--topic", options->filter.topic, "only this topic, such as director-single");
    command->add_option("--role", options->filter.role, "only rows with this role at one end, such as edge-internal");
    command->add_option("--explain", options->explain, "one requirement in full, such as director-single/director/1");
    command->add_flag("--list", options->list, "every name a site may use: scenarios, features, roles, ports");
    command->add_option("--format", options->format, "table, json or markdown")
        ->check(CLI::IsMember({"table", "json", "markdown"}));
    command->add_option("--output", options->output, "write to this file instead of standard output");
    command->footer("Exit status: 0, or 2 when a pack or the site cannot be read.");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace lyncgate
