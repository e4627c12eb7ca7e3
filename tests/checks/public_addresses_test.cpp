// Which firewall is to translate which public address.
#include "catch.hpp"

#include "checks/crossing.hpp"
#include "checks/lync_scope.hpp"
#include "net/address.hpp"

namespace lyncgate {

namespace {

Set at(const char* text) {
    return addresses_of(*parse_prefix(text));
}

/// Two firewalls, and flows to servers with the public addresses 198.51.100.1 to .3.
struct Scene {
    Scene() {
        site.firewalls.resize(2);
        context.firewalls.resize(2);
        for (const char* const address : {"198.51.100.1/32", "198.51.100.2/32", "198.51.100.3/32"}) {
            RequiredFlow flow;
            flow.requirement = &requirement;
            flow.destination.addresses = at("10.0.0.1/32");
            flow.destination.public_addresses = at(address);
            binding.flows.push_back(flow);
        }
        context.site = &site;
        context.binding = &binding;
    }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    /// A rule of the firewall that sends what goes to these addresses elsewhere.
    void translate(std::size_t firewall, const char* addresses, Field field = Field::destination) {
        Firewall& model = context.firewalls[firewall].reading.firewall;
        Rule rule;
        Box box;
        assign(box, Field::destination, at(addresses), *model.pool);
        rule.match.boxes = {box};
        rule.rewrites.push_back({field, Bits{0, at("10.0.0.1/32").low()}});
        model.chains.push_back({"PREROUTING", {rule}, {}, {}});
    }
    Set expected(std::size_t firewall) {
        find_public_addresses(context);
        return context.firewalls[firewall].public_addresses;
    }

    Site site;
    Requirement requirement;
    Binding binding;
    AuditContext context;
};

}  // namespace

TEST_CASE("a firewall that translates some public addresses is to translate those that nobody does") {
    Scene scene;
    scene.translate(0, "198.51.100.1/32");
    CHECK(scene.expected(0) == unite(at("198.51.100.1/32"), at("198.51.100.2/31")));
    CHECK(scene.expected(1).empty());
}

TEST_CASE("what another firewall translates is that one's") {
    Scene scene;
    scene.translate(0, "198.51.100.1/32");
    scene.translate(1, "198.51.100.2/31");
    CHECK(scene.expected(0) == at("198.51.100.1/32"));
    CHECK(scene.expected(1) == at("198.51.100.2/31"));
}

TEST_CASE("translations of other addresses, or of other fields, make no firewall responsible") {
    Scene scene;
    scene.translate(0, "203.0.113.0/24");
    scene.translate(1, "198.51.100.1/32", Field::destination_port);
    CHECK(scene.expected(0).empty());
    CHECK(scene.expected(1).empty());
}

TEST_CASE("with a firewall that could not be read, nobody is blamed for what it may translate") {
    Scene scene;
    scene.translate(0, "198.51.100.1/32");
    scene.context.firewalls.pop_back();
    CHECK(scene.expected(0) == at("198.51.100.1/32"));
}

TEST_CASE("from the Internet nobody sends with a server's public or private address") {
    Scene scene;
    const PackLibrary library;
    scene.context.library = &library;
    scene.site.roles["edge-external-access"] = {at("10.0.0.1/32"), at("198.51.100.1/32"), false, {}};
    scene.site.roles["front-end"] = {at("10.9.0.1/32"), {}, false, {}};
    scene.site.roles["reverse-proxy-external"] = {at("203.0.113.1/32"), {}, false, {}};
    SiteFirewall& side = scene.site.firewalls[0];
    const Set inside = at("10.0.0.0/16");
    side.interfaces = {{"outside", subtract(any_ipv4(), inside), {}, true, {}}, {"inside", inside, {}, false, {}}};
    AuditedFirewall& firewall = scene.context.firewalls[0];
    firewall.site = &side;
    firewall.reading.firewall.interfaces.resize(1);
    firewall.reading.firewall.interfaces.push_back({"outside", {}, subtract(any_ipv4(), inside)});
    firewall.reading.firewall.interfaces.push_back({"inside", {}, inside});
    SetPool pool;
    const auto asks = [&](const char* source) {
        const std::vector<ScopeQuestion> questions = scope_questions(scene.context, firewall, pool);
        return std::any_of(questions.begin(), questions.end(), [&](const ScopeQuestion& question) {
            return !question.to_servers && question.ingress == Set(1) &&
                   values_of(question.packets, Field::source).contains(at(source).low()) &&
                   values_of(question.packets, Field::destination).contains(at("10.0.0.200/32").low());
        });
    };
    CHECK_FALSE(asks("198.51.100.1/32"));
    CHECK_FALSE(asks("10.9.0.1/32"));
    CHECK(asks("203.0.113.1/32"));
    side.interfaces[0].internet = false;
    CHECK(asks("10.9.0.1/32"));
}

}  // namespace lyncgate
