#include "checks/excess_words.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "net/protocol.hpp"

namespace lyncgate {

namespace {

/// SSH, Telnet, RPC, NetBIOS, SNMP, SMB, IPMI, SQL Server, RDP, VNC, WinRM.
constexpr std::array<std::uint16_t, 16> management_ports = {22,  23,   135,  137,  138,  139,  161,  445,
                                                            623, 1433, 1434, 3389, 5900, 5985, 5986, 47001};

constexpr Value tcp = static_cast<Value>(Protocol::tcp);
constexpr Value udp = static_cast<Value>(Protocol::udp);

bool is_icmp(const Set& protocols) {
    return covers(unite(Set(static_cast<Value>(Protocol::icmp)), Set(static_cast<Value>(Protocol::icmp6))), protocols);
}

void add_box(ExcessFacts& facts, const Box& box) {
    facts.any_protocol = facts.any_protocol || box[Field::protocol] == nullptr;
    const Set& protocols = values_of(box, Field::protocol);
    const Set& ports = values_of(box, Field::destination_port);
    facts.protocols = unite(facts.protocols, protocols);
    if (protocols.contains(tcp)) {
        facts.tcp_ports = unite(facts.tcp_ports, ports);
    }
    if (protocols.contains(udp)) {
        facts.udp_ports = unite(facts.udp_ports, ports);
    }
    facts.sources = unite(facts.sources, values_of(box, Field::source));
    facts.destinations = unite(facts.destinations, values_of(box, Field::destination));
    facts.width += volume_of(box);
}

std::string ports_of(std::string_view protocol, const Set& ports) {
    if (ports.empty()) {
        return {};
    }
    if (ports == domain_of(Field::destination_port)) {
        return fmt::format("all {} ports", protocol);
    }
    return fmt::format("{} {}", protocol, listed(describe_ports(ports), 4));
}

}  // namespace

ExcessFacts facts_of(const Excess& excess, const Set& servers, const Set& outside) {
    ExcessFacts facts;
    facts.leaving_only = true;
    for (const ExcessPart& part : excess.parts) {
        facts.leaving_only = facts.leaving_only && !part.question->to_servers;
        for (const Box& box : part.possible) {
            add_box(facts, box);
            facts.from_internet =
                facts.from_internet || (part.question->internet && !disjoint(values_of(box, Field::source), outside));
        }
        for (const Box& box : part.needed) {
            facts.needed_width += volume_of(box);
        }
    }
    facts.icmp_only = !facts.protocols.empty() && is_icmp(facts.protocols);
    facts.from_servers_only = !facts.sources.empty() && covers(servers, facts.sources);
    return facts;
}

std::string traffic_of(const ExcessFacts& facts) {
    if (facts.any_protocol && facts.tcp_ports == domain_of(Field::destination_port)) {
        return "any protocol";
    }
    std::vector<std::string> words;
    for (const std::string& text : {ports_of("tcp", facts.tcp_ports), ports_of("udp", facts.udp_ports)}) {
        if (!text.empty()) {
            words.push_back(text);
        }
    }
    const Set others = subtract(facts.protocols, unite(Set(tcp), Set(udp)));
    if (others.size() > 4) {
        words.emplace_back("every other protocol");
    } else if (!others.empty()) {
        words.push_back(listed(describe_protocols(others), 4));
    }
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
    }
    return text.empty() ? "traffic" : text;
}

std::string origin_of(const ExcessFacts& facts) {
    if (facts.from_internet) {
        return "from the Internet";
    }
    if (facts.from_servers_only && facts.sources.size() > 4) {
        return "from servers of the site";
    }
    return fmt::format("from {}", listed(describe_addresses(facts.sources), 3));
}

bool has_management_port(const ExcessFacts& facts) {
    return std::any_of(management_ports.begin(), management_ports.end(), [&](std::uint16_t port) {
        return facts.tcp_ports.contains(port) || facts.udp_ports.contains(port);
    });
}

Severity severity_of(const ExcessFacts& facts) {
    if (facts.icmp_only) {
        return Severity::note;
    }
    if (facts.from_internet) {
        return Severity::error;
    }
    const bool dangerous = facts.any_protocol || has_management_port(facts);
    if (facts.leaving_only || facts.from_servers_only) {
        return dangerous ? Severity::warning : Severity::note;
    }
    return dangerous ? Severity::error : Severity::warning;
}

}  // namespace lyncgate
