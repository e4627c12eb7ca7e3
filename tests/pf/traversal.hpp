// One packet in one direction: what the interpreter knows while it looks at rules.
#pragma once

#include <string>
#include <string_view>

#include "pf/interpreter.hpp"

namespace lyncgate::pf::testing {

struct Traversal {
    const Machine& machine;
    Probe packet;
    std::string tag;
    std::string out;
    bool inbound = true;
    Answer policy = Answer::drop;
    const RuleStatement* last = nullptr;  ///< the rule that matched last
    std::uint32_t last_line = 0;
    bool ended = false;  ///< a quick rule has matched
    bool guessed = false;
    bool old_translated = false;    ///< by nat, rdr or binat in this direction
    bool match_translated = false;  ///< by a match rule in this direction
    bool stateless = false;         ///< the packet passed this direction and left no state behind

    const std::string& interface() const { return inbound ? packet.in : out; }
    /// An open question: answered by the world.
    bool guess(const Origin& origin, std::uint32_t salt);
};

bool in_prefix(const Address& address, const Prefix& prefix);
const Port* port_named(const Machine& machine, std::string_view name);
/// The interface that the destination lies behind; empty when none does.
std::string route_of(const Machine& machine, const Address& destination);
bool host_matches(Traversal& t, const Host& host, const Address& address, const std::optional<Family>& family);
bool endpoint_matches(Traversal& t, const Endpoint& end, const Address& address, std::uint16_t port,
                      const std::optional<Family>& family);
bool interfaces_match(Traversal& t, List<Interface> interfaces);
/// Everything a rule asks of a packet in this direction.
bool rule_matches(Traversal& t, const RuleStatement& rule, const Origin& origin);
/// The address a pool gives.
Address pool_address(Traversal& t, const Pool& pool, const Address& old, const Origin& origin);
/// nat, rdr and binat of the older syntax. True: the packet passes without meeting the filter.
bool translate_old(Traversal& t, const Block& block);
/// What the rule does to addresses and ports.
void apply_pools(Traversal& t, const RuleStatement& rule, const Origin& origin);

}  // namespace lyncgate::pf::testing
