// Passwords and keys never leave the text layer.
#include "catch.hpp"

#include "text/diagnostic.hpp"
#include "text/secrets.hpp"
#include "text/source_file.hpp"

using namespace lyncgate;

namespace {

std::string shown(std::string_view line) {
    return std::string(SourceFile("f", std::string(line)).line(1));
}

}  // namespace

TEST_CASE("secrets are masked at the commands that carry them") {
    CHECK(shown("username admin password hunter2 encrypted privilege 15") ==
          "username admin password ******* encrypted privilege 15");
    CHECK(shown(" ikev1 pre-shared-key hunter2") == " ikev1 pre-shared-key *******");
    CHECK(shown(" ikev2 remote-authentication pre-shared-key hunter2") ==
          " ikev2 remote-authentication pre-shared-key *******");
    CHECK(shown("enable password hunter2 encrypted") == "enable password ******* encrypted");
    CHECK(shown("passwd hunter2 encrypted") == "passwd ******* encrypted");
    CHECK(shown("snmp-server community hunter2") == "snmp-server community *******");
    CHECK(shown("snmp-server host inside 10.0.0.9 community 0 hunter2 version 2c") ==
          "snmp-server host inside 10.0.0.9 community * ******* version 2c");
    CHECK(shown("snmp-server user u g v3 auth sha hunter2 priv aes 128 hunter3") ==
          "snmp-server user u g v3 auth sha ******* priv aes *** *******");
    CHECK(shown("crypto isakmp key hunter2 address 203.0.113.5") == "crypto isakmp key ******* address 203.0.113.5");
    CHECK(shown("fw(config)# failover key hunter2") == "fw(config)# failover key *******");
    CHECK(shown(" key hunter2") == " key *******");
    CHECK(shown("aaa-server RADIUS (inside) host 10.0.0.9 hunter2 timeout 10") ==
          "aaa-server RADIUS (inside) host 10.0.0.9 ******* timeout 10");
    CHECK(shown("ntp authentication-key 1 md5 hunter2").find("hunter2") == std::string::npos);
    CHECK(shown("ike esp from any to any psk hunter2").find("hunter2") == std::string::npos);
    CHECK(shown("no username admin password hunter2").find("hunter2") == std::string::npos);
    CHECK(shown("usern admin pass hunter2 priv 15") == "usern admin pass ******* priv 15");
    CHECK(shown("enab passw hunter2") == "enab passw *******");
    CHECK(shown("snmp-s comm hunter2") == "snmp-s comm *******");
}

TEST_CASE("what is no secret stays") {
    for (const char* const line :
         {"crypto key generate rsa modulus 2048", "access-list password extended permit tcp any any eq 443",
          "-A INPUT -m comment --comment \"password reset\" -j ACCEPT", "crypto map vpn 10 match address branch",
          "pass in proto tcp to port 443", "aaa-server RADIUS (inside) host 10.0.0.9", "enable", "passwd"}) {
        CHECK(shown(line) == line);
    }
}

TEST_CASE("diagnostics and spans show the masked text, readers the real one") {
    const SourceFile file("f", "hostname fw\nusername admin password hunter2\n");
    CHECK(file.text().find("hunter2") != std::string_view::npos);
    CHECK(text_of({&file, {12, 43}}) == "username admin password *******");
    const std::string rendered = render({Level::warning, "look", {&file, {12, 20}}, {}, {}, {}});
    CHECK(rendered.find("hunter2") == std::string::npos);
    CHECK(rendered.find("password *******") != std::string::npos);
}
