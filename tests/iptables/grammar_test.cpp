#include "catch.hpp"
#include "ipset_save.hpp"
#include "iptables_save.hpp"

TEST_CASE("the iptables-save grammar has no loops without progress") {
    CHECK(tao::pegtl::analyze<lyncgate::grammar::iptables_save::file>(-1) == 0);
}

TEST_CASE("the ipset grammar has no loops without progress") {
    CHECK(tao::pegtl::analyze<lyncgate::grammar::ipset::file>(-1) == 0);
}
