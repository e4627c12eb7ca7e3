#include "app/fleet.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <tbb/info.h>
#include <tbb/parallel_pipeline.h>

#include "app/command.hpp"
#include "findings/sha256.hpp"

namespace lyncgate {

namespace {

namespace fs = std::filesystem;

bool names_a_site(const std::string& file) {
    constexpr std::string_view ending = ".site.yaml";
    return file == "site.yaml" ||
           (file.size() > ending.size() && file.compare(file.size() - ending.size(), ending.size(), ending) == 0);
}

std::vector<std::string> sites_under(const fs::path& folder) {
    std::vector<std::string> sites;
    std::error_code failure;
    for (fs::recursive_directory_iterator at(folder, fs::directory_options::skip_permission_denied, failure), end;
         !failure && at != end; at.increment(failure)) {
        if (at->is_regular_file(failure) && names_a_site(at->path().filename().string())) {
            sites.push_back(at->path().string());
        }
    }
    return sites;
}

std::vector<std::string> sites_listed(const fs::path& list) {
    std::vector<std::string> sites;
    std::ifstream lines(list);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string::npos || line[begin] == '#') {
            continue;
        }
        const std::size_t end = line.find_last_not_of(" \t\r");
        sites.push_back((list.parent_path() / line.substr(begin, end - begin + 1)).string());
    }
    return sites;
}

FleetMember audit_member(const std::string& site, const LoadRequest& load, const AuditRequest& request,
                         FleetTexts texts) {
    FleetMember member;
    member.site = site;
    LoadRequest one = load;
    one.site = site;
    try {
        LoadedSite loaded = load_site(one);
        if (!loaded.usable) {
            member.status = 2;
            for (const Diagnostic& diagnostic : loaded.diagnostics) {
                if (diagnostic.level == Level::error && member.error.empty()) {
                    member.error = render(diagnostic);
                }
            }
            return member;
        }
        const Report report = audit(loaded, request);
        member.status = report.exit_status();
        ReportStyle style;
        style.tool_version = tool_version();
        if (texts.reports) {
            member.report = find_reporter("json")->write(report, style);
        }
        if (texts.lines) {
            style.quiet = true;
            member.lines = find_reporter("text")->write(report, style);
        }
        for (const Finding& finding : report.findings) {
            member.identities.push_back(finding.identity);
            ++(finding.undecided ? member.undecided : member.findings);
        }
    } catch (const std::exception& failure) {
        // One broken site must not stop the rest of the night.
        member.status = 2;
        member.error = fmt::format("error: {}\n", failure.what());
    }
    return member;
}

}  // namespace

std::optional<Shard> parse_shard(std::string_view text) {
    const std::size_t slash = text.find('/');
    const auto number = [](std::string_view digits, std::size_t& value) {
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc{} && end == digits.data() + digits.size();
    };
    Shard shard;
    if (slash == std::string_view::npos || !number(text.substr(0, slash), shard.index) ||
        !number(text.substr(slash + 1), shard.count) || shard.index == 0 || shard.index > shard.count) {
        return {};
    }
    return shard;
}

FleetSites fleet_sites(const std::string& path, const Shard& shard, std::string& error) {
    FleetSites sites;
    sites.shard = shard;
    std::error_code failure;
    if (!fs::exists(path, failure)) {
        error = fmt::format("there is no folder or file \"{}\"", path);
        return sites;
    }
    const bool folder = fs::is_directory(path, failure);
    std::vector<std::string> all = folder ? sites_under(path) : sites_listed(path);
    if (all.empty()) {
        error = fmt::format("no sites in \"{}\": expected files named site.yaml or *.site.yaml in a folder, or a file "
                            "that lists their paths",
                            path);
        return sites;
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    const fs::path root = folder ? fs::path(path) : fs::path(path).parent_path();
    std::string list;
    for (const std::string& site : all) {
        // Another machine may have the fleet elsewhere.
        list += fs::path(site).lexically_relative(root).generic_string() + "\n";
    }
    sites.list = sha256(list);
    for (std::size_t i = shard.index - 1; i < all.size(); i += shard.count) {
        sites.paths.push_back(all[i]);
    }
    return sites;
}

void audit_fleet(const std::vector<std::string>& sites, const LoadRequest& load, const AuditRequest& request,
                 FleetTexts texts, const std::function<void(FleetMember)>& take) {
    // Enough to keep all cores busy behind a large site, few enough to hold their reports.
    const std::size_t most_held = 8 * static_cast<std::size_t>(std::max(1, tbb::info::default_concurrency()));
    std::size_t next = 0;
    tbb::parallel_pipeline(
        most_held, tbb::make_filter<void, std::size_t>(tbb::filter_mode::serial_in_order,
                                                       [&](tbb::flow_control& control) -> std::size_t {
                                                           if (next == sites.size()) {
                                                               control.stop();
                                                               return 0;
                                                           }
                                                           return next++;
                                                       }) &
                       tbb::make_filter<std::size_t, std::shared_ptr<FleetMember>>(
                           tbb::filter_mode::parallel,
                           [&](std::size_t i) {
                               return std::make_shared<FleetMember>(audit_member(sites[i], load, request, texts));
                           }) &
                       tbb::make_filter<std::shared_ptr<FleetMember>, void>(
                           tbb::filter_mode::serial_in_order,
                           [&](const std::shared_ptr<FleetMember>& member) { take(std::move(*member)); }));
}

int joint_status(const std::vector<int>& statuses) {
    const auto any = [&](int status) { return std::find(statuses.begin(), statuses.end(), status) != statuses.end(); };
    return any(2) ? 2 : any(1) ? 1 : any(3) ? 3 : 0;
}

}  // namespace lyncgate
