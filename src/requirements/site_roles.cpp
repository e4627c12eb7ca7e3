// Section `roles:`.
#include <fmt/format.h>

#include "net/address.hpp"
#include "requirements/site_draft.hpp"

namespace lyncgate::sites {
namespace {

constexpr std::string_view role_keys[] = {"addresses", "public"};

void read_role(Draft& draft, const std::string& name, const YAML::Node& node) {
    RoleAddresses role;
    role.origin = origin_of(draft, node);
    if (node.IsMap()) {
        for_entries(draft, node, fmt::format("role {}", name), role_keys,
                    [&](const std::string& key, const YAML::Node& value) {
                        (key == "public" ? role.public_addresses : role.addresses) = read_addresses(draft, value);
                    });
    } else {
        role.addresses = read_addresses(draft, node);
    }
    if (role.addresses.empty() && role.public_addresses.empty() && !node.IsNull()) {
        // Whatever is wrong with the addresses has been said; an empty list has not.
        if (node.IsSequence() && node.size() == 0) {
            add_error(draft, node, fmt::format("role \"{}\" has no address", name), "give one, or leave the role out");
        }
        return;
    }
    if (node.IsNull()) {
        add_error(draft, node, fmt::format("role \"{}\" has no address", name), "give one, or leave the role out");
        return;
    }
    draft.site.roles.insert_or_assign(name, std::move(role));
}

/// Everything the site says is its own, which is therefore not the Internet.
Set own_addresses(const Draft& draft) {
    Set own;
    for (const auto& [name, role] : draft.site.roles) {
        const auto known = draft.vocabulary.roles.find(name);
        if (known == draft.vocabulary.roles.end() || known->second.zone != Zone::outside) {
            own = unite(own, unite(role.addresses, role.public_addresses));
        }
    }
    for (const SiteFirewall& firewall : draft.site.firewalls) {
        for (const InterfaceNetworks& interface : firewall.interfaces) {
            own = unite(own, interface.addresses);
            if (!interface.internet) {
                own = unite(own, interface.networks);
            }
        }
    }
    return own;
}

/// The addresses of a role: its own, its parent's, or those of its members. The vocabulary has no circles that a
/// sound library would let pass; `depth` keeps an unsound one from hanging.
const RoleAddresses* resolve(Draft& draft, const std::string& name, int depth) {
    if (const auto known = draft.site.roles.find(name); known != draft.site.roles.end()) {
        return &known->second;
    }
    const auto role = draft.vocabulary.roles.find(name);
    if (role == draft.vocabulary.roles.end() || depth == 0) {
        return nullptr;
    }
    RoleAddresses inherited;
    inherited.inherited = true;
    const bool is_part = role->second.parent_if.empty() || draft.site.holds(role->second.parent_if);
    if (!role->second.parent.empty() && is_part) {
        if (const RoleAddresses* parent = resolve(draft, role->second.parent, depth - 1)) {
            inherited.addresses = parent->addresses;
            inherited.public_addresses = parent->public_addresses;
            inherited.origin = parent->origin;
        }
    }
    for (const std::string& member : role->second.members) {
        if (const RoleAddresses* part = resolve(draft, member, depth - 1)) {
            inherited.addresses = unite(inherited.addresses, part->addresses);
            inherited.public_addresses = unite(inherited.public_addresses, part->public_addresses);
            inherited.origin = part->origin;
        }
    }
    if (inherited.addresses.empty() && inherited.public_addresses.empty()) {
        return nullptr;
    }
    return &draft.site.roles.insert_or_assign(name, std::move(inherited)).first->second;
}

}  // namespace

void read_roles(Draft& draft, const YAML::Node& node) {
    const std::vector<std::string_view> known = names_of(draft.vocabulary.roles);
    if (!node.IsMap()) {
        add_error(draft, node, "expected a map for roles", "write one \"role: address\" per line");
        return;
    }
    for_entries(draft, node, "roles", {}, [&](const std::string& name, const YAML::Node& value) {
        if (!draft.vocabulary.roles.contains(name)) {
            for (const auto& entry : node) {
                if (entry.first.IsScalar() && entry.first.Scalar() == name) {
                    add_unknown(draft, entry.first, "role", name, known);
                }
            }
            return;
        }
        read_role(draft, name, value);
    });
}

void inherit_roles(Draft& draft) {
    constexpr int deepest = 16;
    if (draft.vocabulary.roles.contains("internet") && !draft.site.roles.contains("internet")) {
        RoleAddresses internet;
        internet.addresses = subtract(internet_addresses(), own_addresses(draft));
        internet.inherited = true;
        draft.site.roles.insert_or_assign("internet", std::move(internet));
    }
    for (const auto& [name, role] : draft.vocabulary.roles) {
        resolve(draft, name, deepest);
    }
}

}  // namespace lyncgate::sites
