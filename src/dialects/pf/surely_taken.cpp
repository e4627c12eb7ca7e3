// Rules that need not be expanded to see that pfctl takes them. Says less than `objections`, never more.
#include <algorithm>

#include "dialects/pf/expand_rule.hpp"

namespace lyncgate::pf {
namespace {

constexpr std::uint8_t tcp = 6;
constexpr std::uint8_t udp = 17;

/// Whether a list has only networks and tables, and all networks are of the family, which the first of them fixes.
bool is_plain(List<Host> hosts, std::optional<Family>& family) {
    return std::ranges::all_of(hosts, [&](const Host& host) {
        if (!host.at.empty()) {
            return false;
        }
        if (host.kind == HostKind::table || (host.kind == HostKind::any && !host.negated)) {
            return true;
        }
        const std::optional<Prefix> prefix = host.prefix();
        if (host.kind != HostKind::prefix || !prefix) {
            return false;
        }
        const Family own = prefix->address.family();
        if (prefix->length > width_of(own) || (family && *family != own)) {
            return false;
        }
        family = own;
        return true;
    });
}

}  // namespace

bool surely_taken(const RuleStatement& rule) {
    const bool passes = rule.action == RuleAction::pass;
    if ((!passes && rule.action != RuleAction::block) || rule.detailed || rule.opens_block) {
        return false;
    }
    if (rule.fragment || rule.has_flags || rule.af_to || rule.binat_to || rule.route_kind != RouteKind::none ||
        rule.answer == Answer::reset) {
        return false;
    }
    if (!passes && (rule.allow_options || (rule.state != StateKind::unsaid && rule.state != StateKind::no))) {
        return false;
    }
    const auto has_ports = [](const ProtocolItem& item) { return item.number == tcp || item.number == udp; };
    if (!std::ranges::all_of(rule.protocols, has_ports) ||
        (rule.protocols.empty() && (!rule.from.ports.empty() || !rule.to.ports.empty()))) {
        return false;
    }
    std::optional<Family> family = rule.family;
    return is_plain(rule.from.hosts, family) && is_plain(rule.to.hosts, family);
}

}  // namespace lyncgate::pf
