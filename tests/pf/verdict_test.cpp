// Packets whose fate is known: what pf.conf(5) promises, one rule file each.
#include "catch.hpp"

#include "dialects/pf/expand.hpp"
#include "dialects/pf/lower.hpp"
#include "model/walk.hpp"
#include "net/protocol.hpp"
#include "pf/generate.hpp"

using namespace lyncgate;
using namespace lyncgate::pf;

namespace {

struct Case {
    std::string what;
    std::string rules;
    std::string in, from, to;
    int protocol;
    int port;  ///< destination port, or icmp type
    Fate fate;
};

Fate fate_of(const Case& one) {
    const SourceFile file("pf.conf", one.rules);
    std::vector<Diagnostic> diagnostics;
    Config config = read_config(file, {}, diagnostics);
    Firewall firewall = lower(config, {}, testing::world_interfaces(), diagnostics);
    prepare(firewall);
    lyncgate::Packet packet;
    packet[Field::source] = parse_address(one.from)->number();
    packet[Field::destination] = parse_address(one.to)->number();
    packet[Field::protocol] = static_cast<Value>(one.protocol);
    packet[Field::source_port] = 50123;
    packet[Field::destination_port] = static_cast<Value>(one.port);
    packet[Field::icmp] = icmp_value(static_cast<std::uint8_t>(one.port), 0);
    packet[Field::tcp_flags] = one.protocol == 6 ? syn : 0;
    packet[Field::state] = static_cast<Value>(State::new_);
    packet[Field::ingress] = *firewall.find_interface(one.in);
    return walk(firewall, packet, From::outside).fate;
}

const std::vector<Case> cases = {
    {"no rules at all pass everything", "", "em0", "198.51.100.7", "10.1.0.5", 6, 443, Fate::accept},
    {"block in stops packets to the machine", "block in\n", "em0", "198.51.100.7", "192.0.2.1", 1, 8, Fate::drop},
    {"the last match wins", "block in\npass in proto icmp\n", "em0", "198.51.100.7", "192.0.2.1", 1, 8, Fate::accept},
    {"proto icmp is not icmp6", "block in\npass in proto icmp\n", "em0", "2001:db8:ffff::7", "2001:db8::1", 58, 128,
     Fate::drop},
    {"a forwarded packet also has to go out", "block out\n", "em0", "198.51.100.7", "10.1.0.5", 6, 443, Fate::drop},
    {"block out does not concern what stays", "block out\n", "em0", "198.51.100.7", "192.0.2.1", 6, 443, Fate::accept},
    {"quick ends it", "block in quick proto tcp\npass\n", "em0", "198.51.100.7", "10.1.0.5", 6, 443, Fate::drop},
    {"block return answers", "block return in\n", "em0", "198.51.100.7", "10.1.0.5", 6, 443, Fate::reject},
    {"an exception in a table", "table <t> { 198.51.100.0/24 !198.51.100.7 }\nblock in from <t>\n", "em0",
     "198.51.100.7", "10.1.0.5", 6, 443, Fate::accept},
    {"negations in a list match everybody", "block in from { !198.51.100.7 !198.51.100.8 }\n", "em0", "198.51.100.7",
     "10.1.0.5", 6, 443, Fate::drop},
    {"a match rule translates for the rules after it",
     "block\nmatch in inet to 192.0.2.9 rdr-to 10.1.0.5\npass proto tcp to 10.1.0.5\n", "em0", "198.51.100.7",
     "192.0.2.9", 6, 443, Fate::accept},
    {"a pass rule with rdr-to is followed by the rules out",
     "block\npass in inet proto tcp to 192.0.2.9 port 443 rdr-to 10.1.0.5\n", "em0", "198.51.100.7", "192.0.2.9", 6,
     443, Fate::drop},
    {"rdr comes before the filter",
     "rdr on em0 inet proto tcp to 192.0.2.9 -> 10.1.0.5\nblock\npass proto tcp to 10.1.0.5\n", "em0", "198.51.100.7",
     "192.0.2.9", 6, 443, Fate::accept},
    {"rdr pass needs no rule in, but one out",
     "rdr pass on em0 inet proto tcp to 192.0.2.9 -> 10.1.0.5\nblock\npass out\n", "em0", "198.51.100.7", "192.0.2.9",
     6, 443, Fate::accept},
    {"no rdr ends the translation",
     "no rdr on em0 proto tcp from 198.51.100.7\nrdr on em0 inet proto tcp to 192.0.2.1 -> 10.1.0.5\nblock in\npass in "
     "to 192.0.2.1\n",
     "em0", "198.51.100.7", "192.0.2.1", 6, 443, Fate::accept},
    {"tags last from in to out", "block\npass in on em0 tag A\npass out tagged A\n", "em0", "198.51.100.7", "10.1.0.5",
     6, 443, Fate::accept},
    {"a tag stays when a later rule decides", "block\npass in tag A\nblock in\npass in\npass out tagged A\n", "em0",
     "198.51.100.7", "10.1.0.5", 6, 443, Fate::accept},
    {"set skip passes everything", "set skip on em0\nblock in\n", "em0", "198.51.100.7", "10.1.0.5", 6, 443,
     Fate::accept},
    {"an anchor gates its rules", "block in\nanchor in on em1 {\npass\n}\n", "em0", "198.51.100.7", "10.1.0.5", 6, 443,
     Fate::drop},
    {"quick in an anchor ends everything", "anchor {\nblock in quick proto tcp\n}\npass\n", "em0", "198.51.100.7",
     "10.1.0.5", 6, 443, Fate::drop},
    {"a quick anchor ends when something in it matched", "anchor quick {\npass in\n}\nblock in\npass out\n", "em0",
     "198.51.100.7", "10.1.0.5", 6, 443, Fate::accept},
    {"an anchor without content is an open question", "block\npass\nanchor \"later\"\n", "em0", "198.51.100.7",
     "10.1.0.5", 6, 443, Fate::unknown},
    {"a table that is filled later is an open question", "table <bad> persist\npass\nblock in from <bad>\n", "em0",
     "198.51.100.7", "10.1.0.5", 6, 443, Fate::unknown},
    {"random matches are an open question", "block in probability 50%\n", "em0", "198.51.100.7", "10.1.0.5", 6, 443,
     Fate::unknown},
    {"fragments only", "block in fragment\n", "em0", "198.51.100.7", "10.1.0.5", 6, 443, Fate::accept},
    {"antispoof", "antispoof for em1\n", "em0", "10.1.0.1", "10.2.0.9", 6, 443, Fate::drop},
    {"an invalid statement is an open question", "pass\npas in\n", "em0", "198.51.100.7", "10.1.0.5", 6, 443,
     Fate::unknown},
    {"at a limit of states no other rule is asked", "pass in\npass in proto tcp keep state (max-src-conn 5)\n", "em0",
     "198.51.100.7", "192.0.2.1", 6, 443, Fate::unknown},
    {"a rule that overrides a limited one has no limit", "pass in proto tcp keep state (max 10)\npass in\n", "em0",
     "198.51.100.7", "192.0.2.1", 6, 443, Fate::accept},
    {"a limiter lets other rules decide", "pass in\npass in proto tcp state limiter web\n", "em0", "198.51.100.7",
     "192.0.2.1", 6, 443, Fate::accept},
    {"frames of other protocols stop no packet", "ether block in on em0 proto 0x0806\npass\n", "em0", "198.51.100.7",
     "10.1.0.5", 6, 443, Fate::accept},
    {"frames may be blocked before the filter", "ether block in on em0 proto 0x0800\npass\n", "em0", "198.51.100.7",
     "10.1.0.5", 6, 443, Fate::unknown},
    {"frames are blocked on their interface", "ether block in on em0\npass\n", "em1", "10.1.0.5", "198.51.100.7", 6,
     443, Fate::accept},
    {"an ether anchor without content is an open question", "ether anchor \"portal/*\"\npass\n", "em0", "198.51.100.7",
     "10.1.0.5", 6, 443, Fate::unknown},
    {"tags of frames are an open question", "ether pass in tag A\nblock in\npass in tagged A\n", "em0", "198.51.100.7",
     "192.0.2.1", 6, 443, Fate::unknown},
    {"without state a match rule may not translate",
     "block\nmatch in inet to 192.0.2.9 rdr-to 10.1.0.5\npass to 10.1.0.5 no state\n", "em0", "198.51.100.7",
     "192.0.2.9", 6, 443, Fate::unknown},
    {"a source that lies behind another interface fails urpf", "block quick from urpf-failed\n", "em0", "10.1.0.5",
     "192.0.2.1", 6, 443, Fate::drop},
    {"an address that is not known keeps its family", "block\nmatch out nat-to (tun9)\npass inet\n", "em1", "10.1.0.5",
     "198.51.100.7", 6, 443, Fate::accept},
    {"a file that is not at hand may hold anything", "block quick\ninclude \"more.conf\"\n", "em0", "198.51.100.7",
     "10.1.0.5", 6, 443, Fate::unknown},
    {"a local program that packets are diverted to is an open question",
     "block\npass in quick proto tcp to port 443 divert-to 127.0.0.1 port 8443\n", "em0", "198.51.100.7", "10.1.0.5", 6,
     443, Fate::unknown},
    {"what translates the address family is an open question",
     "block\npass in quick inet6 from any to 64:ff9b::/96 af-to inet from 192.0.2.1\n", "em1", "2001:db8::7",
     "64:ff9b::c633:6407", 6, 443, Fate::unknown},
    {"a way out by another interface is an open question",
     "block\npass in\npass out quick on em1 route-to (em0 198.51.100.1) to 10.1.0.5\n", "em0", "198.51.100.7",
     "10.1.0.5", 6, 443, Fate::unknown},
    {"what came by another interface", "block\npass in on em1\npass out received-on em1\n", "em1", "10.1.0.5",
     "198.51.100.7", 6, 443, Fate::accept},
};

/// Whether what an interface lets in and another one lets out leaves a state behind.
struct Tracked {
    std::string what;
    Era era;
    std::string rules;
    bool in, out;
};

Tracked tracked(const Tracked& one) {
    const SourceFile file("pf.conf", one.rules);
    std::vector<Diagnostic> diagnostics;
    ReadOptions options;
    options.era = one.era;
    options.exact = true;
    Config config = read_config(file, options, diagnostics);
    Firewall firewall = lower(config, {}, testing::world_interfaces(), diagnostics);
    prepare(firewall);
    lyncgate::Packet packet;
    packet[Field::source] = parse_address("10.1.0.5")->number();
    packet[Field::destination] = parse_address("198.51.100.7")->number();
    packet[Field::protocol] = 6;
    packet[Field::source_port] = 50123;
    packet[Field::destination_port] = 443;
    packet[Field::tcp_flags] = syn;
    packet[Field::state] = static_cast<Value>(State::new_);
    packet[Field::ingress] = *firewall.find_interface("em1");
    const Walk walked = walk(firewall, packet, From::outside);
    REQUIRE(walked.fate == Fate::accept);
    Tracked result = one;
    for (const Step& step : walked.steps) {
        const bool stateless = step.rule != nullptr ? step.rule->stateless : step.chain->policy_stateless;
        (step.stage == &firewall.entering.front() ? result.in : result.out) = !stateless;
    }
    return result;
}

const std::vector<Tracked> states = {
    {"pass keeps state", Era::openbsd, "pass\n", true, true},
    {"no state", Era::openbsd, "pass in no state\npass out\n", false, true},
    {"flags any no state", Era::openbsd, "pass in\npass out flags any no state\n", true, false},
    {"the default pass keeps none", Era::openbsd, "pass in on em1\n", true, false},
    {"skipped interfaces keep none", Era::openbsd, "set skip on em1\npass\n", false, true},
    {"nothing was kept before it was asked for", Era::openbsd_3, "pass in on em1\npass out keep state\n", false, true},
    {"since 4.1 it is", Era::openbsd_44, "pass in on em1\npass out keep state\n", true, true},
    {"nat keeps a state by itself", Era::freebsd,
     "nat on em0 inet from 10.0.0.0/8 to any -> 192.0.2.1\npass in no state\n", false, true},
    {"also before no state", Era::freebsd, "nat on em0 inet from 10.0.0.0/8 to any -> 192.0.2.1\npass no state\n",
     false, true},
    {"no nat does not", Era::freebsd,
     "no nat on em0 from 10.1.0.5\nnat on em0 inet from 10.0.0.0/8 to any -> 192.0.2.1\n", false, false},
};

}  // namespace

TEST_CASE("pf: which packets leave a state behind") {
    for (const Tracked& one : states) {
        INFO(one.what << "\n" << one.rules);
        const Tracked model = tracked(one);
        CHECK(model.in == one.in);
        CHECK(model.out == one.out);
    }
}

TEST_CASE("pf: packets with known fates") {
    for (const Case& one : cases) {
        INFO(one.what << "\n" << one.rules);
        CHECK(static_cast<int>(fate_of(one)) == static_cast<int>(one.fate));
    }
}
