// IPsec policies of Windows, `netsh ipsec static`: filter lists, filter actions and the rules that join them.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "dialects/ipsec/netsh.hpp"
#include "dialects/ipsec/readers.hpp"
#include "dialects/ipsec/selectors.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate::ipsec {

namespace {

/// One filter as printed.
struct Filter {
    Span span;
    std::string_view source, source_mask, destination, destination_mask, protocol, source_port, destination_port;
    bool mirrored = false;
};

struct FilterAction {
    std::string_view action;  ///< PERMIT, BLOCK, NEGOTIATE
    bool falls_back = false;  ///< "AllowUnsecure(Fallback)": in the clear with peers that do not answer
    bool lets_in = false;     ///< "Inbound Passthrough": accepts in the clear, answers protected
};

struct Rule {
    Span span;
    std::string_view name, filter_list, filter_action, peer;
    std::string_view connection = "ALL";
    bool active = true;
};

struct PrintedPolicy {
    Span span;
    std::string_view name;
    std::string_view assigned;
    std::vector<Rule> rules;
};

/// The file as a whole. Lists and actions are printed with each rule that uses them, and again on their own.
struct Store {
    std::vector<PrintedPolicy> policies;
    std::map<std::string_view, std::vector<Filter>> lists;
    std::map<std::string_view, FilterAction> actions;
};

bool yes(std::string_view text) {
    return same_word(text, "YES");
}

/// Goes through the settings and keeps what each section says.
struct Collector {
    Store store;
    Rule* rule = nullptr;
    std::vector<Filter>* list = nullptr;
    FilterAction* action = nullptr;

    void begin_policy(const Setting& setting) {
        store.policies.push_back({setting.span, setting.value, {}, {}});
        rule = nullptr;
        list = nullptr;
        action = nullptr;
    }

    void begin_rule(const Setting& setting) {
        if (store.policies.empty()) {
            return;
        }
        // "Rule ID" and "Rule Name" stand at the head of a rule, in an order that differs between versions.
        const bool same = rule != nullptr && rule->filter_list.empty() && rule->filter_action.empty();
        if (!same) {
            store.policies.back().rules.push_back({setting.span, {}, {}, {}, {}});
            rule = &store.policies.back().rules.back();
        }
        if (setting.name == "Rule Name") {
            rule->name = setting.value;
        }
        list = nullptr;
        action = nullptr;
    }

    void begin_list(const Setting& setting) {
        if (rule != nullptr && !rule->filter_list.empty()) {
            rule = nullptr;  // a list on its own, after the policies
        }
        if (rule != nullptr) {
            rule->filter_list = setting.value;
        }
        list = &store.lists[setting.value];
        list->clear();
        action = nullptr;
    }

    void begin_action(const Setting& setting) {
        if (rule != nullptr && rule->filter_action.empty()) {
            rule->filter_action = setting.value;
        }
        action = &store.actions[setting.value];
        list = nullptr;
    }

    void take_filter(const Setting& setting) {
        const std::string_view name = setting.name;
        if (name == "Mirrored" || (name == "Source IP Address" && (list->empty() || !list->back().source.empty()))) {
            list->push_back({});
            list->back().span = setting.span;
        }
        if (list->empty()) {
            return;
        }
        Filter& filter = list->back();
        filter.span.end = setting.span.end;
        if (name == "Mirrored") {
            filter.mirrored = yes(setting.value);
        } else if (name == "Source IP Address") {
            filter.source = setting.value;
        } else if (name == "Source Mask") {
            filter.source_mask = setting.value;
        } else if (name == "Destination IP Address") {
            filter.destination = setting.value;
        } else if (name == "Destination Mask") {
            filter.destination_mask = setting.value;
        } else if (name == "Protocol") {
            filter.protocol = setting.value;
        } else if (name == "Source Port") {
            filter.source_port = setting.value;
        } else if (name == "Destination Port") {
            filter.destination_port = setting.value;
        }
    }

    void take(const Setting& setting) {
        const std::string_view name = setting.name;
        if (name == "Policy Name") {
            begin_policy(setting);
        } else if (name == "Assigned" && !store.policies.empty()) {
            store.policies.back().assigned = setting.value;
        } else if (name == "Rule Name" || name == "Rule ID") {
            begin_rule(setting);
        } else if (name == "FilterList Name") {
            begin_list(setting);
        } else if (name == "FilterAction Name") {
            begin_action(setting);
        } else if (action != nullptr) {
            if (name == "Action") {
                action->action = setting.value;
            } else if (name == "AllowUnsecure(Fallback)" || name == "Soft") {
                action->falls_back = yes(setting.value);
            } else if (name == "Inbound Passthrough" || name == "Inpass") {
                action->lets_in = yes(setting.value);
            }
        } else if (list != nullptr) {
            take_filter(setting);
        } else if (rule != nullptr) {
            if (name == "Activated") {
                rule->active = yes(setting.value);
            } else if (name == "Connection Type") {
                rule->connection = setting.value;
            } else if (name == "Tunnel Dest IP Address") {
                rule->peer = setting.value;
            }
        }
    }
};

/// One end of a filter; `me` when it is the machine's own address.
struct End {
    Set addresses = any_address();
    bool me = false;
    std::string unknown;  ///< why the addresses are not known
};

End end_of(std::string_view address, std::string_view mask) {
    End end;
    if (same_word(address, "<Any IP Address>") || same_word(address, "ANY")) {
        return end;
    }
    if (same_word(address, "<My IP Address>") || same_word(address, "ME")) {
        end.me = true;
        return end;
    }
    const std::string both = fmt::format("{}/{}", address, mask);
    std::optional<Set> addresses = parse_addresses(address);
    if (addresses && !mask.empty() && address.find('-') == std::string_view::npos) {
        addresses = parse_addresses(both);
    }
    if (addresses) {
        end.addresses = *addresses;
    } else {
        end.unknown = fmt::format("which addresses \"{}\" stands for is not in the export", address);
    }
    return end;
}

/// What is known of a filter: its packets, and which way they go.
struct Reader {
    const SourceFile* file = nullptr;
    Firewall* firewall = nullptr;
    PolicyFile* result = nullptr;
    const Store* store = nullptr;

    Origin at(Span span) const { return {file, span}; }

    void add(const Policy& like, const Selector& selector, bool leaves, bool arrives, Protection out, Protection in) {
        Policy policy = like;
        policy.tunnel.packets = packets_of(selector, *firewall->pool);
        if (leaves) {
            policy.heading = Heading::leaving;
            policy.tunnel.protection = out;
            result->policies.push_back(policy);
        }
        if (arrives) {
            policy.heading = Heading::arriving;
            policy.tunnel.protection = in;
            result->policies.push_back(std::move(policy));
        }
    }

    void doubt(Policy& policy, std::string reason, Span span) {
        policy.tunnel.doubts.push_back(firewall->doubt(std::move(reason), at(span)));
    }

    Set ports_of(Policy& policy, std::string_view text, Span span) {
        if (text.empty() || same_word(text, "ANY") || text == "0") {
            return Set(0, 65535);
        }
        const std::optional<Set> ports = parse_ports(text);
        if (!ports) {
            doubt(policy, fmt::format("which ports \"{}\" stands for is not known", text), span);
        }
        return ports.value_or(Set(0, 65535));
    }

    void add_filter(Policy policy, const Filter& filter, Protection out, Protection in) {
        policy.tunnel.members = {at(filter.span)};
        const End source = end_of(filter.source, filter.source_mask);
        const End destination = end_of(filter.destination, filter.destination_mask);
        for (const End* const end : {&source, &destination}) {
            if (!end->unknown.empty()) {
                doubt(policy, end->unknown, filter.span);
            }
        }
        Selector selector = everything();
        selector.source = source.addresses;
        selector.destination = destination.addresses;
        if (!filter.protocol.empty() && !same_word(filter.protocol, "ANY") && filter.protocol != "0") {
            const std::string_view name = same_word(filter.protocol, "RAW") ? "255" : filter.protocol;
            if (const std::optional<Protocol> protocol = parse_protocol(name)) {
                selector.protocols = Set(static_cast<Value>(*protocol));
            } else {
                doubt(policy, fmt::format("which protocol \"{}\" is is not known", filter.protocol), filter.span);
            }
        }
        selector.source_ports = ports_of(policy, filter.source_port, filter.span);
        selector.destination_ports = ports_of(policy, filter.destination_port, filter.span);
        // What comes from the machine's own address leaves it, what goes there arrives.
        add(policy, selector, !destination.me, !source.me, out, in);
        if (filter.mirrored) {
            add(policy, reversed(selector), !source.me, !destination.me, out, in);
        }
    }

    void add_rule(const PrintedPolicy& printed, const Rule& rule) {
        Policy policy;
        policy.on_hosts = true;
        policy.tunnel.name = fmt::format("IPsec policy \"{}\", filter list \"{}\"", printed.name, rule.filter_list);
        policy.tunnel.peer = std::string(rule.peer);
        policy.tunnel.origin = at(rule.span);
        if (printed.assigned.empty()) {
            doubt(policy, "whether this policy is assigned is not in the export", printed.span);
        }
        if (!same_word(rule.connection, "ALL")) {
            doubt(policy, fmt::format("it applies only to connections of type {}", rule.connection), rule.span);
        }
        const auto action = store->actions.find(rule.filter_action);
        Protection out = Protection::protect;
        Protection in = Protection::protect;
        if (action == store->actions.end() || action->second.action.empty()) {
            doubt(policy, fmt::format("what the filter action \"{}\" does is not in the export", rule.filter_action),
                  rule.span);
        } else if (same_word(action->second.action, "PERMIT")) {
            out = in = Protection::bypass;
        } else if (same_word(action->second.action, "BLOCK")) {
            out = in = Protection::discard;
        } else if (action->second.falls_back) {
            out = in = Protection::optional_;
        } else if (action->second.lets_in) {
            in = Protection::optional_;
        }
        const auto list = store->lists.find(rule.filter_list);
        if (list == store->lists.end() || list->second.empty()) {
            doubt(policy, fmt::format("the filters of list \"{}\" are not in the export", rule.filter_list), rule.span);
            add(policy, everything(), true, true, out, in);
            return;
        }
        for (const Filter& filter : list->second) {
            add_filter(policy, filter, out, in);
        }
    }
};

}  // namespace

void read_static_policy(const SourceFile& file, Firewall& firewall, PolicyFile& result) {
    Collector collector;
    for (const Setting& setting : netsh_settings(file)) {
        if (!setting.heading) {
            collector.take(setting);
        }
    }
    Reader reader{&file, &firewall, &result, &collector.store};
    for (const PrintedPolicy& printed : collector.store.policies) {
        const bool off = !printed.assigned.empty() && !yes(printed.assigned);
        for (const Rule& rule : printed.rules) {
            // The default response rule has no filters: it only answers others that ask for protection.
            const bool idle = off || !rule.active || rule.filter_list.empty() || same_word(rule.filter_list, "NONE") ||
                              same_word(rule.filter_list, "<Dynamic>");
            result.coverage.count(idle ? Treatment::irrelevant : Treatment::modelled);
            if (!idle) {
                reader.add_rule(printed, rule);
            }
        }
    }
    if (collector.store.policies.empty()) {
        result.diagnostics.push_back({Level::warning,
                                      "the export has filter lists, but no policy that uses them",
                                      {&file, {0, 0}},
                                      "the output of \"netsh ipsec static show all\"",
                                      "nothing is in force as far as this file says",
                                      {}});
    }
    narrowest_first(result.policies, firewall);
}

}  // namespace lyncgate::ipsec
