// Commands: one file each, one row each in the table of cli.cpp.
#pragma once

#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace lyncgate {

/// Exit statuses of every command.
enum ExitStatus : int {
    exit_clean = 0,      ///< nothing to report
    exit_findings = 1,   ///< findings
    exit_failed = 2,     ///< could not run: bad arguments, unreadable input
    exit_undecided = 3,  ///< nothing wrong found, but something could not be decided
};

/// Adds a subcommand to the application. When it is the one chosen it stores its exit status in `status`.
using AddCommand = void (*)(CLI::App& app, int& status);

void add_audit_command(CLI::App& app, int& status);
void add_trace_command(CLI::App& app, int& status);
void add_parse_command(CLI::App& app, int& status);
void add_diff_command(CLI::App& app, int& status);
void add_merge_command(CLI::App& app, int& status);
void add_explain_command(CLI::App& app, int& status);
void add_schema_command(CLI::App& app, int& status);
void add_requirements_command(CLI::App& app, int& status);
void add_init_command(CLI::App& app, int& status);

/// Runs the command line. The only place that knows all commands.
int run_command_line(int argc, char** argv);

/// Writes `text` to the file, or to standard output when the path is empty or "-". False and a message on standard
/// error when that fails.
bool write_output(const std::string& path, std::string_view text);
/// Writes diagnostics to standard error, most of them cut after `most`.
void print_diagnostics(const std::vector<struct Diagnostic>& diagnostics, bool errors_only = false);
/// Whether colours are wanted on the stream: `--color always|never`, else a terminal and no NO_COLOR.
bool wants_color(const std::string& choice, int descriptor);
/// The version as `--version` prints it.
std::string_view tool_version();

}  // namespace lyncgate
