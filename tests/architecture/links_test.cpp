// The #include lines can be obeyed and the architecture broken all the same, by declaring a function of a higher layer
// and calling it. A static build links that. So: every symbol a layer's archive wants must be in a layer it may use.
#include "catch.hpp"
#include "sources.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>

using namespace lyncgate::architecture;

namespace {

/// The symbols of one layer's archive that are ours, mangled.
struct Symbols {
    std::string layer;
    std::set<std::string> defined;
    std::set<std::string> wanted;
};

/// Reads the output of `nm -g -P`: "name type value size" per line. What is weak (inline functions, templates) is in
/// every archive that uses it.
Symbols read_symbols(std::string layer, std::istream& listing) {
    Symbols symbols{std::move(layer), {}, {}};
    for (std::string line; std::getline(listing, line);) {
        std::istringstream words(line);
        std::string name;
        char type = ' ';
        if (words >> name >> type && name.find("8lyncgate") != std::string::npos) {
            (type == 'U' ? symbols.wanted : symbols.defined).insert(name);
        }
    }
    return symbols;
}

Symbols symbols_of(const std::string& layer, const std::string& archive) {
    const std::string command = fmt::format("'{}' -g -P '{}' 2>/dev/null", LYNCGATE_NM, archive);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::stringstream output;
    char block[4096];
    for (std::size_t size = 0; (size = std::fread(block, 1, sizeof block, pipe.get())) > 0;) {
        output.write(block, static_cast<std::streamsize>(size));
    }
    return read_symbols(layer, output);
}

std::vector<std::string> upward_calls(const std::vector<Symbols>& archives, const std::vector<Layer>& layers) {
    const auto allowed = reach(layers);
    std::vector<std::string> found;
    for (const Symbols& user : archives) {
        for (const std::string& symbol : user.wanted) {
            const auto owner =
                std::ranges::find_if(archives, [&](const Symbols& other) { return other.defined.contains(symbol); });
            if (owner != archives.end() && !user.defined.contains(symbol) &&
                !allowed.at(user.layer).contains(owner->layer)) {
                found.push_back(fmt::format("layer '{}' calls {} of '{}'", user.layer, symbol, owner->layer));
            }
        }
    }
    return found;
}

std::vector<Layer> layers_of_project() {
    std::ifstream in(LYNCGATE_ROOT "/src/CMakeLists.txt");
    return read_layers({std::istreambuf_iterator<char>(in), {}});
}

/// Layers of headers only have no archive.
bool has_archive(const Layer& layer) {
    return std::ranges::any_of(layer.sources, [](const std::string& source) { return source.ends_with(".cpp"); });
}

}  // namespace

TEST_CASE("no layer calls a function of a layer it may not use") {
    std::vector<Symbols> archives;
    std::istringstream files(LYNCGATE_LAYER_FILES);
    for (std::string entry; std::getline(files, entry, ':');) {
        const auto equals = entry.find('=');
        archives.push_back(symbols_of(entry.substr(0, equals), entry.substr(equals + 1)));
        INFO(entry);
        CHECK_FALSE(archives.back().defined.empty());
    }
    REQUIRE(archives.size() == static_cast<std::size_t>(std::ranges::count_if(layers_of_project(), has_archive)));
    const std::vector<std::string> found = upward_calls(archives, layers_of_project());
    INFO(fmt::format("{}", fmt::join(found, "\n")));
    CHECK(found.empty());
}

TEST_CASE("a call upwards is seen") {
    const std::vector<Layer> layers = read_layers("lyncgate_layer(net SOURCES net/set.cpp)\n"
                                                  "lyncgate_layer(model USES net SOURCES model/filter.cpp)\n");
    std::istringstream net(
        "_ZN8lyncgate3setEv T 0 1\n_ZN8lyncgate6filterEv U\n_ZN8lyncgate4bothEv W 0 1\n_ZSt4cout U\n");
    std::istringstream model("_ZN8lyncgate6filterEv T 0 1\n_ZN8lyncgate3setEv U\n_ZN8lyncgate4bothEv W 0 1\n");
    const std::vector<Symbols> archives = {read_symbols("net", net), read_symbols("model", model)};
    CHECK(upward_calls(archives, layers) ==
          std::vector<std::string>{"layer 'net' calls _ZN8lyncgate6filterEv of 'model'"});
}
