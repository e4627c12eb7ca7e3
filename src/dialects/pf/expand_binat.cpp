// binat-to: one rule that stands for two.
#include "dialects/pf/expand_rule.hpp"

namespace lyncgate::pf {

RuleLine inbound_of_binat(const RuleLine& outbound) {
    RuleLine line = outbound;
    line.direction = Direction::in;
    line.from = outbound.to;
    line.from_port = outbound.to_port;
    line.to = outbound.nat->hosts.front();
    line.to.negated = false;
    line.to_port = outbound.from_port;
    Pool pool = *outbound.nat;
    pool.hosts = {outbound.from};
    pool.hosts.front().negated = false;
    pool.static_port = false;
    line.nat.reset();
    line.rdr = pool;
    return line;
}

void check_binat(const RuleLine& line, std::vector<std::string>& messages) {
    const auto single = [](const Host& host) {
        return host.kind == HostKind::prefix || host.kind == HostKind::name ||
               (host.kind == HostKind::dynamic && host.modifiers.no_alias);
    };
    if (!single(line.from) || line.nat->hosts.size() != 1 || !single(line.nat->hosts.front())) {
        messages.emplace_back("binat-to needs one source address and one address to translate to");
        return;
    }
    if (line.direction != Direction::both) {
        messages.emplace_back("binat-to works in both directions and cannot have one");
    }
    const Host& to = line.nat->hosts.front();
    if (line.from.prefix() && to.prefix() && line.from.prefix()->length != to.prefix()->length) {
        messages.emplace_back("source and address of binat-to are not networks of the same size");
    }
}

}  // namespace lyncgate::pf
