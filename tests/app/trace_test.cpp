#include "catch.hpp"

#include "app/load.hpp"
#include "app/trace.hpp"
#include "workplace.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

/// The answer row of one probe against a forward chain.
std::string answer(const std::string& forward, const std::string& probe) {
    const Folder folder;
    folder.write("inner.rules", rules(forward));
    LoadRequest request;
    request.site = folder.write("site.yaml", small_site);
    const LoadedSite loaded = load_site(request);
    REQUIRE(loaded.usable);
    const SourceFile rows("probes", probe);
    std::vector<Diagnostic> diagnostics;
    const std::vector<Probe> probes = read_probes(rows, diagnostics);
    REQUIRE(probes.size() == 1);
    const Firewall& firewall = loaded.context.firewalls.front().reading.firewall;
    return trace_row(firewall, probes[0], trace(firewall, probes[0]));
}

constexpr const char* allow = "-A FORWARD -s 192.0.2.10/32 -d 10.1.0.20/32 -p tcp -m tcp --dport 8080 -j ACCEPT\n";

}  // namespace

TEST_CASE("trace answers with verdict, way out, packet, line and reason") {
    CHECK(answer(allow, "a,,192.0.2.10,10.1.0.20,tcp,50000,8080,,,,\n") ==
          "a,accept,eth1,192.0.2.10,10.1.0.20,50000,8080,6,rule 2 of FORWARD\n");
    CHECK(answer(allow, "b,,192.0.2.11,10.1.0.20,tcp,50000,8080,,,,\n") ==
          "b,drop,eth1,192.0.2.11,10.1.0.20,50000,8080,3,policy of FORWARD\n");
    CHECK(answer(allow, "c,eth0,192.0.2.11,10.1.0.20,tcp,1,8080,ACK,ESTABLISHED,,\n") ==
          "c,accept,eth1,192.0.2.11,10.1.0.20,1,8080,5,rule 1 of FORWARD\n");
    CHECK(answer("-A FORWARD -m limit --limit 1/sec -j ACCEPT\n", "d,,192.0.2.11,10.1.0.20,udp,1,2,,,,\n")
              .find("d,unknown,eth1") == 0);
    CHECK(answer("-A FORWARD -j REJECT --reject-with icmp-port-unreachable\n", "e,,192.0.2.11,10.1.0.20,icmp,,,,,8,0\n")
              .find("e,reject,eth1,192.0.2.11,10.1.0.20,,,6,") == 0);
    CHECK(answer(allow, "f,local,10.1.0.1,10.1.0.20,tcp,1,22,,,,\n").find("f,accept,eth1") == 0);
}

TEST_CASE("columns may be named and reordered") {
    CHECK(answer(allow, "dst,src,dport,proto,id\n10.1.0.20,192.0.2.10,8080,tcp,x\n").find("x,accept,eth1") == 0);
}

TEST_CASE("a probe that cannot be read is located") {
    const auto complaint = [](const std::string& text) {
        const SourceFile file("probes.csv", text);
        std::vector<Diagnostic> diagnostics;
        CHECK(read_probes(file, diagnostics).empty());
        REQUIRE(diagnostics.size() == 1);
        return render(diagnostics[0]);
    };
    CHECK(complaint("a,,192.0.2.999,10.1.0.20,tcp,1,2\n")
              .find("probes.csv:1:4: error: not an address: \"192.0.2.999\"") == 0);
    CHECK(complaint("a,,192.0.2.9,2001:db8::1,tcp,1,2\n").find("another family") != std::string::npos);
    CHECK(complaint("a,,192.0.2.9,10.0.0.1,tcpp,1,2\n").find("not a protocol") != std::string::npos);
    CHECK(complaint("a,,192.0.2.9,10.0.0.1,tcp,1,70000\n").find("not a port") != std::string::npos);
    CHECK(complaint("a,,192.0.2.9,10.0.0.1,tcp,1,2,SIN\n").find("not TCP flags") != std::string::npos);
    CHECK(complaint("a,,192.0.2.9,10.0.0.1,tcp,1,2,,OLD\n").find("not a connection state") != std::string::npos);
    CHECK(complaint("a,,192.0.2.9,10.0.0.1,icmp,,,,,300\n").find("not an ICMP type") != std::string::npos);
    CHECK(complaint("a,b\n").find("a row of 2 cells") != std::string::npos);
}

TEST_CASE("one packet is read as people write it, and its path is told") {
    std::vector<Diagnostic> diagnostics;
    const SourceFile good("--packet", "tcp [2001:db8::1]:50000 -> [2001:db8::2]:443");
    const std::optional<Probe> probe = read_packet(good, diagnostics);
    REQUIRE(probe);
    CHECK(probe->packet[Field::destination_port] == 443);
    const SourceFile bad("--packet", "tcp somewhere");
    CHECK_FALSE(read_packet(bad, diagnostics));
    CHECK(render(diagnostics.at(0)).find("not a packet") != std::string::npos);

    const Folder folder;
    folder.write("inner.rules", rules(allow));
    LoadRequest request;
    request.site = folder.write("site.yaml", small_site);
    const LoadedSite loaded = load_site(request);
    const Firewall& firewall = loaded.context.firewalls.front().reading.firewall;
    const SourceFile text("--packet", "tcp 192.0.2.10:50000 -> 10.1.0.20:8080");
    const Probe one = read_packet(text, diagnostics).value();
    const std::string story = trace_story(firewall, one, trace(firewall, one));
    CHECK(story.find("rule 2 of FORWARD, line 6") != std::string::npos);
    CHECK(story.find("verdict accept, out by eth1, by rule 2 of FORWARD") != std::string::npos);
}
