#include "dialects/pf/expand_lists.hpp"

namespace lyncgate::pf {
namespace {

/// The hosts of a list, resolved; one `any` when there is none.
std::vector<Host> hosts_of(const Endpoint& end, const HostFacts& facts, bool any_wins) {
    std::vector<Host> hosts;
    for (const Host& host : end.hosts) {
        if (host.kind == HostKind::any) {
            if (any_wins) {
                return {Host{}};
            }
            continue;  // older pfctl drops `any` from a list
        }
        const std::vector<Host> resolved = resolve(host, facts);
        hosts.insert(hosts.end(), resolved.begin(), resolved.end());
    }
    if (hosts.empty()) {
        hosts.emplace_back();
    }
    return hosts;
}

template<typename T>
std::vector<T> or_one(std::vector<T> list) {
    if (list.empty()) {
        list.emplace_back();
    }
    return list;
}

}  // namespace

std::optional<Family> common_family(const std::vector<Host>& hosts) {
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
    Lists lists;
    lists.interfaces = or_one(rule.interfaces);
    for (const ProtocolItem& item : rule.protocols) {
        lists.protocols.push_back(item.number);
    }
    lists.protocols = or_one(lists.protocols);
    lists.icmp.assign(rule.icmp.begin(), rule.icmp.end());
    lists.icmp = or_one(lists.icmp);
    const bool any_wins = !translates_first(era);
    lists.from = hosts_of(rule.from, facts, any_wins);
    lists.to = hosts_of(rule.to, facts, any_wins);
    lists.from_ports = or_one(rule.from.ports);
    lists.to_ports = or_one(rule.to.ports);
    lists.users = or_one(rule.users.all());
    lists.groups = or_one(rule.groups.all());
    lists.systems = or_one(rule.systems.all());
    return lists;
}

Combination sizes_of(const Lists& lists) {
    return {lists.interfaces.size(), lists.protocols.size(), lists.icmp.size(), lists.from.size(),
            lists.from_ports.size(), lists.systems.size(),   lists.to.size(),   lists.to_ports.size(),
            lists.users.size(),      lists.groups.size()};
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
