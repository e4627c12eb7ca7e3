// The names that iptables knows for numbers: ICMP messages, reject types, log levels, types of service.
#include <algorithm>
#include <array>

#include "dialects/iptables/values.hpp"

namespace lyncgate::iptables {

namespace {

struct IcmpName {
    std::string_view name;
    std::uint8_t type;
    std::uint8_t code_low;
    std::uint8_t code_high;
};

// RFC 792 and RFC 1812 under the names of the icmp match.
constexpr IcmpName icmp4_names[] = {
    {"echo-reply", 0, 0, 255},
    {"pong", 0, 0, 255},
    {"destination-unreachable", 3, 0, 255},
    {"network-unreachable", 3, 0, 0},
    {"host-unreachable", 3, 1, 1},
    {"protocol-unreachable", 3, 2, 2},
    {"port-unreachable", 3, 3, 3},
    {"fragmentation-needed", 3, 4, 4},
    {"source-route-failed", 3, 5, 5},
    {"network-unknown", 3, 6, 6},
    {"host-unknown", 3, 7, 7},
    {"network-prohibited", 3, 9, 9},
    {"host-prohibited", 3, 10, 10},
    {"TOS-network-unreachable", 3, 11, 11},
    {"TOS-host-unreachable", 3, 12, 12},
    {"communication-prohibited", 3, 13, 13},
    {"host-precedence-violation", 3, 14, 14},
    {"precedence-cutoff", 3, 15, 15},
    {"source-quench", 4, 0, 255},
    {"redirect", 5, 0, 255},
    {"network-redirect", 5, 0, 0},
    {"host-redirect", 5, 1, 1},
    {"TOS-network-redirect", 5, 2, 2},
    {"TOS-host-redirect", 5, 3, 3},
    {"echo-request", 8, 0, 255},
    {"ping", 8, 0, 255},
    {"router-advertisement", 9, 0, 255},
    {"router-solicitation", 10, 0, 255},
    {"time-exceeded", 11, 0, 255},
    {"ttl-exceeded", 11, 0, 255},
    {"ttl-zero-during-transit", 11, 0, 0},
    {"ttl-zero-during-reassembly", 11, 1, 1},
    {"parameter-problem", 12, 0, 255},
    {"ip-header-bad", 12, 0, 0},
    {"required-option-missing", 12, 1, 1},
    {"timestamp-request", 13, 0, 255},
    {"timestamp-reply", 14, 0, 255},
    {"address-mask-request", 17, 0, 255},
    {"address-mask-reply", 18, 0, 255},
};

// RFC 4443, RFC 4861 and RFC 2710 under the names of the icmp6 match.
constexpr IcmpName icmp6_names[] = {
    {"destination-unreachable", 1, 0, 255},
    {"no-route", 1, 0, 0},
    {"communication-prohibited", 1, 1, 1},
    {"beyond-scope", 1, 2, 2},
    {"address-unreachable", 1, 3, 3},
    {"port-unreachable", 1, 4, 4},
    {"failed-policy", 1, 5, 5},
    {"reject-route", 1, 6, 6},
    {"packet-too-big", 2, 0, 255},
    {"time-exceeded", 3, 0, 255},
    {"ttl-exceeded", 3, 0, 255},
    {"ttl-zero-during-transit", 3, 0, 0},
    {"ttl-zero-during-reassembly", 3, 1, 1},
    {"parameter-problem", 4, 0, 255},
    {"bad-header", 4, 0, 0},
    {"unknown-header-type", 4, 1, 1},
    {"unknown-option", 4, 2, 2},
    {"echo-request", 128, 0, 255},
    {"ping", 128, 0, 255},
    {"echo-reply", 129, 0, 255},
    {"pong", 129, 0, 255},
    {"mld-listener-query", 130, 0, 255},
    {"mld-listener-report", 131, 0, 255},
    {"mld-listener-done", 132, 0, 255},
    {"mld-listener-reduction", 132, 0, 255},
    {"router-solicitation", 133, 0, 255},
    {"router-advertisement", 134, 0, 255},
    {"neighbour-solicitation", 135, 0, 255},
    {"neighbor-solicitation", 135, 0, 255},
    {"neighbour-advertisement", 136, 0, 255},
    {"neighbor-advertisement", 136, 0, 255},
    {"redirect", 137, 0, 255},
};

template<std::size_t N>
bool one_of(std::string_view text, const std::array<std::string_view, N>& words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return same_word(word, text); });
}

template<std::size_t N>
std::optional<IcmpIs> by_name(std::string_view text, const IcmpName (&names)[N]) {
    const IcmpName* found = nullptr;
    for (const IcmpName& row : names) {
        if (same_word(row.name, text)) {
            return IcmpIs{false, row.type, row.code_low, row.code_high, false};
        }
        if (!text.empty() && same_word(row.name.substr(0, text.size()), text)) {
            if (found != nullptr) {
                return {};
            }
            found = &row;
        }
    }
    return found != nullptr ? std::optional(IcmpIs{false, found->type, found->code_low, found->code_high, false})
                            : std::nullopt;
}

}  // namespace

std::optional<IcmpIs> read_icmp_type(std::string_view text, Family family) {
    if (text.empty()) {
        return {};
    }
    if (text[0] < '0' || text[0] > '9') {
        if (family == Family::ipv4 && same_word(text, "any")) {
            return IcmpIs{true, 255, 0, 255, false};
        }
        return family == Family::ipv4 ? by_name(text, icmp4_names) : by_name(text, icmp6_names);
    }
    const std::size_t slash = text.find('/');
    const std::optional<std::uint64_t> type = read_number(text.substr(0, slash), 0, 255);
    if (!type) {
        return {};
    }
    // Type 255 is "any" to the IPv4 match in the kernel, whatever the code.
    IcmpIs match{family == Family::ipv4 && *type == 255, static_cast<std::uint8_t>(*type), 0, 255, false};
    if (slash != std::string_view::npos) {
        const std::optional<NumberRange> code = read_range(text.substr(slash + 1), 0, 255);
        if (!code) {
            return {};
        }
        match.code_low = static_cast<std::uint8_t>(code->low);
        match.code_high = static_cast<std::uint8_t>(code->high);
    }
    return match;
}

/// A hexadecimal digit, or the X of somebody who published his ruleset without his addresses: no verdict depends on it.
static bool hex_or_blacked_out(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == 'X' || c == 'x';
}

bool is_mac(std::string_view text) {
    if (text.size() != 17) {
        return false;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool fine = i % 3 == 2 ? text[i] == ':' : hex_or_blacked_out(text[i]);
        if (!fine) {
            return false;
        }
    }
    return true;
}

bool is_rate(std::string_view text) {
    const std::size_t slash = text.find('/');
    std::string_view amount = text.substr(0, slash);
    while (!amount.empty() && (amount.back() < '0' || amount.back() > '9')) {
        amount.remove_suffix(1);  // hashlimit counts bytes too: `512kb/s`
    }
    if (!read_number(amount, 1, 0xffffffffff)) {
        return false;
    }
    if (slash == std::string_view::npos) {
        return true;
    }
    const std::string_view unit = text.substr(slash + 1);
    static constexpr std::array<std::string_view, 4> units = {"second", "minute", "hour", "day"};
    return !unit.empty() && std::any_of(units.begin(), units.end(), [&](std::string_view full) {
        return same_word(full.substr(0, unit.size()), unit);
    });
}

bool is_log_level(std::string_view text) {
    static constexpr std::array<std::string_view, 11> names = {"emerg",   "panic", "alert",  "crit", "error", "err",
                                                               "warning", "warn",  "notice", "info", "debug"};
    return read_number(text, 0, 7) || one_of(text, names);
}

bool is_tos(std::string_view text) {
    static constexpr std::array<std::string_view, 5> names = {
        "Minimize-Delay", "Maximize-Throughput", "Maximize-Reliability", "Minimize-Cost", "Normal-Service"};
    const std::size_t slash = text.find('/');
    return one_of(text, names) || (read_number(text.substr(0, slash), 0, 255) &&
                                   (slash == std::string_view::npos || read_number(text.substr(slash + 1), 0, 255)));
}

bool is_reject_type(std::string_view text, Family family) {
    static constexpr std::array<std::string_view, 16> types4 = {"icmp-net-unreachable",
                                                                "net-unreach",
                                                                "icmp-host-unreachable",
                                                                "host-unreach",
                                                                "icmp-proto-unreachable",
                                                                "proto-unreach",
                                                                "icmp-port-unreachable",
                                                                "port-unreach",
                                                                "icmp-net-prohibited",
                                                                "net-prohib",
                                                                "icmp-host-prohibited",
                                                                "host-prohib",
                                                                "tcp-reset",
                                                                "tcp-rst",
                                                                "icmp-admin-prohibited",
                                                                "admin-prohib"};
    static constexpr std::array<std::string_view, 13> types6 = {"icmp6-no-route",
                                                                "no-route",
                                                                "icmp6-adm-prohibited",
                                                                "adm-prohibited",
                                                                "icmp6-addr-unreachable",
                                                                "addr-unreach",
                                                                "icmp6-port-unreachable",
                                                                "port-unreach",
                                                                "tcp-reset",
                                                                "icmp6-policy-fail",
                                                                "policy-fail",
                                                                "icmp6-reject-route",
                                                                "reject-route"};
    // The module compares as many letters as were written.
    const auto begins = [&](std::string_view full) {
        return !text.empty() && same_word(full.substr(0, text.size()), text);
    };
    return family == Family::ipv4 ? std::any_of(types4.begin(), types4.end(), begins)
                                  : std::any_of(types6.begin(), types6.end(), begins);
}

}  // namespace lyncgate::iptables
