#include "bench/model_firewall.hpp"

#include "net/address.hpp"

namespace lyncgate::bench {

namespace {

Set addresses(const Network& network) {
    return addresses_of({Address::v4(network.address), network.length});
}

}  // namespace

Firewall as_firewall(const std::vector<PlainRule>& rules) {
    Firewall firewall;
    firewall.name = "generated";
    SetPool& pool = *firewall.pool;
    const Set inside = addresses({10U << 24U, 8});
    firewall.interfaces.push_back({"outside", {}, subtract(any_address(), inside)});
    firewall.interfaces.push_back({"inside", {}, inside});
    Chain chain;
    chain.name = "generated";
    chain.policy = Verdict::drop;
    chain.rules.reserve(rules.size());
    for (const PlainRule& plain : rules) {
        Rule rule;
        Box box;
        assign(box, Field::source, plain.source.length == 0 ? any_ipv4() : addresses(plain.source), pool);
        assign(box, Field::destination, plain.destination.length == 0 ? any_ipv4() : addresses(plain.destination),
               pool);
        if (!plain.any_protocol) {
            assign(box, Field::protocol, Set(plain.udp ? 17 : 6), pool);
        }
        if (plain.low != 0) {
            assign(box, Field::destination_port, Set(plain.low, plain.high), pool);
        }
        rule.match.boxes = {box};
        rule.action = Decide{plain.accept ? Verdict::accept : Verdict::drop};
        rule.number = static_cast<std::uint32_t>(chain.rules.size() + 1);
        chain.rules.push_back(std::move(rule));
    }
    firewall.chains.push_back(std::move(chain));
    firewall.forwarded.push_back({0, "generated"});
    prepare(firewall);
    return firewall;
}

}  // namespace lyncgate::bench
