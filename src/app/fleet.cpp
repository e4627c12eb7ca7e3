#include "app/fleet.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <mutex>
#include <tbb/parallel_for.h>

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

FleetMember audit_member(const std::string& site, const LoadRequest& load, const AuditRequest& request) {
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
        member.report = find_reporter("json")->write(report, style);
        style.quiet = true;
        member.lines = find_reporter("text")->write(report, style);
        for (const Finding& finding : report.findings) {
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

std::vector<std::string> fleet_sites(const std::string& path, const Shard& shard, std::string& error) {
    std::error_code failure;
    if (!fs::exists(path, failure)) {
        error = fmt::format("there is no folder or file \"{}\"", path);
        return {};
    }
    std::vector<std::string> all = fs::is_directory(path, failure) ? sites_under(path) : sites_listed(path);
    if (all.empty()) {
        error = fmt::format("no sites in \"{}\": expected files named site.yaml or *.site.yaml in a folder, or a file "
                            "that lists their paths",
                            path);
        return {};
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    std::vector<std::string> mine;
    for (std::size_t i = shard.index - 1; i < all.size(); i += shard.count) {
        mine.push_back(all[i]);
    }
    return mine;
}

std::vector<FleetMember> audit_fleet(const std::vector<std::string>& sites, const LoadRequest& load,
                                     const AuditRequest& request, const std::function<void(std::size_t)>& progress) {
    std::vector<FleetMember> members(sites.size());
    std::mutex telling;
    std::size_t done = 0;
    tbb::parallel_for(std::size_t{0}, sites.size(), [&](std::size_t i) {
        members[i] = audit_member(sites[i], load, request);
        const std::lock_guard lock(telling);
        progress(++done);
    });
    return members;
}

int exit_status_of(const std::vector<FleetMember>& members) {
    const auto any = [&](int status) {
        return std::any_of(members.begin(), members.end(),
                           [status](const FleetMember& member) { return member.status == status; });
    };
    return any(2) ? 2 : any(1) ? 1 : any(3) ? 3 : 0;
}

}  // namespace lyncgate
