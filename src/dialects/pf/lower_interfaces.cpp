#include <algorithm>

#include <fmt/format.h>

#include "dialects/pf/lowering.hpp"

namespace lyncgate::pf {
namespace {

bool ends_in_digit(std::string_view name) {
    return !name.empty() && name.back() >= '0' && name.back() <= '9';
}

/// Whether `interface` is `driver` and a number.
bool is_of_driver(std::string_view interface, std::string_view driver) {
    return interface.size() > driver.size() && interface.starts_with(driver) &&
           std::ranges::all_of(interface.substr(driver.size()),
                               [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

Set of_driver(const Firewall& firewall, std::string_view driver) {
    Set members;
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        if (is_of_driver(firewall.interfaces[i].name, driver)) {
            members = unite(members, Set(i));
        }
    }
    return members;
}

/// The interface that the default route leaves by: the one with more than half of all IPv4 addresses behind it.
std::optional<std::size_t> default_way(const Firewall& firewall) {
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        if (intersect(firewall.interfaces[i].networks, any_ipv4()).size() > (Value{1} << 31)) {
            return i;
        }
    }
    return std::nullopt;
}

}  // namespace

KnownSet interfaces_named(Lowering& lowering, std::string_view name, const Origin& origin) {
    Firewall& firewall = lowering.firewall;
    const Set& all = domain_of(lowering.interface_field());
    if (name == "any") {  // every interface but the loopback ones
        return exactly(subtract(all, of_driver(firewall, "lo")));
    }
    if (name == "lo") {
        // Its members are the loopback interfaces; others that nobody names carry no packets from one host to another.
        return exactly(unite(Set(firewall.interface_number("lo0")), of_driver(firewall, "lo")));
    }
    if (firewall.find_interface(name) || ends_in_digit(name)) {
        return exactly(Set(firewall.interface_number(name)));
    }
    const Set members = of_driver(firewall, name);
    if (!members.empty()) {  // interfaces that nobody names may be of the driver too
        return {members,
                unite(members, Set(0)),
                {firewall.doubt(fmt::format("depends on which interfaces are in group '{}'", name), origin)}};
    }
    if (name == "egress") {
        if (const std::optional<std::size_t> way = default_way(firewall)) {
            return exactly(Set(*way));
        }
    }
    return {{}, all, {firewall.doubt(fmt::format("depends on which interfaces are in group '{}'", name), origin)}};
}

KnownSet interfaces_of(Lowering& lowering, List<Interface> interfaces) {
    const Set& all = domain_of(lowering.interface_field());
    if (interfaces.empty()) {
        return exactly(all);
    }
    KnownSet result;
    for (const Interface& interface : interfaces) {
        KnownSet one;
        if (interface.rdomain) {
            one = {{},
                   all,
                   {lowering.firewall.doubt("depends on the routing domains of the interfaces", interface.origin)}};
        } else {
            one = interfaces_named(lowering, interface.name, interface.origin);
        }
        result = unite(result, interface.negated ? complement(one, all) : one);
    }
    return result;
}

}  // namespace lyncgate::pf
