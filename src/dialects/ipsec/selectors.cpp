#include "dialects/ipsec/selectors.hpp"

#include <algorithm>
#include <cctype>

#include "model/subtract.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate::ipsec {

namespace {

constexpr Value most_port = 65535;

void exchange(Box& box, Field a, Field b) {
    std::swap(box.sets[index_of(a)], box.sets[index_of(b)]);
}

bool is_exempting(const Policy& policy) {
    return policy.tunnel.protection == Protection::bypass;
}

/// Whether both decide packets of the same direction.
bool compete(const Policy& a, const Policy& b) {
    return a.heading == b.heading || a.heading == Heading::mirrored || b.heading == Heading::mirrored;
}

bool covers_all(const Boxes& outer, const Boxes& inner, SetPool& pool) {
    return subtract(inner, outer, pool).boxes.empty();
}

Boxes common(const Boxes& a, const Boxes& b, SetPool& pool) {
    Boxes found;
    for (const Box& one : a) {
        for (const Box& other : b) {
            if (const std::optional<Box> both = intersect(one, other, pool)) {
                found.push_back(*both);
            }
        }
    }
    return found;
}

double volume_of(const Policy& policy) {
    double volume = 0;
    for (const Box& box : policy.tunnel.packets) {
        volume += lyncgate::volume_of(box);
    }
    return volume;
}

}  // namespace

Selector everything() {
    return {any_address(), any_address(), domain_of(Field::protocol), Set(0, most_port), Set(0, most_port)};
}

Boxes packets_of(const Selector& selector, SetPool& pool) {
    Boxes boxes;
    for (const Family family : {Family::ipv4, Family::ipv6}) {
        Box box;
        const bool there =
            assign(box, Field::source, intersect(selector.source, any_address(family)), pool) &&
            assign(box, Field::destination, intersect(selector.destination, any_address(family)), pool) &&
            assign(box, Field::protocol, selector.protocols, pool) &&
            assign(box, Field::source_port, selector.source_ports, pool) &&
            assign(box, Field::destination_port, selector.destination_ports, pool);
        if (there) {
            boxes.push_back(box);
        }
    }
    return boxes;
}

Selector reversed(Selector selector) {
    std::swap(selector.source, selector.destination);
    std::swap(selector.source_ports, selector.destination_ports);
    return selector;
}

Boxes reversed(Boxes boxes) {
    for (Box& box : boxes) {
        exchange(box, Field::source, Field::destination);
        exchange(box, Field::source_port, Field::destination_port);
        exchange(box, Field::ingress, Field::egress);
        exchange(box, Field::ipsec_in, Field::ipsec_out);
    }
    return boxes;
}

std::optional<Set> parse_addresses(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash != std::string_view::npos) {
        const std::optional<Address> low = parse_address(trimmed(text.substr(0, dash)));
        const std::optional<Address> high = parse_address(trimmed(text.substr(dash + 1)));
        if (!low || !high || low->family() != high->family() || high->number() < low->number()) {
            return {};
        }
        return Set(low->number(), high->number());
    }
    const std::optional<Prefix> prefix = parse_prefix(text);
    return prefix ? std::optional<Set>(addresses_of(*prefix)) : std::nullopt;
}

std::optional<Set> parse_ports(std::string_view text) {
    const std::size_t dash = text.find('-');
    const std::optional<Port> low = parse_port(trimmed(text.substr(0, dash)));
    const std::optional<Port> high = dash == std::string_view::npos ? low : parse_port(trimmed(text.substr(dash + 1)));
    if (!low || !high || high->number < low->number) {
        return {};
    }
    return Set(low->number, high->number);
}

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::vector<std::string_view> items_of(std::string_view list) {
    std::vector<std::string_view> items;
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view item = trimmed(list.substr(0, comma));
        if (!item.empty()) {
            items.push_back(item);
        }
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    return items;
}

void narrowest_first(std::vector<Policy>& policies, Firewall& firewall) {
    SetPool& pool = *firewall.pool;
    std::stable_sort(policies.begin(), policies.end(),
                     [](const Policy& a, const Policy& b) { return volume_of(a) < volume_of(b); });
    std::vector<Policy> ordered;
    for (std::size_t i = 0; i < policies.size(); ++i) {
        Policy& policy = policies[i];
        for (std::size_t j = i + 1; j < policies.size(); ++j) {
            const Policy& other = policies[j];
            if (is_exempting(policy) == is_exempting(other) || !compete(policy, other)) {
                continue;
            }
            Boxes crossing = common(policy.tunnel.packets, other.tunnel.packets, pool);
            if (crossing.empty()) {
                continue;
            }
            const bool inside = covers_all(other.tunnel.packets, policy.tunnel.packets, pool) &&
                                !covers_all(policy.tunnel.packets, other.tunnel.packets, pool);
            if (inside) {
                continue;
            }
            Policy unsure = policy;
            unsure.tunnel.packets = crossing;
            unsure.tunnel.doubts.push_back(firewall.doubt(
                "neither of two policies that cross is narrower, so the text does not say which one wins",
                other.tunnel.origin));
            ordered.push_back(std::move(unsure));
            policy.tunnel.packets = subtract(policy.tunnel.packets, crossing, pool).boxes;
        }
        if (!policy.tunnel.packets.empty()) {
            ordered.push_back(policy);
        }
    }
    policies = std::move(ordered);
}

Policy anything(std::string name, std::string reason, const Origin& origin, Firewall& firewall) {
    Policy policy;
    policy.tunnel.name = std::move(name);
    policy.tunnel.packets = packets_of(everything(), *firewall.pool);
    policy.tunnel.doubts.push_back(firewall.doubt(std::move(reason), origin));
    policy.tunnel.origin = origin;
    return policy;
}

}  // namespace lyncgate::ipsec
