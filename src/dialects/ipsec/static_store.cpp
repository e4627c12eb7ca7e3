#include "dialects/ipsec/static_store.hpp"

#include "dialects/ipsec/netsh.hpp"
#include "dialects/ipsec/selectors.hpp"

namespace lyncgate::ipsec::windows {

namespace {

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

}  // namespace

Store read_store(const SourceFile& file) {
    Collector collector;
    for (const Setting& setting : netsh_settings(file)) {
        if (!setting.heading) {
            collector.take(setting);
        }
    }
    return std::move(collector.store);
}

}  // namespace lyncgate::ipsec::windows
