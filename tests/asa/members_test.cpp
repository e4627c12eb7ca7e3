// The members of groups that a finding names.
#include "catch.hpp"

#include "dialects/asa/members.hpp"
#include "net/address.hpp"

using namespace lyncgate;

namespace {

const std::string text =
    "object-group network pool\n network-object host 10.40.1.11\n network-object host 10.40.1.99\n"
    "object-group network servers\n group-object pool\n network-object 10.41.0.0 255.255.0.0\n"
    "object-group service web tcp\n port-object eq https\n port-object eq 3389\n"
    "object-group service mixed\n service-object udp destination eq 3478\n service-object tcp destination eq 445\n"
    "access-list in extended permit tcp any object-group servers object-group web\n"
    "access-list in extended permit object-group mixed any host 10.40.1.11\n";

std::vector<std::string> members(std::string_view entry, unsigned destination, unsigned protocol, unsigned port) {
    const SourceFile file("f", text);
    SetPool pool;
    Box box;
    assign(box, Field::destination, Set(Address::v4(destination).number()), pool);
    assign(box, Field::protocol, Set(protocol), pool);
    assign(box, Field::destination_port, Set(port), pool);
    const auto begin = static_cast<std::uint32_t>(file.text().find(entry));
    asa::EntryMembers finder;
    std::vector<std::string> lines;
    for (const Origin& origin : finder.of({&file, {begin, begin + 4}}, box)) {
        lines.emplace_back(text_of(origin));
    }
    return lines;
}

}  // namespace

TEST_CASE("the address and the port member that let a packet in, through nested groups") {
    CHECK(members("access-list in extended permit tcp", 0x0a280163U, 6, 3389) ==
          std::vector<std::string>{"network-object host 10.40.1.99", "port-object eq 3389"});
    CHECK(members("access-list in extended permit tcp", 0x0a290007U, 6, 443) ==
          std::vector<std::string>{"network-object 10.41.0.0 255.255.0.0", "port-object eq https"});
}

TEST_CASE("the service member") {
    CHECK(members("access-list in extended permit object-group", 0x0a28010bU, 6, 445) ==
          std::vector<std::string>{"service-object tcp destination eq 445"});
}

TEST_CASE("a place that is no entry has no members") {
    CHECK(members("object-group network pool", 0x0a28010bU, 6, 445).empty());
}
