// Excess, packet by packet, against walks through random firewalls.
#include "catch.hpp"

#include <array>
#include <set>

#include "checks/excess.hpp"
#include "model/random_firewall.hpp"
#include "model/walk.hpp"

namespace lyncgate {

namespace {

using testing::Random;
using testing::value_in;

Set addresses(std::initializer_list<unsigned> numbers) {
    Set set;
    for (const unsigned n : numbers) {
        set = unite(set, Set(value_in(Field::source, n)));
    }
    return set;
}

/// A site with a server behind each interface of a random firewall, and two flows that are asked for.
struct SmallSite {
    explicit SmallSite(Firewall model) {
        side.name = "gate";
        for (std::size_t i = 1; i < model.interfaces.size(); ++i) {
            side.interfaces.push_back({model.interfaces[i].name, model.interfaces[i].networks, {}, false, {}});
        }
        site.roles["edge-internal"] = {addresses({1}), {}, false, {}};
        site.roles["director"] = {addresses({5}), {}, false, {}};
        site.roles["internal-client"] = {addresses({2}), {}, false, {}};
        RequiredFlow flow;
        flow.requirement = &requirement;
        flow.source.addresses = addresses({2, 3});
        flow.destination.addresses = addresses({5});
        flow.protocols = Set(6);
        flow.source_ports = any_port();
        flow.destination_ports = Set(2, 4);
        binding.flows.push_back(flow);
        flow.source.addresses = addresses({4, 6, 7});
        flow.destination.addresses = addresses({1});
        flow.protocols = Set(17);
        flow.destination_ports = Set(3);
        binding.flows.push_back(flow);
        AcceptedFlow known;
        known.from = addresses({6});
        known.to = addresses({1});
        known.protocols = domain_of(Field::protocol);
        known.ports = Set(7);
        site.accepted.push_back(known);
        context.library = &library;
        context.site = &site;
        context.binding = &binding;
        AuditedFirewall firewall;
        firewall.site = &side;
        firewall.reading.firewall = std::move(model);
        context.firewalls.push_back(std::move(firewall));
    }
    SmallSite(const SmallSite&) = delete;
    SmallSite& operator=(const SmallSite&) = delete;

    const Firewall& model() const { return context.firewalls[0].reading.firewall; }

    Requirement requirement;
    PackLibrary library;
    Site site;
    SiteFirewall side;
    Binding binding;
    AuditContext context;
};

/// Whether the packet is asked for. Sent to an address of the flow, it counts with the port it has there, else with the
/// one at which it ends.
bool asked_for(const Packet& packet, const Packet& arrived) {
    const auto is = [](Value value, std::initializer_list<unsigned> numbers) {
        return addresses(numbers).contains(value);
    };
    const Value from = packet[Field::source];
    const Value protocol = packet[Field::protocol];
    const auto meant = [&](unsigned server, Value low, Value high) {
        const bool direct = is(packet[Field::destination], {server});
        const Value port = (direct ? packet : arrived)[Field::destination_port];
        return is(arrived[Field::destination], {server}) && port >= low && port <= high;
    };
    return (is(from, {2, 3}) && protocol == 6 && meant(5, 2, 4)) ||
           (is(from, {4, 6, 7}) && protocol == 17 && meant(1, 3, 3)) || (is(from, {6}) && meant(1, 7, 7));
}

bool translated(const Packet& packet, const Packet& arrived) {
    return packet[Field::destination] != arrived[Field::destination] ||
           packet[Field::destination_port] != arrived[Field::destination_port];
}

using Image = std::array<Value, 4>;

/// A packet as those behind its translation see it.
Image image_of(const Packet& packet, const Packet& arrived) {
    return {packet[Field::source], packet[Field::protocol], arrived[Field::destination],
            arrived[Field::destination_port]};
}

/// What translations with another port make of packets that are asked for.
std::set<Image> images(const Firewall& firewall, const std::vector<Packet>& packets) {
    std::set<Image> all;
    for (const Packet& packet : packets) {
        const Walk walked = walk(firewall, packet, From::outside);
        if (packet[Field::destination_port] != walked.arrived[Field::destination_port] &&
            asked_for(packet, walked.arrived)) {
            all.insert(image_of(packet, walked.arrived));
        }
    }
    return all;
}

std::vector<Packet> all_packets() {
    std::vector<Packet> packets;
    for (unsigned source = 0; source < testing::universe; ++source) {
        for (unsigned destination = 0; destination < testing::universe; ++destination) {
            for (unsigned port = 0; port <= testing::universe; ++port) {
                for (const Value protocol : {6, 17, 47}) {
                    Packet packet;
                    packet[Field::source] = value_in(Field::source, source);
                    packet[Field::destination] = value_in(Field::destination, destination);
                    packet[Field::destination_port] = port;
                    packet[Field::protocol] = protocol;
                    packet[Field::tcp_flags] = 2;
                    packet[Field::ingress] = source < 4 ? 1 : source < 7 ? 2 : 0;
                    packets.push_back(packet);
                }
            }
        }
    }
    return packets;
}

struct Found {
    Boxes possible, certain;
};

Found union_of(const FirewallExcess& excess) {
    Found all;
    for (const Excess& rule : excess.rules) {
        for (const ExcessPart& part : rule.parts) {
            REQUIRE(part.complete);
            all.possible.insert(all.possible.end(), part.possible.begin(), part.possible.end());
            all.certain.insert(all.certain.end(), part.certain.begin(), part.certain.end());
        }
    }
    return all;
}

/// Compares every packet of the universe; returns how many are excess.
std::size_t compare(const SmallSite& small, bool exact) {
    const FirewallExcess excess = find_excess(small.context, small.context.firewalls[0]);
    REQUIRE(excess.complete);
    const Found found = union_of(excess);
    const Set servers = addresses({1, 5});
    const std::vector<Packet> packets = all_packets();
    const std::set<Image> behind = images(small.model(), packets);
    std::size_t count = 0;
    for (const Packet& packet : packets) {
        const Walk walked = walk(small.model(), packet, From::outside);
        const Value to = walked.arrived[Field::destination];
        const bool lost =
            walked.unknown[index_of(Field::destination)] || walked.unknown[index_of(Field::destination_port)];
        if (lost) {
            continue;
        }
        const bool server_end = servers.contains(to) || servers.contains(packet[Field::source]);
        const bool same_side =
            walked.arrived[Field::egress] == packet[Field::ingress] && !walked.unknown[index_of(Field::egress)];
        const bool in_scope = server_end && !walked.delivered && !same_side && !asked_for(packet, walked.arrived);
        const bool image = !translated(packet, walked.arrived) && behind.contains(image_of(packet, walked.arrived));
        const bool excess_if_passed = in_scope && !image;
        Packet seen = packet;
        seen[Field::ingress] = 0;
        const bool possible = contains(found.possible, seen);
        const bool certain = contains(found.certain, seen);
        INFO("from " << unsigned(packet[Field::source]) << " to " << unsigned(packet[Field::destination]) << " port "
                     << unsigned(packet[Field::destination_port]) << " protocol " << unsigned(packet[Field::protocol]));
        if (exact) {
            REQUIRE(possible == (excess_if_passed && walked.fate == Fate::accept));
            REQUIRE(certain == possible);
        } else {
            // Two doubts that lead to the same end, and ways that cross in a translation, are more than bounds can see.
            const bool may_pass = walked.fate == Fate::accept || walked.fate == Fate::unknown;
            REQUIRE((possible || !(excess_if_passed && may_pass)));
            REQUIRE((!certain || (in_scope && walked.fate == Fate::accept)));
        }
        count += certain ? 1 : 0;
    }
    return count;
}

}  // namespace

TEST_CASE("excess is exactly what passes to or from a server and nobody asks for") {
    Random random(424242);
    std::size_t excess = 0;
    for (int round = 0; round < 60; ++round) {
        excess += compare(SmallSite(testing::random_firewall(random, {.stages = round % 2 == 0, .rules = 8})), true);
    }
    REQUIRE(excess > 1000);
}

TEST_CASE("excess through rules in doubt is possible, not certain") {
    Random random(31337);
    std::size_t excess = 0;
    for (int round = 0; round < 60; ++round) {
        excess +=
            compare(SmallSite(testing::random_firewall(random, {.doubts = true, .stages = round % 2 == 0})), false);
    }
    REQUIRE(excess > 500);
}

TEST_CASE("excess through translations is found by where packets end") {
    Random random(8080);
    std::size_t excess = 0;
    for (int round = 0; round < 80; ++round) {
        excess += compare(SmallSite(testing::random_firewall(random, {.rewrites = true, .stages = true})), false);
    }
    REQUIRE(excess > 300);
}

}  // namespace lyncgate
