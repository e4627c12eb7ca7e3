#include "model/dump.hpp"

#include <utility>

#include <fmt/format.h>

#include "model/describe.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

constexpr std::size_t most_words = 16;

std::string show_set(Field field, const Set& set, const Firewall& firewall) {
    if (field == Field::ingress || field == Field::egress) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < firewall.interfaces.size(); ++i) {
            if (set.contains(i)) {
                names.push_back(firewall.interfaces[i].name);
            }
        }
        return listed(names, most_words);
    }
    if (field == Field::mark || field == Field::connmark) {
        return listed(describe_ports(set), most_words);
    }
    return listed(describe_values(field, set), most_words);
}

std::string show_box(const Box& box, const Firewall& firewall) {
    std::string text;
    for (const Field field : all_fields) {
        if (box[field] != nullptr) {
            text += fmt::format("{}{} {}", text.empty() ? "" : "; ", name_of(field),
                                show_set(field, *box[field], firewall));
        }
    }
    return text.empty() ? "any packet" : text;
}

std::string show_number(Field field, Value value) {
    if (field == Field::source || field == Field::destination) {
        return to_string(Address::at(value));
    }
    return std::to_string(static_cast<std::uint64_t>(value));
}

std::string show_rewrite(const Rewrite& rewrite, const Firewall& firewall) {
    const std::string_view field = name_of(rewrite.field);
    if (const auto* const bits = std::get_if<Bits>(&rewrite.change)) {
        if (bits->keep == 0) {
            return fmt::format("{} := {}", field, show_number(rewrite.field, bits->flip));
        }
        return fmt::format("{} := ({} & {:#x}) ^ {:#x}", field, field, static_cast<std::uint64_t>(bits->keep),
                           static_cast<std::uint64_t>(bits->flip));
    }
    if (const auto* const shift = std::get_if<Shift>(&rewrite.change)) {
        return fmt::format("{} += {}", field, static_cast<std::int64_t>(shift->delta));
    }
    const Set* const from = std::get<Choose>(rewrite.change).from;
    return fmt::format("{} := one of {}", field, from == nullptr ? "any" : show_set(rewrite.field, *from, firewall));
}

std::string show_action(const Action& action, const Firewall& firewall) {
    if (const auto* const decide = std::get_if<Decide>(&action)) {
        return std::string(name_of(decide->verdict));
    }
    if (const auto* const call = std::get_if<Call>(&action)) {
        return fmt::format("call {}{}", firewall.chains[call->chain].name, call->restores ? " and restore" : "");
    }
    if (const auto* const jump = std::get_if<Goto>(&action)) {
        return fmt::format("goto {}", firewall.chains[jump->chain].name);
    }
    if (std::holds_alternative<Return>(action)) {
        return "return";
    }
    return std::holds_alternative<Unclear>(action) ? "unclear" : "pass";
}

std::string show_rule(const Rule& rule, const Firewall& firewall) {
    std::string text = fmt::format("  {:>4}  line {:<5} ", rule.number, line_of(rule.origin));
    if (rule.match.boxes.empty()) {
        text += "never";
    }
    std::string_view between;
    for (const Box& box : rule.match.boxes) {
        text += std::exchange(between, " | ");
        text += show_box(box, firewall);
    }
    for (const DoubtId doubt : rule.match.doubts) {
        text += fmt::format(" ?({})", firewall.reason_of(doubt).reason);
    }
    for (const Rewrite& rewrite : rule.rewrites) {
        text += "  [" + show_rewrite(rewrite, firewall) + "]";
    }
    return text + "  -> " + show_action(rule.action, firewall) + "\n";
}

std::string show_stages(std::string_view title, const std::vector<Stage>& stages, const Firewall& firewall) {
    std::string text = fmt::format("{}:", title);
    for (const Stage& stage : stages) {
        text += fmt::format(" {} ({});", stage.label, firewall.chains[stage.chain].name);
    }
    return text + (stages.empty() ? " nothing\n" : "\n");
}

std::string_view name_of(Protection protection) {
    switch (protection) {
    case Protection::protect: return "protect";
    case Protection::bypass: return "bypass";
    case Protection::discard: return "discard";
    case Protection::optional_: return "protect if the peer can";
    }
    return "protect";
}

}  // namespace

std::string dump(const Firewall& firewall) {
    std::string text = fmt::format("firewall {} ({})\n", firewall.name.empty() ? "-" : firewall.name, firewall.dialect);
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        const Interface& interface = firewall.interfaces[i];
        text += fmt::format("interface {}: addresses {}; networks {}\n", interface.name,
                            listed(describe_addresses(interface.addresses), most_words),
                            listed(describe_addresses(interface.networks), most_words));
    }
    text += show_stages("entering", firewall.entering, firewall);
    text += show_stages("forwarded", firewall.forwarded, firewall);
    text += show_stages("delivered", firewall.delivered, firewall);
    text += show_stages("originated", firewall.originated, firewall);
    for (const Chain& chain : firewall.chains) {
        text += fmt::format("chain {}{}\n", chain.name,
                            chain.policy ? fmt::format(" policy {}", lyncgate::name_of(*chain.policy)) : std::string{});
        for (const Rule& rule : chain.rules) {
            text += show_rule(rule, firewall);
        }
    }
    for (const Tunnel& tunnel : firewall.tunnels) {
        text += fmt::format("tunnel {} line {}: {}{}{}\n", tunnel.name, line_of(tunnel.origin),
                            name_of(tunnel.protection), tunnel.peer.empty() ? "" : ", peer " + tunnel.peer,
                            tunnel.interface.empty() ? "" : ", on " + tunnel.interface);
        for (const Box& box : tunnel.packets) {
            text += fmt::format("    {}\n", show_box(box, firewall));
        }
        for (const DoubtId doubt : tunnel.doubts) {
            text += fmt::format("    ?({})\n", firewall.reason_of(doubt).reason);
        }
    }
    return text;
}

}  // namespace lyncgate
