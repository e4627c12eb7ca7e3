#include "model/describe.hpp"

#include <fmt/format.h>
#include <string_view>

#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

std::vector<std::string> interface_names(const Set& set, const Firewall& firewall) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < firewall.interfaces.size(); ++i) {
        if (set.contains(i)) {
            names.push_back(firewall.interfaces[i].name);
        }
    }
    return names;
}

/// The fields that a new, unmarked connection in the clear has anyway.
bool goes_without_saying(Field field, const Set& set) {
    switch (field) {
    case Field::mark:
    case Field::connmark:
    case Field::translated:
    case Field::ipsec_in:
    case Field::ipsec_out: return set == Set(0);
    case Field::state: return set == Set(static_cast<Value>(State::new_));
    case Field::tcp_flags: return set == Set(syn);
    case Field::ingress: return true;  // follows from the source address
    default: return false;
    }
}

}  // namespace

DescribedBox describe(const Box& box, const Firewall& firewall) {
    DescribedBox words;
    words.sources = describe_addresses(values_of(box, Field::source));
    words.destinations = describe_addresses(values_of(box, Field::destination));
    words.protocols = describe_values(Field::protocol, values_of(box, Field::protocol));
    words.source_ports = describe_ports(values_of(box, Field::source_port));
    words.destination_ports = describe_ports(values_of(box, Field::destination_port));
    for (const Field field : {Field::icmp, Field::tcp_flags, Field::state, Field::ingress, Field::egress, Field::mark,
                              Field::connmark, Field::translated, Field::ipsec_in, Field::ipsec_out}) {
        const Set* const set = box[field];
        if (set == nullptr || goes_without_saying(field, *set)) {
            continue;
        }
        const bool interface = field == Field::ingress || field == Field::egress;
        const std::vector<std::string> values =
            interface ? interface_names(*set, firewall) : describe_values(field, *set);
        words.others.push_back(fmt::format("{} {}", name_of(field), listed(values, 4)));
    }
    return words;
}

DescribedPacket describe(const Packet& packet, const Firewall& firewall) {
    DescribedPacket words;
    const auto protocol = static_cast<Protocol>(packet[Field::protocol]);
    words.source = to_string(Address::at(packet[Field::source]));
    words.destination = to_string(Address::at(packet[Field::destination]));
    words.protocol = to_string(protocol);
    if (has_ports(protocol)) {
        words.source_port = std::to_string(static_cast<unsigned>(packet[Field::source_port]));
        words.destination_port = std::to_string(static_cast<unsigned>(packet[Field::destination_port]));
    }
    if (protocol == Protocol::icmp || protocol == Protocol::icmp6) {
        words.icmp = describe_values(Field::icmp, Set(packet[Field::icmp])).front();
    }
    if (protocol == Protocol::tcp) {
        words.flags = describe_values(Field::tcp_flags, Set(packet[Field::tcp_flags])).front();
    }
    words.state = describe_values(Field::state, Set(packet[Field::state])).front();
    const auto ingress = static_cast<std::size_t>(packet[Field::ingress]);
    if (ingress != 0 && ingress < firewall.interfaces.size()) {
        words.ingress = firewall.interfaces[ingress].name;
    }
    return words;
}

std::string one_line(const DescribedPacket& packet) {
    const auto end = [](const std::string& address, const std::string& port) {
        if (port.empty()) {
            return address;
        }
        return address.find(':') == std::string::npos ? fmt::format("{}:{}", address, port)
                                                      : fmt::format("[{}]:{}", address, port);
    };
    std::string line = fmt::format("{} {} -> {}", packet.protocol, end(packet.source, packet.source_port),
                                   end(packet.destination, packet.destination_port));
    if (!packet.icmp.empty()) {
        line += " " + packet.icmp;
    }
    if (!packet.flags.empty() && packet.flags != "SYN") {
        line += " flags " + packet.flags;
    }
    if (packet.state != "NEW") {
        line += " state " + packet.state;
    }
    return line;
}

std::string listed(const std::vector<std::string>& words, std::size_t most) {
    std::string text;
    const std::size_t shown = words.size() > most + 1 ? most : words.size();
    for (std::size_t i = 0; i < shown; ++i) {
        text += (i == 0 ? "" : ", ") + words[i];
    }
    return shown < words.size() ? fmt::format("{} and {} more", text, words.size() - shown) : text;
}

std::string one_line(const DescribedBox& box, std::size_t most) {
    const auto ports = [most](const std::vector<std::string>& words) {
        return words.size() == 1 && words[0] == "any" ? std::string{} : " port " + listed(words, most);
    };
    std::string line =
        fmt::format("{} {}{} -> {}{}", listed(box.protocols, most), listed(box.sources, most), ports(box.source_ports),
                    listed(box.destinations, most), ports(box.destination_ports));
    for (const std::string& other : box.others) {
        line += ", " + other;
    }
    return line;
}

std::string describe_rule(const Chain* chain, const Rule* rule) {
    if (rule != nullptr && rule->origin) {
        return fmt::format("line {}", line_of(rule->origin));
    }
    const std::string name = chain == nullptr ? std::string("?") : chain->name;
    if (rule != nullptr) {
        return fmt::format("an implicit rule of {}", name);
    }
    return chain != nullptr && chain->policy_origin
               ? fmt::format("policy of {} (line {})", name, line_of(chain->policy_origin))
               : fmt::format("policy of {}", name);
}

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
    case Verdict::accept: return "accept";
    case Verdict::drop: return "drop";
    case Verdict::reject: return "reject";
    }
    return "drop";
}

}  // namespace lyncgate
