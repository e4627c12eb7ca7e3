#include "dialects/pf/print.hpp"

#include <fmt/format.h>

#include "dialects/pf/names.hpp"
#include "dialects/pf/print_options.hpp"

namespace lyncgate::pf {
namespace {

std::string print_answer(const RuleLine& line) {
    switch (line.answer) {
    case Answer::any: return " return";
    case Answer::reset:
        return line.written->details().return_ttl
                   ? fmt::format(" return-rst(ttl {})", line.written->details().return_ttl)
                   : " return-rst";
    case Answer::icmp: break;
    default: return " drop";
    }
    const auto code_name = [](int code, int type, bool v6, int otherwise) {
        const int number = code < 0 ? otherwise : code;
        const std::string_view name = icmp_code_name(type, number, v6);
        return name.empty() ? std::to_string(number) : std::string(name);
    };
    const std::string v4 = code_name(line.written->details().return_icmp, 3, false, 3);
    const std::string v6 = code_name(line.written->details().return_icmp6, 1, true, 4);
    if (!line.family) {
        return fmt::format(" return-icmp({}, {})", v4, v6);
    }
    return *line.family == Family::ipv4 ? " return-icmp(" + v4 + ")" : " return-icmp6(" + v6 + ")";
}

std::string print_action(const RuleLine& line) {
    static constexpr std::string_view names[] = {
        "pass",     "block", "match",  "scrub",  "no scrub",   "nat",        "no nat",       "binat",
        "no binat", "rdr",   "no rdr", "anchor", "nat-anchor", "rdr-anchor", "binat-anchor", "scrub-anchor"};
    std::string text(names[static_cast<std::size_t>(line.action)]);
    if (!line.written->details().anchor.empty()) {
        text += fmt::format(" \"{}\"", line.written->details().anchor);
    }
    if (line.written->translation_passes) {
        text += " pass";
    }
    if (line.action == RuleAction::block) {
        text += print_answer(line);
    }
    return text;
}

std::string print_log(const RuleLine& line) {
    if (!line.log) {
        return "";
    }
    std::string inside;
    const auto add = [&](bool given, const std::string& word) {
        if (given) {
            inside += (inside.empty() ? "" : ", ") + word;
        }
    };
    add(line.log_all, "all");
    add(line.written->log_matches, "matches");
    add(line.written->log_user, "user");
    add(line.log_interface != 0, fmt::format("to pflog{}", line.log_interface));
    return inside.empty() ? " log" : " log (" + inside + ")";
}

std::string print_interface(const Interface& interface) {
    if (interface.rdomain) {
        return fmt::format(" on {}rdomain {}", interface.negated ? "! " : "", *interface.rdomain);
    }
    if (interface.name.empty()) {
        return "";
    }
    return fmt::format(" on {}{}", interface.negated ? "! " : "", interface.name);
}

std::string print_head(const RuleLine& line) {
    std::string text = print_action(line);
    text += line.direction == Direction::in ? " in" : line.direction == Direction::out ? " out" : "";
    text += print_log(line);
    text += line.quick ? " quick" : "";
    return text + print_interface(line.interface);
}

std::string print_family(const std::optional<Family>& family) {
    return !family ? "" : *family == Family::ipv4 ? " inet" : " inet6";
}

bool is_any(const Host& host) {
    return host.kind == HostKind::any ||
           (host.kind == HostKind::prefix && host.prefix()->length == 0 && host.prefix()->address.bits() == 0);
}

std::string print_from_to(const RuleLine& line, Era era) {
    const bool all = is_any(line.from) && is_any(line.to) && !line.from.negated && !line.to.negated &&
                     line.from_port.op == Op::none && line.to_port.op == Op::none && line.system.empty();
    if (all) {
        return " all";
    }
    std::string text = " from " + std::string(line.from.negated ? "! " : "") + print_host(line.from, era, line.family);
    text += print_port(line.from_port, line.protocol == 6, era);
    if (!line.system.empty()) {
        text += fmt::format(" os \"{}\"", line.system);
    }
    text += " to " + std::string(line.to.negated ? "! " : "") + print_host(line.to, era, line.family);
    return text + print_port(line.to_port, line.protocol == 6, era);
}

std::string print_received_on(const RuleLine& line) {
    if (!line.written->details().received_on) {
        return "";
    }
    const Interface& on = *line.written->details().received_on;
    return fmt::format(" {}received-on {}", on.negated ? "!" : "", on.name);
}

std::string print_old_rule(const RuleLine& line, Era era) {
    std::string text = print_head(line);
    if (line.written->route_kind != RouteKind::none) {
        text += print_old_route(line, era);
    }
    text += print_family(line.family);
    text += line.protocol ? " proto " + protocol_name(line.protocol, era) : "";
    text += print_from_to(line, era);
    text += print_received_on(line);
    text += print_matches(line, era);
    if (era == Era::freebsd && line.written->details().prio) {
        text += fmt::format(" prio {}", *line.written->details().prio);
    }
    if (era == Era::freebsd) {
        text += print_set(line, false);
    }
    text += print_state(line, era);
    text += line.written->fragment && line.action != RuleAction::scrub ? " fragment" : "";
    text += print_old_scrub(line);
    text += print_names(line, era);
    text += line.rtable ? fmt::format(" rtable {}", *line.rtable) : "";
    text += print_divert(line, era);
    text += print_old_redirect(line, era);
    return text + print_pools(line, era);
}

std::string print_new_rule(const RuleLine& line, Era era) {
    std::string text = print_head(line) + print_family(line.family);
    text += line.protocol ? " proto " + protocol_name(line.protocol, era) : "";
    text += print_from_to(line, era);
    text += print_received_on(line);
    text += print_matches(line, era);
    if (era == Era::openbsd) {
        text += line.written->details().prio ? fmt::format(" prio {}", *line.written->details().prio) : "";
        if (line.written->details().packet_rate) {
            text += fmt::format(" max-pkt-rate {}/{}", line.written->details().packet_rate->first,
                                line.written->details().packet_rate->second);
        }
        text += print_set(line, true);
    }
    text += print_state(line, era);
    text += line.written->fragment ? " fragment" : "";
    text += print_new_scrub(line);
    text += print_names(line, era);
    text += line.rtable ? fmt::format(" rtable {}", *line.rtable) : "";
    text += print_divert(line, era);
    return text + print_pools(line, era);
}

}  // namespace

std::string print_rule(const RuleLine& line, Era era) {
    return translates_first(era) ? print_old_rule(line, era) : print_new_rule(line, era);
}

}  // namespace lyncgate::pf
