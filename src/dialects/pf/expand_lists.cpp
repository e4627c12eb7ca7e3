#include "dialects/pf/expand_lists.hpp"

#include <algorithm>

namespace lyncgate::pf {
namespace {

/// The hosts of a list, resolved; `any` beside others goes, or stands for all of them.
HostList hosts_of(const Endpoint& end, const HostFacts& facts, bool any_wins) {
    HostList list;
    const auto as_written = [](const Host& host) {
        return host.kind != HostKind::any && host.kind != HostKind::name && host.kind != HostKind::dynamic;
    };
    if (std::ranges::all_of(end.hosts, as_written)) {
        list.hosts = end.hosts;
        return list;
    }
    for (const Host& host : end.hosts) {
        if (host.kind == HostKind::any) {
            if (any_wins) {
                return {};
            }
            continue;  // older pfctl drops `any` from a list
        }
        const std::vector<Host> resolved = resolve(host, facts);
        list.resolved.insert(list.resolved.end(), resolved.begin(), resolved.end());
    }
    list.hosts = list.resolved;
    return list;
}

}  // namespace

std::optional<Family> common_family(std::span<const Host> hosts) {
    std::optional<Family> common;
    for (const Host& host : hosts) {
        if (const std::optional<Family> family = family_of(host)) {
            if (common && *common != *family) {
                return std::nullopt;
            }
            common = family;
        }
    }
    return common;
}

Lists lists_of(const RuleStatement& rule, const HostFacts& facts, Era era) {
    const bool any_wins = !translates_first(era);
    Lists lists;
    lists.interfaces = rule.interfaces;
    lists.protocols = rule.protocols;
    lists.icmp = rule.details().icmp.all();
    lists.from = hosts_of(rule.from, facts, any_wins);
    lists.to = hosts_of(rule.to, facts, any_wins);
    lists.from_ports = rule.from.ports;
    lists.to_ports = rule.to.ports;
    lists.users = rule.details().users.all();
    lists.groups = rule.details().groups.all();
    lists.systems = rule.details().systems.all();
    return lists;
}

Combination sizes_of(const Lists& lists) {
    Combination sizes{lists.interfaces.size(), lists.protocols.size(), lists.icmp.size(),     lists.from.hosts.size(),
                      lists.from_ports.size(), lists.systems.size(),   lists.to.hosts.size(), lists.to_ports.size(),
                      lists.users.size(),      lists.groups.size()};
    for (std::size_t& size : sizes) {
        size = std::max<std::size_t>(size, 1);
    }
    return sizes;
}

std::size_t product(const Combination& sizes) {
    constexpr std::size_t most = ~std::size_t{0};
    std::size_t all = 1;
    for (const std::size_t size : sizes) {
        all = size > most / all ? most : all * size;
    }
    return all;
}

}  // namespace lyncgate::pf
