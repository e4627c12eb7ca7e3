#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "dialects/pf/keywords.hpp"
#include "dialects/pf/print.hpp"

namespace lyncgate::pf {
namespace {

std::string print_option(const SetOption& option) {
    const auto value = [&](std::size_t i) {
        return i < option.values.size() ? std::string(option.values[i].text) : std::string();
    };
    const std::string head = "set " + std::string(name_of(option.name));
    switch (option.name) {
    case Kind::kw_timeout:
    case Kind::kw_limit: {
        std::string text;
        for (std::size_t i = 0; i + 1 < option.values.size(); i += 2) {
            text += head + " " + value(i) + " " + value(i + 1) + "\n";
        }
        return text;
    }
    case Kind::kw_skip: {
        if (option.interfaces.empty() || (option.interfaces.size() == 1 && option.interfaces[0].name == "none")) {
            return "set skip on none\n";
        }
        std::string text = "set skip on {";
        for (const Interface& interface : option.interfaces) {
            text += " " + std::string(interface.name);
        }
        return text + " }\n";
    }
    case Kind::kw_fingerprints: return head + " \"" + value(0) + "\"\n";
    case Kind::kw_reassemble: return head + " " + value(0) + " " + value(1) + "\n";
    case Kind::kw_hostid: return head + fmt::format(" 0x{:08x}\n", std::strtoul(value(0).c_str(), nullptr, 0));
    case Kind::kw_ruleset_optimization:
    case Kind::kw_state_defaults:
    case Kind::kw_keepcounters: return "";
    default: return head + " " + value(0) + "\n";
    }
}

std::string print_table(const TableDefinition& table, const HostFacts& facts, Era era) {
    std::string text = "table <" + std::string(table.name) + ">";
    text += table.constant ? " const" : "";
    text += table.persist ? " persist" : "";
    text += table.counters ? " counters" : "";
    bool open = false;
    for (const Host& entry : table.entries) {
        const bool is_file = entry.kind == HostKind::any;
        if (is_file) {
            text += open ? " }" : "";
            text += " file \"" + std::string(entry.text) + "\"";
            open = false;
            continue;
        }
        text += open ? "" : " {";
        open = true;
        for (const Host& host : resolve(entry, facts)) {
            text += (host.negated ? " !" : " ") + print_host(host, era);
        }
    }
    text += open ? " }" : "";
    return text + (table.has_addresses && table.entries.empty() ? " { }" : "") + "\n";
}

std::string print_automatic(const AutomaticTable& table, Era era) {
    std::string text = "table <" + table.name + "> const {";
    for (const Host& host : table.hosts) {
        Host plain = host;
        plain.at = {};
        text +=
            (host.negated ? " !" : " ") + print_host(plain, era) + (host.at.empty() ? "" : "@" + std::string(host.at));
    }
    return text + " }\n";
}

/// Translation and filter rules are separate rulesets in older pf, loaded in this order.
int ruleset_of(RuleAction action) {
    switch (action) {
    case RuleAction::scrub:
    case RuleAction::no_scrub: return 0;
    case RuleAction::nat:
    case RuleAction::no_nat:
    case RuleAction::nat_anchor: return 1;
    case RuleAction::rdr:
    case RuleAction::no_rdr:
    case RuleAction::rdr_anchor: return 2;
    case RuleAction::binat:
    case RuleAction::no_binat:
    case RuleAction::binat_anchor: return 3;
    default: return 4;
    }
}

struct Printer {
    const Expansion& expansion;
    Era era;
    std::vector<bool> shown;  ///< of the loaded anchors: already printed inside the anchor that calls them
    std::string text;
};

const RuleList* loaded_into(Printer& printer, const std::string& path) {
    if (printer.era != Era::openbsd) {
        return nullptr;
    }
    const auto& loaded = printer.expansion.loaded;
    for (std::size_t i = 0; i < loaded.size(); ++i) {
        if (loaded[i].first == path) {
            printer.shown[i] = true;
            return &loaded[i].second;
        }
    }
    return nullptr;
}

void print_list(Printer& printer, const RuleList& list, int depth) {
    for (int ruleset = 0; ruleset <= 4; ++ruleset) {
        for (const RuleLine& line : list.lines) {
            if (ruleset_of(line.action) != ruleset) {
                continue;
            }
            const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
            printer.text += indent + print_rule(line, printer.era);
            const bool calls = line.action == RuleAction::anchor;
            const RuleList* inner = line.inner.get();
            if (calls && inner == nullptr) {
                inner = loaded_into(printer, std::string(line.written->details().anchor));
            }
            if (inner != nullptr) {
                printer.text += " {\n";
                print_list(printer, *inner, depth + 1);
                printer.text += indent + "}";
            }
            printer.text += "\n";
        }
    }
}

}  // namespace

std::string print_announcement(const Announcement& announcement, const Config& config, const HostFacts& facts) {
    if (const auto* table = std::get_if<AutomaticTable>(&announcement)) {
        return print_automatic(*table, config.era);
    }
    const Body& body = std::get<const Statement*>(announcement)->body;
    if (const auto* macro = std::get_if<MacroDefinition>(&body)) {
        return fmt::format("{} = \"{}\"\n", macro->name, macro->value);
    }
    if (const auto* option = std::get_if<SetOption>(&body)) {
        return print_option(*option);
    }
    if (const auto* table = std::get_if<TableDefinition>(&body)) {
        return print_table(*table, facts, config.era);
    }
    if (const auto* queueing = std::get_if<std::shared_ptr<Queueing>>(&body)) {
        return print_queueing(**queueing, config);
    }
    return "";
}

std::string dump_pfctl(const Config& config, const Expansion& expansion, const HostFacts& facts) {
    Printer printer{expansion, config.era, std::vector<bool>(expansion.loaded.size()), {}};
    for (const Announcement& announcement : expansion.announced) {
        printer.text += print_announcement(announcement, config, facts);
    }
    print_ether(config.main, 0, printer.text);
    print_list(printer, expansion.main, 0);
    for (std::size_t i = 0; i < expansion.loaded.size(); ++i) {
        if (!printer.shown[i]) {
            print_list(printer, expansion.loaded[i].second, 0);
        }
    }
    for (const std::string& cut : expansion.cuts) {
        printer.text += cut + "\n";
    }
    return printer.text;
}

}  // namespace lyncgate::pf
