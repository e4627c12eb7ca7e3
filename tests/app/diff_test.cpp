#include "catch.hpp"

#include "app/diff.hpp"
#include "workplace.hpp"

using namespace lyncgate;
using namespace lyncgate::testing;

namespace {

/// Compares two forward chains of the small site, with requests. The places of the answer stay valid.
FirewallDiff difference(const std::string& before, const std::string& after, const std::string& request = {}) {
    static SourceStore store;
    const PackLibrary library = load_packs(store);
    const SourceFile& text = store.add("site.yaml", small_site);
    const SiteReading site = read_site(text, library.vocabulary);
    REQUIRE(site.site);
    std::vector<Diagnostic> diagnostics;
    ConfigPair pair = read_pair(store.add("old.rules", rules(before)), store.add("new.rules", rules(after)),
                                &site.site->firewalls.front(), store, diagnostics);
    REQUIRE(pair.before.reading.usable);
    REQUIRE(pair.after.reading.usable);
    const std::vector<Requested> requests = read_requests(store.add("--request", request), &*site.site, diagnostics);
    for (const Diagnostic& diagnostic : diagnostics) {
        CAPTURE(render(diagnostic));
        CHECK(diagnostic.level != Level::error);
    }
    return diff(pair, nullptr, requests);
}

std::string rule(const std::string& from, const std::string& to, const std::string& port) {
    return "-A FORWARD -s " + from + " -d " + to + " -p tcp -m tcp --dport " + port + " -j ACCEPT\n";
}

RequestVerdict verdict(const std::string& before, const std::string& after, const std::string& request) {
    return difference(before, after, request).request.value().verdict;
}

}  // namespace

TEST_CASE("exactly the changed packets are reported, with both lines") {
    const FirewallDiff change =
        difference(rule("192.0.2.20/32", "10.1.0.20/32", "5061"), rule("192.0.2.20/31", "10.1.0.20/32", "5061"));
    REQUIRE(change.changes.size() == 1);
    CHECK(change.changes[0].kind == ChangeKind::opened);
    REQUIRE(change.changes[0].packets.size() == 1);
    CHECK(change.changes[0].packets[0].sources == std::vector<std::string>{"192.0.2.21"});
    CHECK(change.changes[0].packets[0].destination_ports == std::vector<std::string>{"5061"});
    CHECK(line_of(change.changes[0].after.origin) == 6);
    CHECK(line_of(change.changes[0].before.origin) == 3);
    CHECK(exit_status_of({change}) == 1);
}

TEST_CASE("rewriting without a change of meaning is no difference") {
    const std::string a = rule("192.0.2.20/32", "10.1.0.20/32", "5061");
    const std::string b = rule("192.0.2.21/32", "10.1.0.20/32", "5061");
    for (const std::string& same : {b + a, rule("192.0.2.20/31", "10.1.0.20/32", "5061"), "# moved\n" + a + a + b}) {
        const FirewallDiff change = difference(a + b, same);
        CHECK(change.complete);
        CHECK(change.changes.empty());
        CHECK(exit_status_of({change}) == 0);
    }
}

TEST_CASE("a request is answered: exactly this, less, more, something else, not needed, nothing done") {
    const std::string one = rule("192.0.2.20/32", "10.1.0.20/32", "5061");
    const std::string both = rule("192.0.2.20/31", "10.1.0.20/32", "5061");
    const std::string other = rule("192.0.2.10/32", "10.1.0.20/32", "80");
    const std::string request = "tcp/5061 from edge-internal to director";
    CHECK(verdict("", both, request) == RequestVerdict::exactly);
    CHECK(verdict(one, both, request) == RequestVerdict::exactly);
    CHECK(verdict("", one, request) == RequestVerdict::less);
    CHECK(verdict("", both + other, request) == RequestVerdict::more);
    CHECK(verdict(other, both, request) == RequestVerdict::more);  // it also closes what was open
    CHECK(verdict("", other, request) == RequestVerdict::something_else);
    CHECK(verdict(both, both, request) == RequestVerdict::not_needed);
    CHECK(verdict("", "", request) == RequestVerdict::nothing_done);
    const FirewallDiff known = difference(both, both, request);
    CHECK(known.request->because == std::vector<std::string>{"line 6"});
    CHECK(exit_status_of({known}) == 1);
    CHECK(verdict("", "-A FORWARD -m limit --limit 1/s -j ACCEPT\n", request) == RequestVerdict::undecided);
}

TEST_CASE("what a change does to the firewall's own traffic was not requested") {
    const std::string one = rule("192.0.2.20/32", "10.1.0.20/32", "5061");
    const std::string request = "tcp/5061 from 192.0.2.20 to director";
    CHECK(verdict("", one, request) == RequestVerdict::exactly);
    const FirewallDiff login = difference("", one + "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n", request);
    CHECK(login.request->verdict == RequestVerdict::more);
    // From outside, and from itself over lo.
    REQUIRE(login.request->extra.size() == 2);
    CHECK(login.request->extra[0].destination_ports == std::vector<std::string>{"22"});
    CHECK(login.request->extra[1].destination_ports == std::vector<std::string>{"22"});
    CHECK(exit_status_of({login}) == 1);
    CHECK(verdict("", one + "-A OUTPUT -p udp -m udp --dport 53 -j DROP\n", request) == RequestVerdict::more);
    CHECK(verdict("", "-A OUTPUT -p udp -m udp --dport 53 -j DROP\n", request) == RequestVerdict::something_else);
    CHECK(verdict(one, one + "-A OUTPUT -p udp -m udp --dport 53 -j DROP\n", request) == RequestVerdict::more);
    CHECK(verdict("", one + "-A OUTPUT -m limit --limit 1/s -j DROP\n", request) == RequestVerdict::undecided);
}

TEST_CASE("a request that crosses no firewall was not done, one that crosses another one is no matter here") {
    const std::string opening = "-A FORWARD -s 192.0.2.20/31 -d 10.1.0.20/32 -p tcp --dport 5061 -j ACCEPT\n";
    const std::string request = "tcp/5061 from edge-internal to director\n";
    const std::string beside = "tcp/5061 from front-end to director\n";  // both behind eth1
    const FirewallDiff both = difference("", opening, request + beside);
    CHECK(both.request->not_crossing == std::vector<std::string>{"tcp/5061 from front-end to director"});
    std::vector<FirewallDiff> alone{both};
    settle_requests(alone);
    CHECK(alone[0].request->verdict == RequestVerdict::less);
    CHECK(exit_status_of(alone) == 1);
    std::vector<FirewallDiff> done{difference("", opening, request), difference("", "", beside)};
    CHECK(done[1].request->verdict == RequestVerdict::not_here);
    done[1].request->not_crossing = {"tcp/5061 from front-end to director"};
    done[0].request->not_crossing.clear();
    settle_requests(done);
    CHECK(done[0].request->verdict == RequestVerdict::exactly);
    CHECK(exit_status_of(done) == 0);
    std::vector<FirewallDiff> untouched{difference("", "", beside)};
    settle_requests(untouched);
    CHECK(untouched[0].request->verdict == RequestVerdict::nothing_done);
    CHECK(exit_status_of(untouched) == 1);
    CHECK(diff_text(untouched).find("no packet of it crosses this firewall: tcp/5061 from front-end") !=
          std::string::npos);
    // What nobody asked for is not hidden behind a request for another firewall.
    CHECK(difference("", opening, beside).request->verdict == RequestVerdict::something_else);
}

TEST_CASE("packets between the families do not exist, and so do not change") {
    // The rule names no source; nothing is known about IPv6 here.
    const FirewallDiff diff = difference("", "-A FORWARD -d 10.1.0.20/32 -p tcp --dport 5061 -j ACCEPT\n");
    REQUIRE(diff.changes.size() == 1);
    CHECK(diff.changes[0].kind == ChangeKind::opened);
    CHECK(exit_status_of({diff}) == 1);
}

TEST_CASE("what a change opens for forged sources was not requested") {
    // Both ends stand in the rule, so only what was asked for can use it, by whatever interface.
    const std::string request = "tcp/5061 from edge-internal to director";
    CHECK(verdict("", "-A FORWARD -s 192.0.2.20/31 -d 10.1.0.20/32 -p tcp --dport 5061 -j ACCEPT\n", request) ==
          RequestVerdict::exactly);
    // Everything behind eth0 was asked for, so the rule is exact but for sources that do not lie there.
    const std::string behind = "tcp/5061 from 192.0.2.0/24 to director";
    const std::string loose = "-A FORWARD -i eth0 -d 10.1.0.20/32 -p tcp --dport 5061 -j ACCEPT\n";
    const FirewallDiff diff = difference("", loose, behind);
    CHECK(diff.request->verdict == RequestVerdict::more);
    CHECK(diff.request->extra.empty());
    CHECK(diff.request->unconnected.empty());
    REQUIRE_FALSE(diff.request->forged.empty());
    CHECK(diff_text({diff}).find("changed as well, for packets that should not come in there") != std::string::npos);
    // A rule before it that drops forged sources makes it exact.
    const std::string guard = "-A FORWARD -i eth0 ! -s 192.0.2.0/24 -j DROP\n";
    CHECK(verdict(guard, guard + loose, behind) == RequestVerdict::exactly);
    // Forged sources alone are no answer to a request.
    CHECK(verdict("", "-A FORWARD -i eth0 -s 10.2.0.0/16 -d 10.1.0.20/32 -p tcp --dport 22 -j ACCEPT\n", request) ==
          RequestVerdict::something_else);
}

TEST_CASE("what a change opens for packets that open no connection was not requested, but replies were") {
    const std::string request = "tcp/5061 from edge-internal to director";
    const std::string asked = "-A FORWARD -s 192.0.2.20/31 -d 10.1.0.20/32 -p tcp --dport 5061 -j ACCEPT\n";
    const FirewallDiff invalid =
        difference("", asked + "-A FORWARD -s 10.1.0.20/32 -m conntrack --ctstate INVALID -j ACCEPT\n", request);
    CHECK(invalid.request->verdict == RequestVerdict::more);
    CHECK_FALSE(invalid.request->unconnected.empty());
    CHECK(verdict("",
                  asked + "-A FORWARD -s 10.1.0.20/32 -d 192.0.2.20/31 -p tcp --sport 5061 -m conntrack --ctstate "
                          "ESTABLISHED -j ACCEPT\n",
                  request) == RequestVerdict::exactly);
}

TEST_CASE("a request that cannot be read is located") {
    const auto complaint = [](const std::string& text) {
        SourceStore store;
        const PackLibrary library = load_packs(store);
        const SiteReading site = read_site(store.add("site.yaml", small_site), library.vocabulary);
        const SourceFile file("requests", text);
        std::vector<Diagnostic> diagnostics;
        CHECK(read_requests(file, &*site.site, diagnostics).empty());
        REQUIRE(diagnostics.size() == 1);
        return render(diagnostics[0]);
    };
    CHECK(complaint("tcp/5061 from edge-interal to director").find("did you mean \"edge-internal\"?") !=
          std::string::npos);
    CHECK(complaint("tcp/99999 from any to director").find("requests:1:5: error: not a port") == 0);
    CHECK(complaint("tpc/80 from any to director").find("unknown protocol \"tpc\"") != std::string::npos);
    CHECK(complaint("please open 80").find("cannot read this request") != std::string::npos);
    CHECK(complaint("tcp/80 from any to").find("an end of the flow is missing") != std::string::npos);
}
