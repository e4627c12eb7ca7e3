#include "bench/generate.hpp"

#include <array>
#include <fmt/format.h>
#include <iterator>
#include <random>

namespace lyncgate::bench {

namespace {

using Random = std::mt19937;

std::uint32_t below(Random& random, std::uint32_t limit) {
    return static_cast<std::uint32_t>(random() % limit);
}

std::uint32_t mask_of(int length) {
    return length == 0 ? 0 : ~std::uint32_t{0} << (32 - length);
}

Network network(std::uint32_t address, int length) {
    return {address & mask_of(length), length};
}

constexpr std::array<std::uint16_t, 14> services = {22,  25,  53,   80,   110,  123,  389,
                                                    443, 445, 1433, 3389, 5061, 5269, 8080};

/// A host or a network of one of sixty-four zones of 10/8.
Network inside(Random& random) {
    const std::uint32_t zone = 10U << 24U | below(random, 64) << 18U;
    const std::array<int, 6> lengths = {32, 32, 32, 28, 24, 20};
    return network(zone | below(random, 1U << 18U), lengths[below(random, lengths.size())]);
}

Network outside(Random& random) {
    return network(0x20000000U + below(random, 0x60000000U), below(random, 3) == 0 ? 16 : 32);
}

PlainRule realistic(Random& random) {
    PlainRule rule;
    const std::uint32_t kind = below(random, 100);
    rule.source = kind < 8 ? Network{} : kind < 25 ? outside(random) : inside(random);
    rule.destination = kind >= 96 ? Network{} : inside(random);
    rule.udp = below(random, 4) == 0;
    rule.any_protocol = kind == 50;
    if (!rule.any_protocol) {
        const std::uint32_t ports = below(random, 20);
        rule.low = ports == 0 ? 1024 : services[below(random, services.size())];
        rule.high = ports == 0 ? 65535 : ports == 1 ? static_cast<std::uint16_t>(rule.low + 10) : rule.low;
    }
    rule.accept = below(random, 5) != 0;
    return rule;
}

PlainRule nested(Random& random) {
    PlainRule rule;
    rule.source = network(10U << 24U | below(random, 1U << 24U), 8 + static_cast<int>(below(random, 25)));
    rule.destination = network(10U << 24U | below(random, 1U << 24U), 8 + static_cast<int>(below(random, 25)));
    rule.low = services[below(random, services.size())];
    rule.high = static_cast<std::uint16_t>(rule.low + below(random, 2) * below(random, 1000));
    rule.accept = below(random, 2) == 0;
    return rule;
}

PlainRule crossing(Random& random) {
    PlainRule rule;
    switch (below(random, 3)) {
    case 0: rule.source = inside(random); break;
    case 1: rule.destination = inside(random); break;
    default:
        rule.low = static_cast<std::uint16_t>(1 + below(random, 60000));
        rule.high = static_cast<std::uint16_t>(rule.low + below(random, 200));
    }
    rule.any_protocol = rule.low == 0;
    rule.accept = below(random, 2) == 0;
    return rule;
}

std::string dotted(std::uint32_t address) {
    return fmt::format("{}.{}.{}.{}", address >> 24U, address >> 16U & 255U, address >> 8U & 255U, address & 255U);
}

std::string ports_of(const PlainRule& rule, const char* between) {
    return rule.low == rule.high ? std::to_string(rule.low) : fmt::format("{}{}{}", rule.low, between, rule.high);
}

void add_iptables(fmt::memory_buffer& text, const PlainRule& rule) {
    const auto to = std::back_inserter(text);
    fmt::format_to(to, "-A FORWARD");
    for (const auto& [option, net] : {std::pair{"-s", rule.source}, std::pair{"-d", rule.destination}}) {
        if (net.length != 0) {
            fmt::format_to(to, " {} {}/{}", option, dotted(net.address), net.length);
        }
    }
    if (!rule.any_protocol) {
        const char* const protocol = rule.udp ? "udp" : "tcp";
        fmt::format_to(to, " -p {0} -m {0}", protocol);
        if (rule.low != 0) {
            fmt::format_to(to, " --dport {}", ports_of(rule, ":"));
        }
    }
    fmt::format_to(to, " -j {}\n", rule.accept ? "ACCEPT" : "DROP");
}

std::string pf_end(const Network& net) {
    return net.length == 0 ? "any" : fmt::format("{}/{}", dotted(net.address), net.length);
}

std::string asa_end(const Network& net) {
    if (net.length == 0) {
        return "any4";
    }
    return net.length == 32 ? "host " + dotted(net.address)
                            : fmt::format("{} {}", dotted(net.address), dotted(mask_of(net.length)));
}

}  // namespace

std::vector<PlainRule> generate(Style style, std::size_t count, std::uint32_t seed) {
    Random random(seed);
    std::vector<PlainRule> rules;
    rules.reserve(count);
    while (rules.size() < count) {
        const bool repeat = style == Style::realistic && !rules.empty() && below(random, 50) == 0;
        if (repeat) {
            PlainRule again = rules[below(random, static_cast<std::uint32_t>(rules.size()))];
            again.accept = below(random, 3) != 0 ? again.accept : !again.accept;
            rules.push_back(again);
            continue;
        }
        rules.push_back(style == Style::realistic ? realistic(random)
                        : style == Style::nested  ? nested(random)
                                                  : crossing(random));
    }
    return rules;
}

std::string as_iptables(const std::vector<PlainRule>& rules) {
    fmt::memory_buffer text;
    fmt::format_to(std::back_inserter(text), "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n"
                                             "-A FORWARD -m state --state RELATED,ESTABLISHED -j ACCEPT\n");
    for (const PlainRule& rule : rules) {
        add_iptables(text, rule);
    }
    fmt::format_to(std::back_inserter(text), "COMMIT\n");
    return fmt::to_string(text);
}

std::string as_pf(const std::vector<PlainRule>& rules) {
    fmt::memory_buffer text;
    const auto to = std::back_inserter(text);
    fmt::format_to(to, "block all\n");
    for (const PlainRule& rule : rules) {
        fmt::format_to(to, "{} quick inet", rule.accept ? "pass" : "block");
        if (!rule.any_protocol) {
            fmt::format_to(to, " proto {}", rule.udp ? "udp" : "tcp");
        }
        fmt::format_to(to, " from {} to {}", pf_end(rule.source), pf_end(rule.destination));
        if (rule.low != 0) {
            fmt::format_to(to, " port {}", ports_of(rule, ":"));
        }
        fmt::format_to(to, "\n");
    }
    return fmt::to_string(text);
}

std::string as_asa(const std::vector<PlainRule>& rules) {
    fmt::memory_buffer text;
    const auto to = std::back_inserter(text);
    fmt::format_to(to, "ASA Version 9.1(2)\n!\ninterface GigabitEthernet0/0\n nameif outside\n security-level 0\n"
                       " ip address 198.51.100.1 255.255.255.0\n!\ninterface GigabitEthernet0/1\n nameif inside\n"
                       " security-level 100\n ip address 10.0.0.1 255.0.0.0\n!\n");
    for (const PlainRule& rule : rules) {
        fmt::format_to(to, "access-list outside_in extended {} {} {} {}", rule.accept ? "permit" : "deny",
                       rule.any_protocol ? "ip"
                       : rule.udp        ? "udp"
                                         : "tcp",
                       asa_end(rule.source), asa_end(rule.destination));
        if (rule.low != 0) {
            fmt::format_to(to, " {} {}", rule.low == rule.high ? "eq" : "range", ports_of(rule, " "));
        }
        fmt::format_to(to, "\n");
    }
    fmt::format_to(to, "access-group outside_in in interface outside\n");
    return fmt::to_string(text);
}

std::string site_for(const std::string& config, const std::string& outside, const std::string& inside) {
    return fmt::format(R"(name: generated
scenario: {{edge: scaled-dns-private-nat, director: single, pool: dns-hlb, mediation: none}}
features: [external-access, federation-lync2013]
roles:
  director: 10.8.1.20
  front-end: [10.8.1.11, 10.8.1.12, 10.8.1.13]
  front-end-hlb-vip: 10.8.1.10
  internal-client: [10.64.0.0/16]
  edge-internal: [172.16.2.21, 172.16.2.22]
  reverse-proxy-internal: 172.16.2.30
  edge-external-access: {{addresses: [172.16.1.21], public: [198.51.100.21]}}
  edge-external-webconf: {{addresses: [172.16.1.22], public: [198.51.100.22]}}
  edge-external-av: {{addresses: [172.16.1.23], public: [198.51.100.23]}}
  reverse-proxy-external: {{addresses: 172.16.1.30, public: 198.51.100.30}}
firewalls:
  - name: inner
    config: {}
    interfaces:
      {}: {{addresses: 172.16.2.1/24, networks: [172.16.1.0/24, internet]}}
      {}: {{addresses: 10.0.0.1/8, networks: [10.0.0.0/8]}}
)",
                       config, outside, inside);
}

}  // namespace lyncgate::bench
