// Faults planted in firewalls that are otherwise exactly what their site needs: each is found, and nothing else.
#include "catch.hpp"

#include <random>

#include "checks/excess.hpp"
#include "net/address.hpp"

namespace lyncgate {

namespace {

using Random = std::mt19937;

constexpr int rounds = 10'000;

unsigned below(Random& random, unsigned limit) {
    return static_cast<unsigned>(random() % limit);
}

Set net(const char* text) {
    return addresses_of(*parse_prefix(text));
}

/// An Edge Server in the perimeter, a Front End inside, clients inside, and the Internet.
struct Deployment {
    explicit Deployment(Random& random) {
        side.name = "gate";
        const Set inside = net("10.0.0.0/16");
        const Set perimeter = net("203.0.113.0/24");
        const Set outside = subtract(any_address(), unite(inside, perimeter));
        model.interfaces.push_back({"outside", {}, outside});
        model.interfaces.push_back({"perimeter", {}, perimeter});
        model.interfaces.push_back({"inside", {}, inside});
        side.interfaces = {{"outside", outside, {}, true, {}},
                           {"perimeter", perimeter, {}, false, {}},
                           {"inside", inside, {}, false, {}}};
        site.firewalls.push_back(side);
        edge = Set(net("203.0.113.5").low() + below(random, 8));
        front_end = Set(net("10.0.0.16").low(), net("10.0.0.16").low() + below(random, 3));
        site.roles["edge-external"] = {edge, {}, false, {}};
        site.roles["front-end"] = {front_end, {}, false, {}};
        site.roles["internal-client"] = {net("10.0.8.0/24"), {}, false, {}};
        site.roles["internet"] = {subtract(any_ipv4(), unite(inside, perimeter)), {}, true, {}};
        media = Set(50'000, 59'999);
        need(site.roles["internet"].addresses, edge, 6, Set(443));
        need(site.roles["internet"].addresses, edge, 17, media);
        need(edge, front_end, 6, Set(5061));
        need(front_end, edge, 6, Set(5061 + below(random, 2)));
        need(net("10.0.8.0/24"), front_end, 6, unite(Set(443), Set(5061)));
        model.chains.push_back({"FORWARD", {}, Verdict::drop, {}});
        for (const RequiredFlow& flow : binding.flows) {
            const bool from_anywhere = flow.source.addresses == site.roles["internet"].addresses;
            add(from_anywhere ? any_ipv4() : flow.source.addresses, flow.destination.addresses, flow.protocols,
                flow.destination_ports, from_anywhere ? 1 : 0, Verdict::accept);
        }
        // What protects the inside from packets that say they come from there is not this check's business.
        std::shuffle(model.chains[0].rules.begin(), model.chains[0].rules.end(), random);
        context.library = &library;
        context.site = &site;
        context.binding = &binding;
    }
    Deployment(const Deployment&) = delete;
    Deployment& operator=(const Deployment&) = delete;

    void need(const Set& from, const Set& to, Value protocol, const Set& ports) {
        RequiredFlow flow;
        flow.requirement = &requirement;
        flow.source.addresses = from;
        flow.destination.addresses = to;
        flow.protocols = Set(protocol);
        flow.source_ports = any_port();
        flow.destination_ports = ports;
        binding.flows.push_back(flow);
    }
    /// A rule; `ingress` 0 is any interface.
    Rule& add(const Set& from, const Set& to, const Set& protocols, const Set& ports, Value ingress, Verdict verdict) {
        Rule rule;
        Box box;
        assign(box, Field::source, from, *model.pool);
        assign(box, Field::destination, to, *model.pool);
        assign(box, Field::protocol, protocols, *model.pool);
        assign(box, Field::destination_port, ports, *model.pool);
        if (ingress != 0) {
            assign(box, Field::ingress, Set(ingress), *model.pool);
        }
        rule.match.boxes = {box};
        rule.action = Decide{verdict};
        rule.number = static_cast<std::uint32_t>(model.chains[0].rules.size() + 1);
        model.chains[0].rules.push_back(std::move(rule));
        return model.chains[0].rules.back();
    }
    FirewallExcess excess() {
        context.firewalls.clear();
        AuditedFirewall firewall;
        firewall.site = &side;
        firewall.reading.firewall = model;
        firewall.reading.firewall.forwarded.push_back({0, "filter FORWARD"});
        prepare(firewall.reading.firewall);
        context.firewalls.push_back(std::move(firewall));
        return find_excess(context, context.firewalls[0]);
    }

    Requirement requirement;
    PackLibrary library;
    Site site;
    SiteFirewall side;
    Binding binding;
    AuditContext context;
    Firewall model;
    Set edge, front_end, media;
};

/// A hole: packets, before what is asked for is taken off.
struct Hole {
    Set from, to, protocols, ports;
};

Hole random_hole(Random& random, const Deployment& site) {
    Hole hole;
    switch (below(random, 4)) {
    case 0:  // one port beside the media range
        return {net("198.51.100.0/24"), site.edge, Set(17), Set(50'000, 60'000)};
    case 1: hole.from = net("198.51.100.7"); break;
    case 2: hole.from = net("192.0.2.0/25"); break;
    default: hole.from = Set(net("10.0.9.0").low() + below(random, 200)); break;
    }
    const bool to_edge = below(random, 2) == 0 || hole.from.low() == net("10.0.9.0").low();
    const bool inside = covers(net("10.0.0.0/16"), hole.from);
    hole.to = to_edge || inside ? site.edge : site.front_end;
    hole.protocols = below(random, 3) == 0 ? Set(47) : Set(6);
    const unsigned port = below(random, 60'000);
    hole.ports =
        hole.protocols == Set(47) ? domain_of(Field::destination_port) : Set(port, port + below(random, 3'000));
    return hole;
}

/// What of the hole nobody asks for.
Boxes expected(const Deployment& site, const Hole& hole, SetPool& pool) {
    Box box;
    assign(box, Field::source, hole.from, pool);
    assign(box, Field::destination, hole.to, pool);
    assign(box, Field::protocol, hole.protocols, pool);
    assign(box, Field::destination_port, hole.ports, pool);
    Boxes wanted;
    for (const RequiredFlow& flow : site.binding.flows) {
        Box cut;
        const bool internet = covers(flow.source.addresses, net("8.0.0.0/8"));
        const Set outside = subtract(any_address(), unite(net("10.0.0.0/16"), net("203.0.113.0/24")));
        assign(cut, Field::source, internet ? outside : flow.source.addresses, pool);
        assign(cut, Field::destination, flow.destination.addresses, pool);
        assign(cut, Field::protocol, flow.protocols, pool);
        assign(cut, Field::destination_port, flow.destination_ports, pool);
        wanted.push_back(cut);
    }
    return subtract(box, wanted, pool).boxes;
}

/// Fields that every question fixes are left out, so that sets of packets can be compared.
Boxes plain(const std::vector<Excess>& rules) {
    Boxes boxes;
    for (const Excess& rule : rules) {
        for (const ExcessPart& part : rule.parts) {
            REQUIRE(part.complete);
            for (Box box : part.certain) {
                for (const Field field : {Field::state, Field::tcp_flags, Field::ipsec_in, Field::ipsec_out,
                                          Field::mark, Field::connmark, Field::translated}) {
                    box.sets[index_of(field)] = nullptr;
                }
                boxes.push_back(box);
            }
        }
    }
    return boxes;
}

std::string in_words(const Boxes& boxes, const Firewall& firewall) {
    std::string text;
    for (const Box& box : boxes) {
        text += "; " + one_line(describe(box, firewall), 20);
    }
    return text;
}

bool equal(const Boxes& a, const Boxes& b, SetPool& pool) {
    return subtract(a, b, pool).boxes.empty() && subtract(b, a, pool).boxes.empty();
}

}  // namespace

TEST_CASE("a firewall that opens what is needed and nothing else has no excess") {
    Random random(1);
    for (int round = 0; round < 200; ++round) {
        Deployment site(random);
        REQUIRE(site.excess().rules.empty());
    }
}

TEST_CASE("planted holes are found to the packet, at the rule that makes them, and nothing else is") {
    Random random(64);
    std::size_t holes = 0;
    for (int round = 0; round < rounds; ++round) {
        Deployment site(random);
        const Hole hole = random_hole(random, site);
        const bool closed_before = below(random, 4) == 0;
        if (closed_before) {
            site.add(hole.from, hole.to, hole.protocols, hole.ports, 0, Verdict::drop);
            std::rotate(site.model.chains[0].rules.begin(), site.model.chains[0].rules.end() - 1,
                        site.model.chains[0].rules.end());
        }
        const std::uint32_t number =
            site.add(hole.from, hole.to, hole.protocols, hole.ports, 0, Verdict::accept).number;
        SetPool pool;
        const Boxes planted = closed_before ? Boxes{} : expected(site, hole, pool);
        const FirewallExcess found = site.excess();
        REQUIRE(found.complete);
        REQUIRE(found.rules.size() == (planted.empty() ? 0U : 1U));
        INFO("found" << in_words(plain(found.rules), site.model) << "\nplanted" << in_words(planted, site.model));
        REQUIRE(equal(plain(found.rules), planted, pool));
        if (!planted.empty()) {
            REQUIRE(found.rules[0].entry->rule->number == number);
            ++holes;
        }
    }
    REQUIRE(holes > rounds / 2);
}

TEST_CASE("splitting a rule, moving a disjoint one and repeating one change no excess") {
    Random random(5);
    for (int round = 0; round < 300; ++round) {
        Deployment site(random);
        const Hole hole = random_hole(random, site);
        site.add(hole.from, hole.to, hole.protocols, hole.ports, 0, Verdict::accept);
        SetPool pool;
        const FirewallExcess before = site.excess();
        std::vector<Rule>& rules = site.model.chains[0].rules;
        const std::size_t pick = below(random, static_cast<unsigned>(rules.size()));
        Rule half = rules[pick];
        Rule other = rules[pick];
        Box low = half.match.boxes.front();
        Box high = low;
        narrow(low, Field::source_port, Set(0, 30'000), *site.model.pool);
        narrow(high, Field::source_port, Set(30'001, 65'535), *site.model.pool);
        half.match.boxes = {low};
        other.match.boxes = {high};
        rules[pick] = half;
        rules.push_back(other);
        rules.push_back(rules[below(random, static_cast<unsigned>(rules.size()))]);
        const FirewallExcess after = site.excess();
        REQUIRE(equal(plain(before.rules), plain(after.rules), pool));
    }
}

}  // namespace lyncgate
