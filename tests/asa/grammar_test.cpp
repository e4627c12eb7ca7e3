// Every grammar rule that reads a statement makes progress, and the texts it is for fit it.
#include "catch.hpp"

#include <tao/pegtl/contrib/analyze.hpp>

#include "asa.hpp"

namespace g = lyncgate::grammar::asa;
namespace p = tao::pegtl;

TEST_CASE("no rule of the ASA grammar loops without progress") {
    CHECK(p::analyze<g::access_list::statement>() == 0);
    CHECK(p::analyze<g::access_list::conduit>() == 0);
    CHECK(p::analyze<g::objects::header>() == 0);
    CHECK(p::analyze<g::objects::member>() == 0);
    CHECK(p::analyze<g::objects::network_value>() == 0);
    CHECK(p::analyze<g::objects::service_value>() == 0);
    CHECK(p::analyze<g::nat::object_rule>() == 0);
    CHECK(p::analyze<g::nat::twice_rule>() == 0);
    CHECK(p::analyze<g::nat::old_nat>() == 0);
    CHECK(p::analyze<g::nat::old_global>() == 0);
    CHECK(p::analyze<g::nat::old_static>() == 0);
    CHECK(p::analyze<g::interfaces::header>() == 0);
    CHECK(p::analyze<g::interfaces::line>() == 0);
    CHECK(p::analyze<g::interfaces::old_nameif>() == 0);
    CHECK(p::analyze<g::interfaces::old_address>() == 0);
    CHECK(p::analyze<g::settings::name_line>() == 0);
    CHECK(p::analyze<g::settings::route_line>() == 0);
    CHECK(p::analyze<g::settings::v6_route_line>() == 0);
    CHECK(p::analyze<g::settings::access_group_line>() == 0);
    CHECK(p::analyze<g::settings::map_line>() == 0);
}
