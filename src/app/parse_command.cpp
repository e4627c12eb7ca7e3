#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>

#include "app/command.hpp"
#include "app/load.hpp"
#include "model/dump.hpp"
#include "reporters/json.hpp"
#include "text/suggest.hpp"

namespace lyncgate {

namespace {

struct Options {
    std::string file;
    std::string dialect;
    std::string dump;
    std::string format = "text";
    std::string output;
    std::string shown_name;
};

std::string as_json(const SourceFile& file, const Reading& reading, const Dialect* dialect) {
    return write_parse_json(
        {file.name(), dialect == nullptr ? std::string{} : std::string(dialect->name), reading.coverage},
        reading.diagnostics);
}

/// How many messages of one kind are written out; nobody reads more.
constexpr std::size_t most_alike = 100;

/// A message without what it quotes, which is what differs between messages of one kind.
std::string kind_of(const std::string& message) {
    std::string kind;
    bool quoted = false;
    for (const char c : message) {
        if (c == '\'' || c == '"') {
            kind += quoted ? "..." : "";
            quoted = !quoted;
        } else if (!quoted) {
            kind += c;
        }
    }
    return kind;
}

/// How many of each kind were not written out.
std::string held_back(const std::map<std::string, std::size_t, std::less<>>& seen) {
    std::string text;
    for (const auto& [kind, count] : seen) {
        if (count > most_alike) {
            text += fmt::format("\nand {} more like \"{}\" (--format json lists them)\n", count - most_alike, kind);
        }
    }
    return text;
}

std::string as_text(const SourceFile& file, const Reading& reading, const Dialect* dialect) {
    const Coverage& c = reading.coverage;
    std::string text =
        fmt::format("{}: {}\n", file.name(), dialect == nullptr ? std::string_view("not recognised") : dialect->title);
    text += fmt::format("{} statements: {} modelled, {} irrelevant to filtering, {} unmodelled, {} broken\n",
                        c.statements, c.modelled, c.irrelevant, c.unmodelled, c.broken);
    std::map<std::string, std::size_t, std::less<>> seen;
    for (const StatementNote& note : c.notes) {
        if (++seen[kind_of(note.effect)] <= most_alike) {
            text += fmt::format("\n{}:{}: {}: {}\n{}", file.name(), line_of(note.origin), name_of(note.treatment),
                                note.effect, render_snippet(note.origin));
        }
    }
    text += held_back(seen);
    seen.clear();
    for (const Diagnostic& diagnostic : reading.diagnostics) {
        if (++seen[kind_of(diagnostic.message)] <= most_alike) {
            text += "\n" + render(diagnostic);
        }
    }
    text += held_back(seen);
    return text;
}

std::string dump_names(const Dialect* dialect) {
    std::string names = "model";
    if (dialect != nullptr) {
        for (const Dump& dump : dialect->dumps) {
            names += fmt::format(", {}", dump.name);
        }
    }
    return names;
}

int run(const Options& options) {
    SourceStore store;
    LoadError error;
    const SourceFile* file = store.load(options.file, error);
    if (file == nullptr) {
        fmt::print(stderr, "error: {}\n", error.message);
        return exit_failed;
    }
    if (!options.shown_name.empty()) {
        file = &store.add(options.shown_name, std::string(file->text()));
    }
    ReadContext context;
    context.sources = &store;
    const Dialect* dialect = nullptr;
    const Reading reading = read_configuration(*file, options.dialect, context, dialect);
    if (!options.dump.empty()) {
        std::string text;
        if (options.dump == "model") {
            text = dump(reading.firewall);
        } else {
            const auto known = dialect == nullptr ? std::span<const Dump>{} : dialect->dumps;
            const auto chosen =
                std::find_if(known.begin(), known.end(), [&](const Dump& d) { return d.name == options.dump; });
            if (chosen == known.end()) {
                fmt::print(stderr, "error: no dump \"{}\" here; there are: {}\n", options.dump, dump_names(dialect));
                return exit_failed;
            }
            text = chosen->write(*file, context);
        }
        print_diagnostics(reading.diagnostics, true);
        if (!write_output(options.output, text)) {
            return exit_failed;
        }
        return reading.usable && reading.coverage.broken == 0 ? exit_clean : exit_failed;
    }
    const std::string text =
        options.format == "json" ? as_json(*file, reading, dialect) : as_text(*file, reading, dialect);
    if (!write_output(options.output, text)) {
        return exit_failed;
    }
    return reading.usable && reading.coverage.broken == 0 ? exit_clean : exit_failed;
}

}  // namespace

void add_parse_command(CLI::App& app, int& status) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand("parse", "read one configuration and account for every statement");
    command->add_option("file", options->file, "the configuration; - is standard input")->required();
    command->add_option("--dialect", options->dialect, "what it is; recognised from the text when not given");
    command->add_option("--dump", options->dump,
                        "print what was understood: model, syntax, or a form of the dialect (pfctl, iptables-save)");
    command->add_option("--format", options->format, "text or json")->check(CLI::IsMember({"text", "json"}));
    command->add_option("--output", options->output, "write to this file instead of standard output");
    command->add_option("--stdin-filename", options->shown_name, "name to show for standard input");
    command->footer("Exit status: 0 every statement is accounted for, 2 the file is not what it claims to be or a "
                    "statement is broken.");
    command->callback([options, &status] { status = run(*options); });
}

}  // namespace lyncgate
