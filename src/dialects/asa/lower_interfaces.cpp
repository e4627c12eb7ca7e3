// Interfaces: own addresses, and what lies behind each, from connected networks, static routes and what the site says.
#include <algorithm>
#include <fmt/format.h>

#include "dialects/asa/lowering.hpp"
#include "dialects/asa/reader.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

/// A network behind an interface. Interface 0: behind one that cannot be known.
struct Behind {
    Interval addresses;
    std::size_t interface = 0;  ///< or `null_interface`
    std::uint32_t metric = 0;
    bool tracked = false;
};

/// `route Null0 …`: packets there are thrown away.
constexpr std::size_t null_interface = ~std::size_t{0};

std::optional<Interval> network_of(const Config& config, std::string_view address, std::string_view mask) {
    const std::size_t slash = address.find('/');
    const std::optional<Address> base = address_of(config, address.substr(0, slash));
    if (!base) {
        return {};
    }
    Set set;
    if (slash != std::string_view::npos) {
        const std::optional<Prefix> prefix = parse_prefix(address);
        if (!prefix) {
            return {};
        }
        set = addresses_of(*prefix);
    } else {
        const std::optional<Address> bits = mask == "0" ? Address::v4(0) : parse_address(resolve_name(config, mask));
        if (!bits || !length_of_mask(static_cast<std::uint32_t>(bits->bits())) || base->family() != Family::ipv4) {
            return {};
        }
        set = *addresses_under_mask(*base, bits->bits());
    }
    return set.intervals().size() == 1 ? std::optional(set.intervals().front()) : std::nullopt;
}

bool is_default(const Interval& interval) {
    return Set(interval.low, interval.high) == any_ipv4() || interval == any_ipv6().intervals().front();
}

bool carries_traffic(const InterfaceBlock& block) {
    return !block.name.empty() && !block.shutdown;
}

void add_own_addresses(Lowering& lowering, const InterfaceBlock& block, std::size_t number) {
    Interface& interface = lowering.firewall->interfaces[number];
    for (const InterfaceAddress& own : block.addresses) {
        if (const std::optional<Address> address =
                address_of(*lowering.config, own.address.substr(0, own.address.find('/')))) {
            interface.addresses = unite(interface.addresses, Set(address->number()));
        }
    }
}

std::vector<Behind> connected(Lowering& lowering) {
    std::vector<Behind> networks;
    for (const InterfaceBlock& block : lowering.config->interfaces) {
        if (!carries_traffic(block)) {
            continue;
        }
        const std::size_t number = interface_of(lowering, block.name);
        add_own_addresses(lowering, block, number);
        for (const InterfaceAddress& own : block.addresses) {
            if (const std::optional<Interval> network = network_of(*lowering.config, own.address, own.mask)) {
                networks.push_back({*network, number, 0, false});
            }
        }
        if (block.learns_default) {
            networks.push_back({any_ipv4().intervals().front(), number, 1, false});
        }
    }
    return networks;
}

/// The static routes. Of several to one network the lowest metric wins; with tracking, which one is in use cannot be
/// known.
void add_routes(Lowering& lowering, std::vector<Behind>& networks) {
    for (const Route& route : lowering.config->routes) {
        const std::optional<Interval> network = network_of(*lowering.config, route.network, route.mask);
        if (route.tunneled) {
            continue;
        }
        if (!network) {
            lowering.diagnostics.push_back({Level::warning,
                                            fmt::format("the route to '{}' is not understood", route.network),
                                            origin_of(*lowering.config, route.network),
                                            "an address and a netmask",
                                            {},
                                            {}});
            continue;
        }
        const bool discards = same_word(route.interface, "Null0");
        networks.push_back({*network, discards ? null_interface : interface_of(lowering, route.interface), route.metric,
                            route.tracked});
    }
}

/// Longest prefix first; of equal ones the lowest metric first. Adds to `behind` what each interface gets; its last
/// element is for Null0.
void place(std::vector<Behind> networks, Set& taken, std::vector<Set>& behind) {
    std::stable_sort(networks.begin(), networks.end(), [](const Behind& a, const Behind& b) {
        const Value width_a = a.addresses.high - a.addresses.low;
        const Value width_b = b.addresses.high - b.addresses.low;
        return width_a != width_b                   ? width_a < width_b
               : a.addresses.low != b.addresses.low ? a.addresses.low < b.addresses.low
                                                    : a.metric < b.metric;
    });
    for (std::size_t i = 0; i < networks.size();) {
        std::size_t end = i;
        bool tracked = false;
        bool several = false;
        for (; end < networks.size() && networks[end].addresses == networks[i].addresses; ++end) {
            tracked = tracked || networks[end].tracked;
            several = several || networks[end].interface != networks[i].interface;
        }
        const Set whole(networks[i].addresses.low, networks[i].addresses.high);
        const bool equal_cost = several && end - i > 1 && networks[i].metric == networks[i + 1].metric;
        if (!(several && tracked) && !equal_cost) {
            Set& networks_behind =
                networks[i].interface == null_interface ? behind.back() : behind[networks[i].interface];
            networks_behind = unite(networks_behind, subtract(whole, taken));
        }
        taken = unite(taken, whole);
        i = end;
    }
}

void give(Firewall& firewall, const std::vector<Set>& behind) {
    for (std::size_t i = 0; i + 1 < behind.size(); ++i) {
        firewall.interfaces[i].networks = unite(firewall.interfaces[i].networks, behind[i]);
    }
}

/// The routing table as far as the text has it, without what the site says. Addresses that learned addresses or routes
/// may place otherwise make it not whole.
RoutesOfText routes_of_text(const Lowering& lowering, std::vector<Set> behind, Set taken,
                            const std::vector<Behind>& defaults) {
    const Config& config = *lowering.config;
    place(defaults, taken, behind);
    RoutesOfText routes{std::move(behind), std::move(taken),
                        config.version.major != 0 && config.dynamic_routing.empty()};
    for (const InterfaceBlock& block : config.interfaces) {
        routes.whole = routes.whole && (!carries_traffic(block) || !block.dynamic_address);
    }
    return routes;
}

}  // namespace

void lower_interfaces(Lowering& lowering, const std::vector<Interface>& stated) {
    Firewall& firewall = *lowering.firewall;
    std::vector<Set> said;
    for (const Interface& interface : stated) {
        if (!interface.name.empty() && !firewall.find_interface(interface.name) && interface.name.front() != '(') {
            firewall.interfaces.push_back({interface.name, interface.addresses, {}});
        }
    }
    for (const InterfaceBlock& block : lowering.config->interfaces) {
        if (!block.name.empty()) {
            interface_of(lowering, block.name);
        }
    }
    std::vector<Behind> networks = connected(lowering);
    std::vector<Behind> defaults;
    Set taken;
    if (lowering.config->transparent.empty()) {
        add_routes(lowering, networks);
        const auto general = std::stable_partition(networks.begin(), networks.end(),
                                                   [](const Behind& behind) { return !is_default(behind.addresses); });
        defaults.assign(general, networks.end());
        networks.erase(general, networks.end());
        std::vector<Set> behind(firewall.interfaces.size() + 1);
        place(std::move(networks), taken, behind);
        give(firewall, behind);
        lowering.discarded = behind.back();
        lowering.routes = routes_of_text(lowering, std::move(behind), taken, defaults);
    }
    for (const Interface& interface : stated) {
        if (const std::optional<std::size_t> number = firewall.find_interface(interface.name)) {
            firewall.interfaces[*number].networks =
                unite(firewall.interfaces[*number].networks, subtract(interface.networks, taken));
            said.push_back(interface.networks);
        }
    }
    // What routing learns at run time may be more specific than a default route, so that one cannot be relied on.
    if (lowering.config->dynamic_routing.empty()) {
        for (const Set& networks_said : said) {
            taken = unite(taken, networks_said);
        }
        std::vector<Set> behind(firewall.interfaces.size() + 1);
        place(std::move(defaults), taken, behind);
        give(firewall, behind);
        lowering.discarded = unite(lowering.discarded, behind.back());
    } else {
        lowering.diagnostics.push_back(
            {Level::warning,
             fmt::format("'{}': routes learned at run time are not known", lowering.config->dynamic_routing),
             origin_of(*lowering.config, lowering.config->dynamic_routing),
             {},
             "say in the site file which networks lie behind each interface",
             {}});
    }
    separate_networks(firewall.interfaces);
}

}  // namespace lyncgate::asa
