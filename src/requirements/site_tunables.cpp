// Section `ports:`: a tunable by its own name, or a group of parameters as administrators know them.
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "net/protocol.hpp"
#include "requirements/site_draft.hpp"

namespace lyncgate::sites {
namespace {

/// A parameter's value and where it stands.
struct Setting {
    std::uint32_t number = 0;
    bool flag = false;
    YAML::Node node;
};
using Settings = std::map<std::string, Setting, std::less<>>;

std::optional<std::uint32_t> number_of(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value > 65535) {
        return {};
    }
    return value;
}

std::optional<bool> truth_of(std::string_view text) {
    for (const std::string_view yes : {"true", "True", "$true", "$True", "yes"}) {
        if (text == yes) {
            return true;
        }
    }
    for (const std::string_view no : {"false", "False", "$false", "$False", "no"}) {
        if (text == no) {
            return false;
        }
    }
    return {};
}

/// The parameters a group may hold; those in `flags` are true or false.
void known_parameters(const Vocabulary& vocabulary, std::string_view group, std::set<std::string_view>& numbers,
                      std::set<std::string_view>& flags) {
    for (const auto& [name, tunable] : vocabulary.tunables) {
        if (tunable.service == group) {
            numbers.insert(tunable.start);
            if (!tunable.count.empty()) {
                numbers.insert(tunable.count);
            }
            if (!tunable.enabled_by.empty()) {
                flags.insert(tunable.enabled_by);
            }
        }
    }
}

Settings read_settings(Draft& draft, const std::string& group, const YAML::Node& node) {
    std::set<std::string_view> numbers;
    std::set<std::string_view> flags;
    known_parameters(draft.vocabulary, group, numbers, flags);
    std::vector<std::string_view> known(numbers.begin(), numbers.end());
    known.insert(known.end(), flags.begin(), flags.end());
    Settings settings;
    for_entries(draft, node, fmt::format("ports of {}", group), known,
                [&](const std::string& key, const YAML::Node& value) {
                    const std::optional<std::string> text = text_of(draft, value, "a number");
                    if (!text) {
                        return;
                    }
                    if (flags.contains(key)) {
                        if (const std::optional<bool> flag = truth_of(*text)) {
                            settings[key] = {0, *flag, value};
                        } else {
                            add_error(draft, value, fmt::format("expected true or false, found \"{}\"", *text));
                        }
                    } else if (const std::optional<std::uint32_t> number = number_of(*text)) {
                        settings[key] = {*number, false, value};
                    } else {
                        add_error(draft, value, fmt::format("expected a number from 0 to 65535, found \"{}\"", *text));
                    }
                });
    return settings;
}

/// The default in effect, before the site's own settings.
Set default_of(const Draft& draft, const Tunable& tunable, bool enabled) {
    if (enabled && !tunable.when_enabled.empty()) {
        return tunable.when_enabled;
    }
    if (!tunable.alternative_if.empty() && draft.site.holds(tunable.alternative_if)) {
        return tunable.alternative;
    }
    return tunable.ports;
}

void apply(Draft& draft, const Tunable& tunable, const Settings& settings) {
    const auto flag = settings.find(tunable.enabled_by);
    const bool enabled = flag != settings.end() && flag->second.flag;
    const Set base = default_of(draft, tunable, enabled);
    const auto start = settings.find(tunable.start);
    const auto count = settings.find(tunable.count);
    const bool given = start != settings.end() || count != settings.end();
    if (given && !tunable.enabled_by.empty() && !enabled) {
        add_warning(draft, (start != settings.end() ? start : count)->second.node,
                    fmt::format("{} has no effect without {}", start != settings.end() ? tunable.start : tunable.count,
                                tunable.enabled_by),
                    fmt::format("add \"{}: true\" if it is set", tunable.enabled_by));
        return;
    }
    if (!given && !enabled) {
        return;
    }
    const auto first = start != settings.end() ? Value{start->second.number} : base.low();
    const auto ports = count != settings.end() ? Value{count->second.number} : base.size();
    if (ports == 0 || first + ports - 1 > 65535) {
        add_error(draft, (count != settings.end() ? count : start)->second.node,
                  fmt::format("{} and {} reach from port {} over {} ports", tunable.start, tunable.count,
                              static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(ports)),
                  "the last port must be at most 65535");
        return;
    }
    draft.site.ports[tunable.name] = Set(first, first + ports - 1);
    draft.site.changed_ports.insert(tunable.name);
}

}  // namespace

void read_tunables(Draft& draft, const YAML::Node& node) {
    std::set<std::string_view> groups;
    for (const auto& [name, tunable] : draft.vocabulary.tunables) {
        draft.site.ports[name] = default_of(draft, tunable, false);
        if (!tunable.service.empty()) {
            groups.insert(tunable.service);
        }
    }
    if (!node.IsDefined() || node.IsNull()) {
        return;
    }
    std::vector<std::string_view> known = names_of(draft.vocabulary.tunables);
    known.insert(known.end(), groups.begin(), groups.end());
    for_entries(draft, node, "ports", known, [&](const std::string& key, const YAML::Node& value) {
        if (groups.contains(key) && value.IsMap()) {
            const Settings settings = read_settings(draft, key, value);
            for (const auto& [name, tunable] : draft.vocabulary.tunables) {
                if (tunable.service == key) {
                    apply(draft, tunable, settings);
                }
            }
        } else if (const Set ports = read_ports(draft, value); !ports.empty()) {
            if (!draft.vocabulary.tunables.contains(key)) {
                add_error(draft, value, fmt::format("\"{}\" is a group of settings", key),
                          "write its parameters below it, such as AudioPortStart");
                return;
            }
            draft.site.ports[key] = ports;
            draft.site.changed_ports.insert(key);
        }
    });
}

}  // namespace lyncgate::sites
