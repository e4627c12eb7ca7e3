// Holds the code to its own diagram, src/CMakeLists.txt, and the test itself to finding planted breaches.
#include "catch.hpp"
#include "sources.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

using namespace lyncgate::architecture;

namespace {

Tree small_tree(std::vector<File> files) {
    Tree tree;
    tree.layers = read_layers("# a comment with lyncgate_layer(wrong)\n"
                              "lyncgate_layer(net LINKS fmt::fmt SOURCES net/set.cpp)\n"
                              "lyncgate_layer(model\n  USES net\n  SOURCES model/filter.cpp)\n"
                              "lyncgate_layer(dialects USES model SOURCES dialects/registry.cpp)\n");
    tree.files = {read_file("src/net/set.hpp", "#pragma once\n"), read_file("src/net/set.cpp", ""),
                  read_file("src/model/filter.hpp", "#pragma once\n"), read_file("src/model/filter.cpp", ""),
                  read_file("grammars/asa.hpp", "#pragma once\n")};
    std::ranges::move(files, std::back_inserter(tree.files));
    return tree;
}

std::vector<std::string> breaches_with(std::string path, const std::string& text) {
    return breaches(small_tree({read_file(std::move(path), text)}));
}

}  // namespace

TEST_CASE("the sources keep to the layers of src/CMakeLists.txt") {
    const Tree tree = read_tree(LYNCGATE_ROOT);
    REQUIRE_FALSE(tree.layers.empty());
    REQUIRE_FALSE(tree.files.empty());
    const std::vector<std::string> found = breaches(tree);
    INFO(fmt::format("{}", fmt::join(found, "\n")));
    CHECK(found.empty());
}

TEST_CASE("the layers are read as CMake reads them") {
    const Tree tree = small_tree({});
    REQUIRE(tree.layers.size() == 3);
    CHECK(tree.layers[1].name == "model");
    CHECK(tree.layers[1].uses == std::vector<std::string>{"net"});
    CHECK(tree.layers[0].sources == std::vector<std::string>{"net/set.cpp"});
    CHECK(reach(tree.layers).at("dialects") == std::set<std::string>{"dialects", "model", "net"});
    CHECK(breaches(tree).empty());
}

TEST_CASE("a layer may use what stands above it and what that uses, nothing else") {
    CHECK(breaches_with("src/dialects/registry.cpp", "#include \"model/filter.hpp\"\n#include \"net/set.hpp\"\n")
              .empty());
    CHECK(breaches_with("src/net/odd.hpp", "#pragma once\n#include \"../model/filter.hpp\"\n") ==
          std::vector<std::string>{"src/net/odd.hpp: layer 'net' may not use 'model', found \"../model/filter.hpp\""});
    CHECK(breaches_with("src/net/odd.hpp", "#pragma once\n#  include \"model/filter.hpp\"\n").size() == 1);
    CHECK(breaches_with("src/net/odd.hpp", "#pragma once\n#include \"model/gone.hpp\"\n").size() == 1);
    CHECK(breaches_with("src/app/audit.hpp", "#pragma once\n").size() == 1);
    CHECK(breaches_with("src/net/forgotten.cpp", "").size() == 1);
    CHECK(breaches_with("src/main.cpp", "#include \"dialects/registry.hpp\"\n").empty());
}

TEST_CASE("a layer may not name one that stands below it") {
    Tree tree;
    tree.layers = read_layers("lyncgate_layer(net USES model SOURCES net/set.cpp)\n"
                              "lyncgate_layer(model SOURCES model/filter.cpp)\n");
    CHECK(breaches(tree) ==
          std::vector<std::string>{"src/CMakeLists.txt: layer 'net' uses 'model', which does not stand above it"});
}

TEST_CASE("grammars know PEGTL and grammars only") {
    CHECK(breaches_with("grammars/pf.hpp", "#pragma once\n#include \"asa.hpp\"\n#include <tao/pegtl.hpp>\n"
                                           "#include <cstddef>\n")
              .empty());
    CHECK(breaches_with("grammars/pf.hpp", "#pragma once\n#include \"net/set.hpp\"\n").size() == 1);
    CHECK(breaches_with("grammars/pf.hpp", "#pragma once\n#include <net/set.hpp>\n").size() == 1);
    CHECK(breaches_with("grammars/pf.hpp", "#pragma once\n#include <fmt/format.h>\n").size() == 1);
}

TEST_CASE("headers are guarded and files are short") {
    CHECK(breaches_with("src/net/port.hpp", "\n") ==
          std::vector<std::string>{"src/net/port.hpp: a header needs #pragma once"});
    CHECK(breaches_with("src/net/port.hpp", "#pragma once\n" + std::string(399, '\n')).empty());
    CHECK(breaches_with("src/net/port.hpp", "#pragma once\n" + std::string(400, '\n')).size() == 1);
}
