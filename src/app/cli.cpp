#include "app/command.hpp"

#include <array>
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
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& wanted) {
        return app.exit(wanted);
    } catch (const CLI::ParseError& error) {
        const std::string misspelt = misspelt_command(app, argc, argv);
        fmt::print(stderr, "error: {}\n", misspelt.empty() ? std::string(error.what()) : misspelt);
        fmt::print(stderr, "Run `lyncgate --help` for what there is.\n");
        return exit_failed;
    }
    return status;
}

}  // namespace lyncgate
