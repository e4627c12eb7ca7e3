#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "requirements/pack.hpp"
#include "requirements/read_packs.hpp"

namespace lyncgate {
namespace {

namespace fs = std::filesystem;

/// The `*.rules` files below a folder, by path.
std::vector<std::string> rules_below(const std::string& folder, std::error_code& error) {
    std::vector<std::string> paths;
    fs::recursive_directory_iterator entry(folder, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (entry->path().extension() == ".rules" && entry->is_regular_file(error)) {
            paths.push_back(entry->path().string());
        }
    }
    std::ranges::sort(paths);
    return paths;
}

Diagnostic unreadable(std::string message) {
    Diagnostic diagnostic;
    diagnostic.message = std::move(message);
    diagnostic.help = "name a folder that holds *.rules files";
    return diagnostic;
}

}  // namespace

bool PackLibrary::sound() const {
    return std::ranges::none_of(diagnostics, [](const Diagnostic& d) { return d.level == Level::error; });
}

PackLibrary read_packs(const std::vector<const SourceFile*>& files) {
    PackLibrary library;
    std::vector<packs::FileSyntax> parsed;
    for (const SourceFile* file : files) {
        parsed.push_back(packs::parse(*file));
        library.diagnostics.insert(library.diagnostics.end(), parsed.back().diagnostics.begin(),
                                   parsed.back().diagnostics.end());
        packs::read_vocabulary(parsed.back(), library);
    }
    packs::check_vocabulary(parsed, library);
    for (const packs::FileSyntax& file : parsed) {
        packs::read_pack(file, library);
    }
    packs::check_ids(library);
    return library;
}

PackLibrary load_packs(SourceStore& store, const std::string& folder) {
    std::vector<const SourceFile*> files;
    for (const EmbeddedPack& pack : embedded_packs()) {
        files.push_back(&store.add("rules/" + std::string(pack.path), std::string(pack.text)));
    }
    std::vector<Diagnostic> problems;
    if (!folder.empty()) {
        std::error_code error;
        const std::vector<std::string> paths = rules_below(folder, error);
        if (error) {
            problems.push_back(
                unreadable(fmt::format("cannot read the rules folder \"{}\": {}", folder, error.message())));
        } else if (paths.empty()) {
            problems.push_back(unreadable(fmt::format("no *.rules file in the rules folder \"{}\"", folder)));
        }
        for (const std::string& path : paths) {
            LoadError failed;
            if (const SourceFile* file = store.load(path, failed)) {
                files.push_back(file);
            } else {
                problems.push_back(unreadable(failed.message));
            }
        }
    }
    PackLibrary library = read_packs(files);
    library.diagnostics.insert(library.diagnostics.begin(), problems.begin(), problems.end());
    return library;
}

const Requirement* find_requirement(const PackLibrary& library, std::string_view id) {
    for (const RequirementPack& pack : library.packs) {
        for (const Requirement& requirement : pack.requirements) {
            if (requirement.id == id) {
                return &requirement;
            }
        }
    }
    return nullptr;
}

}  // namespace lyncgate
