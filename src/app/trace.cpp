#include "app/trace.hpp"

#include <fmt/format.h>

#include "model/describe.hpp"
#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

std::string_view name_of(Fate fate) {
    switch (fate) {
    case Fate::accept: return "accept";
    case Fate::drop: return "drop";
    case Fate::reject: return "reject";
    case Fate::unknown: return "unknown";
    }
    return "unknown";
}

std::string cell(std::string text) {
    if (text.find_first_of(",\"\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? "\"\"" : std::string(1, c == '\n' ? ' ' : c);
    }
    return quoted + "\"";
}

std::string reasons(const Firewall& firewall, const Walk& walk) {
    std::string text;
    for (const DoubtId doubt : walk.doubts) {
        const Doubt& why = firewall.reason_of(doubt);
        text += text.empty() ? "" : "; ";
        text += why.origin ? fmt::format("{} (line {})", why.reason, line_of(why.origin)) : why.reason;
    }
    return text;
}

/// "rule 3 of FORWARD", "policy of FORWARD".
std::string words_for(const Step& step) {
    if (step.rule == nullptr) {
        return fmt::format("policy of {}", step.chain->name);
    }
    return step.rule->number == 0 ? fmt::format("implicit rule of {}", step.chain->name)
                                  : fmt::format("rule {} of {}", step.rule->number, step.chain->name);
}

std::uint32_t line_of_step(const Step& step) {
    return line_of(step.rule != nullptr ? step.rule->origin : step.chain->policy_origin);
}

std::string out_interface(const Firewall& firewall, const Walk& walk) {
    if (walk.delivered) {
        return "local";
    }
    const auto number = static_cast<std::size_t>(walk.arrived[Field::egress]);
    const bool known = !walk.unknown[index_of(Field::egress)] && number != 0 && number < firewall.interfaces.size();
    return known ? firewall.interfaces[number].name : std::string{};
}

std::string known_value(const Walk& walk, Field field) {
    if (walk.unknown[index_of(field)]) {
        return {};
    }
    const Value value = walk.arrived[field];
    return field == Field::source || field == Field::destination ? to_string(Address::at(value))
                                                                 : std::to_string(static_cast<std::uint64_t>(value));
}

}  // namespace

Walk trace(const Firewall& firewall, const Probe& probe) {
    Packet packet = probe.packet;
    std::array<bool, field_count> unknown{};
    if (probe.in_interface == "local") {
        return walk(firewall, packet, From::itself);
    }
    std::optional<std::size_t> ingress;
    if (!probe.in_interface.empty()) {
        ingress = firewall.find_interface(probe.in_interface).value_or(0);
    }
    for (std::size_t i = 1; !ingress && i < firewall.interfaces.size(); ++i) {
        if (firewall.interfaces[i].networks.contains(packet[Field::source])) {
            ingress = i;
        }
    }
    unknown[index_of(Field::ingress)] = !ingress;
    packet[Field::ingress] = ingress.value_or(0);
    return walk(firewall, packet, From::outside, unknown);
}

std::string_view trace_header() {
    return "id,verdict,out_iface,post_src,post_dst,post_sport,post_dport,line,reason\n";
}

std::string trace_row(const Firewall& firewall, const Probe& probe, const Walk& walk) {
    std::string line;
    std::string reason = reasons(firewall, walk);
    if (walk.decider) {
        const Step& step = walk.steps[*walk.decider];
        const std::uint32_t number = line_of_step(step);
        line = number == 0 ? std::string{} : std::to_string(number);
        if (reason.empty()) {
            reason = words_for(step);
        }
    }
    const bool ports = has_ports(static_cast<Protocol>(walk.arrived[Field::protocol]));
    return fmt::format("{},{},{},{},{},{},{},{},{}\n", cell(probe.id), name_of(walk.fate),
                       cell(out_interface(firewall, walk)), known_value(walk, Field::source),
                       known_value(walk, Field::destination),
                       ports ? known_value(walk, Field::source_port) : std::string{},
                       ports ? known_value(walk, Field::destination_port) : std::string{}, line, cell(reason));
}

std::string trace_story(const Firewall& firewall, const Probe& probe, const Walk& walk) {
    std::string text = fmt::format("packet  {}", one_line(describe(probe.packet, firewall)));
    text += probe.in_interface.empty() ? "\n" : fmt::format(", in by {}\n", probe.in_interface);
    const Stage* stage = nullptr;
    for (const Step& step : walk.steps) {
        if (step.stage != stage) {
            stage = step.stage;
            text += fmt::format("\n{}\n", stage->label);
        }
        const std::uint32_t line = line_of_step(step);
        text += fmt::format("  {}{}{}", words_for(step), line == 0 ? std::string{} : fmt::format(", line {}", line),
                            step.certain ? "" : " (may take it)");
        if (step.rule != nullptr) {
            text += fmt::format(": {}", text_of(step.rule->origin));
        } else {
            text += fmt::format(": {}", lyncgate::name_of(*step.chain->policy));
        }
        text += "\n";
        if (step.rewrote) {
            text += fmt::format("    it is now {}\n", one_line(describe(step.after, firewall)));
        }
    }
    const std::string out = out_interface(firewall, walk);
    text += fmt::format("\nverdict {}", name_of(walk.fate));
    if (walk.fate == Fate::accept) {
        text += out.empty()      ? ", the way out is not known"
                : walk.delivered ? ", delivered to the firewall itself"
                                 : fmt::format(", out by {}", out);
    }
    if (walk.decider) {
        text += fmt::format(", by {}", words_for(walk.steps[*walk.decider]));
    }
    const std::string why = reasons(firewall, walk);
    return text + (why.empty() ? "\n" : fmt::format(", because it {}\n", why));
}

}  // namespace lyncgate
