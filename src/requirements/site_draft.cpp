#include "requirements/site_draft.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "net/address.hpp"
#include "net/protocol.hpp"
#include "requirements/requirement.hpp"
#include "text/suggest.hpp"

namespace lyncgate::sites {
namespace {

void add(Draft& draft, Level level, const YAML::Node& node, std::string message, std::string help) {
    draft.diagnostics.push_back({level, std::move(message), origin_of(draft, node), {}, std::move(help), {}});
}

/// `lyncgate init` writes "?" where it cannot know. True, and said, when that is still there.
bool left_open(Draft& draft, const YAML::Node& node) {
    if (!node.IsScalar() || node.Scalar() != "?") {
        return false;
    }
    const Origin origin = origin_of(draft, node);
    const std::string_view line = draft.file.line(line_of(origin));
    const std::size_t comment = line.find("# ");
    add(draft, Level::error, node, "still to be filled in",
        comment == std::string_view::npos ? "write what belongs here" : std::string(line.substr(comment + 2)));
    return true;
}

/// `low-high`, for addresses. IPv6 has no '-' of its own.
std::optional<Set> parse_range(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) {
        return {};
    }
    const std::optional<Address> low = parse_address(text.substr(0, dash));
    const std::optional<Address> high = parse_address(text.substr(dash + 1));
    if (!low || !high || low->family() != high->family() || high->number() < low->number()) {
        return {};
    }
    return Set(low->number(), high->number());
}

}  // namespace

Origin origin_of(const Draft& draft, const YAML::Node& node) {
    const YAML::Mark mark = node.Mark();
    if (mark.is_null()) {
        return {&draft.file, {0, 0}};
    }
    const std::string_view line = draft.file.line(static_cast<std::uint32_t>(mark.line + 1));
    // A place inside the line; marks of an empty value may lie past its end.
    const std::size_t column = std::min(static_cast<std::size_t>(mark.column), line.size());
    const auto begin = static_cast<std::uint32_t>(line.data() + column - draft.file.text().data());
    const std::size_t length = node.IsScalar() ? node.Scalar().size() : 1;
    return {&draft.file, {begin, begin + static_cast<std::uint32_t>(std::min(length, line.size() - column))}};
}

void add_error(Draft& draft, const YAML::Node& node, std::string message, std::string help) {
    add(draft, Level::error, node, std::move(message), std::move(help));
}

void add_warning(Draft& draft, const YAML::Node& node, std::string message, std::string help) {
    add(draft, Level::warning, node, std::move(message), std::move(help));
}

void add_unknown(Draft& draft, const YAML::Node& node, std::string_view what, std::string_view name,
                 std::span<const std::string_view> known) {
    const std::string near = nearest_name(name, known);
    std::string help;
    if (!near.empty()) {
        help = fmt::format("did you mean \"{}\"?", near);
    } else if (known.size() <= 12) {
        help = "known here:";
        for (const std::string_view other : known) {
            help += fmt::format(" {}", other);
        }
    } else {
        help = "`lyncgate requirements --list` shows every name";
    }
    add_error(draft, node, fmt::format("unknown {} \"{}\"", what, name), std::move(help));
}

void for_entries(Draft& draft, const YAML::Node& map, std::string_view what, std::span<const std::string_view> known,
                 const std::function<void(const std::string&, const YAML::Node&)>& read) {
    if (left_open(draft, map)) {
        return;
    }
    if (!map.IsMap()) {
        add_error(draft, map, fmt::format("expected a map for {}", what), "write one \"key: value\" per line");
        return;
    }
    std::set<std::string, std::less<>> seen;
    for (const auto& entry : map) {
        if (!entry.first.IsScalar()) {
            add_error(draft, entry.first, fmt::format("expected a name as a key of {}", what));
            continue;
        }
        const std::string& key = entry.first.Scalar();
        if (!known.empty() && std::find(known.begin(), known.end(), key) == known.end()) {
            add_unknown(draft, entry.first, fmt::format("key in {}", what), key, known);
        } else if (!seen.insert(key).second) {
            add_error(draft, entry.first, fmt::format("key \"{}\" occurs twice in {}", key, what));
        } else {
            read(key, entry.second);
        }
    }
}

void for_items(const YAML::Node& list, const std::function<void(const YAML::Node&)>& read) {
    if (list.IsSequence()) {
        for (const YAML::Node& item : list) {
            read(item);
        }
    } else if (!list.IsNull()) {
        read(list);
    }
}

std::optional<std::string> text_of(Draft& draft, const YAML::Node& node, std::string_view what) {
    if (left_open(draft, node)) {
        return {};
    }
    if (!node.IsScalar() || node.Scalar().empty()) {
        add_error(draft, node, fmt::format("expected {}", what));
        return {};
    }
    return node.Scalar();
}

std::optional<Set> read_address(Draft& draft, const YAML::Node& node) {
    const std::optional<std::string> text = text_of(draft, node, "an address such as 192.0.2.10");
    if (!text) {
        return {};
    }
    if (const std::optional<Set> range = parse_range(*text)) {
        return range;
    }
    const std::optional<Prefix> prefix = parse_prefix(*text);
    if (!prefix) {
        add_error(draft, node, fmt::format("\"{}\" is not an address", *text),
                  "write an address, a prefix such as 192.0.2.0/24, or a range such as 192.0.2.10-192.0.2.19; names "
                  "are not resolved");
        return {};
    }
    const Set set = addresses_of(*prefix);
    if (set.low() != prefix->address.number()) {
        add_error(draft, node, fmt::format("\"{}\" has bits beyond its length", *text),
                  fmt::format("write {} for the host, or {} for the network", to_string(prefix->address),
                              describe_addresses(set).front()));
        return {};
    }
    return set;
}

Set read_addresses(Draft& draft, const YAML::Node& node) {
    Set all;
    for_items(node, [&](const YAML::Node& item) {
        if (const std::optional<Set> set = read_address(draft, item)) {
            all = unite(all, *set);
        }
    });
    return all;
}

std::optional<Set> parse_ports(std::string_view text) {
    if (text == "any") {
        return any_port();
    }
    const std::size_t dash = text.find('-');
    const std::optional<Port> low = parse_port(text.substr(0, dash));
    const std::optional<Port> high = dash == std::string_view::npos ? low : parse_port(text.substr(dash + 1));
    if (!low || !high || high->number < low->number) {
        return {};
    }
    return Set(low->number, high->number);
}

Set read_ports(Draft& draft, const YAML::Node& node) {
    Set all;
    for_items(node, [&](const YAML::Node& item) {
        const std::optional<std::string> text = text_of(draft, item, "a port such as 443");
        if (!text) {
            return;
        }
        if (const std::optional<Set> ports = parse_ports(*text)) {
            all = unite(all, *ports);
        } else {
            add_error(draft, item, fmt::format("\"{}\" is not a port", *text),
                      "write a port from 0 to 65535, or a range such as 50000-59999");
        }
    });
    return all;
}

}  // namespace lyncgate::sites
