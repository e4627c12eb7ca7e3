#include "dialects/pf/usage.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <fmt/format.h>

#include "text/suggest.hpp"

namespace lyncgate::pf {
namespace {

struct Names {
    std::map<std::string_view, Origin> tables, used_tables, tags, asked_tags;
    std::map<std::string, Origin, std::less<>> loaded;
    std::set<std::string, std::less<>> called;  ///< anchors some rule calls
    std::vector<std::string> called_below;      ///< "path/": `anchor "path/*"` calls everything in it
    bool open_ended = false;                    ///< rules that are not at hand may use any name
};

void collect(const Block& block, const std::string& path, Names& names);

void collect_hosts(List<Host> hosts, Names& names) {
    for (const Host& host : hosts) {
        if (host.kind == HostKind::table) {
            names.used_tables.emplace(host.text, host.origin);
        }
    }
}

std::string anchor_path(const std::string& path, std::string_view name) {
    return name.starts_with('/') ? std::string(name.substr(1)) : path + std::string(name);
}

void collect_anchor(const RuleStatement& rule, const std::string& path, Names& names) {
    const std::string name = anchor_path(path, rule.details().anchor);
    if (rule.details().block) {
        collect(*rule.details().block, rule.details().anchor.empty() ? path + "_/" : name + "/", names);
    } else if (name.ends_with("/*")) {
        names.called_below.push_back(name.substr(0, name.size() - 1));
        names.open_ended = true;
    } else if (name == "*") {
        names.called_below.emplace_back();
        names.open_ended = true;
    } else {
        names.called.insert(name);
    }
}

void collect_rule(const RuleStatement& rule, const Origin& origin, const std::string& path, Names& names) {
    collect_hosts(rule.from.hosts, names);
    collect_hosts(rule.to.hosts, names);
    for (const Seldom<Pool>* pool :
         {&rule.details().nat, &rule.details().rdr, &rule.details().route, &rule.details().redirect}) {
        if (*pool) {
            collect_hosts((*pool)->hosts, names);
        }
    }
    if (!rule.details().state_options.get().overload.empty()) {
        names.used_tables.emplace(rule.details().state_options.get().overload, origin);
    }
    if (!rule.details().tag.empty()) {
        names.tags.emplace(rule.details().tag, origin);
        names.open_ended = names.open_ended || rule.details().tag.find('$') != std::string_view::npos;
    }
    if (rule.has_tagged) {
        names.asked_tags.emplace(rule.details().tagged, origin);
    }
    switch (rule.action) {
    case RuleAction::anchor:
    case RuleAction::nat_anchor:
    case RuleAction::rdr_anchor:
    case RuleAction::binat_anchor:
    case RuleAction::other_anchor: collect_anchor(rule, path, names); break;
    default: break;
    }
}

void collect(const Block& block, const std::string& path, Names& names) {
    for (const Statement& statement : block.statements) {
        if (const auto* rule = std::get_if<RuleStatement>(&statement.body)) {
            collect_rule(*rule, statement.origin, path, names);
        } else if (const auto* ether = std::get_if<std::shared_ptr<EtherRule>>(&statement.body)) {
            collect_rule((*ether)->rule, statement.origin, path, names);
        } else if (const auto* table = std::get_if<TableDefinition>(&statement.body)) {
            names.tables.emplace(table->name, statement.origin);
        } else if (const auto* load = std::get_if<LoadAnchor>(&statement.body)) {
            const std::string name = anchor_path(path, load->anchor);
            names.loaded.emplace(name, statement.origin);
            names.open_ended = names.open_ended || load->block == nullptr;
            if (load->block) {
                collect(*load->block, name + "/", names);
            }
        } else if (const auto* include = std::get_if<Include>(&statement.body)) {
            names.open_ended = names.open_ended || include->block == nullptr;
            if (include->block) {
                collect(*include->block, path, names);
            }
        }
    }
}

bool is_called(const Names& names, const std::string& anchor) {
    return names.called.contains(anchor) || std::ranges::any_of(names.called_below, [&](const std::string& above) {
               return (anchor + "/").starts_with(above);
           });
}

/// Names to suggest are looked for among no more than this.
constexpr std::size_t most_candidates = 200;

std::string help_for(std::string_view name, const std::map<std::string_view, Origin>& known, std::string otherwise) {
    if (known.size() > most_candidates) {
        return otherwise;
    }
    std::vector<std::string_view> candidates;
    for (const auto& [other, origin] : known) {
        candidates.push_back(other);
    }
    const std::string near = nearest_name(name, candidates);
    return near.empty() ? otherwise : fmt::format("did you mean '{}'", near);
}

}  // namespace

void check_usage(const Config& config, std::vector<Diagnostic>& diagnostics) {
    Names names;
    collect(config.main, "", names);
    for (const std::string& anchor : names.called) {
        names.open_ended = names.open_ended || !names.loaded.contains(anchor);
    }
    const auto say = [&](Level level, std::string message, const Origin& origin, std::string help, std::string id) {
        diagnostics.push_back({level, std::move(message), origin, {}, std::move(help), {}, std::move(id)});
    };
    for (const auto& [name, origin] : names.used_tables) {
        if (!names.tables.contains(name)) {
            say(Level::warning, fmt::format("table <{}> is used but not defined in this file", name), origin,
                help_for(name, names.tables, "define it, with 'persist' if it is filled while the firewall runs"),
                "undefined-reference");
        }
    }
    for (const auto& [name, origin] : names.asked_tags) {
        const bool variable = name.find('$') != std::string_view::npos;
        if (!variable && !names.open_ended && !names.tags.contains(name)) {
            say(Level::warning, fmt::format("no rule of this file sets the tag '{}'", name), origin,
                help_for(name, names.tags, "set it with 'tag' on an earlier rule"), "undefined-reference");
        }
    }
    for (const auto& [name, origin] : names.tables) {
        if (!names.open_ended && !names.used_tables.contains(name)) {
            say(Level::note, fmt::format("table <{}> is never used", name), origin, "remove it, or use it in a rule",
                "unused-object");
        }
    }
    for (const auto& [name, origin] : names.loaded) {
        if (!is_called(names, name)) {
            say(Level::note, fmt::format("rules are loaded into anchor \"{}\", which no rule calls", name), origin,
                fmt::format("call it with 'anchor \"{}\"', or remove it", name), "unbound-filter");
        }
    }
}

}  // namespace lyncgate::pf
