// Sites with addresses of both families, where iptables has a file for each.
#include "catch.hpp"

#include "audited.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

/// `small_site`, its proxy and its Director with addresses of both families.
std::string both_families(const std::string& files) {
    std::string site = small_site;
    const auto replace = [&](const std::string& old, const std::string& now) {
        site.replace(site.find(old), old.size(), now);
    };
    replace("director: 10.1.0.20", "director: [10.1.0.20, '2001:db8:1::20']");
    replace("reverse-proxy-internal: 192.0.2.10", "reverse-proxy-internal: [192.0.2.10, '2001:db8:2::10']");
    replace("eth0: 192.0.2.0/24", "eth0: [192.0.2.0/24, '2001:db8:2::/64']");
    replace("10.2.0.0/16]\n", "10.2.0.0/16, '2001:db8:1::/64']\n");
    replace("    config: inner.rules\n", "    config: inner.rules\n" + files);
    return site;
}

const std::string closed = "*filter\n:FORWARD DROP [0:0]\nCOMMIT\n";
const std::string open = "*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n";

/// Packets of IPv6 in the findings of one check, undecided or possible ones, or the others.
std::size_t boxes_of_ipv6(const Report& report, const std::string& check, bool sure) {
    std::size_t count = 0;
    for (const Finding& finding : of(report, check)) {
        if ((!finding.undecided && finding.confidence == Confidence::certain) != sure) {
            continue;
        }
        for (const DescribedBox& box : finding.packets) {
            count += one_line(box).find("2001:db8:") != std::string::npos ? 1 : 0;
        }
    }
    return count;
}

}  // namespace

TEST_CASE("the rules for IPv4 say nothing of IPv6") {
    for (const std::string& text : {closed, open}) {
        CAPTURE(text);
        Audited audited;
        run_on_text(audited, both_families({}), text);
        CHECK(boxes_of_ipv6(audited.report, "missing-opening", true) == 0);
        CHECK(boxes_of_ipv6(audited.report, "missing-opening", false) > 0);
        CHECK(boxes_of_ipv6(audited.report, "over-permissive-rule", true) == 0);
        CHECK(boxes_of_ipv6(audited.report, "over-permissive-rule", false) > 0);
    }
}

TEST_CASE("a file that is not given is one finding") {
    Audited audited;
    run_on_text(audited, both_families({}), closed);
    const std::vector<Finding> found = of(audited.report, "over-permissive-rule");
    REQUIRE(found.size() == 1);
    CHECK(found[0].reasons == std::vector<std::string>{"no ip6tables rules were given for this firewall"});
}

TEST_CASE("each family has its own rules") {
    Audited audited;
    audited.folder.write("inner.rules6", open);
    run_on_text(audited, both_families("    config6: inner.rules6\n"), closed);
    CHECK(boxes_of_ipv6(audited.report, "missing-opening", true) == 0);
    CHECK(boxes_of_ipv6(audited.report, "missing-opening", false) == 0);
    CHECK(boxes_of_ipv6(audited.report, "over-permissive-rule", true) > 0);
    CHECK_FALSE(of(audited.report, "missing-opening").empty());
}
