#include "sources.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <regex>
#include <sstream>

namespace lyncgate::architecture {

namespace {

namespace fs = std::filesystem;

constexpr int most_lines = 400;

std::string read_text(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string folder_of(const std::string& path) {
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash);
}

bool exists(const Tree& tree, const std::string& path) {
    return std::ranges::any_of(tree.files, [&](const File& file) { return file.path == path; });
}

/// Where `#include "name"` of `file` leads: beside it, in src/ or in grammars/; nothing when it leads nowhere.
std::optional<std::string> resolve(const Tree& tree, const File& file, const std::string& name) {
    for (const std::string& folder : {folder_of(file.path), std::string("src"), std::string("grammars")}) {
        const std::string path = fs::path(folder + "/" + name).lexically_normal().string();
        if (exists(tree, path)) {
            return path;
        }
    }
    return {};
}

void check_grammar(const Tree& tree, const File& file, std::vector<std::string>& found) {
    for (const std::string& name : file.quoted) {
        const auto target = resolve(tree, file, name);
        if (!target || !target->starts_with("grammars/")) {
            found.push_back(
                fmt::format("{}: a grammar may include PEGTL and grammars only, found \"{}\"", file.path, name));
        }
    }
    for (const std::string& name : file.angled) {
        // The standard library is spelled without a slash and without an extension.
        if (!name.starts_with("tao/pegtl") && name.find_first_of("/.") != std::string::npos) {
            found.push_back(
                fmt::format("{}: a grammar may include PEGTL and grammars only, found <{}>", file.path, name));
        }
    }
}

/// Whether the layer that `file` belongs to compiles it, as it must any .cpp file.
bool compiled(const Tree& tree, const File& file) {
    const std::string within = file.path.substr(std::string("src/").size());
    return std::ranges::any_of(tree.layers,
                               [&](const Layer& layer) { return std::ranges::count(layer.sources, within) > 0; });
}

void check_layer(const Tree& tree, const File& file, const std::map<std::string, std::set<std::string>>& allowed,
                 std::vector<std::string>& found) {
    const auto own = layer_of(tree, file.path);
    if (!own) {
        found.push_back(
            fmt::format("{}: belongs to no layer of src/CMakeLists.txt; add it to the SOURCES of one", file.path));
        return;
    }
    if (file.path.ends_with(".cpp") && !compiled(tree, file)) {
        found.push_back(fmt::format("{}: no layer compiles it; add it to the SOURCES of one", file.path));
    }
    for (const std::string& name : file.quoted) {
        const auto target = resolve(tree, file, name);
        if (!target) {
            found.push_back(fmt::format("{}: includes \"{}\", which is not in src or grammars", file.path, name));
            continue;
        }
        const auto other = layer_of(tree, *target);
        if (other && !allowed.at(*own).contains(*other)) {
            found.push_back(
                fmt::format("{}: layer '{}' may not use '{}', found \"{}\"", file.path, *own, *other, name));
        }
    }
}

}  // namespace

std::vector<Layer> read_layers(const std::string& cmake) {
    std::vector<Layer> layers;
    const std::string text = std::regex_replace(cmake, std::regex("#[^\n]*"), "");
    const std::regex call(R"(lyncgate_layer\(([^)]*)\))");
    for (std::sregex_iterator match(text.begin(), text.end(), call), end; match != end; ++match) {
        std::istringstream words((*match)[1].str());
        Layer layer;
        words >> layer.name;
        std::string section;
        for (std::string word; words >> word;) {
            if (word == "USES" || word == "LINKS" || word == "SOURCES" || word == "HEADERS") {
                section = word;
            } else if (section == "USES") {
                layer.uses.push_back(word);
            } else if (section == "SOURCES" || section == "HEADERS") {
                layer.sources.push_back(word);
            }
        }
        layers.push_back(std::move(layer));
    }
    return layers;
}

File read_file(std::string path, const std::string& text) {
    static const std::regex include(R"(^\s*#\s*include\s*(["<])([^">]+)[">])");
    File file;
    file.path = std::move(path);
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        ++file.lines;
        std::smatch match;
        if (line.starts_with("#pragma once")) {
            file.pragma_once = true;
        } else if (std::regex_search(line, match, include)) {
            (match[1] == "\"" ? file.quoted : file.angled).push_back(match[2]);
        }
    }
    return file;
}

Tree read_tree(const fs::path& root) {
    Tree tree;
    tree.layers = read_layers(read_text(root / "src/CMakeLists.txt"));
    for (const char* folder : {"src", "grammars"}) {
        if (!fs::exists(root / folder)) {
            continue;
        }
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string extension = entry.path().extension().string();
            if (entry.is_regular_file() && (extension == ".hpp" || extension == ".cpp")) {
                const std::string path = fs::relative(entry.path(), root).generic_string();
                tree.files.push_back(read_file(path, read_text(entry.path())));
            }
        }
    }
    std::ranges::sort(tree.files, {}, &File::path);
    return tree;
}

std::optional<std::string> layer_of(const Tree& tree, const std::string& path) {
    if (!path.starts_with("src/")) {
        return {};
    }
    const std::string within = path.substr(std::string("src/").size());
    const std::string stem = within.substr(0, within.rfind('.'));
    for (const Layer& layer : tree.layers) {
        if (std::ranges::any_of(layer.sources, [&](const std::string& source) {
                return source == within || source == stem + ".cpp";
            })) {
            return layer.name;
        }
    }
    for (std::string folder = folder_of(within); !folder.empty(); folder = folder_of(folder)) {
        for (const Layer& layer : tree.layers) {
            if (std::ranges::any_of(layer.sources,
                                    [&](const std::string& source) { return folder_of(source) == folder; })) {
                return layer.name;
            }
        }
    }
    return {};
}

std::map<std::string, std::set<std::string>> reach(const std::vector<Layer>& layers) {
    std::map<std::string, std::set<std::string>> result;
    for (const Layer& layer : layers) {
        std::set<std::string>& own = result[layer.name];
        own.insert(layer.name);
        for (const std::string& used : layer.uses) {
            // A layer stands below those that use it, so what it reaches is known by now.
            own.insert(used);
            own.insert(result[used].begin(), result[used].end());
        }
    }
    return result;
}

std::vector<std::string> breaches(const Tree& tree) {
    std::vector<std::string> found;
    std::set<std::string> above;
    for (const Layer& layer : tree.layers) {
        for (const std::string& used : layer.uses) {
            if (!above.contains(used)) {
                found.push_back(fmt::format("src/CMakeLists.txt: layer '{}' uses '{}', which does not stand above it",
                                            layer.name, used));
            }
        }
        above.insert(layer.name);
    }
    const auto allowed = reach(tree.layers);
    for (const File& file : tree.files) {
        if (file.path.ends_with(".hpp") && !file.pragma_once) {
            found.push_back(fmt::format("{}: a header needs #pragma once", file.path));
        }
        if (file.lines > most_lines) {
            found.push_back(fmt::format("{}: {} lines, at most {} are allowed; split it by subject", file.path,
                                        file.lines, most_lines));
        }
        if (file.path.starts_with("grammars/")) {
            check_grammar(tree, file, found);
        } else if (file.path != "src/main.cpp") {
            check_layer(tree, file, allowed, found);
        }
    }
    return found;
}

}  // namespace lyncgate::architecture
