// IPsec policies of Windows, `netsh ipsec static`: filter lists, filter actions and the rules that join them.
#include <fmt/format.h>

#include "dialects/ipsec/readers.hpp"
#include "dialects/ipsec/selectors.hpp"
#include "dialects/ipsec/static_store.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate::ipsec {

namespace {

using windows::Filter;
using windows::PrintedPolicy;
using windows::Rule;
using windows::Store;

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
            policy.tunnel.members.push_back(at(filter.span));
        }
        for (const Filter& filter : list->second) {
            add_filter(policy, filter, out, in);
        }
    }
};

}  // namespace

void read_static_policy(const SourceFile& file, Firewall& firewall, PolicyFile& result) {
    const Store store = windows::read_store(file);
    Reader reader{&file, &firewall, &result, &store};
    for (const PrintedPolicy& printed : store.policies) {
        const bool off = !printed.assigned.empty() && !same_word(printed.assigned, "YES");
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
    if (store.policies.empty()) {
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
