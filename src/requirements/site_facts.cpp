// Sections `scenario:` and `features:`.
#include <utility>

#include <fmt/format.h>

#include "requirements/site_draft.hpp"

namespace lyncgate::sites {
namespace {

void add_fact(Draft& draft, const std::string& name) {
    if (!draft.site.facts.insert(name).second) {
        return;
    }
    const Vocabulary& vocabulary = draft.vocabulary;
    if (const auto feature = vocabulary.features.find(name); feature != vocabulary.features.end()) {
        for (const std::string& implied : feature->second.implies) {
            add_fact(draft, implied);
        }
    }
    if (const auto scenario = vocabulary.scenarios.find(name); scenario != vocabulary.scenarios.end()) {
        for (const std::string& implied : scenario->second.implies) {
            add_fact(draft, implied);
        }
    }
}

}  // namespace

void read_scenario(Draft& draft, const YAML::Node& node) {
    std::map<std::string_view, std::vector<std::string_view>> choices;
    for (const auto& [name, scenario] : draft.vocabulary.scenarios) {
        choices[scenario.key].push_back(scenario.choice);
    }
    const std::vector<std::string_view> keys = names_of(choices);
    for_entries(draft, node, "scenario", keys, [&](const std::string& key, const YAML::Node& value) {
        const std::optional<std::string> choice = text_of(draft, value, fmt::format("a choice for \"{}\"", key));
        if (!choice) {
            return;
        }
        if (!draft.vocabulary.scenarios.contains(key + "-" + *choice)) {
            add_unknown(draft, value, fmt::format("choice for {}", key), *choice, choices.find(key)->second);
            return;
        }
        draft.site.scenario[key] = *choice;
    });
}

void read_features(Draft& draft, const YAML::Node& node) {
    if (node.IsMap()) {
        add_error(draft, node, "expected a list of features", "write one \"- name\" per line");
        return;
    }
    for_items(node, [&](const YAML::Node& item) {
        const std::optional<std::string> name = text_of(draft, item, "the name of a feature");
        if (!name) {
            return;
        }
        if (!draft.vocabulary.features.contains(*name)) {
            add_unknown(draft, item, "feature", *name, names_of(draft.vocabulary.features));
            return;
        }
        draft.site.facts.insert(*name);
    });
}

void close_facts(Draft& draft) {
    const std::set<std::string, std::less<>> written = std::exchange(draft.site.facts, {});
    for (const std::string& name : written) {
        add_fact(draft, name);
    }
    for (const auto& [key, choice] : draft.site.scenario) {
        add_fact(draft, key + "-" + choice);
    }
}

}  // namespace lyncgate::sites
