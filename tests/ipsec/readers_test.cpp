// Readers of IPsec files: what each construct means.
#include "catch.hpp"
#include "ipsec/reading.hpp"

using namespace lyncgate;
using ipsec::FileKind;
using test::PolicyText;
using Lines = std::vector<std::string>;

namespace {

const std::string consec_head = "\r\nRule Name:                            Isolation\r\n"
                                "----------------------------------------------------------------------\r\n"
                                "Enabled:                              Yes\r\n"
                                "Profiles:                             Domain,Private,Public\r\n"
                                "Type:                                 Static\r\n"
                                "Mode:                                 Transport\r\n"
                                "InterfaceTypes:                       Any\r\n";

std::string consec(const std::string& ends, const std::string& action, const std::string& more = {}) {
    return consec_head + ends + "Action:                               " + action + "\r\n" + more +
           "Auth1:                                ComputerKerb\r\nRule source:                          Local "
           "Setting\r\n\r\nOk.\r\n";
}

}  // namespace

TEST_CASE("xfrm: policies in the order of their priority, with direction and selector") {
    const PolicyText text("src 10.0.1.0/24 dst 10.9.0.0/16 \n"
                          "\tdir out priority 2000 ptype main \n"
                          "\ttmpl src 192.0.2.1 dst 198.51.100.1\n"
                          "\t\tproto esp spi 0x00000000 reqid 1 mode tunnel\n"
                          "src 10.9.0.0/16 dst 10.0.1.0/24 \n"
                          "\tdir fwd priority 2000 ptype main \n"
                          "\ttmpl src 198.51.100.1 dst 192.0.2.1\n"
                          "\t\tproto esp reqid 1 mode tunnel\n"
                          "src 10.9.0.0/16 dst 10.0.1.0/24 \n"
                          "\tdir in priority 2000 ptype main \n"
                          "\ttmpl src 198.51.100.1 dst 192.0.2.1\n"
                          "\t\tproto esp reqid 1 mode tunnel\n"
                          "src 0.0.0.0/0 dst 10.9.0.7/32 proto udp dport 3478 \n"
                          "\tdir out priority 10 \n"
                          "src 0.0.0.0/0 dst 0.0.0.0/0 \n"
                          "\tsocket out priority 0 \n"
                          "src ::/0 dst 2001:db8::/32 \n"
                          "\tdir out action block priority 3000 \n");
    CHECK(text.read.kind == FileKind::xfrm);
    CHECK(text.lines() ==
          Lines{"13 out bypass udp any IPv4 -> 10.9.0.7 port 3478", "1 out protect any 10.0.1.0/24 -> 10.9.0.0/16",
                "5 in protect any 10.9.0.0/16 -> 10.0.1.0/24", "17 out discard any any IPv6 -> 2001:db8::/32"});
    CHECK(text.read.coverage.statements == 6);
    CHECK(text.read.coverage.irrelevant == 2);
    CHECK(text.read.policies[1].tunnel.peer == "198.51.100.1");
    CHECK_FALSE(text.read.policies[1].tunnel.transport_mode);
}

TEST_CASE("xfrm: optional templates, AH, and what the text cannot decide") {
    const PolicyText text("src 10.0.0.0/8 dst 10.1.0.0/16 \n\tdir out priority 1 \n\ttmpl src :: dst ::\n"
                          "\t\tproto ah reqid 0 mode transport\n\t\tlevel use \n"
                          "src 10.0.0.0/8 dst 10.2.0.0/16 dev eth1 \n\tdir out priority 2 \n\ttmpl src :: dst ::\n"
                          "\t\tproto esp reqid 0 mode transport\n"
                          "src 10.0.0.0/8 dst 10.3.0.0/16 \n\tdir out priority 3 \n\tmark 0x1/0xff \n"
                          "src 10.0.0.0/8 dst 10.4.0.0/16 \n\tdir out priority 4 \n\tif_id 0x2a\n");
    CHECK(text.lines() ==
          Lines{"1 out optional any 10.0.0.0/8 -> 10.1.0.0/16", "6 out protect? any 10.0.0.0/8 -> 10.2.0.0/16",
                "10 out bypass? any 10.0.0.0/8 -> 10.3.0.0/16", "13 out bypass? any 10.0.0.0/8 -> 10.4.0.0/16"});
    CHECK(text.read.policies[0].tunnel.authenticates_only);
    CHECK(text.read.policies[0].tunnel.transport_mode);
}

TEST_CASE("xfrm: of two policies of one priority that differ, neither is sure") {
    const PolicyText text("src 10.0.0.0/8 dst 10.1.0.0/16 \n\tdir out priority 5 \n"
                          "src 10.0.0.0/16 dst 10.0.0.0/8 \n\tdir out priority 5 \n\ttmpl src :: dst ::\n"
                          "\t\tproto esp reqid 0 mode tunnel\n");
    CHECK(text.lines() ==
          Lines{"1 out bypass? any 10.0.0.0/8 -> 10.1.0.0/16", "3 out protect? any 10.0.0.0/16 -> 10.0.0.0/8"});
}

TEST_CASE("xfrm: a policy without a direction may protect") {
    const PolicyText text("src 10.0.0.0/8 dst 10.1.0.0/16 \n");
    CHECK(text.lines() == Lines{"1 both protect? any 10.0.0.0/8 -> 10.1.0.0/16"});
    CHECK(text.read.coverage.broken == 1);
    REQUIRE(text.read.diagnostics.size() == 1);
    CHECK(text.read.diagnostics[0].level == Level::error);
}

TEST_CASE("ipsec.conf: flows, macros, lists and types") {
    const PolicyText text("# gateways\n"
                          "remote = \"198.51.100.1\"\n"
                          "nets = \"{ 10.9.0.0/16, 10.10.0.0/16 }\"\n"
                          "flow esp from 10.0.1.0/24 to $nets \\\n    peer $remote\n"
                          "flow ah out proto udp from 10.0.1.5 to 10.9.0.7 port 3478 type bypass\n"
                          "flow in from 10.8.0.0/16 to any type deny\n"
                          "ike esp from 10.0.1.0/24 to 10.20.0.0/16 peer $remote \\\n"
                          "    main auth hmac-sha1 enc aes quick enc aes psk \"se cret\"\n"
                          "esp from 192.0.2.1 to 198.51.100.1 spi 0x1000 authkey file \"k\" enckey file \"e\"\n");
    CHECK(text.read.kind == FileKind::ipsec_conf);
    CHECK(text.lines() ==
          Lines{"6 out bypass udp 10.0.1.5 -> 10.9.0.7 port 3478", "8 out protect any 10.0.1.0/24 -> 10.20.0.0/16",
                "8 in optional any 10.20.0.0/16 -> 10.0.1.0/24",
                "4 out protect any 10.0.1.0/24 -> 10.9.0.0-10.10.255.255",
                "4 in optional any 10.9.0.0-10.10.255.255 -> 10.0.1.0/24", "7 in discard any 10.8.0.0/16 -> any IPv4"});
    CHECK(text.read.coverage.statements == 7);
    CHECK(text.read.coverage.irrelevant == 1);
}

TEST_CASE("ipsec.conf: what is not understood may take any packet") {
    const PolicyText undefined("flow esp from $here to any\n");
    REQUIRE(undefined.read.policies.size() == 1);
    CHECK_FALSE(undefined.read.policies[0].tunnel.doubts.empty());
    CHECK(undefined.read.coverage.broken == 1);
    const PolicyText passive("ike passive esp from 10.0.0.0/8 to 10.1.0.0/16\n");
    CHECK(passive.lines() ==
          Lines{"1 out protect? any 10.0.0.0/8 -> 10.1.0.0/16", "1 in optional? any 10.1.0.0/16 -> 10.0.0.0/8"});
    const PolicyText name("flow from egress to 10.1.0.0/16\n");
    CHECK_FALSE(name.read.policies[0].tunnel.doubts.empty());
}

TEST_CASE("consec: both ways between the end points") {
    const PolicyText text(consec("Endpoint1:                            10.0.1.0/24,10.0.2.5-10.0.2.9\r\n"
                                 "Endpoint2:                            Any\r\n"
                                 "Port1:                                Any\r\n"
                                 "Port2:                                5061,50000-59999\r\n"
                                 "Protocol:                             TCP\r\n",
                                 "RequireInRequestOut"));
    CHECK(text.read.kind == FileKind::consec);
    const std::string packets = "tcp 10.0.1.0/24, 10.0.2.5-10.0.2.9 -> any IPv4 port 5061, 50000-59999 | tcp any IPv4 "
                                "port 5061, 50000-59999 -> 10.0.1.0/24, 10.0.2.5-10.0.2.9";
    CHECK(text.lines() == Lines{"2 in protect " + packets, "2 out optional " + packets});
    CHECK(text.read.coverage.statements == 1);
}

TEST_CASE("consec: an exemption inside a rule wins, one that crosses it may") {
    const std::string any = "Endpoint1:                            Any\r\nEndpoint2:                            ";
    const PolicyText inside(consec(any + "Any\r\n", "RequireInRequireOut") +
                            consec(any + "10.0.1.5/32\r\n", "NoAuthentication"));
    REQUIRE(inside.read.policies.size() == 4);
    CHECK(inside.read.policies[0].tunnel.protection == Protection::bypass);
    CHECK(inside.read.policies[0].tunnel.doubts.empty());
    const PolicyText crossing(consec(any + "10.0.0.0/8\r\n", "RequireInRequireOut") +
                              consec("Endpoint1:                            10.0.1.5/32\r\nEndpoint2:             "
                                     "               192.0.0.0/2,10.0.1.0/24\r\n",
                                     "NoAuthentication"));
    CHECK(std::any_of(crossing.read.policies.begin(), crossing.read.policies.end(), [](const ipsec::Policy& policy) {
        return policy.tunnel.protection == Protection::bypass && policy.tunnel.doubts.empty();
    }));
    const PolicyText same(consec(any + "10.0.1.5/32\r\n", "RequireInRequireOut") +
                          consec(any + "10.0.1.5/32\r\n", "NoAuthentication"));
    REQUIRE(same.read.policies.size() == 4);
    CHECK_FALSE(same.read.policies[0].tunnel.doubts.empty());
}

TEST_CASE("consec: what an export does not tell becomes a doubt") {
    const std::string any = "Endpoint1:                            Any\r\nEndpoint2:                            ";
    CHECK_FALSE(PolicyText(consec(any + "LocalSubnet\r\n", "NoAuthentication")).read.policies[0].tunnel.doubts.empty());
    CHECK_FALSE(PolicyText(consec(any + "Any\r\n", "SomethingNew")).read.policies[0].tunnel.doubts.empty());
    CHECK_FALSE(
        PolicyText(consec(any + "Any\r\n", "NoAuthentication", "Weather:                              Fine\r\n"))
            .read.policies[0]
            .tunnel.doubts.empty());
    std::string domain = consec(any + "Any\r\n", "NoAuthentication");
    domain.replace(domain.find("Domain,Private,Public"), 21, "Private");
    CHECK_FALSE(PolicyText(domain).read.policies[0].tunnel.doubts.empty());
    std::string disabled = consec(any + "Any\r\n", "RequireInRequireOut");
    disabled.replace(disabled.find("Yes"), 3, "No");
    CHECK(PolicyText(disabled).read.policies.empty());
}

TEST_CASE("consec: proposals without encryption only authenticate") {
    const std::string ends =
        "Endpoint1:                            Any\r\nEndpoint2:                            Any\r\n";
    const PolicyText null(consec(ends, "RequireInRequireOut",
                                 "QuickModeSecMethods:                  ESP:SHA1-None+60min+100000kb,\r\n"
                                 "                                      AH:SHA1+60min+100000kb\r\n"));
    CHECK(null.read.policies[0].tunnel.authenticates_only);
    const PolicyText aes(consec(ends, "RequireInRequireOut",
                                "QuickModeSecMethods:                  ESP:SHA1-None+60min+100000kb,ESP:SHA1-AES128+"
                                "60min+100000kb\r\n"));
    CHECK_FALSE(aes.read.policies[0].tunnel.authenticates_only);
}

namespace {

std::string static_export(const std::string& assigned, const std::string& action, const std::string& filter) {
    return "Policy Name              : Servers\n"
           "Description              : NONE\n"
           "Assigned                 : " +
           assigned +
           "\n"
           "No. of Rules             : 2\n\n"
           "Rule Details\n------------\n\n"
           "Rule ID                  : 1, GUID = {00000000-0000-0000-0000-000000000001}\n"
           "Rule Name                : NONE\n"
           "Activated                : YES\n"
           "Connection Type          : ALL\n"
           "Authentication Methods(1)\n\n\tKERBEROS\n\n"
           "FilterList Details\n------------------\n\n"
           "FilterList Name          : Media\n"
           "Description              : NONE\n"
           "No. of Filters           : 1\n"
           "Filter(s)\n---------\n" +
           filter +
           "\n"
           "FilterAction Details\n---------------------\n\n"
           "FilterAction Name        : Action\n"
           "Description              : NONE\n"
           "Action                   : " +
           action +
           "\n"
           "AllowUnsecure(Fallback)  : NO\n"
           "Inbound Passthrough      : NO\n\n"
           "Rule ID                  : 2, GUID = {00000000-0000-0000-0000-000000000002}\n"
           "Rule Name                : NONE\n"
           "Activated                : YES\n"
           "FilterList Name          : NONE\n"
           "FilterAction Name        : NONE\n";
}

std::string filter(const std::string& mirrored, const std::string& source, const std::string& destination) {
    return "Description              : NONE\n"
           "Mirrored                 : " +
           mirrored +
           "\n"
           "Source IP Address        : " +
           source +
           "\n"
           "Source Mask              : 255.255.255.255\n"
           "Source DNS Name          : NONE\n"
           "Destination IP Address   : " +
           destination +
           "\n"
           "Destination Mask         : 255.255.255.0\n"
           "Destination DNS Name     : NONE\n"
           "Protocol                 : UDP\n"
           "Source Port              : ANY\n"
           "Destination Port         : 3478\n";
}

}  // namespace

TEST_CASE("static policy: filters of the assigned policy, mirrored, and the machine's own address") {
    const PolicyText mirrored(static_export("YES", "NEGOTIATE", filter("YES", "10.0.1.5", "10.9.0.0")));
    CHECK(mirrored.read.kind == FileKind::static_policy);
    CHECK(mirrored.lines() == Lines{"9 out protect udp 10.0.1.5 -> 10.9.0.0/24 port 3478",
                                    "9 in protect udp 10.0.1.5 -> 10.9.0.0/24 port 3478",
                                    "9 out protect udp 10.9.0.0/24 port 3478 -> 10.0.1.5",
                                    "9 in protect udp 10.9.0.0/24 port 3478 -> 10.0.1.5"});
    CHECK(mirrored.read.coverage.irrelevant == 1);
    const PolicyText me(static_export("YES", "PERMIT", filter("YES", "<My IP Address>", "10.9.0.0")));
    CHECK(me.lines() == Lines{"9 out bypass udp any IPv4 -> 10.9.0.0/24 port 3478",
                              "9 in bypass udp 10.9.0.0/24 port 3478 -> any IPv4"});
    const PolicyText block(static_export("YES", "BLOCK", filter("NO", "<My IP Address>", "<DNS Server(s)>")));
    CHECK(block.lines().size() == 1);
    CHECK(block.read.policies[0].tunnel.protection == Protection::discard);
    CHECK_FALSE(block.read.policies[0].tunnel.doubts.empty());
    CHECK(PolicyText(static_export("NO", "BLOCK", filter("NO", "10.0.1.5", "10.9.0.0"))).read.policies.empty());
}

TEST_CASE("files of no known kind are said to be so") {
    CHECK_FALSE(PolicyText("hello\n").read.usable);
    CHECK_FALSE(PolicyText(std::string("\xFF\xFE\x53\x00", 4)).read.usable);
    CHECK_FALSE(PolicyText("Rule Name:   Web\nDirection:   In\nLocalIP:     Any\nAction:      Allow\n").read.usable);
    CHECK(PolicyText("").read.usable);
    CHECK(PolicyText("\nNo rules match the specified criteria.\n\n").read.policies.empty());
    CHECK(PolicyText("src 10.0.0.0/8 dst 1\r\r\n\tdir out").read.usable);
}

TEST_CASE("damaged files are read to their end, and every statement is accounted for") {
    const std::vector<std::string> texts = {
        "src 10.0.1.0/24 dst 10.9.0.0/16 proto udp sport 1 dport 2 \n\tdir out action block priority 2000 \n"
        "\ttmpl src 192.0.2.1 dst 198.51.100.1\n\t\tproto esp reqid 1 mode tunnel\n\t\tlevel use \n\tmark 0x1/0x1\n",
        "a = \"{ 10.9.0.0/16, 10.8.0.0/16 }\"\nflow esp proto tcp from $a port 80 to any type bypass\n"
        "ike passive esp from 10.0.0.0/8 (192.0.2.1) to { 10.1.0.0/16 any } peer 192.0.2.2 psk \"x\"\n",
        consec("Endpoint1:                            10.0.1.0/24,10.0.2.5-10.0.2.9\r\nPort1:             80\r\n",
               "RequestInRequestOut"),
        static_export("YES", "NEGOTIATE", filter("YES", "<My IP Address>", "10.9.0.0"))};
    const std::string odd("\0\xFF{}()=,:\"\r\n\t $src-/9", 21);
    for (const std::string& text : texts) {
        for (std::size_t at = 0; at < text.size(); ++at) {
            std::string changed = text;
            changed[at] = odd[at % odd.size()];
            for (const std::string& input : {text.substr(0, at), changed}) {
                const PolicyText read(input);
                const Coverage& account = read.read.coverage;
                REQUIRE(account.statements ==
                        account.modelled + account.irrelevant + account.unmodelled + account.broken);
                for (const ipsec::Policy& policy : read.read.policies) {
                    REQUIRE(policy.tunnel.origin.span.end <= input.size());
                }
            }
        }
    }
}
