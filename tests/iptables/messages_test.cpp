// Every message of the reader, provoked once, with the place it points to.
#include "catch.hpp"

#include <string>
#include <string_view>

#include <fmt/core.h>

#include "dialects/iptables/ipset.hpp"
#include "dialects/iptables/iptables.hpp"
#include "dialects/iptables/parse.hpp"

using namespace lyncgate;
using namespace lyncgate::iptables;

namespace {

/// A line inside a table and chain, what is said about it, and the text under the caret.
struct Row {
    std::string_view table;
    std::string_view line;
    std::string_view message;
    std::string_view at;
};

constexpr Row rows[] = {
    {"filter", "-A FORWARD -s 192.0.2.300 -j DROP", "'192.0.2.300' is not an IPv4 address", "192.0.2.300"},
    {"filter", "-A FORWARD ! -s 192.0.2.1,192.0.2.2 -j DROP", "'!' cannot stand before several addresses",
     "192.0.2.1,192.0.2.2"},
    {"filter", "-A FORWARD -s www.example.com -j DROP", "host name 'www.example.com' is looked up", "www.example.com"},
    {"filter", "-A FORWARD -i thisinterfaceistoolong0 -j DROP", "interface name 'thisinterfaceistoolong0' is too long",
     "thisinterfaceistoolong0"},
    {"filter", "-A FORWARD -i \"\" -j DROP", "interface name '' is empty", "\"\""},
    {"filter", "-A FORWARD -p tpc -j DROP", "unknown protocol 'tpc'", "tpc"},
    {"filter", "-A FORWARD ! -p all -j DROP", "'! -p all' can never match", "all"},
    {"filter", "-A FORWARD -j DROP -j ACCEPT", "a second target 'ACCEPT'", "ACCEPT"},
    {"filter", "-A FORWARD -j \"\"", "the target is empty", "\"\""},
    {"filter", "-A FORWARD -m contrack --ctstate NEW -j DROP", "unknown match 'contrack'", "contrack"},
    {"filter", "-A FORWARD -A INPUT -j DROP", "a second command '-A'", "-A"},
    {"filter", "-A FORWARD -j", "option '-j' needs a value", "-j"},
    {"filter", "-A FORWARD -c 1,x -j DROP", "counters are not two numbers", "1,x"},
    {"filter", "-A FORWARD -s 192.0.2.1 -s 192.0.2.2 -j DROP", "'-s' is given twice", "-s"},
    {"filter", "-A FORWARD -q -j DROP", "unknown option '-q'", "-q"},
    {"filter", "-A FORWARD -p tcp --dprot 80 -j DROP", "unknown option '--dprot'", "--dprot"},
    {"filter", "-A FORWARD -m multiport --p 80 -j DROP", "option '--p' is ambiguous", "--p"},
    {"filter", "-A FORWARD -p tcp --syn=1 -j DROP", "option '--syn' takes no value", "--syn=1"},
    {"filter", "-A FORWARD -p tcp --tcp-flags SYN -j DROP", "option '--tcp-flags' needs two values", "SYN"},
    {"filter", "-A FORWARD ! ! -s 192.0.2.1 -j DROP", "'!' twice in a row", "!"},
    {"filter", "-A FORWARD DROP", "'DROP' stands where an option should", "DROP"},
    {"filter", "-A FORWARD -j DROP !", "'!' with nothing to negate", "!"},
    {"filter", "-A FORWARD ! -m comment ! --comment x -j DROP", "'--comment' cannot be negated", "--comment"},
    {"filter", "-A FORWARD -p tcp -m tcp --dport 80 --dport 81 -j DROP", "'--dport' is given twice for 'tcp'",
     "--dport"},
    {"filter", "-A FORWARD -m connlimit --connlimit-above 1 --connlimit-upto 2 -j DROP",
     "'--connlimit-upto' cannot stand beside '--connlimit-above'", "--connlimit-upto"},
    {"filter", "-A FORWARD -p tcp --dport 70000 -j DROP", "'70000' is not a value of '--dport'", "70000"},
    {"filter", "-A FORWARD -m conntrack --ctstate NEWW -j DROP", "'NEWW' is not a value of '--ctstate'", "NEWW"},
    {"filter", "-A FORWARD -m set --match-set clients source -j DROP", "'source' is not a value of '--match-set'",
     "source"},
    {"filter", "-A FORWARD -m conntrack --ctproto all -j DROP", "'--ctproto' cannot be 'all'", "all"},
    {"filter", "-A FORWARD -m policy --dir in --pol ipsec --proto tcp -j DROP", "IPsec has no such protocol", "tcp"},
    {"filter", "-A FORWARD -m policy --dir in --pol ipsec --strict -j DROP", "an element of this policy says nothing",
     "policy"},
    {"filter", "-A FORWARD -m policy --dir in -j DROP", "'policy' needs '--pol'", "policy"},
    {"filter", "-A FORWARD -m policy --dir in --pol none --proto esp -j DROP", "'--pol none' takes no element",
     "policy"},
    {"filter", "-A FORWARD -m policy --dir in --pol ipsec --tunnel-src 192.0.2.1 -j DROP",
     "tunnel addresses need '--mode tunnel'", "policy"},
    {"filter", "-A FORWARD -m policy --dir in --pol ipsec --reqid 1 --next --reqid 2 -j DROP",
     "'--next' needs another option of 'policy' beside it", "policy"},
    {"filter", "-A INPUT -m policy --dir out --pol ipsec -j DROP", "'--dir out' does not work in INPUT", "policy"},
    {"filter", "-A FORWARD -m connmark -j DROP", "'connmark' needs '--mark'", "connmark"},
    {"filter", "-A FORWARD -m recent --rcheck --reap -j DROP", "'--reap' needs another option of 'recent'", "recent"},
    {"filter", "-A FORWARD -m iprange -j DROP", "'iprange' says nothing without an option", "iprange"},
    {"filter", "-A FORWARD -m udp --dport 53 -j DROP", "'udp' fits only certain protocols", "udp"},
    {"filter", "-A FORWARD -j DNAT --to-destination 192.0.2.1", "'DNAT' does not work in the table 'filter'", "DNAT"},
    {"nat", "-A POSTROUTING -j DNAT --to-destination 192.0.2.1", "'DNAT' does not work in the chain 'POSTROUTING'",
     "DNAT"},
    {"nat", "-A PREROUTING -j DNAT --to-destination 192.0.2.1:80",
     "ports can be translated only with a protocol that has them", "DNAT"},
    {"nat", "-A PREROUTING -p tcp -j DNAT --to-destination 192.0.2.1:99999",
     "the ports of this translation are not valid", "192.0.2.1:99999"},
    {"nat", "-A PREROUTING -p tcp -j REDIRECT --to-ports 22-http", "a range of ports cannot be made of names",
     "22-http"},
    {"nat", "-A PREROUTING -j DNAT --to-destination 192.0.2.9-192.0.2.1",
     "the addresses of this translation are not valid", "192.0.2.9-192.0.2.1"},
    {"nat", "-A PREROUTING -j DNAT --to-destination \"\"", "the translation has no address", "\"\""},
    {"raw", "-A PREROUTING -j CT --zone 65536", "not a connection tracking zone", "65536"},
    {"filter", "-A OUTPUT -i eth0 -j DROP", "packets in OUTPUT have no incoming interface", "eth0"},
    {"filter", "-A INPUT -o eth0 -j DROP", "packets in INPUT have no outgoing interface yet", "eth0"},
    {"filter", "-A OUTPUT -m addrtype --dst-type LOCAL --limit-iface-in -j DROP",
     "'--limit-iface-in' does not work in OUTPUT", "addrtype"},
    {"filter", "-A FORWARD -m ecn --ecn-tcp-cwr -j DROP", "TCP's congestion bits need '-p tcp'", "ecn"},
    {"filter", "-A OUTPUT -m cgroup --cgroup 1 --path / -j DROP", "'--cgroup' cannot stand beside '--path'", "cgroup"},
    {"filter", "-A FORWARD -j REJECT --reject-with nothing", "unknown way to reject", "nothing"},
    {"filter", "-A FORWARD -j REJECT --reject-with tcp-reset", "'tcp-reset' answers only TCP", "REJECT"},
    {"filter", "-A FORWARD -m connlabel --label video -j DROP", "'video' names something that only the machine knows",
     "video"},
    {"filter", "-A FORWARD -m comment --comment \"open -j DROP", "the line ends too early", ""},
    {"filter", "[12:] -A FORWARD -j DROP", "unexpected ']'", "]"},
    {"filter", ":user DROP [0:0]", "a policy for the user chain 'user'", "DROP"},
    {"filter", ":FORWARD REJECT [0:0]", "unknown policy 'REJECT'", "REJECT"},
    {"filter", ":a-name-that-is-longer-than-allowed - [0:0]",
     "chain name 'a-name-that-is-longer-than-allowed' is too long", "a-name-that-is-longer-than-allowed"},
    {"filter", "--source 192.0.2.1 -j DROP", "no command on this line", "--source"},
    {"filter", "-I FORWARD 7 -j DROP", "'7' is no place in the chain", "7"},
    {"filter", "-A FORWARD -j nowhere", "'nowhere' is neither a chain of this table nor a known target", "nowhere"},
    {"filter", "-A FORWARD -j INPUT", "a jump into the built-in chain 'INPUT'", "INPUT"},
    {"filtre", "-A FORWARD -j DROP", "unknown table 'filtre'", "filtre"},
    {"filter", "Chain FORWARD (policy ACCEPT)", "'Chain' does not begin a statement of iptables-save", "Chain"},
};

bool says(const std::vector<Diagnostic>& diagnostics, std::string_view message, std::string_view at) {
    for (const Diagnostic& diagnostic : diagnostics) {
        if (diagnostic.message.find(message) != std::string::npos && text_of(diagnostic.origin) == at) {
            return true;
        }
    }
    return false;
}

std::string all(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& diagnostic : diagnostics) {
        text += render(diagnostic);
    }
    return text;
}

}  // namespace

TEST_CASE("every message of the rule reader") {
    for (const Row& row : rows) {
        const SourceFile file("rules", fmt::format("*{}\n:INPUT ACCEPT [0:0]\n{}\nCOMMIT\n", row.table, row.line));
        const ReadRuleset read = parse(file, Family::ipv4);
        INFO(row.line);
        INFO(all(read.diagnostics));
        CHECK(says(read.diagnostics, row.message, row.at));
    }
}

TEST_CASE("messages of the second address family, of files and of tables") {
    const SourceFile six("rules", "*filter\n-A FORWARD -f -j DROP\n-A FORWARD -s 192.0.2.1 -j DROP\nCOMMIT\n*nat\n-A "
                                  "PREROUTING -p tcp -j DNAT --to-destination [2001:db8::1]80\nCOMMIT\n");
    const ReadRuleset read = parse(six, Family::ipv6);
    CHECK(says(read.diagnostics, "'-f' does not exist in IPv6", "-f"));
    CHECK(says(read.diagnostics, "'192.0.2.1' is not an IPv6 address", "192.0.2.1"));
    CHECK(says(read.diagnostics, "the address ends unexpectedly", "[2001:db8::1]80"));
    const SourceFile twice("rules", "*filter\nCOMMIT\n*filter\n:INPUT ACCEPT [0:0]\n");
    const ReadRuleset again = parse(twice);
    CHECK(says(again.diagnostics, "table 'filter' is given again", "filter"));
    CHECK(says(again.diagnostics, "table 'filter' has no COMMIT", "*filter"));
    ReadContext context;
    const SourceFile four("rules", "*filter\n-A INPUT -s 192.0.2.1 -j DROP\nCOMMIT\n");
    context.companions = {&four};
    CHECK(says(iptables::read(four, context).diagnostics, "a second ruleset of the same family", ""));
    const SourceFile letter("rules", "dear reader\n");
    CHECK(says(iptables::read(letter, {}).diagnostics, "no statement of this file belongs to iptables-save", ""));
}

TEST_CASE("every message of the set reader") {
    const SourceFile file("sets", "create\ncreate a hash:ip\ncreate a hash:ip\ncreate b hash:odd\nadd a\n"
                                  "add c 192.0.2.1\ncreate d hash:ip\nadd d host\ncreate e hash:ip\n"
                                  "add e 192.0.2.1,tcp:80\nswap a b\nadd a \"open\n");
    SetCatalogue sets;
    const ReadSets read = parse_ipset(file, sets);
    INFO(all(read.diagnostics));
    CHECK(says(read.diagnostics, "'create' needs a name and a type", "create"));
    CHECK(says(read.diagnostics, "the set 'a' is created twice", "a"));
    CHECK(says(read.diagnostics, "unknown set type 'hash:odd'", "hash:odd"));
    CHECK(says(read.diagnostics, "'add' needs a set and an entry", "a"));
    CHECK(says(read.diagnostics, "the set 'c' has not been created", "c"));
    CHECK(says(read.diagnostics, "'host' is not an entry of a set of type hash:ip", "host"));
    CHECK(says(read.diagnostics, "'192.0.2.1,tcp:80' has too many parts", "192.0.2.1,tcp:80"));
    CHECK(says(read.diagnostics, "the command 'swap' is not followed", "swap"));
    CHECK(says(read.diagnostics, "the line ends inside quotes", ""));
    CHECK(read.coverage.statements ==
          read.coverage.modelled + read.coverage.irrelevant + read.coverage.unmodelled + read.coverage.broken);
    CHECK(!sets.find("a")->known);
}

TEST_CASE("a line of a set file that cannot be read ends, and its set is not known") {
    const SourceFile file("sets", "create a hash:ip\nadd a \"192.0.2.1\"2\ncreate b hash:ip\nadd b 192.0.2.1\r2\n"
                                  "create c hash:ip\nadd c \"192.0.2.1\ncreate d hash:ip\nadd d 192.0.2.1\n");
    SetCatalogue sets;
    const ReadSets read = parse_ipset(file, sets);
    CHECK(says(read.diagnostics, "the line is not one of 'ipset save'", "add a \"192.0.2.1\"2"));
    CHECK(read.coverage.broken == 3);
    CHECK(!sets.find("a")->known);
    CHECK(!sets.find("b")->known);
    CHECK(!sets.find("c")->known);
    CHECK(sets.find("d")->known);
}
