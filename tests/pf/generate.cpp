#include "pf/generate.hpp"

namespace lyncgate::pf::testing {
namespace {

using Words = std::vector<std::string>;

const Words hosts4 = {"10.1.0.5",        "10.1.0.0/24", "10.2.0.0/16",         "10.2.0.9", "192.0.2.1", "198.51.100.7",
                      "198.51.100.0/24", "10.0.0.0/8",  "10.1.0.4 - 10.1.0.6", "10.2/16"};
const Words hosts6 = {"2001:db8:1::5", "2001:db8:1::/48", "2001:db8:2::/48", "2001:db8:ffff::7"};
const Words other_hosts = {"any",   "<inside>", "<mixed>",     "<later>",  "self",
                           "(em0)", "em1",      "em1:network", "no-route", "localhost"};
const Words ports = {"80",           "443",    "= 5061",  "!= 80", "> 1000", "<= 443", "50000:50003", "50000 >< 50004",
                     "442 <> 50001", "domain", ">= 5061", "< 80"};
const Words interfaces = {"em0", "em1", "em2", "! em0", "any"};
const Words protocols = {"tcp", "udp", "icmp", "47"};
const Words tags = {"RED", "BLUE"};

std::string list(Random& random, const Words& words) {
    if (!random.one_in(4)) {
        return random.of(words);
    }
    std::string text = "{ " + random.of(words);
    const int more = 1 + random.below(2);
    for (int i = 0; i < more; ++i) {
        text += random.one_in(2) ? ", " : " ";
        text += random.of(words);
    }
    return text + " }";
}

Words hosts_of(int family) {
    Words all = family == 6 ? hosts6 : hosts4;
    if (family == 0) {
        all.insert(all.end(), hosts6.begin(), hosts6.end());
        all.insert(all.end(), other_hosts.begin(), other_hosts.end());
    }
    return all;
}

std::string host(Random& random, int family, bool source) {
    const Words words = hosts_of(family);
    if (source && family == 0 && random.one_in(25)) {
        return "urpf-failed";
    }
    if (random.one_in(5)) {
        std::string one = random.of(words);
        return one == "any" ? one : "! " + one;
    }
    // `any` in a list means different things in different versions
    std::string text = list(random, words);
    return text.find("any") != std::string::npos && text.front() == '{' ? "any" : text;
}

struct Head {
    std::string protocol;
    int family = 0;
    std::string text;  ///< family, protocol, from and to
};

Head from_to(Random& random) {
    Head head;
    head.family = random.one_in(3) ? 4 : random.one_in(6) ? 6 : 0;
    head.text += head.family == 4 ? " inet" : head.family == 6 ? " inet6" : "";
    if (!random.one_in(3)) {
        head.protocol = random.one_in(4) ? "{ tcp udp }" : random.of(protocols);
        if (head.family == 6 && head.protocol == "icmp") {
            head.protocol = "icmp6";
        }
        head.text += " proto " + head.protocol;
    }
    const bool with_ports = head.protocol == "tcp" || head.protocol == "udp" || head.protocol == "{ tcp udp }";
    if (random.one_in(6) && !with_ports) {
        head.text += " all";
        return head;
    }
    if (random.one_in(2)) {
        head.text += " from " + host(random, head.family, true);
        head.text += with_ports && random.one_in(4) ? " port " + list(random, ports) : "";
    }
    if (!random.one_in(3)) {
        head.text += " to " + host(random, head.family, false);
        head.text += with_ports && !random.one_in(3) ? " port " + list(random, ports) : "";
    }
    return head;
}

std::string options(Random& random, const Head& head, bool pass) {
    std::string text;
    if (head.protocol == "tcp" && random.one_in(5)) {
        text += random.of(Words{" flags S/SA", " flags any", " flags /SFRA", " flags SA/SA"});
    }
    if (head.protocol == "icmp" && head.family == 4 && random.one_in(2)) {
        text += " icmp-type " + list(random, {"echoreq", "echorep", "unreach", "3 code 1"});
    }
    if (head.protocol == "icmp6" && random.one_in(2)) {
        text += " icmp6-type " + list(random, {"echoreq", "echorep"});
    }
    if (pass && random.one_in(6)) {
        text += random.of(Words{" no state", " keep state", " modulate state", " keep state (max 100)",
                                " keep state (max-src-conn 5)"});
    }
    text += random.one_in(6) ? " tag " + random.of(tags) : "";
    text += random.one_in(8) ? " tagged " + random.of(tags) : random.one_in(20) ? " ! tagged " + random.of(tags) : "";
    text += random.one_in(30) ? " probability 30%" : "";
    text += random.one_in(40) && head.protocol == "tcp" ? " user root" : "";
    text += random.one_in(40) ? " tos 0x10" : "";
    return text;
}

std::string on(Random& random) {
    return random.one_in(2) ? "" : random.one_in(5) ? " on { em0 em2 }" : " on " + random.of(interfaces);
}

/// Translation of the newer syntax; the family of the rule has to be told for pools with names.
std::string translation(Random& random, std::string& direction, const Head& head) {
    if (head.family != 4 || !random.one_in(3)) {
        return "";
    }
    if (direction.empty()) {
        direction = random.one_in(2) ? " in" : " out";
    }
    if (direction == " out") {
        return random.of(Words{" nat-to 192.0.2.1", " nat-to (em0)", " nat-to 192.0.2.1 static-port",
                               " nat-to { 192.0.2.1 192.0.2.2 }", " nat-to 192.0.2.0/24 bitmask static-port"});
    }
    std::string text = random.of(Words{" rdr-to 10.1.0.5", " rdr-to 10.2.0.9", " rdr-to { 10.1.0.5 10.2.0.9 }"});
    const bool with_ports = head.protocol == "tcp" || head.protocol == "udp";
    return text + (with_ports && random.one_in(3) ? " port 443" : "");
}

std::string filter_rule(Random& random, bool old, bool inner) {
    const int kind = random.below(old ? 5 : 7);
    const bool pass = kind < 3;
    const bool match = kind >= 5;
    std::string action = pass    ? "pass"
                         : match ? "match"
                                 : random.of(Words{"block", "block", "block return", "block drop"});
    std::string direction = random.one_in(4) ? "" : random.one_in(2) ? " in" : " out";
    const bool quick = !match && random.one_in(inner ? 3 : 4);
    const Head head = from_to(random);
    std::string extra = options(random, head, pass);
    std::string translates;
    if (!old && action.front() != 'b') {
        translates = extra.find("no state") == std::string::npos ? translation(random, direction, head) : "";
    }
    if (!old && pass && translates.empty() && direction == " in" && random.one_in(15) &&
        extra.find("no state") == std::string::npos) {
        translates = " route-to (em2 10.2.0.1)";
        if (head.family != 4) {
            translates.clear();
        }
    }
    std::string text = action + direction + (random.one_in(8) ? " log" : "") + (quick ? " quick" : "") + on(random) +
                       head.text + extra + translates;
    text += !old && random.one_in(20) ? " received-on em1" : "";
    return text;
}

std::string anchor(Random& random, bool old, int depth) {
    std::string text = "anchor";
    text += random.one_in(2) ? " \"sub" + std::to_string(random.below(1000)) + "\"" : "";
    text += random.one_in(3) ? (random.one_in(2) ? " in" : " out") : "";
    text += random.one_in(4) ? " quick" : "";
    text += on(random);
    text += random.one_in(2) ? " proto tcp" : "";
    text += random.one_in(3) ? " to 10.0.0.0/8" : "";
    text += " {\n";
    const int rules = 1 + random.below(3);
    for (int i = 0; i < rules; ++i) {
        text += depth < 2 && random.one_in(5) ? anchor(random, old, depth + 1) : filter_rule(random, old, true) + "\n";
    }
    return text + "}\n";
}

std::string old_translation(Random& random) {
    const std::string from = random.of(Words{"any", "10.1.0.0/24", "10.0.0.0/8", "10.2.0.9"});
    const std::string interface = random.one_in(3) ? "" : " on " + random.of(Words{"em0", "em1", "em2"});
    const std::string tag = random.one_in(6) ? " tag RED" : "";
    switch (random.below(6)) {
    case 0:
        return "nat" + std::string(random.one_in(4) ? " pass" : "") + interface + " inet from " + from + " to any" +
               tag + " -> " + random.of(Words{"192.0.2.1", "(em0)", "{ 192.0.2.1, 192.0.2.2 }"});
    case 1: return "nat" + interface + " inet from " + from + " to any -> 192.0.2.2 static-port";
    case 2: return "no nat" + interface + " inet from " + from + " to 10.0.0.0/8";
    case 3:
        return "rdr" + std::string(random.one_in(3) ? " pass" : "") + interface +
               " inet proto tcp from any to 192.0.2.1 port 443" + tag + " -> 10.1.0.5" +
               (random.one_in(2) ? " port 80" : "");
    case 4:
        return random.one_in(3)
                   ? "no rdr" + interface + " inet proto tcp from " + from + " to 192.0.2.1"
                   : "rdr" + interface +
                         " inet proto { tcp udp } from any to 192.0.2.1 port 50000:50003 -> 10.2.0.9 port 50001:*";
    default: return "binat" + interface + " inet from 10.1.0.0/24 to any -> 192.0.2.0/24";
    }
}

}  // namespace

std::vector<Port> world_ports() {
    const auto v4 = [](std::string_view text) { return *parse_address(text); };
    const auto net = [](std::string_view text) { return *parse_prefix(text); };
    return {{"em0", {v4("192.0.2.1"), v4("2001:db8::1")}, {net("0.0.0.0/0"), net("::/0")}},
            {"em1", {v4("10.1.0.1"), v4("2001:db8:1::1")}, {net("10.1.0.0/16"), net("2001:db8:1::/48")}},
            {"em2", {v4("10.2.0.1"), v4("2001:db8:2::1")}, {net("10.2.0.0/16"), net("2001:db8:2::/48")}}};
}

std::vector<lyncgate::Interface> world_interfaces() {
    std::vector<lyncgate::Interface> interfaces;
    for (const Port& port : world_ports()) {
        lyncgate::Interface interface;
        interface.name = port.name;
        for (const Address& address : port.addresses) {
            interface.addresses = unite(interface.addresses, Set(address.number()));
        }
        for (const Prefix& network : port.networks) {
            interface.networks = unite(interface.networks, addresses_of(network));
        }
        interfaces.push_back(interface);
    }
    separate_networks(interfaces);
    return interfaces;
}

std::string random_config(Random& random, bool old) {
    std::string text = "net = \"10.1.0.0/24\"\ntable <inside> const { 10.0.0.0/8, 2001:db8:1::/48, 2001:db8:2::/48 }\n"
                       "table <mixed> const { 10.1.0.0/16, !10.1.0.0/24, 10.1.0.5, 198.51.100.0/24 }\n";
    text += random.one_in(6) ? "table <later> persist\n" : "table <later> const { 198.51.100.7 }\n";
    text += random.one_in(10) ? "set skip on em2\n" : "";
    text += random.one_in(4) ? "set block-policy return\n" : "";
    if (old) {
        const int translations = random.below(5);
        for (int i = 0; i < translations; ++i) {
            text += old_translation(random) + "\n";
        }
    }
    text += random.one_in(2) ? "block all\n" : "";
    const int rules = 2 + random.below(9);
    for (int i = 0; i < rules; ++i) {
        if (random.one_in(8)) {
            text += anchor(random, old, 0);
        } else if (random.one_in(20)) {
            text += std::string("antispoof") + (random.one_in(2) ? " quick" : "") + " for em1\n";
        } else if (!old && random.one_in(25)) {
            text += "match on em0 inet from 10.1.0.0/24 to any binat-to 192.0.2.0/24\n";
        } else {
            text += filter_rule(random, old, false) + "\n";
        }
    }
    if (text.find(" tagged ") != std::string::npos) {  // a tag that nothing sets would be an open question
        text += "pass on lo9 all tag RED\npass on lo9 all tag BLUE\n";
    }
    return text;
}

Probe random_probe(Random& random) {
    static const Words outside4 = {"198.51.100.7", "198.51.100.8", "203.0.113.1"};
    static const Words inside4 = {"10.1.0.5", "10.1.0.1", "10.1.7.7", "10.2.0.9", "10.2.3.4"};
    static const Words any6 = {"2001:db8:1::5", "2001:db8:2::9", "2001:db8:ffff::7"};
    Probe probe;
    const bool six = random.one_in(6);
    const auto pick = [&](bool source) {
        const std::string text = six                           ? random.of(any6)
                                 : !source && random.one_in(3) ? random.of(Words{"192.0.2.1", "192.0.2.5"})
                                 : random.one_in(2)            ? random.of(outside4)
                                                               : random.of(inside4);
        return *parse_address(text);
    };
    probe.source = pick(true);
    probe.destination = pick(false);
    probe.protocol = static_cast<std::uint8_t>(random.of(std::vector<int>{6, 6, 6, 17, 17, six ? 58 : 1, 47}));
    const std::vector<std::uint16_t> some = {80, 443, 5061, 50000, 50001, 50003, 53, 1024, 442};
    probe.source_port = random.of(some);
    probe.destination_port = random.of(some);
    probe.icmp_type = static_cast<std::uint8_t>(random.of(std::vector<int>{8, 0, 3, 128, 129}));
    probe.icmp_code = static_cast<std::uint8_t>(random.below(2));
    probe.tcp_flags = static_cast<std::uint8_t>(random.of(std::vector<int>{2, 2, 2, 0x12, 0x10}));
    probe.in = random.one_in(5) ? random.of(Words{"em0", "em1", "em2"}) : "";
    if (probe.in.empty()) {
        probe.in = probe.source.family() == Family::ipv4 ? (random.one_in(2) ? "em0" : "em1") : "em1";
        const std::string text = to_string(probe.source);
        probe.in = text.starts_with("10.1.") || text.starts_with("2001:db8:1:")   ? "em1"
                   : text.starts_with("10.2.") || text.starts_with("2001:db8:2:") ? "em2"
                                                                                  : "em0";
    }
    return probe;
}

}  // namespace lyncgate::pf::testing
