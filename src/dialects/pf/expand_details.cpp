#include <algorithm>

#include "dialects/pf/expand_rule.hpp"
#include "dialects/pf/names.hpp"
#include "dialects/pf/print.hpp"

namespace lyncgate::pf {
namespace {

constexpr int adaptive_start = 16;
constexpr int adaptive_end = 17;
constexpr int source_node = 18;

bool has_timeout(const StateOptions& options, int number) {
    return std::ranges::any_of(options.timeouts, [&](const auto& timeout) { return timeout.first == number; });
}

void replace_all(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

std::string label_host(const Host& host, const std::optional<Family>& family, Era era) {
    std::string text;
    const bool old = translates_first(era);
    if (host.kind == HostKind::dynamic) {
        text = "(" + std::string(host.text) + ")";
    } else if (host.kind == HostKind::any || !family || (host.prefix() && host.prefix()->length == 0)) {
        text = host.kind == HostKind::table && !old ? "<" + std::string(host.text) + ">" : "any";
    } else {
        Host plain = host;
        plain.negated = false;
        text = print_host(plain, era);
    }
    return host.negated ? "! " + text : text;
}

std::string label_port(const Compare& port) {
    const std::string low = std::to_string(port.low);
    const std::string high = std::to_string(port.high);
    switch (port.op) {
    case Op::none:
    case Op::range: return "";
    case Op::equal: return low;
    case Op::not_equal: return "!=" + low;
    case Op::less: return "<" + low;
    case Op::less_equal: return "<=" + low;
    case Op::greater: return ">" + low;
    case Op::greater_equal: return ">=" + low;
    case Op::inside: return low + "><" + high;
    case Op::outside: return low + "<>" + high;
    }
    return "";
}

}  // namespace

std::string expand_variables(std::string_view text, const RuleLine& line, Era era) {
    std::string result(text);
    if (result.find('$') == std::string::npos) {
        return result;
    }
    replace_all(result, "$if", line.interface.name.empty() ? "any" : line.interface.name);
    replace_all(result, "$srcaddr", label_host(line.from, line.family, era));
    replace_all(result, "$dstaddr", label_host(line.to, line.family, era));
    replace_all(result, "$srcport", label_port(line.from_port));
    replace_all(result, "$dstport", label_port(line.to_port));
    replace_all(result, "$proto", protocol_name(line.protocol, era));
    return result;
}

void finish_label(RuleLine& line) {
    const std::string number = std::to_string(line.number);
    replace_all(line.label, "$nr", number);
    replace_all(line.tag, "$nr", number);
    replace_all(line.tagged, "$nr", number);
}

void fill_in_state(const RuleStatement& rule, const ExpandState& state, RuleLine& line,
                   std::vector<std::string>& messages) {
    const bool passes = rule.action == RuleAction::pass;
    line.state = rule.state;
    line.options = rule.details().state_options.get();
    if (rule.state == StateKind::unsaid) {
        const bool keeps = passes && keeps_state_by_default(state.era);
        line.state = keeps ? StateKind::keep : StateKind::no;
        if (keeps) {
            line.options = state.state_defaults;
        }
    }
    line.flags_set = rule.flags_set;
    line.flags_mask = rule.flags_mask;
    const bool stateful = line.state != StateKind::no;
    if (passes && !rule.has_flags && !rule.fragment && stateful && keeps_state_by_default(state.era)) {
        line.flags_set = 2;
        line.flags_mask = 2 | 16;
    }
    if (rule.has_flags || !rule.details().systems.empty()) {
        const auto is_tcp = [](const ProtocolItem& item) { return item.number == 6; };
        if (!rule.protocols.empty() && std::ranges::none_of(rule.protocols, is_tcp) && !rule.flags_any) {
            messages.emplace_back("flags and os only apply to tcp");
        }
    }
    StateOptions& options = line.options;
    if (options.max && !has_timeout(options, adaptive_start) && !has_timeout(options, adaptive_end)) {
        options.timeouts.emplace_back(adaptive_start, *options.max / 10 * 6);
        options.timeouts.emplace_back(adaptive_end, *options.max / 10 * 12);
    }
    if (options.track_global && (options.max_src_nodes || options.max_src_conn || options.rate_seconds)) {
        messages.emplace_back(
            "source-track global cannot be used with max-src-nodes, max-src-conn and max-src-conn-rate");
    }
    for (const std::optional<std::uint32_t>* value :
         {&options.max_src_states, &options.max_src_nodes, &options.max_src_conn, &options.rate_limit,
          &options.rate_seconds}) {
        if (*value && **value == 0) {
            messages.emplace_back("a limit of connections per source must be more than 0");
        }
    }
    if (options.max_src_states) {
        options.source_track = true;
    }
    if (options.max_src_conn || options.rate_limit || options.max_src_nodes) {
        options.source_track = options.track_rule = true;
    }
    if (options.rate_seconds && *options.rate_seconds > 0 && !has_timeout(options, source_node)) {
        options.timeouts.emplace_back(source_node, *options.rate_seconds);
    }
    if (stateful && !options.if_bound && !options.floating && state.if_bound) {
        options.if_bound = true;
    }
    std::ranges::sort(options.timeouts, {}, &std::pair<int, std::uint32_t>::first);
}

std::optional<Pool> fit_pool(const Pool& pool, std::string_view what, const HostFacts& facts, RuleLine& line,
                             std::vector<std::string>& messages) {
    std::vector<Host> hosts;
    for (const Host& host : pool.hosts) {
        for (const Host& one : resolve(host, facts)) {
            hosts.push_back(one);
        }
    }
    const bool translates_family = line.written != nullptr && line.written->af_to.has_value();
    Pool fitted = pool;
    fitted.hosts.clear();
    for (const Host& host : hosts) {
        const std::optional<Family> family = family_of(host);
        if (family && !translates_family) {
            if (!line.family) {
                line.family = family;
            } else if (*line.family != *family) {
                continue;
            }
        }
        fitted.hosts.push_back(host);
        // a zone only says which interface; pools do not print it
        if (fitted.hosts.back().kind == HostKind::prefix && what == "translation") {
            fitted.hosts.back().at = {};
        }
    }
    if (fitted.hosts.empty()) {
        messages.push_back("no address of the " + std::string(what) + " has the address family of the rule");
        return std::nullopt;
    }
    return fitted;
}

}  // namespace lyncgate::pf
