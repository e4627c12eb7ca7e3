// Arguments in, exit status out; the only place that catches.
#include <cstdio>
#include <exception>

#include "app/command.hpp"

int main(int argc, char** argv) {
    try {
        return lyncgate::run_command_line(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "error: %s\n", error.what());
    } catch (...) {
        std::fprintf(stderr, "error: stopped for a reason that was not given\n");
    }
    return lyncgate::exit_failed;
}
