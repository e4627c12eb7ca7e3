// Where packets of a flow end once they are translated, and what that means for it.
#include "catch.hpp"

#include "checks/flow_ends.hpp"
#include "checks/reaching.hpp"
#include "net/address.hpp"

namespace lyncgate {

namespace {

Set at(const char* text) {
    return addresses_of(*parse_prefix(text));
}

/// A flow from the Internet to tcp/443 of a server that the Internet knows by another address.
struct Scene {
    Scene() {
        flow.requirement = &requirement;
        flow.source.addresses = at("192.0.2.0/24");
        flow.destination.roles = {"front-end-hlb-vip"};
        flow.destination.addresses = at("10.0.0.10/32");
        flow.destination.public_addresses = at("198.51.100.10/32");
        flow.protocols = Set(6);
        flow.source_ports = any_port();
        flow.destination_ports = Set(443);
        site.roles["front-end-hlb-vip"] = {flow.destination.addresses, flow.destination.public_addresses, false, {}};
        site.roles["front-end"] = {at("10.0.0.11/32"), {}, false, {}};
        site.firewalls.resize(1);
        site.firewalls[0].interfaces = {{"outside", at("192.0.2.0/24"), {}, true, {}},
                                        {"inside", at("10.0.0.0/16"), {}, false, {}}};
        binding.flows.push_back(flow);
        context.site = &site;
        context.binding = &binding;
    }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    Arrival arrival(const char* before, Value port, const char* after, Value other_port) {
        Arrival made;
        assign(made.before, Field::destination, at(before), pool);
        assign(made.before, Field::destination_port, Set(port), pool);
        assign(made.after, Field::destination, at(after), pool);
        assign(made.after, Field::destination_port, Set(other_port), pool);
        assign(made.after, Field::egress, Set(2), pool);
        return made;
    }

    SetPool pool;
    Requirement requirement;
    RequiredFlow flow;
    Site site;
    Binding binding;
    AuditContext context;
};

}  // namespace

TEST_CASE("a translation that sends a role's own address to somebody else takes it away") {
    Scene scene;
    const auto landing = [&](const char* before, const char* after, bool by_public = false) {
        return landing_of(scene.context, scene.flow, scene.arrival(before, 443, after, 443), by_public);
    };
    CHECK(landing("10.0.0.10/32", "10.0.0.10/32") == Landing::as_asked);
    CHECK(landing("10.0.0.10/32", "10.0.0.99/32") == Landing::elsewhere);
    CHECK(landing("198.51.100.10/32", "10.0.0.10/32", true) == Landing::as_asked);
    CHECK(landing("198.51.100.10/32", "198.51.100.10/32", true) == Landing::elsewhere);
    CHECK(landing("198.51.100.10/32", "10.0.0.8/30", true) == Landing::perhaps);
}

TEST_CASE("the servers behind a virtual address are where its packets may end") {
    Scene scene;
    const Arrival balanced = scene.arrival("10.0.0.10/32", 443, "10.0.0.11/32", 443);
    CHECK(landing_of(scene.context, scene.flow, balanced, false) == Landing::as_asked);
    scene.flow.destination.roles = {"front-end"};
    CHECK(landing_of(scene.context, scene.flow, balanced, false) == Landing::elsewhere);
}

TEST_CASE("somebody may stand in for a host outside") {
    Scene scene;
    scene.flow.destination.roles = {"internet"};
    scene.flow.destination.addresses = at("203.0.113.0/24");
    const Arrival proxied = scene.arrival("203.0.113.7/32", 443, "10.0.0.99/32", 443);
    CHECK(landing_of(scene.context, scene.flow, proxied, false) == Landing::diverted);
}

TEST_CASE("at another port somebody has to say that the role listens") {
    Scene scene;
    const Arrival moved = scene.arrival("198.51.100.10/32", 443, "10.0.0.10/32", 4443);
    CHECK(landing_of(scene.context, scene.flow, moved, true) == Landing::other_port);
    AcceptedFlow known;
    known.to = at("10.0.0.10/32");
    known.protocols = Set(6);
    known.ports = any_port();
    scene.site.accepted = {known};
    CHECK(landing_of(scene.context, scene.flow, moved, true) == Landing::other_port);
    scene.site.accepted[0].ports = Set(4443);
    CHECK(landing_of(scene.context, scene.flow, moved, true) == Landing::as_asked);
    scene.site.accepted[0].protocols = Set(17);
    CHECK(landing_of(scene.context, scene.flow, moved, true) == Landing::other_port);
}

TEST_CASE("behind a virtual address a port is known when a row of the tables names it") {
    Scene scene;
    const Arrival balanced = scene.arrival("10.0.0.10/32", 443, "10.0.0.11/32", 4443);
    CHECK(landing_of(scene.context, scene.flow, balanced, false) == Landing::other_port);
    RequiredFlow row = scene.flow;
    row.destination.addresses = at("10.0.0.11/32");
    row.destination_ports = Set(4443);
    scene.binding.flows.push_back(row);
    CHECK(landing_of(scene.context, scene.flow, balanced, false) == Landing::as_asked);
}

TEST_CASE("what is asked for by a public address keeps its port through a translation of ports") {
    Scene scene;
    View view;
    view.arrivals = {scene.arrival("198.51.100.10/32", 443, "10.0.0.10/32", 4443),
                     scene.arrival("198.51.100.10/32", 8443, "10.0.0.10/32", 443),
                     scene.arrival("10.0.0.10/32", 4443, "10.0.0.10/32", 4443),
                     scene.arrival("10.0.0.10/32", 4444, "10.0.0.10/32", 4444)};
    const Set servers = unite(scene.flow.destination.addresses, scene.flow.destination.public_addresses);
    const std::vector<Reaching> groups = reaching(view, {}, servers, wanted_flows(scene.context), scene.pool);
    const auto wanted = [&](const char* to, Value port) {
        Packet packet;
        packet[Field::source] = at("192.0.2.1/32").low();
        packet[Field::destination] = at(to).low();
        packet[Field::destination_port] = port;
        packet[Field::protocol] = 6;
        return std::any_of(groups.begin(), groups.end(), [&](const Reaching& group) {
            return contains(group.packets, packet) && contains(group.wanted, packet);
        });
    };
    CHECK(wanted("198.51.100.10/32", 443));
    CHECK_FALSE(wanted("198.51.100.10/32", 8443));
    CHECK(wanted("10.0.0.10/32", 4443));
    CHECK_FALSE(wanted("10.0.0.10/32", 4444));
}

TEST_CASE("members of a pool that are no servers do not make what is sent to it unasked for") {
    Scene scene;
    const auto unasked = [&](const Set& servers) {
        View view;
        view.arrivals = {scene.arrival("198.51.100.10/32", 443, "10.0.0.10/31", 443)};
        const std::vector<Reaching> groups = reaching(view, {}, servers, wanted_flows(scene.context), scene.pool);
        return std::any_of(groups.begin(), groups.end(), [](const Reaching& group) { return group.wanted.empty(); });
    };
    CHECK_FALSE(unasked(unite(at("10.0.0.10/32"), at("198.51.100.10/32"))));
    scene.site.roles.erase("front-end");
    CHECK(unasked(unite(at("10.0.0.10/31"), at("198.51.100.10/32"))));
}

}  // namespace lyncgate
