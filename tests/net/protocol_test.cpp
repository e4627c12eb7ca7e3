#include "catch.hpp"

#include "net/protocol.hpp"

using namespace lyncgate;

TEST_CASE("protocols and services have names and numbers") {
    CHECK(parse_protocol("TCP") == Protocol::tcp);
    CHECK(parse_protocol("icmpv6") == Protocol::icmp6);
    CHECK(parse_protocol("254") == static_cast<Protocol>(254));
    CHECK_FALSE(parse_protocol("256"));
    CHECK_FALSE(parse_protocol("tcpp"));
    CHECK(to_string(Protocol::icmp6) == "ipv6-icmp");
    CHECK(port_of_service("https", Protocol::tcp) == Port{443});
    CHECK(port_of_service("domain", Protocol::udp) == Port{53});
    CHECK_FALSE(port_of_service("no-such", Protocol::tcp));
    CHECK_FALSE(parse_port("65536"));
    CHECK(describe_ports(Set::of({{443, 443}, {50000, 59999}})) == std::vector<std::string>{"443", "50000-59999"});
}

TEST_CASE("flag sets follow mask and value") {
    const Set syn_only = flags_matching(fin | syn | rst | ack, syn);
    CHECK(syn_only.contains(syn));
    CHECK(syn_only.contains(syn | ece | cwr));
    CHECK_FALSE(syn_only.contains(syn | ack));
    CHECK(syn_only.size() == 16);
}
