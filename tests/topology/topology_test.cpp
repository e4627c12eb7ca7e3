// Lync's own topology documents become site files.
#include <string>

#include "catch.hpp"
#include "requirements/pack.hpp"
#include "requirements/site.hpp"
#include "topology/facts.hpp"
#include "topology/site_text.hpp"

using namespace lyncgate;
using namespace lyncgate::topology;

namespace {

const PackLibrary& embedded() {
    struct Loaded {
        SourceStore store;
        PackLibrary library = load_packs(store);
    };
    static const Loaded loaded;
    return loaded.library;
}

const SourceFile& case_file(SourceStore& store, const std::string& name) {
    LoadError error;
    const SourceFile* file = store.load(std::string(LYNCGATE_ROOT) + "/tests/topology/cases/" + name, error);
    INFO(error.message);
    REQUIRE(file != nullptr);
    return *file;
}

/// The site text of a case, and whether it could be read.
std::string site_of(const std::string& topology, const std::string& hosts = {}) {
    SourceStore store;
    const TopologyReading reading = read_topology(case_file(store, topology));
    REQUIRE(reading.topology);
    const Hosts known = hosts.empty() ? Hosts{} : read_hosts(case_file(store, hosts));
    REQUIRE(known.diagnostics.empty());
    return site_text(*reading.topology, known, embedded().vocabulary);
}

std::string problem_of(const std::string& text) {
    const SourceFile file("t.tbxml", text);
    const TopologyReading reading = read_topology(file);
    CHECK_FALSE(reading.topology);
    REQUIRE_FALSE(reading.diagnostics.empty());
    return reading.diagnostics.front().message;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Puts something where the site file asks.
std::string filled(std::string text) {
    const std::pair<std::string, std::string> answers[] = {
        {"front-end-hlb-vip: \"?\"", "front-end-hlb-vip: 10.1.1.30"},
        {"internal-client: \"?\"", "internal-client: 10.2.0.0/16"},
        {"pstn-gateway: \"?\"", "pstn-gateway: 10.1.1.40"},
        {"reverse-proxy-internal: \"?\"", "reverse-proxy-internal: 172.16.2.9"},
        {"reverse-proxy-external: \"?\"", "reverse-proxy-external: 172.16.1.9"},
        {"name: \"?\"", "name: inner"},
        {"config: \"?\"", "config: inner.rules"},
        {"interfaces: \"?\"", "interfaces: {eth0: 172.16.2.0/24, eth1: 10.0.0.0/8}"},
    };
    for (const auto& [question, answer] : answers) {
        if (const std::size_t at = text.find(question); at != std::string::npos) {
            text.replace(at, question.size(), answer);
        }
    }
    return text;
}

}  // namespace

TEST_CASE("a Topology Builder file becomes a site") {
    const std::string text = site_of("fabrikam.tbxml", "fabrikam.hosts");
    INFO(text);
    for (const char* part :
         {"name: \"Fabrikam\"", "  edge: scaled-dns-private-nat", "  pool: dns-hlb", "  director: single",
          "  mediation: collocated", "  - edge-single-address", "  - sip-federation", "  - xmpp-federation",
          "  - office-web-apps", "  - call-park", "  - response-group-matchmaking", "  - sql-named-instance",
          "    - \"10.1.1.11\"", "  edge-media: 40000-40999", "  web-external-https: 8443",
          "  front-end-hlb-vip: \"?\"", "  internal-client: \"?\"", "    public:", "      - \"198.51.100.11\""}) {
        INFO(part);
        CHECK(has(text, part));
    }
    CHECK(has(text, "#   TrustedService\n"));
    CHECK(has(text, "  pstn-gateway:\n    - \"10.1.1.60\""));
    // What is as Microsoft ships it is not repeated.
    CHECK_FALSE(has(text, "edge-webconf-client:"));
    CHECK_FALSE(has(text, "conferencing-audio:"));
}

TEST_CASE("the site asks for what is missing and can be read once it has it") {
    const std::string asking = site_of("fabrikam.tbxml");
    CHECK(has(asking, "- \"fe1.fabrikam.example\""));
    const SourceFile unanswered("site.yaml", asking);
    const SiteReading refused = read_site(unanswered, embedded().vocabulary);
    CHECK_FALSE(refused.site);
    std::string messages;
    for (const Diagnostic& diagnostic : refused.diagnostics) {
        messages += diagnostic.message + "; " + diagnostic.help + "\n";
    }
    CHECK(has(messages, "\"fe1.fabrikam.example\" is not an address"));
    CHECK(has(messages, "still to be filled in; the networks of clients inside"));
    const std::string text = filled(site_of("fabrikam.tbxml", "fabrikam.hosts"));
    INFO(text);
    const SourceFile file("site.yaml", text);
    const SiteReading reading = read_site(file, embedded().vocabulary);
    std::string all;
    for (const Diagnostic& diagnostic : reading.diagnostics) {
        all += render(diagnostic);
    }
    INFO(all);
    REQUIRE(reading.site);
    CHECK(reading.site->ports.at("edge-media") == Set(40000, 40999));
    CHECK(reading.site->ports.at("edge-sip-client") == Set(Value{5061}));
    CHECK(reading.site->roles.at("edge-external-av").public_addresses.size() == 2);
}

TEST_CASE("the output of Get-CsTopology says the same") {
    const std::string text = site_of("get-cs-topology.xml", "hosts.csv");
    INFO(text);
    for (const char* part : {"name: \"Fabrikam\"", "  edge: single-public", "  pool: single", "  director: none",
                             "  - sql-default-instance", "  edge-external-access:", "    - \"11.1.1.1\"",
                             "    - \"11.1.1.3\"", "    - \"10.1.1.11\""}) {
        INFO(part);
        CHECK(has(text, part));
    }
    CHECK_FALSE(has(text, "edge-single-address"));
    CHECK_FALSE(has(text, "ports:\n"));
}

TEST_CASE("a pool name that resolves elsewhere is a virtual address") {
    const std::string text = site_of("fabrikam.tbxml", "with-vip.hosts");
    INFO(text);
    CHECK(has(text, "  front-end-hlb-vip:\n    - \"10.1.1.30\""));
    CHECK_FALSE(has(text, "front-end-hlb-vip: \"?\""));
}

TEST_CASE("broken topologies are refused with a place") {
    CHECK(has(problem_of("<Topology><Clusters>"), "not well-formed XML"));
    CHECK(has(problem_of(""), "not well-formed XML"));
    CHECK(problem_of("<html/>") == "root element \"html\" is not that of a topology");
    CHECK(problem_of("<Topology/>") == "the topology holds no service");
    CHECK(has(problem_of("<Topology><Cluster/></Topology>"), "a cluster without an identifier"));
    CHECK(has(problem_of("<Topology><Service RoleName='Registrar' InstalledOn='x'/></Topology>"),
              "which is not in the file"));
    const std::string cluster = "<Topology><Cluster UniqueId='a' Fqdn='f'/><Service InstalledOn='a'";
    CHECK(problem_of(cluster + "/></Topology>") == "a service without a role");
    CHECK(has(problem_of(cluster + " RoleName='EdgeServer'><Ports><Port Port='x'/></Ports></Service></Topology>"),
              "Port is \"x\""));
    CHECK(
        has(problem_of(cluster +
                       " RoleName='EdgeServer'><Ports><Port Port='65000' Range='1000'/></Ports></Service></Topology>"),
            "reach beyond 65535"));
    const SourceFile file("t.tbxml", "<Topology>\n  <Cluster/>\n</Topology>");
    CHECK(line_of(read_topology(file).diagnostics.front().origin) == 2);
    CHECK(has(problem_of(std::string("<Topology>") + std::string(50000, '<')), "not well-formed XML"));
}

TEST_CASE("a topology saved by PowerShell in UTF-16 is read") {
    std::string wide = "\xFF\xFE";
    for (const char c :
         std::string("<?xml version=\"1.0\" encoding=\"utf-16\"?><Topology><Cluster UniqueId='a' Fqdn='fe.example'/>"
                     "<Service RoleName='Registrar' InstalledOn='a'/></Topology>")) {
        wide += c;
        wide += '\0';
    }
    const SourceFile file("t.xml", wide);
    const TopologyReading reading = read_topology(file);
    REQUIRE(reading.topology);
    CHECK(reading.topology->pools.at(0).fqdn == "fe.example");
}

TEST_CASE("damaged topologies do no harm") {
    SourceStore store;
    const std::string good(case_file(store, "fabrikam.tbxml").text());
    std::uint32_t state = 7;
    std::size_t refused = 0;
    for (int round = 0; round < 500; ++round) {
        std::string text = good;
        for (int change = 0; change < 3; ++change) {
            state = state * 1664525 + 1013904223;
            text[(state >> 8) % text.size()] = static_cast<char>(state >> 24);
        }
        const SourceFile file("t.tbxml", text.substr(0, round % 5 == 0 ? (state >> 4) % text.size() : text.size()));
        const TopologyReading reading = read_topology(file);
        refused += reading.topology ? 0 : 1;
        CHECK(reading.topology.has_value() == reading.diagnostics.empty());
        if (reading.topology) {
            CHECK_FALSE(site_text(*reading.topology, {}, embedded().vocabulary).empty());
        }
    }
    CHECK(refused > 50);
}

TEST_CASE("hosts come from a hosts file or a CSV") {
    const SourceFile hosts("hosts", "# comment\n10.0.0.1  A.example a\n2001:db8::1 a.example # six\n");
    const Hosts read = read_hosts(hosts);
    CHECK(read.diagnostics.empty());
    CHECK(read.find("a.EXAMPLE") == std::vector<std::string>{"10.0.0.1", "2001:db8::1"});
    CHECK(read.find("b").empty());
    const SourceFile csv("hosts.csv", "name,address\r\n\"b.example\";10.0.0.2\r\n10.0.0.3,c.example\r\n");
    CHECK(read_hosts(csv).find("b.example") == std::vector<std::string>{"10.0.0.2"});
    CHECK(read_hosts(csv).find("c.example") == std::vector<std::string>{"10.0.0.3"});
    const SourceFile wrong("hosts", "10.0.0.1 a\n10.0.0.2\nb c\n");
    const Hosts broken = read_hosts(wrong);
    REQUIRE(broken.diagnostics.size() == 2);
    CHECK(line_of(broken.diagnostics[0].origin) == 2);
    CHECK(broken.diagnostics[1].message == "expected a name and an address, found \"b c\"");
}

TEST_CASE("every listening port known from a topology is a tunable") {
    for (const auto& [role, owner, usage, side, protocol, tunable] :
         {std::tuple{"Registrar", "Registrar", "SipServer", "Primary", "Mtls", "registrar-sip"},
          std::tuple{"ApplicationServer", "PDP", "TURNServer", "Primary", "Tcp", "bandwidth-policy-turn"},
          std::tuple{"EdgeServer", "MediaRelayEdge", "TURNServer", "External", "Udp", "edge-turn-udp"}}) {
        Service service;
        service.role = role;
        ListeningPort port;
        port.owner = owner;
        port.usage = usage;
        port.side = side;
        port.protocol = protocol;
        CHECK(tunable_of(service, port) == tunable);
        CHECK(embedded().vocabulary.tunables.contains(tunable));
    }
    Service director;
    director.role = "Registrar";
    director.director = true;
    ListeningPort port;
    port.owner = "Registrar";
    port.usage = "SipServer";
    CHECK(tunable_of(director, port) == "director-sip");
    port.owner = "Unknown";
    CHECK(tunable_of(director, port).empty());
}
