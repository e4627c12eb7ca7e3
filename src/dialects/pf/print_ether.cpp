// Rules on Ethernet frames as pfctl prints them (print_eth_rule of pfctl_parser.c).
#include <algorithm>

#include <fmt/format.h>

#include "dialects/pf/print.hpp"

namespace lyncgate::pf {
namespace {

std::string print_bytes(const std::array<std::uint8_t, 6>& bytes) {
    return fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", bytes[0], bytes[1], bytes[2], bytes[3], bytes[4],
                       bytes[5]);
}

/// Number of leading one bits; none when the ones are not all in front.
std::optional<int> prefix_length(const std::array<std::uint8_t, 6>& mask) {
    int length = 0;
    bool ended = false;
    for (int bit = 0; bit < 48; ++bit) {
        const bool one = (mask[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1) != 0;
        if (one && ended) {
            return std::nullopt;
        }
        ended = ended || !one;
        length += one ? 1 : 0;
    }
    return length;
}

std::string print_mac(std::string_view word, const std::optional<MacAddress>& mac) {
    if (!mac) {
        return "";
    }
    std::string text = fmt::format(" {} {}{}", word, mac->negated ? "! " : "", print_bytes(mac->address));
    const std::optional<int> length = prefix_length(mac->mask);
    if (length != 48) {
        text += length ? fmt::format("/{}", *length) : "&" + print_bytes(mac->mask);
    }
    return text;
}

std::string print_l3(const Host& from, const Host& to) {
    if (from.kind == HostKind::any && to.kind == HostKind::any) {
        return " l3 all";
    }
    const auto side = [](const Host& host) {
        return std::string(host.negated ? "! " : "") + print_host(host, Era::freebsd);
    };
    return " l3 from " + side(from) + " to " + side(to);
}

std::string print_options(const RuleStatement& rule) {
    std::string text;
    for (const std::string_view label : rule.details().labels) {
        text += fmt::format(" label \"{}\"", label);
    }
    text += rule.details().ridentifier ? fmt::format(" ridentifier {}", *rule.details().ridentifier) : "";
    text += rule.details().queue.empty() ? "" : fmt::format(" queue {}", rule.details().queue);
    text += rule.details().tag.empty() ? "" : fmt::format(" tag {}", rule.details().tag);
    if (rule.has_tagged) {
        text += fmt::format(" {}tagged {}", rule.not_tagged ? "! " : "", rule.details().tagged);
    }
    if (!rule.details().dummynet_numbers.empty()) {
        text += fmt::format(" {} {}", rule.details().dummynet, rule.details().dummynet_numbers.front());
    }
    return text;
}

std::string print_head(const RuleStatement& rule) {
    std::string text = "ether ";
    text += rule.action == RuleAction::anchor ? "anchor" : rule.action == RuleAction::block ? "block" : "pass";
    text += rule.details().anchor.empty() ? "" : fmt::format(" \"{}\"", rule.details().anchor);
    text += rule.direction == Direction::in ? " in" : rule.direction == Direction::out ? " out" : "";
    return text + (rule.quick ? " quick" : "");
}

template<typename T>
std::vector<std::optional<T>> each_or_none(List<T> list) {
    return list.empty() ? std::vector<std::optional<T>>(1) : std::vector<std::optional<T>>(list.begin(), list.end());
}

std::vector<Host> each_or_any(List<Host> hosts) {
    return hosts.empty() ? std::vector<Host>(1) : std::vector<Host>(hosts.begin(), hosts.end());
}

/// Calls `line` with the text of every combination of the lists.
template<typename Line>
void each_line(const EtherRule& ether, Line line) {
    for (const std::optional<Interface>& on : each_or_none(ether.rule.interfaces)) {
        const std::string interface = on ? fmt::format(" on {}{}", on->negated ? "! " : "", on->name) : "";
        const std::string bridge = ether.bridge.empty() ? "" : fmt::format(" bridge-to {}", ether.bridge);
        for (const std::optional<std::uint16_t>& type : each_or_none<std::uint16_t>(ether.types)) {
            const std::string frames = type ? fmt::format(" proto 0x{:04x}", *type) : "";
            for (const std::optional<MacAddress>& source : each_or_none<MacAddress>(ether.from)) {
                for (const std::optional<MacAddress>& target : each_or_none<MacAddress>(ether.to)) {
                    for (const Host& from : each_or_any(ether.rule.from.hosts)) {
                        for (const Host& to : each_or_any(ether.rule.to.hosts)) {
                            line(interface + bridge + frames + print_mac("from", source) + print_mac("to", target) +
                                 print_l3(from, to));
                        }
                    }
                }
            }
        }
    }
}

}  // namespace

void print_ether(const Block& block, int depth, std::string& text) {
    const std::string indent(static_cast<std::size_t>(depth) * 2, ' ');
    for (const Statement& statement : block.statements) {
        const auto* const ether = std::get_if<std::shared_ptr<EtherRule>>(&statement.body);
        if (ether == nullptr || statement.broken) {
            continue;
        }
        const RuleStatement& rule = (*ether)->rule;
        each_line(**ether, [&](const std::string& conditions) {
            text += indent + print_head(rule) + conditions + print_options(rule);
            if (rule.details().block) {
                text += " {\n";
                print_ether(*rule.details().block, depth + 1, text);
                text += indent + "}";
            }
            text += "\n";
        });
    }
}

}  // namespace lyncgate::pf
