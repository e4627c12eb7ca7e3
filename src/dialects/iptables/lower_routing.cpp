// The ways of packets that the machine sends itself.
#include <utility>

#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

constexpr std::string_view loopback = "lo";

/// Sends destinations another way.
struct Router {
    Firewall& firewall;
    lyncgate::Chain chain;

    /// Packets with one of `destinations` (of those in `which`) get `value` in `field`.
    void add(Box which, const Set& destinations, Rewrite change) {
        lyncgate::Rule rule;
        if (narrow(which, Field::destination, destinations, *firewall.pool)) {
            rule.match.boxes = {which};
            rule.rewrites.push_back(std::move(change));
            chain.rules.push_back(std::move(rule));
        }
    }

    Stage stage(std::string label) {
        firewall.chains.push_back(std::move(chain));
        return {static_cast<ChainId>(firewall.chains.size() - 1), std::move(label)};
    }
};

Bits constant(Value value) {
    return {0, value};
}

}  // namespace

Stage way_over_lo(Firewall& firewall, const Set& own) {
    Router router{firewall, {"(routing)", {}, {}, {}}};
    router.add({}, own, {Field::egress, constant(firewall.interface_number(loopback))});
    return router.stage("routing");
}

Stage way_after_translation(Firewall& firewall, const Set& own) {
    Router router{firewall, {"(routing after translation)", {}, {}, {}}};
    Box translated;
    assign(translated, Field::translated, translated_with(destination_rewritten), *firewall.pool);
    router.add(translated, own, {Field::egress, constant(firewall.interface_number(loopback))});
    Set elsewhere = subtract(domain_of(Field::destination), own);
    for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
        const Set behind = subtract(firewall.interfaces[i].networks, own);
        router.add(translated, behind, {Field::egress, constant(i)});
        elsewhere = subtract(elsewhere, behind);
    }
    router.add(translated, elsewhere, {Field::egress, Choose{}});
    return router.stage("routing after translation");
}

Stage arrival_over_lo(Firewall& firewall, const Set& own) {
    Router router{firewall, {"(back over lo)", {}, {}, {}}};
    router.add({}, own, {Field::ingress, constant(firewall.interface_number(loopback))});
    return router.stage("back over lo");
}

}  // namespace lyncgate::iptables
