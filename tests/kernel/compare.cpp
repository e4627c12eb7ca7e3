#include "kernel/compare.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <sstream>

#include <fmt/core.h>

#include "net/protocol.hpp"

namespace lyncgate::kernel {

namespace {

using iptables::testing::Probe;

Packet as_model(const Probe& probe, const Firewall& firewall) {
    Packet packet;
    packet[Field::source] = probe.source.number();
    packet[Field::destination] = probe.destination.number();
    packet[Field::protocol] = probe.protocol;
    packet[Field::source_port] = probe.source_port;
    packet[Field::destination_port] = probe.destination_port;
    packet[Field::icmp] = icmp_value(probe.icmp_type, probe.icmp_code);
    packet[Field::tcp_flags] = probe.protocol == 6 ? probe.tcp_flags : 0;
    packet[Field::state] = static_cast<Value>(probe.state == iptables::state_invalid       ? State::invalid
                                              : probe.state == iptables::state_established ? State::established
                                              : probe.state == iptables::state_related     ? State::related
                                                                                           : State::new_);
    packet[Field::ingress] = probe.in.empty() ? 0 : *firewall.find_interface(probe.in);
    return packet;
}

/// How the packet left, where the model claims to know; empty when it agrees.
std::string difference(const Firewall& firewall, const Walk& walk, const Passed& passed) {
    const auto wrong = [&](Field field, Value value) {
        return !walk.unknown[index_of(field)] && walk.arrived[field] != value;
    };
    if (walk.delivered != passed.delivered && !walk.unknown[index_of(Field::destination)]) {
        return passed.delivered ? "the kernel delivers it, the model does not"
                                : "the model delivers it, the kernel does not";
    }
    if (wrong(Field::source, passed.probe.source.number()) ||
        wrong(Field::destination, passed.probe.destination.number())) {
        return fmt::format("addresses: kernel {} -> {}", to_string(passed.probe.source),
                           to_string(passed.probe.destination));
    }
    if (wrong(Field::source_port, passed.probe.source_port) ||
        wrong(Field::destination_port, passed.probe.destination_port)) {
        return fmt::format("ports: kernel {} -> {}", passed.probe.source_port, passed.probe.destination_port);
    }
    if (wrong(Field::mark, passed.mark)) {
        return fmt::format("mark: kernel {:#x}", passed.mark);
    }
    if (!passed.delivered && !walk.unknown[index_of(Field::egress)]) {
        const std::string& out = firewall.interfaces[static_cast<std::size_t>(walk.arrived[Field::egress])].name;
        return out == passed.out ? std::string()
                                 : fmt::format("leaves by {} in the kernel, by {} in the model", passed.out, out);
    }
    return {};
}

void report(Tally& tally, std::string_view what, const std::string& about, const std::string& text) {
    if (++tally.wrong == 1) {
        fmt::print(stderr, "{}\n  {}\n{}", what, about, text);
    }
}

/// The packets that met each rule of the chains FORWARD: "filter FORWARD", place from 1. Packets are forwarded only
/// when they are probes, while other chains also see what the machine answers to them.
using Counts = std::map<std::pair<std::string, std::uint32_t>, std::uint64_t>;

Counts counts_of(const std::vector<Walk>& walks) {
    Counts counts;
    for (const Walk& walk : walks) {
        std::set<std::pair<std::string, std::uint32_t>> met;
        for (const Step& step : walk.steps) {
            if (step.rule != nullptr && step.rule->number != 0 && step.chain->name == "FORWARD") {
                met.emplace(step.stage->label, step.rule->number);
            }
        }
        for (const auto& one : met) {
            ++counts[one];
        }
    }
    return counts;
}

/// The same of what iptables-save -c prints: "[packets:bytes] -A FORWARD ...". Takes out of `ours` what cannot be
/// compared.
Counts counts_of(const std::string& saved, Counts& ours) {
    Counts counts;
    std::istringstream lines(saved);
    std::string line;
    std::string label;
    std::uint32_t number = 0;
    while (std::getline(lines, line)) {
        if (line.starts_with('*')) {
            label = line.substr(1) + " FORWARD";
            number = 0;
        } else if (line.starts_with('[') && line.find("] -A FORWARD") != std::string::npos) {
            const std::uint64_t packets = std::strtoull(line.c_str() + 1, nullptr, 10);
            ++number;
            if (line.find("-j CONNMARK") != std::string::npos) {
                // What has no connection has no mark either: the model leaves such packets out of the rule.
                ours.erase({label, number});
            } else if (packets != 0) {
                counts[{label, number}] = packets;
            }
        }
    }
    return counts;
}

}  // namespace

std::string describe(const Probe& probe) {
    return fmt::format("{}:{} -> {}:{} proto {} flags {} icmp {}/{} state {}{} in '{}'", to_string(probe.source),
                       probe.source_port, to_string(probe.destination), probe.destination_port, probe.protocol,
                       probe.tcp_flags, probe.icmp_type, probe.icmp_code, probe.state, probe.reply ? " (reply)" : "",
                       probe.in);
}

Walk compare(Tally& tally, const Firewall& firewall, const Probe& probe, const Passed* passed,
             const std::string& text) {
    const Walk walked = walk(firewall, as_model(probe, firewall), probe.in.empty() ? From::itself : From::outside);
    ++tally.packets;
    tally.passed += passed != nullptr ? 1 : 0;
    if (walked.fate == Fate::unknown) {
        ++tally.unknown;
        for (const DoubtId doubt : walked.doubts) {
            ++tally.reasons[firewall.reason_of(doubt).reason];
        }
        return walked;
    }
    if ((walked.fate == Fate::accept) != (passed != nullptr)) {
        report(tally, passed != nullptr ? "the kernel accepts, the model drops" : "the kernel drops, the model accepts",
               describe(probe), text);
    } else if (passed != nullptr) {
        const std::string how = difference(firewall, walked, *passed);
        if (!how.empty()) {
            report(tally, how, describe(probe), text);
        }
    }
    return walked;
}

void compare_counters(Tally& tally, const std::vector<Walk>& walks, const std::string& saved, const std::string& text) {
    const bool certain = std::all_of(walks.begin(), walks.end(), [](const Walk& walk) {
        return walk.fate != Fate::unknown &&
               std::all_of(walk.steps.begin(), walk.steps.end(), [](const Step& step) { return step.certain; });
    });
    if (!certain) {
        return;
    }
    Counts met = counts_of(walks);
    const Counts kernels = counts_of(saved, met);
    const Counts& ours = met;
    tally.counted += static_cast<int>(ours.size());
    if (ours == kernels) {
        return;
    }
    std::string how;
    for (const Counts* const side : {&kernels, &ours}) {
        how += side == &kernels ? "kernel:" : "; model:";
        for (const auto& [rule, packets] : *side) {
            how += fmt::format(" {} {}: {}", rule.first, rule.second, packets);
        }
    }
    report(tally, "rules have met other packets", how, text);
}

}  // namespace lyncgate::kernel
