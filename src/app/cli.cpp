#include "app/command.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <csignal>
#include <fmt/format.h>

#include "text/suggest.hpp"

namespace lyncgate {

namespace {

constexpr std::array<AddCommand, 9> commands = {add_audit_command,        add_trace_command,   add_parse_command,
                                                add_requirements_command, add_init_command,    add_diff_command,
                                                add_merge_command,        add_explain_command, add_schema_command};

/// The first word that is not an option, when it names no command: probably a typing mistake.
std::string misspelt_command(const CLI::App& app, int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word.empty() || word.front() == '-') {
            continue;
        }
        std::vector<std::string> kept;
        for (const CLI::App* const command : app.get_subcommands([](const CLI::App*) { return true; })) {
            kept.push_back(command->get_name());
        }
        const std::vector<std::string_view> names(kept.begin(), kept.end());
        for (const std::string_view name : names) {
            if (name == word) {
                return {};
            }
        }
        const std::string near = nearest_name(word, names);
        return near.empty() ? fmt::format("unknown command \"{}\"", word)
                            : fmt::format("unknown command \"{}\"; did you mean \"{}\"?", word, near);
    }
    return {};
}

/// The first option that the chosen command does not have, with the one that was probably meant.
std::string misspelt_option(const CLI::App& app, int argc, char** argv) {
    const std::vector<CLI::App*> chosen = app.get_subcommands();
    if (chosen.empty()) {
        return {};
    }
    std::vector<std::string> kept;
    for (const CLI::Option* const option : chosen.front()->get_options()) {
        for (const std::string& name : option->get_lnames()) {
            kept.push_back("--" + name);
        }
    }
    const std::vector<std::string_view> names(kept.begin(), kept.end());
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = std::string_view(argv[i]).substr(0, std::string_view(argv[i]).find('='));
        if (word == "--") {
            break;
        }
        if (word.substr(0, 2) != "--" || std::find(names.begin(), names.end(), word) != names.end()) {
            continue;
        }
        const std::string near = nearest_name(word, names);
        return fmt::format("{} has no option {}{}", chosen.front()->get_name(), word,
                           near.empty() ? std::string{} : fmt::format("; did you mean {}?", near));
    }
    return {};
}

/// What was wrong with the arguments, and where to read on.
int complain(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
    std::string message = misspelt_command(app, argc, argv);
    if (message.empty()) {
        message = misspelt_option(app, argc, argv);
    }
    if (message.empty()) {
        message = error.what();
        message.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(message.front())));
    }
    const std::vector<CLI::App*> chosen = app.get_subcommands();
    fmt::print(stderr, "error: {}\nrun `lyncgate {}--help` for what there is\n", message,
               chosen.empty() ? std::string{} : chosen.front()->get_name() + " ");
    return exit_failed;
}

}  // namespace

int run_command_line(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App app{"Lyncgate audits firewall configurations (iptables-save, pf.conf, Cisco ASA) against Microsoft's port "
                 "tables for "
                 "Lync Server 2013: what is missing, what is open beyond need, and where IPsec meets media.",
                 "lyncgate"};
    app.set_version_flag("-V,--version", fmt::format("lyncgate {}", tool_version()));
    app.require_subcommand(1);
    app.footer("Start with: lyncgate audit --site samples/contoso/site.yaml\n"
               "Exit status: 0 clean, 1 findings, 2 could not run, 3 something could not be decided.");
    int status = exit_clean;
    for (const AddCommand add : commands) {
        add(app, status);
    }
    if (argc < 2) {
        fmt::print(stderr, "{}", app.help());
        return exit_failed;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& wanted) {
        return app.exit(wanted);
    } catch (const CLI::ParseError& error) {
        return complain(app, error, argc, argv);
    }
    return status;
}

}  // namespace lyncgate
