#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

#include "app/command.hpp"
#include "app/embedded.hpp"
#include "app/load.hpp"
#include "requirements/listing.hpp"
#include "text/suggest.hpp"

namespace lyncgate {

namespace {

/// A text compiled in, by the name of its file without the ending.
std::string_view named(const std::vector<EmbeddedText>& texts, std::string_view name) {
    const auto found =
        std::find_if(texts.begin(), texts.end(), [name](const EmbeddedText& text) { return text.name == name; });
    return found == texts.end() ? std::string_view{} : found->text;
}

int explain(const std::string& subject) {
    if (const std::string_view page = named(check_pages(), subject); !page.empty()) {
        return write_output({}, page) ? exit_clean : exit_failed;
    }
    SourceStore store;
    const PackLibrary library = load_packs(store);
    if (find_requirement(library, subject) != nullptr) {
        return write_output({}, explain_requirement(library, subject)) ? exit_clean : exit_failed;
    }
    std::vector<std::string_view> names;
    for (const EmbeddedText& page : check_pages()) {
        names.push_back(page.name);
    }
    for (const RequirementPack& pack : library.packs) {
        for (const Requirement& requirement : pack.requirements) {
            names.push_back(requirement.id);
        }
    }
    const std::string near = nearest_name(subject, names);
    fmt::print(stderr, "error: neither a check nor a requirement: \"{}\"{}\n", subject,
               near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near));
    return exit_failed;
}

int print_schema(const std::string& name) {
    const std::string_view text = named(schemas(), name);
    if (!text.empty()) {
        return write_output({}, text) ? exit_clean : exit_failed;
    }
    std::vector<std::string_view> names;
    for (const EmbeddedText& schema : schemas()) {
        names.push_back(schema.name);
    }
    const std::string near = nearest_name(name, names);
    fmt::print(stderr, "error: no schema \"{}\"; {}there are {}\n", name,
               near.empty() ? "" : fmt::format("did you mean \"{}\"? ", near), fmt::join(names, ", "));
    return exit_failed;
}

}  // namespace

void add_explain_command(CLI::App& app, int& status) {
    auto subject = std::make_shared<std::string>();
    CLI::App* const command = app.add_subcommand("explain", "explain a check or a requirement");
    command->add_option("subject", *subject, "a check (missing-opening) or a requirement (director-single/director/1)")
        ->required();
    command->callback([subject, &status] { status = explain(*subject); });
}

void add_schema_command(CLI::App& app, int& status) {
    auto name = std::make_shared<std::string>();
    CLI::App* const command = app.add_subcommand("schema", "print the JSON schema of the site file or of an output");
    command->add_option("name", *name, "site, report, diff, fleet, parse or requirements")->required();
    command->callback([name, &status] { status = print_schema(*name); });
}

}  // namespace lyncgate
