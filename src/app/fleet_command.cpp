#include "app/fleet_command.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

#include "app/command.hpp"
#include "app/fleet_report.hpp"

namespace lyncgate {

namespace {

int fail(const std::string& message) {
    fmt::print(stderr, "error: {}\n", message);
    return exit_failed;
}

/// A line on a terminal that is written over and over.
class Progress {
public:
    Progress(std::size_t sites, bool shown) : sites_(sites), shown_(shown) { draw(); }

    void step() {
        ++done_;
        draw();
    }
    /// Makes room for other output on the terminal.
    void clear() const {
        if (shown_) {
            fmt::print(stderr, "\r\x1b[K");
        }
    }

private:
    void draw() const {
        if (!shown_) {
            return;
        }
        if (done_ == sites_) {
            clear();
            return;
        }
        constexpr std::size_t width = 30;
        const std::size_t full = done_ * width / sites_;
        fmt::print(stderr, "\r[{:#<{}}{:.<{}}] {}/{} sites", "", full, "", width - full, done_, sites_);
        std::fflush(stderr);
    }

    std::size_t sites_;
    std::size_t done_ = 0;
    bool shown_;
};

/// Where the report goes, piece by piece. It takes its final name only when it is complete, so that an earlier report
/// of that name is there to be compared with until then.
class Destination {
public:
    explicit Destination(const std::string& path) : path_(path.empty() || path == "-" ? std::string{} : path) {
        std::error_code failure;
        const bool special = !path_.empty() && std::filesystem::exists(path_, failure) &&
                             !std::filesystem::is_regular_file(path_, failure);
        partial_ = path_.empty() || special ? path_ : path_ + ".part";
        file_ = path_.empty() ? stdout : std::fopen(partial_.c_str(), "wb");
        reason_ = file_ == nullptr ? errno : 0;
    }
    Destination(const Destination&) = delete;
    Destination& operator=(const Destination&) = delete;
    ~Destination() {
        if (file_ != nullptr && file_ != stdout) {
            std::fclose(file_);
        }
    }

    void write(const std::string& text) {
        // After the first failure there is no use in trying.
        if (reason_ == 0 && std::fwrite(text.data(), 1, text.size(), file_) != text.size()) {
            reason_ = errno;
        }
    }
    /// False, and a message, when not all could be written.
    bool close() {
        if (reason_ == 0 && std::fflush(file_) != 0) {
            reason_ = errno;
        }
        if (file_ != nullptr && file_ != stdout) {
            std::fclose(file_);
            file_ = nullptr;
        }
        if (reason_ == 0 && partial_ != path_ && std::rename(partial_.c_str(), path_.c_str()) != 0) {
            reason_ = errno;
        }
        // A reader that has seen enough (| head) is not a failure of ours.
        if (reason_ == 0 || reason_ == EPIPE) {
            return true;
        }
        fmt::print(stderr, "error: cannot write \"{}\": {}\n", path_.empty() ? "standard output" : path_,
                   std::strerror(reason_));
        return false;
    }
    bool usable() const { return reason_ == 0; }

private:
    std::string path_;
    std::string partial_;
    std::FILE* file_ = nullptr;
    int reason_ = 0;
};

bool load_previous(const std::string& path, Baseline& previous) {
    SourceStore store;
    LoadError failure;
    const SourceFile* const file = store.load(path, failure);
    std::string error = failure.message;
    if (file == nullptr || !read_baseline(*file, previous, error)) {
        fail(error);
        return false;
    }
    return true;
}

}  // namespace

int run_fleet(const FleetOptions& options, const LoadRequest& load, const AuditRequest& request) {
    if (options.format != "text" && options.format != "json") {
        return fail(fmt::format("a fleet is reported as text or json, not as \"{}\"", options.format));
    }
    const std::optional<Shard> shard = options.shard.empty() ? Shard{} : parse_shard(options.shard);
    if (!shard) {
        return fail(fmt::format("not a shard: \"{}\"; expected I/N with I from 1 to N", options.shard));
    }
    Baseline previous;
    if (!options.previous.empty() && !load_previous(options.previous, previous)) {
        return exit_failed;
    }
    std::string error;
    const FleetSites sites = fleet_sites(options.fleet, *shard, error);
    if (!error.empty()) {
        return fail(error);
    }
    Destination out(options.output);
    if (!out.usable()) {
        out.close();
        return exit_failed;
    }
    const bool json = options.format == "json";
    Progress progress(sites.paths.size(), ::isatty(STDERR_FILENO) == 1 && !options.quiet);
    FleetTally tally = begin_tally(options.previous.empty() ? nullptr : &previous);
    if (json) {
        out.write(fleet_json_head(sites));
    }
    audit_fleet(sites.paths, load, request, {json, !json}, [&](const FleetMember& member) {
        const bool first = tally.statuses.empty();
        count(tally, member);
        progress.clear();
        out.write(json ? fleet_json_member(member, first) : fleet_text_member(member));
        progress.step();
    });
    close(tally);
    out.write(json ? fleet_json_tail(tally) : fleet_text_tail(tally));
    return out.close() ? joint_status(tally.statuses) : static_cast<int>(exit_failed);
}

}  // namespace lyncgate
