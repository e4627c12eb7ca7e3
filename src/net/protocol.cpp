#include "net/protocol.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <utility>

namespace lyncgate {

namespace {

struct NamedProtocol {
    std::string_view name;
    std::uint8_t number;
};

// Names of the IANA registry in the spelling of /etc/protocols; the first of a number is the one printed.
constexpr std::array protocol_names = {
    NamedProtocol{"hopopt", 0},       NamedProtocol{"icmp", 1},        NamedProtocol{"igmp", 2},
    NamedProtocol{"ggp", 3},          NamedProtocol{"ipencap", 4},     NamedProtocol{"ip-encap", 4},
    NamedProtocol{"ipip", 94},        NamedProtocol{"st", 5},          NamedProtocol{"tcp", 6},
    NamedProtocol{"egp", 8},          NamedProtocol{"igp", 9},         NamedProtocol{"pup", 12},
    NamedProtocol{"udp", 17},         NamedProtocol{"hmp", 20},        NamedProtocol{"xns-idp", 22},
    NamedProtocol{"rdp", 27},         NamedProtocol{"iso-tp4", 29},    NamedProtocol{"dccp", 33},
    NamedProtocol{"xtp", 36},         NamedProtocol{"ddp", 37},        NamedProtocol{"idpr-cmtp", 38},
    NamedProtocol{"ipv6", 41},        NamedProtocol{"ipv6-route", 43}, NamedProtocol{"ipv6-frag", 44},
    NamedProtocol{"idrp", 45},        NamedProtocol{"rsvp", 46},       NamedProtocol{"gre", 47},
    NamedProtocol{"esp", 50},         NamedProtocol{"ipsec-esp", 50},  NamedProtocol{"ah", 51},
    NamedProtocol{"ipsec-ah", 51},    NamedProtocol{"skip", 57},       NamedProtocol{"ipv6-icmp", 58},
    NamedProtocol{"icmpv6", 58},      NamedProtocol{"icmp6", 58},      NamedProtocol{"ipv6-nonxt", 59},
    NamedProtocol{"ipv6-opts", 60},   NamedProtocol{"rspf", 73},       NamedProtocol{"vmtp", 81},
    NamedProtocol{"eigrp", 88},       NamedProtocol{"ospf", 89},       NamedProtocol{"ospfigp", 89},
    NamedProtocol{"ax.25", 93},       NamedProtocol{"etherip", 97},    NamedProtocol{"encap", 98},
    NamedProtocol{"pim", 103},        NamedProtocol{"ipcomp", 108},    NamedProtocol{"vrrp", 112},
    NamedProtocol{"carp", 112},       NamedProtocol{"l2tp", 115},      NamedProtocol{"isis", 124},
    NamedProtocol{"sctp", 132},       NamedProtocol{"fc", 133},        NamedProtocol{"mobility-header", 135},
    NamedProtocol{"ipv6-mh", 135},    NamedProtocol{"mh", 135},        NamedProtocol{"udplite", 136},
    NamedProtocol{"mpls-in-ip", 137}, NamedProtocol{"manet", 138},     NamedProtocol{"hip", 139},
    NamedProtocol{"shim6", 140},      NamedProtocol{"wesp", 141},      NamedProtocol{"rohc", 142},
    NamedProtocol{"ethernet", 143},   NamedProtocol{"pfsync", 240},
};

bool same_word(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::vector<std::string> describe_numbers(const Set& set, Value last) {
    if (set == Set(0, last)) {
        return {"any"};
    }
    std::vector<std::string> words;
    for (const Interval& interval : set.intervals()) {
        const auto low = static_cast<std::uint64_t>(interval.low);
        const auto high = static_cast<std::uint64_t>(interval.high);
        words.push_back(low == high ? std::to_string(low) : fmt::format("{}-{}", low, high));
    }
    return words;
}

}  // namespace

bool has_ports(Protocol protocol) {
    switch (protocol) {
    case Protocol::tcp:
    case Protocol::udp:
    case Protocol::sctp:
    case Protocol::udplite:
    case Protocol::dccp: return true;
    default: return false;
    }
}

std::optional<Protocol> parse_protocol(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size()) {
        return number <= 255 ? std::optional(static_cast<Protocol>(number)) : std::nullopt;
    }
    const auto* const known = std::find_if(protocol_names.begin(), protocol_names.end(),
                                           [text](const NamedProtocol& p) { return same_word(p.name, text); });
    return known != protocol_names.end() ? std::optional(static_cast<Protocol>(known->number)) : std::nullopt;
}

std::string to_string(Protocol protocol) {
    const auto number = static_cast<std::uint8_t>(protocol);
    const auto* const known = std::find_if(protocol_names.begin(), protocol_names.end(),
                                           [number](const NamedProtocol& p) { return p.number == number; });
    return known != protocol_names.end() ? std::string(known->name) : std::to_string(number);
}

std::vector<std::string> describe_protocols(const Set& set) {
    std::vector<std::string> words;
    for (const Interval& interval : set.intervals()) {
        if (interval.high - interval.low > 8) {
            words.push_back(describe_numbers(Set(interval.low, interval.high), 255).front());
            continue;
        }
        for (Value number = interval.low; number <= interval.high; ++number) {
            words.push_back(to_string(static_cast<Protocol>(number)));
        }
    }
    return words;
}

std::optional<Port> parse_port(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number > 65535) {
        return {};
    }
    return Port{static_cast<std::uint16_t>(number)};
}

std::vector<std::string> describe_ports(const Set& set) {
    return describe_numbers(set, 65535);
}

Set flags_matching(std::uint8_t mask, std::uint8_t set) {
    std::vector<Interval> intervals;
    for (unsigned flags = 0; flags < 256; ++flags) {
        if ((flags & mask) == set) {
            intervals.push_back({flags, flags});
        }
    }
    return Set::of(std::move(intervals));
}

}  // namespace lyncgate
