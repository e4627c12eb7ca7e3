// Section `firewalls:`.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "net/address.hpp"
#include "requirements/site_draft.hpp"

namespace lyncgate::sites {
namespace {

constexpr std::string_view firewall_keys[] = {"name", "config", "config6", "ipsets", "ipsec", "dialect", "interfaces"};
constexpr std::string_view interface_keys[] = {"addresses", "networks"};
constexpr std::string_view dialects[] = {
    "iptables-save",  "asa",         "pf", "pf-openbsd", "pf-freebsd", "pf-openbsd-3", "pf-openbsd-4.4",
    "pf-openbsd-4.8", "pf-openbsd-7"};

/// One network as written behind one interface.
struct Piece {
    std::size_t interface = 0;
    Set set;
    YAML::Node node;
};

std::optional<SitePath> read_path(Draft& draft, const YAML::Node& node) {
    const std::optional<std::string> written = text_of(draft, node, "the path of a file");
    if (!written) {
        return {};
    }
    const std::filesystem::path folder = std::filesystem::path(draft.file.name()).parent_path();
    return SitePath{*written, (folder / *written).lexically_normal().string(), origin_of(draft, node)};
}

std::vector<SitePath> read_paths(Draft& draft, const YAML::Node& node) {
    std::vector<SitePath> paths;
    for_items(node, [&](const YAML::Node& item) {
        if (std::optional<SitePath> path = read_path(draft, item)) {
            paths.push_back(std::move(*path));
        }
    });
    return paths;
}

void read_networks(Draft& draft, const YAML::Node& node, InterfaceNetworks& interface, std::size_t index,
                   std::vector<Piece>& pieces) {
    for_items(node, [&](const YAML::Node& item) {
        if (item.IsScalar() && item.Scalar() == "internet") {
            interface.internet = true;
        } else if (const std::optional<Set> set = read_address(draft, item)) {
            pieces.push_back({index, *set, item});
        }
    });
}

/// `203.0.113.1/24`: the firewall's own address, and a network that surely lies behind the interface.
void read_own_addresses(Draft& draft, const YAML::Node& node, InterfaceNetworks& interface, std::size_t index,
                        std::vector<Piece>& pieces) {
    for_items(node, [&](const YAML::Node& item) {
        const std::optional<std::string> text = text_of(draft, item, "an address such as 192.0.2.1/24");
        if (!text) {
            return;
        }
        const std::optional<Prefix> prefix = parse_prefix(*text);
        if (!prefix) {
            add_error(draft, item, fmt::format("\"{}\" is not an address", *text),
                      "write the firewall's address on this interface, such as 192.0.2.1/24");
            return;
        }
        interface.addresses = unite(interface.addresses, Set(prefix->address.number()));
        if (prefix->length < width_of(prefix->address.family())) {
            pieces.push_back({index, addresses_of(*prefix), item});
        }
    });
}

void read_interface(Draft& draft, const std::string& name, const YAML::Node& node, SiteFirewall& firewall,
                    std::vector<Piece>& pieces) {
    InterfaceNetworks interface;
    interface.name = name;
    interface.origin = origin_of(draft, node);
    const std::size_t index = firewall.interfaces.size();
    if (node.IsMap()) {
        for_entries(draft, node, fmt::format("interface {}", name), interface_keys,
                    [&](const std::string& key, const YAML::Node& value) {
                        if (key == "networks") {
                            read_networks(draft, value, interface, index, pieces);
                        } else {
                            read_own_addresses(draft, value, interface, index, pieces);
                        }
                    });
    } else {
        read_networks(draft, node, interface, index, pieces);
    }
    firewall.interfaces.push_back(std::move(interface));
}

/// Shares the address space out: a network inside another one wins over it, as the longer prefix of a routing table
/// does; the Internet is what is left.
void share_out(Draft& draft, SiteFirewall& firewall, const std::vector<Piece>& pieces) {
    Set named;
    for (const Piece& piece : pieces) {
        Set mine = piece.set;
        for (const Piece& other : pieces) {
            if (other.interface == piece.interface || disjoint(other.set, piece.set)) {
                continue;
            }
            const bool inside = covers(piece.set, other.set);
            const bool outside = covers(other.set, piece.set);
            if (inside == outside) {
                add_error(draft, piece.node,
                          fmt::format("{} lies behind \"{}\" and behind \"{}\"", describe_addresses(piece.set).front(),
                                      firewall.interfaces[piece.interface].name,
                                      firewall.interfaces[other.interface].name),
                          "a network may lie inside another, but not share a part of it");
                break;
            }
            if (inside) {
                mine = subtract(mine, other.set);
            }
        }
        InterfaceNetworks& interface = firewall.interfaces[piece.interface];
        interface.networks = unite(interface.networks, mine);
        named = unite(named, piece.set);
    }
    for (InterfaceNetworks& interface : firewall.interfaces) {
        if (interface.internet) {
            interface.networks = unite(interface.networks, subtract(any_address(), named));
        }
    }
}

void read_dialect(Draft& draft, const YAML::Node& node, SiteFirewall& firewall) {
    const std::optional<std::string> name = text_of(draft, node, "the name of a dialect");
    if (!name) {
        return;
    }
    if (std::find(std::begin(dialects), std::end(dialects), *name) == std::end(dialects)) {
        add_unknown(draft, node, "dialect", *name, dialects);
        return;
    }
    firewall.dialect = *name;
}

void read_firewall(Draft& draft, const YAML::Node& node) {
    SiteFirewall firewall;
    firewall.origin = origin_of(draft, node);
    bool config = false;
    bool interfaces = false;
    for_entries(draft, node, "a firewall", firewall_keys, [&](const std::string& key, const YAML::Node& value) {
        if (key == "name") {
            firewall.name = text_of(draft, value, "the firewall's name").value_or("");
        } else if (key == "config") {
            config = true;
            firewall.config = read_path(draft, value).value_or(SitePath());
        } else if (key == "config6") {
            firewall.config6 = read_path(draft, value);
        } else if (key == "ipsets") {
            firewall.ipsets = read_paths(draft, value);
        } else if (key == "ipsec") {
            firewall.ipsec = read_paths(draft, value);
        } else if (key == "dialect") {
            read_dialect(draft, value, firewall);
        } else if (key == "interfaces") {
            interfaces = true;
            std::vector<Piece> pieces;
            for_entries(draft, value, "interfaces", {}, [&](const std::string& name, const YAML::Node& networks) {
                read_interface(draft, name, networks, firewall, pieces);
            });
            share_out(draft, firewall, pieces);
        }
    });
    if (!node.IsMap()) {
        return;
    }
    if (firewall.name.empty()) {
        add_error(draft, node, "a firewall without a name", "write \"name: …\"");
    }
    if (!config) {
        add_error(draft, node, "a firewall without a configuration", "write \"config: FILE\"");
    }
    if (!interfaces) {
        add_error(draft, node, "a firewall without interfaces",
                  "write \"interfaces:\" and below it \"NAME: [networks behind it]\"");
    }
    for (const SiteFirewall& other : draft.site.firewalls) {
        if (other.name == firewall.name && !firewall.name.empty()) {
            add_error(draft, node, fmt::format("a second firewall \"{}\"", firewall.name), "names must differ");
        }
    }
    draft.site.firewalls.push_back(std::move(firewall));
}

}  // namespace

void read_firewalls(Draft& draft, const YAML::Node& node) {
    for_items(node, [&](const YAML::Node& item) { read_firewall(draft, item); });
}

}  // namespace lyncgate::sites
