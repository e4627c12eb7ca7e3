// Writes every sample report in every format into a folder: <folder>/<sample>.<format>.
#include <fmt/format.h>
#include <fstream>
#include <functional>

#include "reporters/json.hpp"
#include "reporters/reporter.hpp"
#include "reporters/sample_reports.hpp"

namespace {

bool write_file(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary);
    file << text;
    return file.good();
}

}  // namespace

int main(int argc, char** argv) {
    using namespace lyncgate;
    if (argc != 2) {
        fmt::print(stderr, "usage: write_samples FOLDER\n");
        return 2;
    }
    const std::string folder = argv[1];
    const std::vector<std::pair<std::string, std::function<void(test::SampleReport&)>>> samples = {
        {"clean", test::fill_clean},
        {"small", test::fill_small},
        {"medium", [](test::SampleReport& sample) { test::fill_large(sample, 200, 6); }},
        {"large", [](test::SampleReport& sample) { test::fill_large(sample, 5000, 40); }},
        {"hostile", test::fill_hostile}};
    bool good = true;
    for (const auto& [name, fill] : samples) {
        test::SampleReport sample;
        fill(sample);
        ReportStyle style;
        style.tool_version = "1.2.3";
        for (const Reporter& reporter : reporters()) {
            good = write_file(fmt::format("{}/{}.{}", folder, name, reporter.name),
                              reporter.write(sample.report, style)) &&
                   good;
        }
        good = write_file(fmt::format("{}/{}.parse", folder, name),
                          write_parse_json(sample.report.coverage.empty() ? FileCoverage{"a.rules", "pf", {}}
                                                                          : sample.report.coverage.front(),
                                           sample.report.diagnostics)) &&
               good;
    }
    return good ? 0 : 1;
}
