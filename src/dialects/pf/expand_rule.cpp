#include "dialects/pf/expand_rule.hpp"

#include <algorithm>
#include <array>

#include "dialects/pf/expand_lists.hpp"

namespace lyncgate::pf {
namespace {

bool is_link_local_scope(const Host& host) {
    return !host.at.empty();
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
    if (is_link_local_scope(from) && is_link_local_scope(to) && std::string_view(from.at) != to.at) {
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
void limit_dynamic(HostList& list, std::size_t place, Host& used, const std::optional<Family>& family, bool undoes) {
    if (list.resolved.empty()) {
        return;
    }
    Host& listed = list.resolved[place];
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
    line.rtable = rule.details().rtable;
    line.label = rule.details().labels.empty() ? std::string_view{} : rule.details().labels.front();
    line.tag = rule.details().tag;
    line.tagged = rule.details().tagged;
}

/// A pool with several addresses becomes a table of its own in newer pf.
void make_table(std::optional<Pool>& pool, std::string& name, ExpandState& state) {
    if (!pool || pool->hosts.size() < 2) {
        return;
    }
    name = "__automatic_" + std::to_string(state.automatic_tables++);
    state.new_tables.push_back({name, pool->hosts});
}

/// One rule being expanded.
struct Expanding {
    const RuleStatement& rule;
    const HostFacts& facts;
    ExpandState& state;
    std::vector<std::string>& messages;
    std::vector<RuleLine>& lines;
    Lists lists;
    RuleLine base{};
    bool only_one = false;  ///< combination of its lists
};

/// The pools of a line, with hosts of its family only. False, with a message, when nothing is left of one.
bool take_pools(Expanding& expanding, RuleLine& line) {
    const RuleStatement& rule = expanding.rule;
    const bool makes_tables = !translates_first(expanding.state.era);
    const std::size_t before = expanding.messages.size();
    const auto take = [&](const Seldom<Pool>& pool, std::string_view what, std::optional<Pool>& into,
                          std::string& table) {
        if (pool) {
            into = fit_pool(*pool, what, expanding.facts, line, expanding.messages);
            if (makes_tables) {
                make_table(into, table, expanding.state);
            }
        }
    };
    // older pfctl looks at nat first, which fixes the family
    if (makes_tables) {
        take(rule.details().rdr, "translation", line.rdr, line.automatic_rdr);
    }
    take(rule.details().nat, "translation", line.nat, line.automatic_nat);
    if (!makes_tables) {
        take(rule.details().rdr, "translation", line.rdr, line.automatic_rdr);
    }
    take(rule.details().route, "routing", line.route, line.automatic_route);
    return !makes_tables || expanding.messages.size() == before;
}

/// Adds the line of a combination when it fits together. False: the rule cannot be expanded at all.
bool add_combination(Expanding& expanding, const Combination& at) {
    const RuleStatement& rule = expanding.rule;
    const Era era = expanding.state.era;
    Lists& lists = expanding.lists;
    RuleLine line = expanding.only_one ? std::move(expanding.base) : expanding.base;
    if (!take_pools(expanding, line)) {
        return false;
    }
    line.interface = member(lists.interfaces, at[interface_axis]);
    line.protocol = member(lists.protocols, at[protocol_axis]).number;
    if (!lists.icmp.empty()) {
        line.icmp = lists.icmp[at[icmp_axis]];
    }
    line.from = member(lists.from.hosts, at[from_axis]);
    line.from_port = member(lists.from_ports, at[from_port_axis]);
    line.system = member(lists.systems, at[system_axis]);
    line.to = member(lists.to.hosts, at[to_axis]);
    line.to_port = member(lists.to_ports, at[to_port_axis]);
    line.user = member(lists.users, at[user_axis]);
    line.group = member(lists.groups, at[group_axis]);
    if (!settle_family(line.from, line.to, line)) {
        return true;
    }
    limit_dynamic(lists.from, at[from_axis], line.from, line.family, !translates_first(era));
    limit_dynamic(lists.to, at[to_axis], line.to, line.family, !translates_first(era));
    if (line.protocol != 0 && line.protocol != 6) {
        line.flags_set = line.flags_mask = 0;
        if (line.state == StateKind::modulate || line.state == StateKind::synproxy) {
            line.state = StateKind::keep;
        }
    }
    for (std::string* const text : {&line.label, &line.tag, &line.tagged}) {
        if (!text->empty()) {
            *text = expand_variables(*text, line, era);
        }
    }
    if (rule.binat_to && line.nat) {
        check_binat(line, expanding.messages);
        line.direction = Direction::out;
        line.nat->static_port = true;
        expanding.lines.push_back(line);
        expanding.lines.push_back(inbound_of_binat(line));
    } else {
        expanding.lines.push_back(std::move(line));
    }
    return true;
}

/// All combinations in the order of pfctl, until there are too many.
void add_all(Expanding& expanding, const Combination& sizes) {
    // newer pf goes through both addresses before the ports
    std::array<Axis, axes> order{interface_axis, protocol_axis, icmp_axis,    from_axis, from_port_axis,
                                 system_axis,    to_axis,       to_port_axis, user_axis, group_axis};
    if (expanding.state.era == Era::openbsd) {
        order = {interface_axis, protocol_axis, icmp_axis,   from_axis, to_axis,
                 from_port_axis, to_port_axis,  system_axis, user_axis, group_axis};
    }
    Combination at{};
    for (std::size_t count = 0; count < most_lines_of_a_rule; ++count) {
        if (!add_combination(expanding, at)) {
            return;
        }
        std::size_t axis = axes;
        while (axis > 0 && ++at[order[axis - 1]] == sizes[order[axis - 1]]) {
            at[order[--axis]] = 0;
        }
        if (axis == 0) {
            return;
        }
    }
}

/// Combinations in which every member of every list is.
void add_some(Expanding& expanding, const Combination& sizes) {
    for (std::size_t axis = 0; axis < axes; ++axis) {
        Combination at{};
        for (at[axis] = 0; at[axis] < sizes[axis]; ++at[axis]) {
            if (!add_combination(expanding, at)) {
                return;
            }
        }
    }
}

}  // namespace

void expand_rule(const RuleStatement& rule, const Origin& origin, const HostFacts& facts, ExpandState& state,
                 std::vector<RuleLine>& lines, std::vector<std::string>& messages) {
    lines.clear();
    Expanding expanding{rule, facts, state, messages, lines, lists_of(rule, facts, state.era)};
    RuleLine& base = expanding.base;
    copy_scalars(rule, origin, state, base);
    fill_in_state(rule, state, base, messages);
    if (!base.family) {
        base.family = common_family(expanding.lists.from.hosts);
    }
    if (!base.family) {
        base.family = common_family(expanding.lists.to.hosts);
    }
    if (rule.details().divert_host && rule.details().divert_host->prefix() && !base.family) {
        base.family = family_of(*rule.details().divert_host);
    }
    if (rule.details().redirect) {
        base.rdr = fit_pool(*rule.details().redirect, "translation", facts, base, messages);
    }
    const Combination sizes = sizes_of(expanding.lists);
    state.combinations = product(sizes);
    expanding.only_one = state.combinations == 1;
    if (state.checking && state.combinations > most_lines_checked) {
        add_some(expanding, sizes);
    } else {
        add_all(expanding, sizes);
    }
}

}  // namespace lyncgate::pf
