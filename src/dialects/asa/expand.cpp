#include "dialects/asa/expand.hpp"

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace lyncgate::asa {

namespace {

using Words = std::vector<std::string_view>;

/// Commands and lines of blocks that people abbreviate; what else begins a statement is written out or unknown.
constexpr std::string_view commands[] = {"access-group",
                                         "access-list",
                                         "class-map",
                                         "clear",
                                         "configure",
                                         "crypto",
                                         "dynamic-filter",
                                         "enable",
                                         "end",
                                         "exit",
                                         "failover",
                                         "global",
                                         "group-policy",
                                         "hostname",
                                         "http",
                                         "icmp",
                                         "interface",
                                         "logging",
                                         "nameif",
                                         "names",
                                         "object-group",
                                         "policy-map",
                                         "route",
                                         "same-security-traffic",
                                         "service-policy",
                                         "show",
                                         "snmp-server",
                                         "ssh",
                                         "static",
                                         "sysopt",
                                         "telnet",
                                         "terminal",
                                         "threat-detection",
                                         "time-range",
                                         "tunnel-group",
                                         "username",
                                         "write"};
constexpr std::string_view interface_lines[] = {
    "bridge-group", "description",    "duplex",   "ip",    "ipv6",    "management-only", "nameif",
    "no",           "security-level", "shutdown", "speed", "standby", "tunnel",          "vlan"};
constexpr std::string_view object_lines[] = {"description", "fqdn", "host", "nat", "range", "service", "subnet"};
constexpr std::string_view group_lines[] = {"description", "group-object",    "icmp-object",   "network-object",
                                            "port-object", "protocol-object", "service-object"};

/// Keywords behind the first word of a command. A word of `takes` is followed by something that is no keyword.
struct Vocabulary {
    std::string_view command;
    std::initializer_list<std::string_view> keywords;
    std::initializer_list<std::string_view> takes;
    std::size_t from = 1;  ///< the first word that can be a keyword
};

const Vocabulary* vocabulary_of(std::string_view command) {
    static const Vocabulary vocabularies[] = {
        {"access-list",
         {"extended", "standard", "permit", "deny", "remark", "host", "interface", "object-group", "range", "inactive",
          "time-range"},
         {"host", "interface", "object", "object-group", "eq", "neq", "lt", "gt", "range", "line", "time-range"},
         2},
        {"access-group", {"in", "out", "interface", "global", "control-plane", "per-user-override"}, {"interface"}, 2},
        {"ip", {"address", "verify", "reverse-path", "interface"}, {"interface"}},
        {"same-security-traffic", {"permit", "inter-interface", "intra-interface"}, {}},
        {"object", {"network", "service"}, {"network", "service"}},
        {"object-group",
         {"network", "service", "protocol", "icmp-type"},
         {"network", "service", "protocol", "icmp-type"}},
        {"network-object", {"host", "object"}, {"host", "object"}},
        {"service-object", {"object", "source", "destination", "range"}, {"object", "eq", "neq", "lt", "gt", "range"}},
        {"port-object", {"range"}, {"eq", "range"}},
        {"nat",
         {"static", "dynamic", "source", "destination", "interface", "service", "access-list"},
         {"static", "dynamic", "service", "access-list"}},
        {"global", {"interface", "netmask"}, {"netmask"}},
        {"static", {"interface", "netmask", "access-list"}, {"netmask", "access-list"}},
        {"sysopt", {"connection", "permit-vpn"}, {}},
        {"no", {"shutdown", "nameif", "security-level", "access-list", "access-group"}, {"access-list"}},
    };
    for (const Vocabulary& vocabulary : vocabularies) {
        if (same_word(vocabulary.command, command)) {
            return &vocabulary;
        }
    }
    return nullptr;
}

bool abbreviates(std::string_view word, std::string_view keyword, std::size_t least) {
    return word.size() >= least && word.size() < keyword.size() && same_word(word, keyword.substr(0, word.size()));
}

/// The one keyword that `word` abbreviates; empty when it is written out, or abbreviates none or several.
template<class Keywords>
std::string_view meant(std::string_view word, const Keywords& keywords, std::size_t least) {
    std::string_view found;
    for (const std::string_view keyword : keywords) {
        if (same_word(word, keyword) || (abbreviates(word, keyword, least) && !found.empty())) {
            return {};
        }
        found = abbreviates(word, keyword, least) ? keyword : found;
    }
    return found;
}

std::string_view meant_command(Mode mode, std::string_view word) {
    std::string_view found;
    if (mode == Mode::interface) {
        found = meant(word, interface_lines, 2);
    } else if (mode == Mode::network_object || mode == Mode::service_object) {
        found = meant(word, object_lines, 3);
    } else if (mode == Mode::group) {
        found = meant(word, group_lines, 3);
    }
    return found.empty() ? meant(word, commands, 3) : found;
}

}  // namespace

std::optional<std::string_view> expanded(Reader& reader, std::string_view statement) {
    const std::string_view typed = first_word(statement);
    const bool known = is_modelled_word(typed) || is_irrelevant_word(typed);
    const std::string_view command = known ? std::string_view() : meant_command(reader.mode, typed);
    const Vocabulary* const vocabulary = vocabulary_of(command.empty() ? typed : command);
    if (command.empty() && vocabulary == nullptr) {
        return {};
    }
    Words words;
    for (std::string_view rest = statement; !rest.empty() && words.size() < 64; rest = after_first_word(rest)) {
        words.push_back(first_word(rest));
    }
    if (words.empty() || words.size() == 64) {
        return {};
    }
    bool changed = false;
    const auto replace = [&](std::string_view& word, std::string_view keyword) {
        if (!keyword.empty()) {
            word = keyword;
            changed = true;
        }
    };
    replace(words[0], command);
    if (vocabulary != nullptr) {
        for (std::size_t i = vocabulary->from; i < words.size(); ++i) {
            replace(words[i], meant(words[i], vocabulary->keywords, 2));
            if (same_word(words[i], "remark")) {
                break;
            }
            const bool takes = std::any_of(vocabulary->takes.begin(), vocabulary->takes.end(),
                                           [&](std::string_view keyword) { return same_word(words[i], keyword); });
            i += takes ? 1 : 0;
        }
    }
    if (!changed) {
        return {};
    }
    std::string text;
    for (const std::string_view word : words) {
        text += text.empty() ? "" : " ";
        text += word;
    }
    return keep_expansion(reader, statement, std::move(text));
}

}  // namespace lyncgate::asa
