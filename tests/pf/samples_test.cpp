// The samples of this dialect: read without an error, and packets of a real deployment through them.
#include "catch.hpp"

#include "dialects/pf/pf.hpp"
#include "model/walk.hpp"
#include "net/protocol.hpp"

using namespace lyncgate;

namespace {

lyncgate::Interface interface(const std::string& name, const std::string& address,
                              const std::vector<std::string>& networks) {
    lyncgate::Interface result;
    result.name = name;
    result.addresses = Set(parse_address(address)->number());
    for (const std::string& network : networks) {
        result.networks = unite(result.networks, addresses_of(*parse_prefix(network)));
    }
    return result;
}

Reading read_sample(const std::string& name, std::vector<lyncgate::Interface> interfaces, SourceStore& store,
                    const pf::Told& told) {
    separate_networks(interfaces);
    LoadError error;
    const SourceFile* const file = store.load(LYNCGATE_ROOT "/samples/" + name + "/pf.conf", error);
    REQUIRE(file != nullptr);
    ReadContext context;
    context.sources = &store;
    context.interfaces = std::move(interfaces);
    return pf::read(*file, context, told);
}

Fate fate(const Firewall& firewall, const std::string& in, const std::string& from, const std::string& to, int protocol,
          int port, int source_port = 50123) {
    Packet packet;
    packet[Field::source] = parse_address(from)->number();
    packet[Field::destination] = parse_address(to)->number();
    packet[Field::protocol] = static_cast<Value>(protocol);
    packet[Field::source_port] = static_cast<Value>(source_port);
    packet[Field::destination_port] = static_cast<Value>(port);
    packet[Field::tcp_flags] = syn;
    packet[Field::state] = static_cast<Value>(State::new_);
    packet[Field::ingress] = *firewall.find_interface(in);
    return walk(firewall, packet, From::outside).fate;
}

void expect_clean(const Reading& reading) {
    for (const Diagnostic& diagnostic : reading.diagnostics) {
        INFO(render(diagnostic));
        CHECK(diagnostic.level != Level::error);
    }
    CHECK(reading.coverage.broken == 0);
    CHECK(reading.coverage.unmodelled == 0);
    CHECK(reading.usable);
}

}  // namespace

TEST_CASE("pf: the OpenBSD perimeter sample") {
    SourceStore store;
    const Reading reading = read_sample(
        "pf-openbsd-perimeter",
        {interface("em0", "198.51.100.2", {"0.0.0.0/0"}), interface("em1", "172.16.1.1", {"172.16.1.0/24"})}, store,
        pf::openbsd_pf);
    expect_clean(reading);
    const Firewall& firewall = reading.firewall;
    const std::string client = "192.0.2.77";
    CHECK(fate(firewall, "em0", client, "198.51.100.21", 6, 443) == Fate::accept);
    CHECK(fate(firewall, "em0", client, "198.51.100.21", 6, 5061) == Fate::accept);
    CHECK(fate(firewall, "em0", client, "198.51.100.22", 6, 443) == Fate::accept);
    CHECK(fate(firewall, "em0", client, "198.51.100.23", 6, 443) == Fate::accept);
    CHECK(fate(firewall, "em0", client, "198.51.100.23", 17, 3478) == Fate::drop);  // the fault of the sample
    CHECK(fate(firewall, "em0", client, "198.51.100.22", 6, 5061) == Fate::drop);
    CHECK(fate(firewall, "em0", "203.0.113.70", "198.51.100.21", 6, 443) == Fate::drop);
    CHECK(fate(firewall, "em0", "203.0.113.80", "198.51.100.21", 6, 443) == Fate::accept);
    CHECK(fate(firewall, "em1", "172.16.1.21", client, 6, 5061) == Fate::accept);
    CHECK(fate(firewall, "em1", "172.16.1.23", client, 6, 443, 40400) == Fate::accept);
    CHECK(fate(firewall, "em1", "172.16.1.22", client, 6, 443) == Fate::drop);
}

TEST_CASE("pf: the FreeBSD core sample") {
    SourceStore store;
    const Reading reading = read_sample("pf-freebsd-core",
                                        {interface("igb0", "172.16.2.1", {"172.16.1.0/24", "172.16.2.0/24"}),
                                         interface("igb1", "10.10.0.1", {"10.10.0.0/16"}),
                                         interface("igb2", "10.20.0.1", {"10.20.0.0/16"})},
                                        store, pf::freebsd_pf);
    expect_clean(reading);
    const Firewall& firewall = reading.firewall;
    CHECK(fate(firewall, "igb2", "10.20.3.4", "10.10.1.11", 6, 5061) == Fate::accept);
    CHECK(fate(firewall, "igb2", "10.20.241.4", "10.10.1.11", 6, 5061) == Fate::reject);  // a guest
    CHECK(fate(firewall, "igb0", "172.16.2.21", "10.10.1.12", 6, 5061) == Fate::accept);
    CHECK(fate(firewall, "igb0", "172.16.2.21", "10.10.1.12", 6, 5062) == Fate::reject);
    CHECK(fate(firewall, "igb1", "10.10.1.11", "172.16.2.21", 6, 4443) == Fate::accept);
    CHECK(fate(firewall, "igb2", "10.20.3.4", "172.16.2.21", 17, 3478) == Fate::accept);
    CHECK(fate(firewall, "igb2", "10.20.3.4", "10.20.0.1", 6, 8443) == Fate::accept);  // redirected
    CHECK(fate(firewall, "igb0", "172.16.2.30", "10.10.1.11", 6, 4443) == Fate::accept);
}
