#include "dialects/asa/usage.hpp"

#include <fmt/format.h>
#include <unordered_set>

#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

/// The names a configuration refers to.
struct Uses {
    std::unordered_set<std::string_view> networks;  ///< objects and groups of any kind
    std::unordered_set<std::string_view> lists;
};

struct Checker {
    const Config& config;
    std::vector<Diagnostic>& diagnostics;
    std::unordered_set<std::string_view> told;

    /// `id`: the hygiene check that makes a finding of it.
    void say(Level level, std::string message, std::string_view at, std::string help, std::string id = {}) {
        diagnostics.push_back(
            {level, std::move(message), origin_of(config, at), {}, std::move(help), {}, std::move(id)});
    }
    void missing(std::string_view kind, std::string_view name) {
        if (told.insert(name).second) {
            say(Level::warning, fmt::format("{} '{}' is used but not defined in this file", kind, name), name,
                "what it stands for is undecided", "undefined-reference");
        }
    }
};

bool defined(const Config& config, std::string_view name) {
    return find_network(config, name) != nullptr || find_group(config, name) != nullptr ||
           find_service(config, name) != nullptr;
}

void use(Checker& checker, Uses& uses, const Operand& operand) {
    if (operand.kind == OperandKind::object || operand.kind == OperandKind::group) {
        const bool first_use = uses.networks.insert(operand.first()).second;
        if (first_use && !defined(checker.config, operand.first())) {
            checker.missing(operand.kind == OperandKind::group ? "object-group" : "object", operand.first());
        }
    }
}

void use_list(Checker& checker, Uses& uses, std::string_view list) {
    if (list.empty()) {
        return;
    }
    uses.lists.insert(list);
    if (find_list(checker.config, list) == nullptr) {
        checker.missing("access-list", list);
    }
}

void collect_nat(Checker& checker, Uses& uses) {
    for (const NatRule& rule : checker.config.nat) {
        uses.networks.insert(rule.object);
        for (const std::string_view name : {rule.real_source, rule.mapped_source.name, rule.mapped_destination.name,
                                            rule.real_destination, rule.first_service, rule.second_service}) {
            uses.networks.insert(name);
            const bool inline_address = name.empty() || name.substr(0, 3) == "any" ||
                                        parse_address(resolve_name(checker.config, name)) ||
                                        name.find('/') != std::string_view::npos;
            if (!inline_address && !defined(checker.config, name)) {
                checker.missing("object", name);
            }
        }
    }
}

Uses collect(Checker& checker) {
    const Config& config = checker.config;
    Uses uses;
    for (const AccessList& list : config.lists) {
        for (const AccessEntry& entry : list.entries) {
            use(checker, uses, entry.protocol);
            for (std::size_t i = 0; i < entry.count; ++i) {
                use(checker, uses, entry.operands[i]);
            }
        }
    }
    for (const Group& group : config.groups) {
        for (const Operand& member : group.members) {
            use(checker, uses, member);
        }
        for (const ServiceSpec& spec : group.services) {
            if (!spec.object.empty()) {
                use(checker, uses, {OperandKind::object, spec.object, {}});
            }
        }
    }
    collect_nat(checker, uses);
    for (const AccessGroup& group : config.access_groups) {
        use_list(checker, uses, group.list);
    }
    for (const ListUse& list_use : config.list_uses) {
        use_list(checker, uses, list_use.list);
    }
    for (const CryptoEntry& entry : config.crypto) {
        use_list(checker, uses, entry.list);
    }
    for (const OldNat& nat : config.old_nat) {
        use_list(checker, uses, nat.list);
    }
    for (const OldStatic& fixed : config.old_statics) {
        use_list(checker, uses, fixed.list);
    }
    return uses;
}

}  // namespace

void report_usage(const Config& config, std::vector<Diagnostic>& diagnostics) {
    Checker checker{config, diagnostics, {}};
    const Uses uses = collect(checker);
    for (const AccessList& list : config.lists) {
        if (uses.lists.count(list.name) == 0 && list.kind != ListKind::webtype) {
            checker.say(Level::note, fmt::format("access-list '{}' is bound to nothing", list.name), list.name,
                        "bind it with access-group, or remove it", "unbound-filter");
        }
    }
    for (const Group& group : config.groups) {
        if (group.members.empty() && group.services.empty() && group.kind != GroupKind::identity) {
            checker.say(Level::warning, fmt::format("object-group '{}' has no members", group.name), group.name,
                        "entries that use it match nothing");
        }
        if (uses.networks.count(group.name) == 0) {
            checker.say(Level::note, fmt::format("object-group '{}' is never used", group.name), group.name, {},
                        "unused-object");
        }
    }
    for (const NetworkObject& object : config.network_objects) {
        if (uses.networks.count(object.name) == 0) {
            checker.say(Level::note, fmt::format("object '{}' is never used", object.name), object.name, {},
                        "unused-object");
        }
    }
    for (const ServiceObject& object : config.service_objects) {
        if (uses.networks.count(object.name) == 0) {
            checker.say(Level::note, fmt::format("object '{}' is never used", object.name), object.name, {},
                        "unused-object");
        }
    }
    for (const AccessGroup& group : config.access_groups) {
        const AccessList* const list = find_list(config, group.list);
        if (!group.interface.empty() && !config.interfaces.empty() &&
            find_interface(config, group.interface) == nullptr) {
            checker.say(Level::warning, fmt::format("interface '{}' is not defined in this file", group.interface),
                        group.interface, "check its nameif", "undefined-reference");
        }
        if (list != nullptr && list->entries.empty()) {
            checker.say(Level::warning,
                        fmt::format("access-list '{}' is bound but has no entries: it denies everything", list->name),
                        group.list, {});
        }
    }
}

}  // namespace lyncgate::asa
