// Generated rulesets of any size, in every dialect.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace lyncgate::bench {

/// realistic: hosts and networks of zones, services, some wide rules, a few repeats. nested: prefixes inside prefixes
/// with changing verdicts. crossing: rules that constrain one field each, which no order untangles.
enum class Style : std::uint8_t { realistic, nested, crossing };

/// An IPv4 prefix; length 0 is any.
struct Network {
    std::uint32_t address = 0;
    int length = 0;
};

/// One rule, before it is written in a dialect.
struct PlainRule {
    Network source, destination;
    bool udp = false;
    bool any_protocol = false;
    std::uint16_t low = 0, high = 0;  ///< destination ports; 0 to 0: any
    bool accept = false;
};

/// `count` rules; the same seed gives the same rules on every machine.
std::vector<PlainRule> generate(Style style, std::size_t count, std::uint32_t seed);

/// The rules as one filter with default drop, as the dialect's own tools would print it.
std::string as_iptables(const std::vector<PlainRule>& rules);
std::string as_pf(const std::vector<PlainRule>& rules);
std::string as_asa(const std::vector<PlainRule>& rules);

/// A site of a dozen servers between an inside and the Internet, with one firewall that reads `config`.
std::string site_for(const std::string& config, const std::string& outside, const std::string& inside);

}  // namespace lyncgate::bench
