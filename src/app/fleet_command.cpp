#include "app/fleet_command.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "app/command.hpp"
#include "app/destination.hpp"
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
    std::string error;
    if (!options.previous.empty() && !read_baseline_file(options.previous, previous, error)) {
        return fail(error);
    }
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
    const bool same_terminal = options.output.empty() && ::isatty(STDOUT_FILENO) == 1;
    FleetTally tally = begin_tally(options.previous.empty() ? nullptr : &previous);
    if (json) {
        out.write(fleet_json_head(sites));
    }
    audit_fleet(sites.paths, load, request, {json, !json}, [&](const FleetMember& member) {
        const bool first = tally.statuses.empty();
        count(tally, member);
        if (same_terminal) {
            progress.clear();
        }
        out.write(json ? fleet_json_member(member, first) : fleet_text_member(member));
        progress.step();
    });
    close(tally);
    out.write(json ? fleet_json_tail(tally) : fleet_text_tail(tally));
    return out.close() ? joint_status(tally.statuses) : static_cast<int>(exit_failed);
}

}  // namespace lyncgate
