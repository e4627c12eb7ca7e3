#include "app/command.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>

#include "text/diagnostic.hpp"

namespace lyncgate {

bool write_output(const std::string& path, std::string_view text) {
    std::FILE* const file = path.empty() || path == "-" ? stdout : std::fopen(path.c_str(), "wb");
    if (file == nullptr) {
        fmt::print(stderr, "error: cannot write \"{}\": {}\n", path, std::strerror(errno));
        return false;
    }
    const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
    const int reason = errno;
    if (file != stdout) {
        std::fclose(file);
    }
    // A reader that has seen enough (| head) is not a failure of ours.
    if (!written && reason != EPIPE) {
        fmt::print(stderr, "error: cannot write \"{}\": {}\n", path.empty() ? "standard output" : path,
                   std::strerror(reason));
        return false;
    }
    return true;
}

void print_diagnostics(const std::vector<Diagnostic>& diagnostics, bool errors_only) {
    constexpr std::size_t most = 50;
    std::size_t shown = 0;
    std::size_t held_back = 0;
    for (const Diagnostic& diagnostic : diagnostics) {
        if (errors_only && diagnostic.level != Level::error) {
            continue;
        }
        if (++shown > most) {
            ++held_back;
            continue;
        }
        fmt::print(stderr, "{}", render(diagnostic));
    }
    if (held_back > 0) {
        fmt::print(stderr, "... and {} more\n", held_back);
    }
}

bool wants_color(const std::string& choice, int descriptor) {
    if (choice == "always" || choice == "never") {
        return choice == "always";
    }
    const char* const no_color = std::getenv("NO_COLOR");
    const char* const terminal = std::getenv("TERM");
    const bool dumb = terminal != nullptr && std::string_view(terminal) == "dumb";
    return (no_color == nullptr || *no_color == '\0') && !dumb && ::isatty(descriptor) == 1;
}

std::string_view tool_version() {
    return LYNCGATE_VERSION;
}

}  // namespace lyncgate
