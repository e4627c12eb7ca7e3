// Sources that one firewall changes, at the firewall behind it.
#include "catch.hpp"

#include "checks/changed_sources.hpp"
#include "checks/flow_verdict.hpp"
#include "checks/reaching.hpp"
#include "net/address.hpp"

namespace lyncgate {

namespace {

Set at(const char* text) {
    return addresses_of(*parse_prefix(text));
}

/// Clients behind a firewall that gives them its own address, and a server behind the next one.
struct Scene {
    Scene() {
        const Set clients = at("10.20.0.0/16");
        const Set middle = at("10.10.0.0/16");
        const Set servers = at("172.16.2.0/24");
        site.firewalls.resize(2);
        context.firewalls.resize(2);
        place(0, "core", {{"near", {}, clients}, {"far", {}, unite(middle, servers)}});
        place(1, "inner", {{"near", {}, unite(clients, middle)}, {"far", {}, servers}});
        Firewall& core = context.firewalls[0].reading.firewall;
        Rule rule;
        Box from_clients;
        assign(from_clients, Field::source, clients, *core.pool);
        rule.match.boxes = from_clients;
        rule.rewrites.push_back({Field::source, Bits{0, at("10.10.0.2/32").low()}});
        core.chains.push_back({"POSTROUTING", {rule}, {}, {}});
        core.forwarded.push_back({0, "translation"});
        flow.requirement = &requirement;
        flow.source.addresses = at("10.20.5.0/24");
        flow.destination.addresses = at("172.16.2.5/32");
        flow.protocols = Set(6);
        flow.source_ports = any_port();
        flow.destination_ports = Set(443);
        binding.flows.push_back(flow);
        context.site = &site;
        context.binding = &binding;
    }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    void place(std::size_t number, const char* name, std::vector<Interface> interfaces) {
        site.firewalls[number].name = name;
        AuditedFirewall& firewall = context.firewalls[number];
        firewall.site = &site.firewalls[number];
        firewall.reading.firewall.interfaces.resize(1);
        for (Interface& interface : interfaces) {
            firewall.reading.firewall.interfaces.push_back(std::move(interface));
        }
    }
    /// Lets the inner firewall accept only what comes from these.
    void accept_from(const char* sources) {
        Firewall& inner = context.firewalls[1].reading.firewall;
        Rule rule;
        Box from_sources;
        assign(from_sources, Field::source, at(sources), *inner.pool);
        rule.match.boxes = from_sources;
        rule.action = Decide{Verdict::accept};
        inner.chains = {{"FORWARD", {rule}, Verdict::drop, {}}};
        inner.forwarded = {Stage{0, "filter"}};
        for (AuditedFirewall& firewall : context.firewalls) {
            prepare(firewall.reading.firewall);
        }
        find_public_addresses(context);
    }
    FlowVerdict verdict() { return judge(flow, context.firewalls[1], context).verdict(); }

    Site site;
    Requirement requirement;
    RequiredFlow flow;
    Binding binding;
    AuditContext context;
};

}  // namespace

TEST_CASE("a firewall sees the source that another one before it made") {
    Scene scene;
    scene.accept_from("10.20.0.0/16");
    CHECK(scene.verdict() == FlowVerdict::closed);
    scene.accept_from("10.10.0.2/32");
    CHECK(scene.verdict() == FlowVerdict::open);
}

TEST_CASE("a change of sources behind a firewall is nothing to it") {
    Scene scene;
    scene.accept_from("10.20.0.0/16");
    scene.flow.source.addresses = at("172.16.2.5/32");
    scene.flow.destination.addresses = at("10.20.5.0/24");
    CHECK(scene.verdict() == FlowVerdict::closed);
    scene.accept_from("172.16.2.0/24");
    CHECK(scene.verdict() == FlowVerdict::open);
}

TEST_CASE("a source that is not known is undecided, not open") {
    Scene scene;
    scene.context.firewalls[0].reading.firewall.chains[0].rules[0].rewrites = {{Field::source, Choose{nullptr}}};
    scene.accept_from("10.20.0.0/16");
    CHECK(scene.verdict() == FlowVerdict::undecided);
}

TEST_CASE("networks that one firewall alone knows do not hide which of two comes first") {
    Scene scene;
    const Set clients = at("10.20.0.0/16");
    const Set middle = at("10.10.0.0/16");
    const Set servers = at("172.16.2.0/24");
    scene.place(0, "core", {{"near", {}, unite(clients, at("192.0.2.0/24"))}, {"far", {}, unite(middle, servers)}});
    scene.place(1, "inner", {{"near", {}, unite(clients, middle)}, {"far", {}, unite(servers, at("198.51.100.0/24"))}});
    scene.site.roles["internal-client"].addresses = clients;
    scene.site.roles["front-end"].addresses = at("10.10.1.1/32");
    scene.site.roles["edge-internal"].addresses = at("172.16.2.5/32");
    scene.accept_from("10.20.0.0/16");
    CHECK(scene.verdict() == FlowVerdict::closed);
    scene.accept_from("10.10.0.2/32");
    CHECK(scene.verdict() == FlowVerdict::open);
}

TEST_CASE("what comes with a changed source is asked for with it") {
    Scene scene;
    scene.accept_from("10.10.0.2/32");
    const std::vector<WantedFlow> wanted = wanted_flows(scene.context);
    CHECK(std::any_of(wanted.begin(), wanted.end(), [](const WantedFlow& flow) {
        return flow.sources == at("10.10.0.2/32") && flow.destinations == at("172.16.2.5/32");
    }));
}

}  // namespace lyncgate
