// The grammars of IPsec files: none can loop without reading on.
#include "catch.hpp"

#include <tao/pegtl/contrib/analyze.hpp>

#include "ipsec/ipsec_conf.hpp"
#include "ipsec/netsh.hpp"
#include "ipsec/xfrm.hpp"

using namespace lyncgate;

TEST_CASE("the grammars of IPsec files make progress") {
    CHECK(tao::pegtl::analyze<grammar::xfrm::file>() == 0);
    CHECK(tao::pegtl::analyze<grammar::netsh::file>() == 0);
    CHECK(tao::pegtl::analyze<grammar::ipsec_conf::file>() == 0);
}
