#include "dialects/pf/print_options.hpp"

#include <cmath>

#include <fmt/format.h>

#include "dialects/pf/names.hpp"

namespace lyncgate::pf {
namespace {

/// ` = a`, ` a:b`, ` a >< b`
std::string print_comparison(Op op, const std::string& low, const std::string& high) {
    switch (op) {
    case Op::none: return "";
    case Op::equal: return " = " + low;
    case Op::not_equal: return " != " + low;
    case Op::less: return " < " + low;
    case Op::less_equal: return " <= " + low;
    case Op::greater: return " > " + low;
    case Op::greater_equal: return " >= " + low;
    case Op::inside: return " " + low + " >< " + high;
    case Op::outside: return " " + low + " <> " + high;
    case Op::range: return " " + low + ":" + high;
    }
    return "";
}

std::string print_id(std::string_view word, const IdCompare& id, Era era) {
    if (id.op == Op::none) {
        return "";
    }
    std::string low = id.low == unknown_id ? "unknown" : std::to_string(id.low);
    if (!id.name.empty()) {
        const std::optional<std::uint32_t> number = account_number(id.name, word == "group", era);
        low = number ? std::to_string(*number) : std::string(id.name);
    }
    return " " + std::string(word) + print_comparison(id.op, low, std::to_string(id.high));
}

std::string print_flags(std::uint8_t flags) {
    static constexpr std::string_view letters = "FSRPAUEW";
    std::string text;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (flags >> i & 1) {
            text += letters[i];
        }
    }
    return text;
}

/// `%f` without trailing zeros
std::string print_percent(double probability) {
    std::string text = fmt::format("{:f}", std::floor(probability * 4294967295.0 + 0.5) * 100.0 / 4294967296.0);
    while (text.back() == '0') {
        text.pop_back();
    }
    if (text.back() == '.') {
        text.pop_back();
    }
    return text;
}

std::string print_state_options(const StateOptions& options) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    const auto number = [&](std::string_view word, const std::optional<std::uint32_t>& value) {
        if (value) {
            add(fmt::format("{} {}", word, *value));
        }
    };
    number("max", options.max);
    if (options.no_sync) {
        add("no-sync");
    }
    if (options.source_track) {
        add(options.track_rule ? "source-track rule" : "source-track global");
    }
    number("max-src-states", options.max_src_states);
    number("max-src-conn", options.max_src_conn);
    if (options.rate_limit) {
        add(fmt::format("max-src-conn-rate {}/{}", *options.rate_limit, options.rate_seconds.value_or(0)));
    }
    number("max-src-nodes", options.max_src_nodes);
    if (!options.overload.empty()) {
        add(fmt::format("overload <{}>{}{}", options.overload, options.flush ? " flush" : "",
                        options.flush_global ? " global" : ""));
    }
    if (options.if_bound) {
        add("if-bound");
    }
    if (options.sloppy) {
        add("sloppy");
    }
    if (options.pflow) {
        add("pflow");
    }
    for (const auto& [timeout, seconds] : options.timeouts) {
        if (seconds != 0) {
            add(fmt::format("{} {}", timeout_name(timeout), seconds));
        }
    }
    return text.empty() ? "" : " (" + text + ")";
}

}  // namespace

std::string print_port(const Compare& port, bool tcp, Era era) {
    if (port.op == Op::none) {
        return "";
    }
    std::string low = std::to_string(port.low);
    // newer pfctl looks names up only with -P
    if (era != Era::openbsd && (port.op == Op::equal || port.op == Op::not_equal)) {
        const std::string_view name = service_name(static_cast<std::uint16_t>(port.low), tcp, era);
        low = name.empty() ? low : std::string(name);
    }
    return " port" + print_comparison(port.op, low, std::to_string(port.high));
}

std::string print_matches(const RuleLine& line, Era era) {
    std::string text = print_id("user", line.user, era) + print_id("group", line.group, era);
    const bool may_be_tcp = line.protocol == 0 || line.protocol == 6;
    if (line.flags_set != 0 || line.flags_mask != 0) {
        text += " flags " + print_flags(line.flags_set) + "/" + print_flags(line.flags_mask);
    } else if ((line.action == RuleAction::pass || line.action == RuleAction::match) && may_be_tcp &&
               !line.written->fragment && line.state != StateKind::no && keeps_state_by_default(era)) {
        text += " flags any";
    }
    if (line.icmp) {
        const IcmpItem& icmp = *line.icmp;
        const bool v6 = line.family == Family::ipv6;
        const std::string_view type = icmp_type_name(icmp.type, v6);
        text += v6 ? " icmp6-type " : " icmp-type ";
        text += type.empty() ? std::to_string(icmp.type) : std::string(type);
        if (icmp.code >= 0) {
            const std::string_view code = icmp_code_name(icmp.type, icmp.code, v6);
            text += " code " + (code.empty() ? std::to_string(icmp.code) : std::string(code));
        }
    }
    return text + (line.written->details().tos ? fmt::format(" tos 0x{:02x}", *line.written->details().tos) : "");
}

std::string print_state(const RuleLine& line, Era era) {
    const std::string options = print_state_options(line.options);
    std::string text;
    switch (line.state) {
    case StateKind::keep:
        if (era != Era::openbsd || !options.empty()) {
            text = " keep state";
        }
        break;
    case StateKind::modulate: text = " modulate state"; break;
    case StateKind::synproxy: text = " synproxy state"; break;
    default: text = line.action == RuleAction::pass && keeps_state_by_default(era) ? " no state" : ""; break;
    }
    if (line.written->details().probability) {
        text += " probability " + print_percent(*line.written->details().probability) + "%";
    }
    return text + options;
}

std::string print_set(const RuleLine& line, bool with_queue) {
    const RuleStatement& rule = *line.written;
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (rule.details().set_prio) {
        add(rule.details().set_prio->first == rule.details().set_prio->second
                ? fmt::format("prio {}", rule.details().set_prio->first)
                : fmt::format("prio({}, {})", rule.details().set_prio->first, rule.details().set_prio->second));
    }
    if (with_queue && !rule.details().queue.empty()) {
        add(rule.details().priority_queue.empty()
                ? fmt::format("queue {}", rule.details().queue)
                : fmt::format("queue({}, {})", rule.details().queue, rule.details().priority_queue));
    }
    if (rule.details().set_tos) {
        add(fmt::format("tos 0x{:02x}", *rule.details().set_tos));
    }
    if (rule.details().set_delay) {
        add(fmt::format("delay {}", *rule.details().set_delay));
    }
    if (text.empty()) {
        return "";
    }
    return with_queue ? " set (" + text + ")" : " set ( " + text + " )";
}

std::string print_old_scrub(const RuleLine& line) {
    const ScrubOptions& scrub = line.written->details().scrub;
    std::string text;
    text += scrub.no_df ? " no-df" : "";
    text += scrub.random_id ? " random-id" : "";
    text += scrub.min_ttl ? fmt::format(" min-ttl {}", *scrub.min_ttl) : "";
    text += scrub.max_mss ? fmt::format(" max-mss {}", *scrub.max_mss) : "";
    text += scrub.set_tos ? fmt::format(" set-tos 0x{:02x}", *scrub.set_tos) : "";
    text += line.written->allow_options ? " allow-opts" : "";
    if (line.action == RuleAction::scrub) {
        text += scrub.reassemble_tcp ? " reassemble tcp" : "";
        using Fragments = ScrubOptions::Fragments;
        text += scrub.fragments == Fragments::crop       ? " fragment crop"
                : scrub.fragments == Fragments::drop_ovl ? " fragment drop-ovl"
                : scrub.fragments == Fragments::none     ? " fragment no reassemble"
                                                         : " fragment reassemble";
    }
    return text;
}

std::string print_new_scrub(const RuleLine& line) {
    const ScrubOptions& scrub = line.written->details().scrub;
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " ") + part; };
    if (scrub.no_df) {
        add("no-df");
    }
    if (scrub.random_id) {
        add("random-id");
    }
    if (scrub.min_ttl) {
        add(fmt::format("min-ttl {}", *scrub.min_ttl));
    }
    if (scrub.set_tos) {
        add(fmt::format("set-tos 0x{:02x}", *scrub.set_tos));
    }
    if (scrub.reassemble_tcp) {
        add("reassemble tcp");
    }
    if (scrub.max_mss) {
        add(fmt::format("max-mss {}", *scrub.max_mss));
    }
    return (text.empty() ? "" : " scrub (" + text + ")") + (line.written->allow_options ? " allow-opts" : "");
}

std::string print_names(const RuleLine& line, Era era) {
    const RuleStatement& rule = *line.written;
    std::string text;
    for (std::size_t i = 0; i < rule.details().labels.size(); ++i) {
        const std::string label = i == 0 ? line.label : std::string(rule.details().labels[i]);
        text += label.empty() ? "" : fmt::format(" label \"{}\"", label);
    }
    text += rule.details().ridentifier ? fmt::format(" ridentifier {}", *rule.details().ridentifier) : "";
    if (rule.details().dummynet_numbers.size() == 2) {
        text += fmt::format(" {}({}, {})", rule.details().dummynet, rule.details().dummynet_numbers[0],
                            rule.details().dummynet_numbers[1]);
    } else if (rule.details().dummynet_numbers.size() == 1) {
        text += fmt::format(" {} {}", rule.details().dummynet, rule.details().dummynet_numbers[0]);
    }
    text += rule.once ? " once" : "";
    if (era != Era::openbsd && !rule.details().queue.empty()) {
        text += rule.details().priority_queue.empty()
                    ? fmt::format(" queue {}", rule.details().queue)
                    : fmt::format(" queue({}, {})", rule.details().queue, rule.details().priority_queue);
    }
    text += line.tag.empty() ? "" : " tag " + line.tag;
    if (rule.has_tagged) {
        text += rule.not_tagged ? " ! tagged " : " tagged ";
        text += line.tagged;
    }
    return text;
}

}  // namespace lyncgate::pf
