// The examples of docs/checks are run: site and configuration of every page give exactly the findings it prints.
#include "catch.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

#include "app/audit.hpp"
#include "app/check_help.hpp"
#include "app/embedded.hpp"

namespace lyncgate {

namespace {

std::string text_of_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

/// The first fenced block with this word after its fence; empty when there is none.
std::string block(const std::string& page, const std::string& word) {
    const std::string open = "\n```" + word + "\n";
    const std::size_t at = page.find(open);
    if (at == std::string::npos) {
        return {};
    }
    const std::size_t begin = at + open.size();
    const std::size_t end = page.find("```", begin);
    REQUIRE(end != std::string::npos);
    return page.substr(begin, end - begin);
}

/// A folder that is gone when the test is over.
struct Scratch {
    Scratch() : path(std::filesystem::temp_directory_path() / fmt::format("lyncgate-pages-{}", ::getpid())) {
        std::filesystem::create_directories(path);
    }
    ~Scratch() { std::filesystem::remove_all(path); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    void write(const std::string& name, const std::string& text) const {
        std::ofstream(path / name, std::ios::binary) << text;
    }

    std::filesystem::path path;
};

std::string findings_of(const Scratch& folder, const std::string& check) {
    LoadRequest request;
    request.site = (folder.path / "site.yaml").string();
    LoadedSite loaded = load_site(request);
    REQUIRE(loaded.usable);
    AuditRequest only;
    only.today = "2026-06-01";
    if (find_check(check) != nullptr) {  // else the audit itself finds it, whatever checks run
        only.only = {check};
    }
    std::string text;
    for (const Finding& finding : audit(loaded, only).findings) {
        if (finding.check == check) {
            const Origin& origin = finding.primary.origin;
            REQUIRE(origin);
            text += fmt::format("{} {}:{}: {}\n", name_of(finding.severity),
                                std::filesystem::path(origin.file->name()).filename().string(), line_of(origin),
                                finding.message);
        }
    }
    return text;
}

}  // namespace

TEST_CASE("every check has a page") {
    for (const Check& check : checks()) {
        INFO(check.id);
        const std::string page =
            text_of_file(std::filesystem::path(LYNCGATE_ROOT) / "docs/checks" / (std::string(check.id) + ".md"));
        REQUIRE(page.starts_with("# " + std::string(check.id) + "\n"));
    }
}

TEST_CASE("the examples of the pages give the findings they print") {
    std::size_t run = 0;
    for (const EmbeddedText& embedded : check_pages()) {
        const std::string id(embedded.name);
        INFO(id);
        const std::string page(embedded.text);
        REQUIRE(page.starts_with("# " + id + "\n"));
        const std::string expected = block(page, "findings");
        if (expected.empty()) {
            continue;
        }
        const Scratch folder;
        folder.write("site.yaml", block(page, "yaml"));
        folder.write("gate.rules", block(page, "iptables") + block(page, "asa") + block(page, "pf"));
        CHECK(findings_of(folder, id) == expected);
        ++run;
    }
    REQUIRE(run >= 16);
}

TEST_CASE("a page tells what a finding means and what to do, for formats that have room for it") {
    for (const EmbeddedText& page : check_pages()) {
        INFO(page.name);
        const std::string help = check_help(page.name);
        CHECK(help.size() > 100);
        CHECK(help.find("```findings") == std::string::npos);
        CHECK(help.find("# ") == std::string::npos);
    }
    CHECK(check_help("missing-opening").find("lyncgate explain missing-opening") != std::string::npos);
    CHECK(check_help("no-such-check").empty());
}

}  // namespace lyncgate
