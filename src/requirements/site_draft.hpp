// What is known of a site while it is read, and the YAML it is read from.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "requirements/site.hpp"

namespace lyncgate::sites {

/// A site in the making.
struct Draft {
    const SourceFile& file;
    const Vocabulary& vocabulary;
    Site site;
    std::vector<Diagnostic> diagnostics;
};

/// The place of a node: its scalar, or the start of its map or list.
Origin origin_of(const Draft& draft, const YAML::Node& node);
void add_error(Draft& draft, const YAML::Node& node, std::string message, std::string help = {});
void add_warning(Draft& draft, const YAML::Node& node, std::string message, std::string help = {});
/// An error for a name that does not exist, with the nearest that does.
void add_unknown(Draft& draft, const YAML::Node& node, std::string_view what, std::string_view name,
                 std::span<const std::string_view> known);

/// Calls `read(key, value)` for every entry of a map whose key is known; other keys and repeated keys are errors, and
/// so is anything that is not a map.
void for_entries(Draft& draft, const YAML::Node& map, std::string_view what, std::span<const std::string_view> known,
                 const std::function<void(const std::string&, const YAML::Node&)>& read);
/// Calls `read` for every entry of a list; a single value counts as a list of one, nothing as an empty one.
void for_items(const YAML::Node& list, const std::function<void(const YAML::Node&)>& read);
/// A scalar's text; an error and nothing for everything else.
std::optional<std::string> text_of(Draft& draft, const YAML::Node& node, std::string_view what);

/// What a scalar means where addresses are expected: an address, a prefix without host bits, or a range `low-high`.
std::optional<Set> read_address(Draft& draft, const YAML::Node& node);
/// All addresses of a scalar or list.
Set read_addresses(Draft& draft, const YAML::Node& node);
/// Ports of a scalar or list: 443, 50000-59999, any.
Set read_ports(Draft& draft, const YAML::Node& node);
std::optional<Set> parse_ports(std::string_view text);

// The sections of a site, in the order they are read.
void read_scenario(Draft& draft, const YAML::Node& node);
void read_features(Draft& draft, const YAML::Node& node);
/// Adds what the facts imply; to be called after both.
void close_facts(Draft& draft);
void read_roles(Draft& draft, const YAML::Node& node);
void read_tunables(Draft& draft, const YAML::Node& node);
void read_firewalls(Draft& draft, const YAML::Node& node);
/// Gives roles without addresses those of their parent, their members or the Internet; to be called after roles and
/// firewalls.
void inherit_roles(Draft& draft);
void read_accepted(Draft& draft, const YAML::Node& node);

}  // namespace lyncgate::sites
