// The published schema of the site file names exactly what the packs know, and the sample is a site.
#include <fstream>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

#include "catch.hpp"
#include "requirements/fixture.hpp"

using namespace lyncgate;
using test::embedded;

namespace {

const nlohmann::json& schema() {
    static const nlohmann::json read =
        nlohmann::json::parse(std::ifstream(std::string(LYNCGATE_ROOT) + "/schemas/site.schema.json"));
    return read;
}

std::set<std::string> keys_of(const nlohmann::json& object) {
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.insert(key);
    }
    return keys;
}

std::set<std::string> values_of(const nlohmann::json& list) {
    return list.get<std::set<std::string>>();
}

template<class Map>
std::set<std::string> known(const Map& map) {
    std::set<std::string> names;
    for (const auto& [name, entry] : map) {
        names.insert(name);
    }
    return names;
}

}  // namespace

TEST_CASE("the schema names every role, feature, scenario, product and port") {
    const nlohmann::json& properties = schema()["properties"];
    const Vocabulary& vocabulary = embedded().vocabulary;
    CHECK(keys_of(properties) ==
          std::set<std::string>{"name", "product", "scenario", "features", "roles", "ports", "firewalls", "accepted"});
    CHECK(keys_of(properties["roles"]["properties"]) == known(vocabulary.roles));
    CHECK(values_of(schema()["$defs"]["feature"]["enum"]) == known(vocabulary.features));
    CHECK(values_of(properties["product"]["enum"]) == known(vocabulary.products));
    std::set<std::string> scenarios;
    for (const auto& [key, choices] : properties["scenario"]["properties"].items()) {
        for (const nlohmann::json& choice : choices["oneOf"]) {
            scenarios.insert(key + "-" + choice["const"].get<std::string>());
        }
    }
    CHECK(scenarios == known(vocabulary.scenarios));
    std::set<std::string> ports = known(vocabulary.tunables);
    for (const auto& [name, tunable] : vocabulary.tunables) {
        if (tunable.service.empty()) {
            continue;
        }
        ports.insert(tunable.service);
        const nlohmann::json& group = properties["ports"]["properties"][tunable.service]["properties"];
        INFO(name);
        CHECK(group.contains(tunable.start));
        CHECK((tunable.count.empty() || group.contains(tunable.count)));
        CHECK((tunable.enabled_by.empty() || group.contains(tunable.enabled_by)));
    }
    CHECK(keys_of(properties["ports"]["properties"]) == ports);
}

TEST_CASE("the sample of Contoso is a site in which every role has its place") {
    SourceStore store;
    LoadError error;
    const SourceFile* file = store.load(std::string(LYNCGATE_ROOT) + "/samples/contoso/site.yaml", error);
    INFO(error.message);
    REQUIRE(file != nullptr);
    const SiteReading reading = read_site(*file, embedded().vocabulary);
    INFO(test::all_text(reading.diagnostics));
    CHECK(reading.diagnostics.empty());
    REQUIRE(reading.site);
    const Binding binding = bind(embedded(), *reading.site);
    for (const MissingRole& missing : binding.missing) {
        INFO(missing.role << " for " << missing.needed_by.front()->id);
        CHECK(false);
    }
    CHECK(binding.flows.size() > 50);
}
