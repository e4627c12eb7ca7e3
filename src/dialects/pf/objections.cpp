// What pfctl refuses of rules that are well formed (rule_consistent and its kin in parse.y of pfctl(8)).
#include <string>
#include <vector>

#include "dialects/pf/expand.hpp"

namespace lyncgate::pf {
namespace {

constexpr int tcp = 6;
constexpr int udp = 17;
constexpr int icmp = 1;
constexpr int icmp6 = 58;
constexpr int sctp = 132;

bool has_ports(const RuleLine& line, Era era) {
    return line.protocol == tcp || line.protocol == udp || (line.protocol == sctp && era == Era::freebsd);
}

void check_addresses(const RuleLine& line, std::vector<std::string>& messages) {
    for (const Host* host : {&line.from, &line.to}) {
        if (host->prefix() && host->prefix()->length > width_of(host->prefix()->address.family())) {
            messages.push_back("prefix length " + std::to_string(host->prefix()->length) +
                               " is too long for an IPv4 address");
        }
    }
}

void check_protocol(const RuleLine& line, Era era, std::vector<std::string>& messages) {
    if (!line.system.empty() && line.protocol != tcp) {
        messages.emplace_back("os only applies to tcp: add 'proto tcp'");
    }
    if (!has_ports(line, era) && (line.from_port.op != Op::none || line.to_port.op != Op::none)) {
        messages.emplace_back("ports only apply to tcp and udp: add 'proto tcp' or 'proto udp'");
    }
    if (era == Era::openbsd && line.protocol != tcp && line.protocol != udp &&
        (line.user.op != Op::none || line.group.op != Op::none)) {
        messages.emplace_back("user and group only apply to tcp and udp: add 'proto tcp' or 'proto udp'");
    }
    if (line.icmp) {
        if (line.protocol != (line.icmp->v6 ? icmp6 : icmp)) {
            messages.push_back(
                std::string(line.icmp->v6 ? "icmp6-type needs 'proto icmp6'" : "icmp-type needs 'proto icmp'"));
        }
        if (!line.family) {
            messages.emplace_back("an icmp type needs an address family: add 'inet' or 'inet6'");
        }
    }
    if ((line.protocol == icmp && line.family == Family::ipv6) ||
        (line.protocol == icmp6 && line.family == Family::ipv4)) {
        messages.push_back(line.protocol == icmp ? "proto icmp is not of the address family inet6"
                                                 : "proto icmp6 is not of the address family inet");
    }
}

void check_state(const RuleLine& line, std::vector<std::string>& messages) {
    const bool stateful = line.state != StateKind::no;
    if (!line.options.overload.empty() && !line.options.max_src_conn && !line.options.rate_seconds) {
        messages.emplace_back("overload needs max-src-conn or max-src-conn-rate");
    }
    if (line.options.max_src_nodes && !line.options.track_rule) {
        messages.emplace_back("max-src-nodes needs 'source-track rule'");
    }
    if (line.action != RuleAction::pass && stateful) {
        messages.emplace_back("only pass rules can keep state");
    }
    if (line.options.sloppy && (line.state == StateKind::modulate || line.state == StateKind::synproxy)) {
        messages.emplace_back("sloppy cannot be used with modulate state or synproxy state");
    }
}

void check_filter(const RuleLine& line, Era era, std::vector<std::string>& messages) {
    check_protocol(line, era, messages);
    check_state(line, messages);
    if (line.written->allow_options && line.action != RuleAction::pass) {
        messages.emplace_back("allow-opts only applies to pass rules");
    }
    if (line.written->fragment &&
        (line.from_port.op != Op::none || line.to_port.op != Op::none || line.flags_mask || line.icmp)) {
        messages.emplace_back("fragments can only be filtered by addresses and protocol");
    }
    if (line.answer == Answer::reset && line.action == RuleAction::block && line.protocol != tcp) {
        messages.emplace_back("return-rst only applies to tcp: add 'proto tcp'");
    }
}

/// nat-to and its kin.
void check_translation(const RuleLine& line, std::vector<std::string>& messages) {
    const bool translates = line.nat || line.rdr;
    if (!translates && line.written->route_kind == RouteKind::none) {
        return;
    }
    if (translates && line.action == RuleAction::pass && line.state == StateKind::no) {
        messages.emplace_back("nat-to and rdr-to need state: leave 'no state' out");
    }
    if (translates && line.direction == Direction::both && !line.written->af_to) {
        messages.emplace_back("nat-to and rdr-to need a direction: add 'in' or 'out'");
    }
    if (line.nat && line.nat->static_port && line.nat->port_low) {
        messages.emplace_back("static-port cannot be used with ports of its own");
    }
    if (line.rdr && line.rdr->static_port) {
        messages.emplace_back("static-port only applies to nat");
    }
    if (line.rdr && line.rdr->port_low && line.protocol != 0 && line.protocol != tcp && line.protocol != udp) {
        messages.emplace_back("ports only apply to tcp and udp: add 'proto tcp' or 'proto udp'");
    }
    if (line.action == RuleAction::match && line.written->af_to) {
        messages.emplace_back("af-to does not work on match rules");
    }
    if (line.written->af_to && line.family == line.written->af_to) {
        messages.emplace_back("af-to needs two different address families");
    }
    const bool routes = line.written->route_kind != RouteKind::none;
    if (routes && line.action != RuleAction::pass && line.written->route_kind != RouteKind::dup_to &&
        line.action == RuleAction::match) {
        messages.emplace_back("match rules cannot have route-to and reply-to");
    }
    if (routes && line.direction == Direction::both && line.written->route_kind != RouteKind::dup_to) {
        messages.emplace_back("a rule with route-to or reply-to needs a direction: add 'in' or 'out'");
    }
}

bool several_need_round_robin(const Pool& pool) {
    return pool.hosts.size() > 1 && pool.kind != PoolKind::none && pool.kind != PoolKind::round_robin;
}

/// nat, rdr and binat rules.
void check_old_translation(const RuleLine& line, Era era, std::vector<std::string>& messages) {
    const bool negative =
        line.action == RuleAction::no_nat || line.action == RuleAction::no_rdr || line.action == RuleAction::no_binat;
    if (negative && line.written->details().redirect) {
        messages.emplace_back("a translation rule with 'no' has no '->'");
    }
    if (!negative && !line.rdr && !line.written->details().redirect) {
        messages.emplace_back("a translation rule needs '-> address'");
    }
    if (line.rdr && several_need_round_robin(*line.rdr)) {
        messages.emplace_back("several translation addresses can only be used round-robin");
    }
    const bool rdr = line.action == RuleAction::rdr || line.action == RuleAction::no_rdr;
    if (rdr && !has_ports(line, era) &&
        (line.from_port.op != Op::none || line.to_port.op != Op::none || (line.rdr && line.rdr->port_low))) {
        messages.emplace_back("ports only apply to tcp and udp: add 'proto tcp' or 'proto udp'");
    }
    if (line.action == RuleAction::rdr && line.to_port.op != Op::none && line.to_port.op != Op::equal &&
        line.to_port.op != Op::range) {
        messages.emplace_back("a rdr rule takes one destination port or a range low:high");
    }
    if (line.written->details().redirect && line.written->details().redirect->static_port &&
        line.action != RuleAction::nat) {
        messages.emplace_back("static-port only applies to nat");
    }
    if (line.action != RuleAction::binat && line.action != RuleAction::no_binat) {
        return;
    }
    const Endpoint& from = line.written->from;
    if (from.hosts.size() != 1 || from.hosts[0].negated || from.hosts[0].kind == HostKind::no_route ||
        from.hosts[0].kind == HostKind::table || from.hosts[0].kind == HostKind::any) {
        messages.emplace_back("a binat rule needs one source address");
    }
    if (line.written->to.hosts.size() > 1 || (line.rdr && line.rdr->hosts.size() > 1)) {
        messages.emplace_back("a binat rule takes one address on each side");
    }
    const bool known = line.from.kind == HostKind::name || line.to.kind == HostKind::name ||
                       (line.rdr && line.rdr->hosts.front().kind == HostKind::name);
    if (!line.family && !known) {
        messages.emplace_back("a binat rule needs an address family: add 'inet' or 'inet6'");
    }
    if (line.rdr && line.from.prefix() && line.rdr->hosts.front().prefix() &&
        line.from.prefix()->length != line.rdr->hosts.front().prefix()->length) {
        messages.emplace_back("source and translation of a binat rule are not networks of the same size");
    }
}

}  // namespace

std::vector<std::string> objections(const RuleLine& line, Era era) {
    std::vector<std::string> messages;
    check_addresses(line, messages);
    switch (line.action) {
    case RuleAction::pass:
    case RuleAction::block:
    case RuleAction::match:
        check_filter(line, era, messages);
        check_translation(line, messages);
        break;
    case RuleAction::anchor: check_protocol(line, era, messages); break;
    case RuleAction::nat:
    case RuleAction::no_nat:
    case RuleAction::rdr:
    case RuleAction::no_rdr:
    case RuleAction::binat:
    case RuleAction::no_binat: check_old_translation(line, era, messages); break;
    case RuleAction::scrub:
    case RuleAction::no_scrub:
        if (line.interface.negated) {
            messages.emplace_back("scrub rules cannot be for every interface but one");
        }
        break;
    default: break;
    }
    return messages;
}

}  // namespace lyncgate::pf
