#include "dialects/pf/expand_rule.hpp"

#include <algorithm>
#include <array>

namespace lyncgate::pf {
namespace {

bool is_link_local_scope(const Host& host) {
    return !host.at.empty();
}

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

/// The one family that every host of a list with a family has.
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

template<typename T>
std::vector<T> or_one(std::vector<T> list) {
    if (list.empty()) {
        list.emplace_back();
    }
    return list;
}

/// The lists of a rule, none empty.
struct Lists {
    std::vector<Interface> interfaces;
    std::vector<std::uint8_t> protocols;
    std::vector<std::optional<IcmpItem>> icmp;
    std::vector<Host> from, to;
    std::vector<Compare> from_ports, to_ports, users, groups;
    std::vector<std::string_view> systems;
};

enum Axis {
    interface_axis,
    protocol_axis,
    icmp_axis,
    from_axis,
    from_port_axis,
    system_axis,
    to_axis,
    to_port_axis,
    user_axis,
    group_axis
};
constexpr std::size_t axes = 10;

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

std::array<std::size_t, axes> sizes_of(const Lists& lists) {
    return {lists.interfaces.size(), lists.protocols.size(), lists.icmp.size(), lists.from.size(),
            lists.from_ports.size(), lists.systems.size(),   lists.to.size(),   lists.to_ports.size(),
            lists.users.size(),      lists.groups.size()};
}

/// Whether addresses and interface of a combination fit together, which fixes the family.
bool settle_family(const Host& from, const Host& to, RuleLine& line) {
    const std::optional<Family> from_family = family_of(from);
    const std::optional<Family> to_family = family_of(to);
    const auto clash = [](const std::optional<Family>& a, const std::optional<Family>& b) {
        return a && b && *a != *b;
    };
    if (clash(line.family, from_family) || clash(line.family, to_family) || clash(from_family, to_family)) {
        return false;
    }
    // an address with a zone belongs to one interface
    if (is_link_local_scope(from) && is_link_local_scope(to) && from.at != to.at) {
        return false;
    }
    for (const Host* host : {&from, &to}) {
        if (is_link_local_scope(*host) && !line.interface.name.empty() && line.interface.name != host->at) {
            return false;
        }
    }
    if (!line.family) {
        line.family = from_family ? from_family : to_family;
    }
    for (const Host* host : {&from, &to}) {
        if (is_link_local_scope(*host) && line.interface.name.empty()) {
            line.interface.name = host->at;
        }
    }
    return true;
}

/// A dynamic address has at most 32 bits in an IPv4 rule. Older pfctl forgets to undo that for the rules after it.
void limit_dynamic(Host& listed, Host& used, const std::optional<Family>& family, bool undoes) {
    if (listed.kind != HostKind::dynamic || family != Family::ipv4 || (listed.bits >= 0 && listed.bits <= 32)) {
        return;
    }
    used.bits = undoes ? -1 : 32;
    if (!undoes) {
        listed.bits = 32;
    }
}

void copy_scalars(const RuleStatement& rule, const Origin& origin, const ExpandState& state, RuleLine& line) {
    line.written = &rule;
    line.origin = origin;
    line.action = rule.action;
    line.answer = rule.answer == Answer::by_policy ? state.policy : rule.answer;
    line.direction = rule.direction;
    line.log = rule.log;
    line.log_all = rule.log_all;
    line.log_interface = rule.log_interface;
    line.quick = rule.quick;
    line.family = rule.family;
    line.rtable = rule.rtable;
    line.label = rule.labels.empty() ? std::string_view{} : rule.labels.front();
    line.tag = rule.tag;
    line.tagged = rule.tagged;
}

/// A pool with several addresses becomes a table of its own in newer pf.
void make_table(std::optional<Pool>& pool, std::string& name, ExpandState& state) {
    if (!pool || pool->hosts.size() < 2) {
        return;
    }
    name = "__automatic_" + std::to_string(state.automatic_tables++);
    state.new_tables.push_back({name, pool->hosts});
}

}  // namespace

std::vector<RuleLine> expand_rule(const RuleStatement& rule, const Origin& origin, const HostFacts& facts,
                                  ExpandState& state, std::vector<std::string>& messages) {
    Lists lists = lists_of(rule, facts, state.era);
    const bool pools_make_tables = !translates_first(state.era);
    RuleLine base;
    copy_scalars(rule, origin, state, base);
    fill_in_state(rule, state, base, messages);
    if (!base.family) {
        base.family = common_family(lists.from);
    }
    if (!base.family) {
        base.family = common_family(lists.to);
    }
    if (rule.divert_host && rule.divert_host->prefix && !base.family) {
        base.family = family_of(*rule.divert_host);
    }
    if (rule.redirect) {
        base.rdr = fit_pool(*rule.redirect, "translation", facts, base, messages);
    }
    // newer pf goes through both addresses before the ports
    std::array<Axis, axes> order{interface_axis, protocol_axis, icmp_axis,    from_axis, from_port_axis,
                                 system_axis,    to_axis,       to_port_axis, user_axis, group_axis};
    if (state.era == Era::openbsd) {
        order = {interface_axis, protocol_axis, icmp_axis,   from_axis, to_axis,
                 from_port_axis, to_port_axis,  system_axis, user_axis, group_axis};
    }
    const std::array<std::size_t, axes> sizes = sizes_of(lists);
    std::array<std::size_t, axes> at{};
    std::vector<RuleLine> lines;
    std::size_t combinations = 0;
    for (;;) {
        if (++combinations > most_lines_of_a_rule) {
            messages.emplace_back("the lists of this rule multiply to too many rules");
            return lines;
        }
        RuleLine line = base;
        if (pools_make_tables) {
            const std::size_t before = messages.size();
            if (rule.rdr) {
                line.rdr = fit_pool(*rule.rdr, "translation", facts, line, messages);
                make_table(line.rdr, line.automatic_rdr, state);
            }
            if (rule.nat) {
                line.nat = fit_pool(*rule.nat, "translation", facts, line, messages);
                make_table(line.nat, line.automatic_nat, state);
            }
            if (rule.route) {
                line.route = fit_pool(*rule.route, "routing", facts, line, messages);
                make_table(line.route, line.automatic_route, state);
            }
            if (messages.size() > before) {
                return lines;
            }
        } else {
            if (rule.nat) {
                line.nat = fit_pool(*rule.nat, "translation", facts, line, messages);
            }
            if (rule.rdr) {
                line.rdr = fit_pool(*rule.rdr, "translation", facts, line, messages);
            }
            if (rule.route) {
                line.route = fit_pool(*rule.route, "routing", facts, line, messages);
            }
        }
        line.interface = lists.interfaces[at[interface_axis]];
        line.protocol = lists.protocols[at[protocol_axis]];
        line.icmp = lists.icmp[at[icmp_axis]];
        line.from = lists.from[at[from_axis]];
        line.from_port = lists.from_ports[at[from_port_axis]];
        line.system = lists.systems[at[system_axis]];
        line.to = lists.to[at[to_axis]];
        line.to_port = lists.to_ports[at[to_port_axis]];
        line.user = lists.users[at[user_axis]];
        line.group = lists.groups[at[group_axis]];
        if (settle_family(line.from, line.to, line)) {
            limit_dynamic(lists.from[at[from_axis]], line.from, line.family, pools_make_tables);
            limit_dynamic(lists.to[at[to_axis]], line.to, line.family, pools_make_tables);
            if (line.protocol != 0 && line.protocol != 6) {
                line.flags_set = line.flags_mask = 0;
                if (line.state == StateKind::modulate || line.state == StateKind::synproxy) {
                    line.state = StateKind::keep;
                }
            }
            line.label = expand_variables(line.label, line, state.era);
            line.tag = expand_variables(line.tag, line, state.era);
            line.tagged = expand_variables(line.tagged, line, state.era);
            if (rule.binat_to && line.nat) {
                check_binat(line, messages);
                line.direction = Direction::out;
                line.nat->static_port = true;
                lines.push_back(line);
                lines.push_back(inbound_of_binat(line));
            } else {
                lines.push_back(std::move(line));
            }
        }
        std::size_t axis = axes;
        while (axis > 0 && ++at[order[axis - 1]] == sizes[order[axis - 1]]) {
            at[order[--axis]] = 0;
        }
        if (axis == 0) {
            return lines;
        }
    }
}

}  // namespace lyncgate::pf
