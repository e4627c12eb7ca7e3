// The packets a policy takes: addresses, protocol and ports as these files write them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "dialects/ipsec/policy.hpp"
#include "net/set.hpp"

namespace lyncgate::ipsec {

/// What a selector asks of both ends. Sets are never empty.
struct Selector {
    Set source, destination;
    Set protocols;
    Set source_ports, destination_ports;
};

/// A selector that takes everything.
Selector everything();
/// The packets of a selector; none when addresses of one family face those of the other.
Boxes packets_of(const Selector& selector, SetPool& pool);
/// The same packets the other way round.
Selector reversed(Selector selector);
Boxes reversed(Boxes boxes);

/// `192.0.2.0/24`, `192.0.2.1-192.0.2.9`, `192.0.2.0/255.255.255.0`; nothing else.
std::optional<Set> parse_addresses(std::string_view text);
/// `5061` or `50000-59999`.
std::optional<Set> parse_ports(std::string_view text);

/// Without blanks at both ends.
std::string_view trimmed(std::string_view text);
/// Whether the words are the same but for case.
bool same_word(std::string_view a, std::string_view b);
/// The items of a list with commas between, trimmed; empty ones are left out.
std::vector<std::string_view> items_of(std::string_view list);

/// Orders policies of which the narrowest decides: those inside others come first. Where two that do different things
/// cross, or are the same, neither is known to win: that part becomes a doubtful policy before them.
void narrowest_first(std::vector<Policy>& policies, Firewall& firewall);

/// A policy that may take any packet, because `origin` was not understood.
Policy anything(std::string name, std::string reason, const Origin& origin, Firewall& firewall);

}  // namespace lyncgate::ipsec
