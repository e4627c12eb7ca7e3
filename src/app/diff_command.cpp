#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

#include "app/command.hpp"
#include "app/diff.hpp"
#include "app/git.hpp"
#include "text/suggest.hpp"

namespace lyncgate {

namespace {

namespace fs = std::filesystem;

struct Options {
    std::vector<std::string> paths;
    std::string site;
    std::string firewall;
    std::string rules;
    std::string base;
    std::vector<std::string> requests;
    std::string request_file;
    std::string format = "text";
    std::string output;
};

bool has_error(const std::vector<Diagnostic>& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& d) { return d.level == Level::error; });
}

int fail(const std::string& message) {
    fmt::print(stderr, "error: {}\n", message);
    return exit_failed;
}

/// One way to write what differs.
struct Format {
    std::string_view name;
    std::string (*write)(const std::vector<FirewallDiff>& diffs) = nullptr;
};

constexpr std::array formats = {Format{"text", diff_text}, Format{"json", diff_json}, Format{"markdown", diff_markdown},
                                Format{"github", diff_github}};

/// The format asked for; null after saying what there is.
const Format* chosen_format(const std::string& name) {
    const auto found =
        std::find_if(formats.begin(), formats.end(), [&](const Format& format) { return format.name == name; });
    if (found != formats.end()) {
        return &*found;
    }
    std::vector<std::string_view> names;
    for (const Format& format : formats) {
        names.push_back(format.name);
    }
    const std::string near = nearest_name(name, names);
    fail(fmt::format("unknown format \"{}\"; {}there are {}", name,
                     near.empty() ? "" : fmt::format("did you mean \"{}\"? ", near), fmt::join(names, ", ")));
    return nullptr;
}

/// Two texts to compare for one firewall.
struct Task {
    const SiteFirewall* site = nullptr;
    std::string before;
    std::string after;
};

const SourceFile* open(const std::string& path, const std::string& revision, SourceStore& store, std::string& error) {
    if (!revision.empty()) {
        std::optional<std::string> text = text_at_revision(path, revision, error);
        return text ? &store.add(fmt::format("{}:{}", revision, path), std::move(*text)) : nullptr;
    }
    LoadError failure;
    const SourceFile* const file = store.load(path, failure);
    error = failure.message;
    return file;
}

/// What is to be compared with what: two files, two folders laid out like the site's, or one of either and a revision.
std::optional<std::vector<Task>> tasks_of(const Options& options, const Site* site, std::string& error) {
    const bool from_git = !options.base.empty();
    if (options.paths.size() != (from_git ? 1U : 2U)) {
        error = from_git ? "with --base give one file or folder, the new one"
                         : "give two files or folders, the old and the new, or one and --base REV";
        return {};
    }
    const std::string after = options.paths.back();
    const std::string before = from_git ? after : options.paths.front();
    std::vector<const SiteFirewall*> chosen;
    if (site != nullptr) {
        for (const SiteFirewall& firewall : site->firewalls) {
            if (options.firewall.empty() || firewall.name == options.firewall) {
                chosen.push_back(&firewall);
            }
        }
        if (chosen.empty()) {
            std::vector<std::string_view> names;
            for (const SiteFirewall& firewall : site->firewalls) {
                names.push_back(firewall.name);
            }
            const std::string near = nearest_name(options.firewall, names);
            error = fmt::format("the site has no firewall \"{}\"{}", options.firewall,
                                near.empty() ? fmt::format("; there are {}", fmt::join(names, ", "))
                                             : fmt::format("; did you mean \"{}\"?", near));
            return {};
        }
    }
    if (!fs::is_directory(after)) {
        if (chosen.size() > 1) {
            const auto named = std::find_if(chosen.begin(), chosen.end(), [&](const SiteFirewall* firewall) {
                std::error_code ignored;
                return fs::equivalent(firewall->config.path, after, ignored) ||
                       fs::equivalent(firewall->config.path, before, ignored) ||
                       fs::path(firewall->config.path).filename() == fs::path(after).filename();
            });
            if (named == chosen.end()) {
                error = "the site has several firewalls; name the one these files belong to with --firewall";
                return {};
            }
            chosen = {*named};
        }
        return std::vector<Task>{{chosen.empty() ? nullptr : chosen.front(), before, after}};
    }
    if (site == nullptr) {
        error = "folders can only be compared with --site, which says what they hold";
        return {};
    }
    std::vector<Task> tasks;
    for (const SiteFirewall* const firewall : chosen) {
        const std::string& written = firewall->config.written;
        tasks.push_back({firewall, (fs::path(before) / written).string(), (fs::path(after) / written).string()});
    }
    return tasks;
}

int run(const Options& options) {
    const Format* const format = chosen_format(options.format);
    if (format == nullptr) {
        return exit_failed;
    }
    SourceStore store;
    std::vector<Diagnostic> diagnostics;
    PackLibrary library;
    std::unique_ptr<Site> site;
    Binding binding;
    AuditContext context;
    if (!options.site.empty()) {
        library = load_packs(store, options.rules);
        LoadError error;
        const SourceFile* const file = store.load(options.site, error);
        if (file == nullptr) {
            return fail(error.message);
        }
        SiteReading reading = read_site(*file, library.vocabulary);
        diagnostics = library.diagnostics;
        diagnostics.insert(diagnostics.end(), reading.diagnostics.begin(), reading.diagnostics.end());
        if (!reading.site || has_error(diagnostics)) {
            print_diagnostics(diagnostics, true);
            return exit_failed;
        }
        site = std::make_unique<Site>(std::move(*reading.site));
        binding = bind(library, *site);
        context.library = &library;
        context.site = site.get();
        context.binding = &binding;
    }
    std::string error;
    const std::optional<std::vector<Task>> tasks = tasks_of(options, site.get(), error);
    if (!tasks) {
        return fail(error);
    }
    std::string wanted;
    for (const std::string& request : options.requests) {
        wanted += request + "\n";
    }
    std::vector<Requested> requests = read_requests(store.add("--request", wanted), site.get(), diagnostics);
    if (!options.request_file.empty()) {
        LoadError failure;
        const SourceFile* const file = store.load(options.request_file, failure);
        if (file == nullptr) {
            return fail(failure.message);
        }
        for (Requested& request : read_requests(*file, site.get(), diagnostics)) {
            requests.push_back(std::move(request));
        }
    }
    if (has_error(diagnostics)) {
        print_diagnostics(diagnostics, true);
        return exit_failed;
    }
    std::vector<std::unique_ptr<ConfigPair>> pairs;  // findings point into them
    std::vector<FirewallDiff> diffs;
    for (const Task& task : *tasks) {
        const SourceFile* const before = open(task.before, options.base, store, error);
        const SourceFile* const after = before == nullptr ? nullptr : open(task.after, {}, store, error);
        if (after == nullptr) {
            return fail(error);
        }
        pairs.push_back(std::make_unique<ConfigPair>(read_pair(*before, *after, task.site, store, diagnostics)));
        if (!pairs.back()->before.reading.usable || !pairs.back()->after.reading.usable) {
            print_diagnostics(diagnostics, true);
            return fail("nothing was compared, because not all of the input could be read");
        }
        diffs.push_back(diff(*pairs.back(), site && task.site != nullptr ? &context : nullptr, requests));
    }
    settle_requests(diffs);
    return write_output(options.output, format->write(diffs)) ? exit_status_of(diffs) : static_cast<int>(exit_failed);
}

}  // namespace

void add_diff_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand("diff", "say exactly which packets fare otherwise after a change");
    command
        ->add_option("paths", options->paths, "OLD NEW: two configurations, or two folders laid out as the site says")
        ->required()
        ->expected(1, 2);
    command->add_option("--site", options->site, "the site file; also compares required flows and excess");
    command->add_option("--firewall", options->firewall, "the firewall of the site that the files belong to");
    command->add_option("--base", options->base,
                        "take the old side from this git revision; then give only the new one");
    command->add_option("--request", options->requests,
                        "what the change is to open: \"tcp/5061 from edge-internal to director\" (several times)");
    command->add_option("--requests", options->request_file, "a file of such lines");
    command->add_option("--rules", options->rules, "folder of further requirement packs");
    command->add_option("--format", options->format, "how to write what differs (default text)")
        ->type_name("TEXT:{text,json,markdown,github}");
    command->add_option("--output", options->output, "write to this file instead of standard output");
    command->footer("Exit status: 0 nothing changes (or exactly what was asked for), 1 something does, 2 could not "
                    "run, 3 could not be decided.\n"
                    "Example: lyncgate diff old.rules new.rules --site site.yaml --request \"tcp/5061 from "
                    "edge-internal to director\"");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace lyncgate
