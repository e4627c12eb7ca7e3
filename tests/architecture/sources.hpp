// The source tree as the architecture test sees it: layers with what they may use, and files with what they include.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace lyncgate::architecture {

/// One `lyncgate_layer(...)` of src/CMakeLists.txt.
struct Layer {
    std::string name;
    /// The layers named after USES, as written.
    std::vector<std::string> uses;
    /// What it compiles, or for a layer of headers only those. Paths relative to src/.
    std::vector<std::string> sources;
};

/// One file of src/ or grammars/, read.
struct File {
    /// Relative to the root of the project: `src/net/set.hpp`.
    std::string path;
    /// What stands between the quotes of `#include "..."`, in order.
    std::vector<std::string> quoted;
    /// What stands between the angle brackets of `#include <...>`, in order.
    std::vector<std::string> angled;
    bool pragma_once = false;
    int lines = 0;
};

struct Tree {
    std::vector<Layer> layers;
    std::vector<File> files;
};

/// The layers of a src/CMakeLists.txt, in order.
std::vector<Layer> read_layers(const std::string& cmake);
File read_file(std::string path, const std::string& text);
/// Everything below `root`/src and `root`/grammars.
Tree read_tree(const std::filesystem::path& root);

/// The layer a file belongs to: the one that compiles it, or else the one that compiles its neighbours, in the nearest
/// folder that has any. Nothing for grammars/, src/main.cpp and folders nobody compiles.
std::optional<std::string> layer_of(const Tree& tree, const std::string& path);
/// What each layer may use: what it names, and what those may use; with itself.
std::map<std::string, std::set<std::string>> reach(const std::vector<Layer>& layers);

/// One line per breach of the architecture, each with file and reason; empty when there is none.
std::vector<std::string> breaches(const Tree& tree);

}  // namespace lyncgate::architecture
