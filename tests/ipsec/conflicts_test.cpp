// Conflicts, packet by packet, against an interpreter that tries every reading of every doubt.
#include "catch.hpp"

#include <algorithm>

#include "checks/ipsec_conflicts.hpp"
#include "checks/ipsec_exemptions.hpp"
#include "model/random_firewall.hpp"

namespace lyncgate {

namespace {

using ipsec::Heading;
using testing::below;
using testing::Random;
using testing::value_in;

Set some_addresses(Random& random) {
    const unsigned low = below(random, 8);
    const unsigned high = low + below(random, 8 - low);
    return Set(value_in(Field::source, low), value_in(Field::source, high));
}

Set some_ports(Random& random) {
    const unsigned low = below(random, 6);
    return Set(low, low + below(random, 6 - low));
}

Set some_protocols(Random& random) {
    return below(random, 3) == 0 ? domain_of(Field::protocol) : Set(below(random, 2) == 0 ? 6 : 17);
}

Box some_box(Random& random, SetPool& pool) {
    Box box;
    assign(box, Field::source, some_addresses(random), pool);
    assign(box, Field::destination, some_addresses(random), pool);
    assign(box, Field::protocol, some_protocols(random), pool);
    if (below(random, 2) == 0) {
        assign(box, Field::source_port, some_ports(random), pool);
    }
    if (below(random, 2) == 0) {
        assign(box, Field::destination_port, some_ports(random), pool);
    }
    return box;
}

/// Two interfaces with half of the addresses each, random policies and random media.
struct Case {
    explicit Case(Random& random) {
        side.name = "gate";
        audited.site = &side;
        Firewall& model = audited.reading.firewall;
        model.interfaces.push_back({"a", {}, Set(value_in(Field::source, 0), value_in(Field::source, 3))});
        model.interfaces.push_back({"b", {}, Set(value_in(Field::source, 4), value_in(Field::source, 7))});
        prepare(model);
        list.on_hosts = below(random, 4) == 0;
        const unsigned policies = 1 + below(random, 5);
        for (unsigned i = 0; i < policies; ++i) {
            ipsec::Policy policy;
            policy.tunnel.name = std::to_string(i);
            policy.tunnel.packets = {some_box(random, *model.pool), some_box(random, *model.pool)};
            policy.tunnel.protection = static_cast<Protection>(below(random, 4));
            policy.heading = static_cast<Heading>(below(random, 3));
            if (below(random, 4) == 0) {
                policy.tunnel.doubts.push_back(model.doubt("who knows", {}));
            }
            list.policies.push_back(std::move(policy));
        }
        requirements.resize(3);
        for (std::size_t i = 0; i < requirements.size(); ++i) {
            Media row;
            row.flow.requirement = &requirements[i];
            row.flow.source.addresses = some_addresses(random);
            row.flow.destination.addresses = some_addresses(random);
            row.flow.protocols = Set(below(random, 2) == 0 ? 6 : 17);
            row.flow.source_ports = below(random, 2) == 0 ? any_port() : some_ports(random);
            row.flow.destination_ports = below(random, 2) == 0 ? any_port() : some_ports(random);
            row.general = i == 2;
            row.arrives = i != 0;
            row.leaves = i != 1;
            media.push_back(std::move(row));
        }
    }
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;

    std::vector<Requirement> requirements;
    SiteFirewall side;
    AuditedFirewall audited;
    PolicyList list;
    std::vector<Media> media;
};

struct Answer {
    bool certain = false;
    bool possible = false;
};

Packet turned(Packet packet) {
    std::swap(packet[Field::source], packet[Field::destination]);
    std::swap(packet[Field::source_port], packet[Field::destination_port]);
    return packet;
}

bool takes(const ipsec::Policy& policy, const Packet& packet, bool arriving) {
    if (policy.heading == Heading::mirrored) {
        return contains(policy.tunnel.packets, arriving ? turned(packet) : packet);
    }
    return (policy.heading == Heading::arriving) == arriving && contains(policy.tunnel.packets, packet);
}

/// Goes through the policies once for each way to resolve the doubts.
Answer interpret(const PolicyList& list, const Packet& packet, bool arriving) {
    Answer answer{true, false};
    const unsigned readings = 1U << list.policies.size();
    for (unsigned reading = 0; reading < readings; ++reading) {
        bool conflict = false;
        for (std::size_t i = 0; i < list.policies.size(); ++i) {
            const ipsec::Policy& policy = list.policies[i];
            const bool applies = policy.tunnel.doubts.empty() || ((reading >> i) & 1U) != 0;
            if (applies && takes(policy, packet, arriving)) {
                conflict = policy.tunnel.protection != Protection::bypass;
                break;
            }
        }
        answer.certain = answer.certain && conflict;
        answer.possible = answer.possible || conflict;
    }
    return answer;
}

bool in_row(const Media& row, const Packet& packet) {
    return row.flow.source.addresses.contains(packet[Field::source]) &&
           row.flow.destination.addresses.contains(packet[Field::destination]) &&
           row.flow.protocols.contains(packet[Field::protocol]) &&
           row.flow.source_ports.contains(packet[Field::source_port]) &&
           row.flow.destination_ports.contains(packet[Field::destination_port]);
}

std::size_t interface_of(Value address) {
    return address <= value_in(Field::source, 3) ? 1 : 2;
}

/// What all rows together say of one packet.
struct Expected {
    bool leaving = false;
    bool arriving = false;
    bool anyhow = false;
};

Expected expected(const Case& one, const Packet& packet) {
    Expected result;
    const bool crosses = packet[Field::ingress] != packet[Field::egress];
    for (const Media& row : one.media) {
        if (!in_row(row, packet) || (!one.list.on_hosts && !crosses)) {
            continue;
        }
        const Answer leaving = interpret(one.list, packet, false);
        const Answer arriving = interpret(one.list, packet, true);
        const bool leaves = !one.list.on_hosts || row.leaves;
        const bool arrives = !one.list.on_hosts || row.arrives;
        result.leaving = result.leaving || (leaves && leaving.certain);
        result.arriving = result.arriving || (arrives && arriving.certain);
        result.anyhow = result.anyhow || (leaves && leaving.possible) || (arrives && arriving.possible);
    }
    return result;
}

std::vector<Packet> all_packets(Random& random, unsigned count) {
    std::vector<Packet> packets;
    for (unsigned i = 0; i < count; ++i) {
        Packet packet;
        packet[Field::source] = value_in(Field::source, below(random, 8));
        packet[Field::destination] = value_in(Field::source, below(random, 8));
        packet[Field::protocol] = below(random, 2) == 0 ? 6 : 17;
        packet[Field::source_port] = below(random, 7);
        packet[Field::destination_port] = below(random, 7);
        packet[Field::tcp_flags] = syn;
        packet[Field::ingress] = interface_of(packet[Field::source]);
        packet[Field::egress] = interface_of(packet[Field::destination]);
        packets.push_back(packet);
    }
    return packets;
}

}  // namespace

TEST_CASE("conflicts are those of every packet by itself, whatever the doubts turn out to be") {
    Random random(20130102);
    std::size_t conflicts = 0;
    for (int round = 0; round < 400; ++round) {
        const Case one(random);
        SetPool pool;
        const ConflictsFound found = find_conflicts(one.list, one.media, one.audited, pool, {});
        REQUIRE(found.complete);
        Boxes leaving;
        Boxes arriving;
        Boxes possible;
        for (const IpsecConflict& conflict : found.conflicts) {
            REQUIRE(conflict.complete);
            leaving.insert(leaving.end(), conflict.leaving.begin(), conflict.leaving.end());
            arriving.insert(arriving.end(), conflict.arriving.begin(), conflict.arriving.end());
            possible.insert(possible.end(), conflict.possible.begin(), conflict.possible.end());
        }
        for (const Packet& packet : all_packets(random, 250)) {
            const Expected right = expected(one, packet);
            INFO("round " << round);
            // A row about any host is not repeated for the other direction, so one direction may be missing.
            REQUIRE((contains(leaving, packet) || contains(arriving, packet)) == (right.leaving || right.arriving));
            REQUIRE((!contains(leaving, packet) || right.leaving));
            REQUIRE((!contains(arriving, packet) || right.arriving));
            const bool anyhow = contains(possible, packet) || right.leaving || right.arriving;
            REQUIRE(anyhow == right.anyhow);
            conflicts += right.anyhow ? 1 : 0;
        }
    }
    CHECK(conflicts > 500);
}

namespace {

/// Whether an exemption of the list lets this packet be, and no row of the table asks for that.
bool too_broad(const Case& one, const Boxes& table, const Packet& packet, bool arriving, SetPool& pool) {
    if (contains(table, packet)) {
        return false;
    }
    const auto first = std::find_if(one.list.policies.begin(), one.list.policies.end(),
                                    [&](const ipsec::Policy& policy) { return takes(policy, packet, arriving); });
    if (first == one.list.policies.end() || first->tunnel.protection != Protection::bypass ||
        !first->tunnel.doubts.empty()) {
        return false;
    }
    const Boxes exempt = packets_taken(*first, arriving);
    const bool for_media = std::any_of(one.media.begin(), one.media.end(), [&](const Media& row) {
        return std::any_of(exempt.begin(), exempt.end(),
                           [&](const Box& box) { return meets(box, at_hosts(row, pool)); });
    });
    return for_media && std::any_of(std::next(first), one.list.policies.end(), [&](const ipsec::Policy& policy) {
               return takes(policy, packet, arriving) && policy.tunnel.protection != Protection::bypass &&
                      policy.tunnel.doubts.empty();
           });
}

}  // namespace

TEST_CASE("broad exemptions are those of every packet by itself") {
    Random random(20130205);
    std::size_t broad = 0;
    for (int round = 0; round < 400; ++round) {
        const Case one(random);
        SetPool pool;
        const Boxes table = {some_box(random, pool)};
        Boxes packets;
        for (const BroadExemption& exemption : broad_exemptions(one.list, one.media, table, pool, {})) {
            REQUIRE(exemption.complete);
            packets.insert(packets.end(), exemption.packets.begin(), exemption.packets.end());
        }
        for (const Packet& packet : all_packets(random, 250)) {
            const bool right = too_broad(one, table, packet, false, pool) || too_broad(one, table, packet, true, pool);
            INFO("round " << round);
            REQUIRE(contains(packets, packet) == right);
            broad += right ? 1 : 0;
        }
    }
    CHECK(broad > 100);
}

}  // namespace lyncgate
