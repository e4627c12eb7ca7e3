#include "app/git.hpp"

#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

namespace lyncgate {

namespace {

/// Runs git in a folder and collects what it prints. False when it could not be run or failed.
bool run_git(const std::string& folder, const std::string& object, std::string& printed) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) {
        return false;
    }
    const pid_t child = ::fork();
    if (child < 0) {
        ::close(ends[0]);
        ::close(ends[1]);
        return false;
    }
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execlp("git", "git", "-C", folder.c_str(), "show", "--end-of-options", object.c_str(),
                 static_cast<char*>(nullptr));
        ::_exit(127);
    }
    ::close(ends[1]);
    std::array<char, 65536> buffer{};
    for (ssize_t got = 0; (got = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
        printed.append(buffer.data(), static_cast<std::size_t>(got));
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

std::optional<std::string> text_at_revision(const std::string& path, const std::string& revision, std::string& error) {
    const std::filesystem::path file(path);
    const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
    std::string text;
    if (!run_git(folder, fmt::format("{}:./{}", revision, file.filename().string()), text)) {
        error = fmt::format("git has no \"{}\" at revision \"{}\"", path, revision);
        return {};
    }
    return text;
}

}  // namespace lyncgate
