#include "model/field.hpp"

#include <fmt/format.h>

#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate {

namespace {

constexpr Value last_of(Field field) {
    switch (field) {
    case Field::source:
    case Field::destination: return ~Value{0};
    case Field::protocol:
    case Field::tcp_flags: return 255;
    case Field::source_port:
    case Field::destination_port:
    case Field::icmp:
    case Field::ingress:
    case Field::egress: return 65535;
    case Field::state: return 4;
    case Field::mark:
    case Field::connmark: return 0xffffffffU;
    case Field::translated: return 1023;
    case Field::ipsec_in:
    case Field::ipsec_out: return 1;
    }
    return 0;
}

std::vector<std::string> describe_states(const Set& set) {
    constexpr std::array<std::string_view, 5> names = {"NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED"};
    std::vector<std::string> words;
    for (std::size_t state = 0; state < names.size(); ++state) {
        if (set.contains(state)) {
            words.emplace_back(names[state]);
        }
    }
    return words;
}

std::vector<std::string> describe_flags(const Set& set) {
    constexpr std::array<std::string_view, 8> names = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    if (set.size() > 8) {
        return {fmt::format("{} of 256 flag combinations", static_cast<unsigned>(set.size()))};
    }
    std::vector<std::string> words;
    for (unsigned flags = 0; flags < 256; ++flags) {
        if (set.contains(flags)) {
            std::string word;
            for (std::size_t bit = 0; bit < names.size(); ++bit) {
                if ((flags >> bit & 1) != 0) {
                    word += (word.empty() ? "" : "+") + std::string(names[bit]);
                }
            }
            words.push_back(word.empty() ? "none" : word);
        }
    }
    return words;
}

std::vector<std::string> describe_icmp(const Set& set) {
    std::vector<std::string> words;
    for (const Interval& interval : set.intervals()) {
        const auto low = static_cast<unsigned>(interval.low);
        const auto high = static_cast<unsigned>(interval.high);
        if (low % 256 == 0 && high % 256 == 255) {
            words.push_back(low / 256 == high / 256 ? fmt::format("type {}", low / 256)
                                                    : fmt::format("types {}-{}", low / 256, high / 256));
        } else if (low == high) {
            words.push_back(fmt::format("type {} code {}", low / 256, low % 256));
        } else {
            words.push_back(
                fmt::format("type {} code {} to type {} code {}", low / 256, low % 256, high / 256, high % 256));
        }
    }
    return words;
}

}  // namespace

const Set& domain_of(Field field) {
    static const std::array<Set, field_count> domains = [] {
        std::array<Set, field_count> sets;
        for (const Field each : all_fields) {
            sets[index_of(each)] = Set(0, last_of(each));
        }
        return sets;
    }();
    return domains[index_of(field)];
}

std::string_view name_of(Field field) {
    constexpr std::array<std::string_view, field_count> names = {
        "source", "destination", "protocol",   "source port",      "destination port",
        "ICMP",   "TCP flags",   "state",      "ingress",          "egress",
        "mark",   "connmark",    "translated", "arrived by IPsec", "leaves by IPsec"};
    return names[index_of(field)];
}

std::vector<std::string> describe_values(Field field, const Set& set) {
    if (set == domain_of(field)) {
        return {"any"};
    }
    switch (field) {
    case Field::source:
    case Field::destination: return describe_addresses(set);
    case Field::protocol: return describe_protocols(set);
    case Field::state: return describe_states(set);
    case Field::tcp_flags: return describe_flags(set);
    case Field::icmp: return describe_icmp(set);
    default: return describe_ports(set);
    }
}

}  // namespace lyncgate
