#include "random_config.hpp"

#include <fmt/format.h>

namespace lyncgate::testing {

namespace {

struct Writer {
    std::mt19937& random;
    RandomConfigShape shape;
    std::string text;
    std::vector<std::string> objects;
    std::vector<std::string> groups;
    std::vector<std::string> hosts;  ///< objects that are one host

    unsigned below(unsigned limit) { return static_cast<unsigned>(random() % limit); }
    bool chance(unsigned percent) { return below(100) < percent; }
    template<class... Arguments>
    void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
        text += fmt::format(format, std::forward<Arguments>(arguments)...);
        text += '\n';
    }
    std::string pick(const std::vector<std::string>& from) { return from[below(static_cast<unsigned>(from.size()))]; }
};

constexpr const char* names[] = {"outside", "inside", "dmz"};

std::string host(Writer& w) {
    switch (w.below(4)) {
    case 0: return fmt::format("10.0.{}.{}", w.below(2), 2 + w.below(6));
    case 1: return fmt::format("172.16.0.{}", 2 + w.below(6));
    case 2: return fmt::format("192.0.2.{}", 1 + w.below(9));
    default: return fmt::format("198.51.100.{}", 1 + w.below(9));
    }
}

std::string network(Writer& w) {
    constexpr const char* networks[] = {
        "10.0.0.0 255.255.255.0",       "10.0.0.0 255.255.0.0", "172.16.0.0 255.255.255.248", "192.0.2.0 255.255.255.0",
        "198.51.100.0 255.255.255.128", "0.0.0.0 0.0.0.0",      "10.0.1.4 255.255.255.254"};
    return networks[w.below(7)];
}

std::string port(Writer& w) {
    constexpr const char* ports[] = {"www", "https", "443", "5061", "sip", "8080", "domain", "50000"};
    return ports[w.below(8)];
}

std::string port_match(Writer& w) {
    switch (w.below(6)) {
    case 0: return "range 5000 50000";
    case 1: return "gt " + port(w);
    case 2: return "lt " + port(w);
    case 3: return "neq " + port(w);
    default: return "eq " + port(w);
    }
}

void write_interfaces(Writer& w) {
    constexpr const char* addresses[] = {"192.0.2.1 255.255.255.0", "10.0.0.1 255.255.0.0", "172.16.0.1 255.255.255.0"};
    for (unsigned i = 0; i < 3; ++i) {
        w.line("interface GigabitEthernet0/{}", i);
        w.line(" nameif {}", names[i]);
        if (w.chance(80)) {
            w.line(" security-level {}", w.chance(70) ? i * 50 : 50U);
        }
        w.line(" ip address {}", addresses[i]);
        if (w.chance(2)) {
            w.line(" shutdown");
        }
    }
    w.line("route outside 0.0.0.0 0.0.0.0 192.0.2.254 1");
    if (w.chance(30)) {
        w.line("route dmz 198.51.100.0 255.255.255.128 172.16.0.9 1");
    }
    if (w.chance(40)) {
        w.line("same-security-traffic permit inter-interface");
    }
    if (w.chance(40)) {
        w.line("same-security-traffic permit intra-interface");
    }
    if (w.chance(20)) {
        w.line("no sysopt connection permit-vpn");
    }
}

void write_objects(Writer& w) {
    w.line("names");
    w.line("name 10.0.0.5 director");
    if (w.shape.old_nat) {
        w.objects.clear();
    } else {
        for (unsigned i = 0; i < 5; ++i) {
            const std::string name = fmt::format("o{}", i);
            w.line("object network {}", name);
            switch (w.below(w.shape.doubts ? 5 : 4)) {
            case 0: w.line(" subnet {}", network(w)); break;
            case 1: {
                const unsigned low = w.below(4);
                w.line(" range 10.0.0.{} 10.0.0.{}", low, low + w.below(4));
                break;
            }
            case 4: w.line(" fqdn v4 host{}.example.com", i); break;
            default:
                w.line(" host {}", host(w));
                w.hosts.push_back(name);
                break;
            }
            w.objects.push_back(name);
        }
        w.line("object service os0");
        w.line(" service tcp source {} destination {}", port_match(w), port_match(w));
        w.line("object service os1");
        w.line(" service icmp echo");
    }
    for (unsigned i = 0; i < 3; ++i) {
        const std::string name = fmt::format("g{}", i);
        w.line("object-group network {}", name);
        for (unsigned k = w.below(4); k < 4; ++k) {
            if (!w.groups.empty() && w.chance(30)) {
                w.line(" group-object {}", w.pick(w.groups));
            } else if (!w.objects.empty() && w.chance(40)) {
                w.line(" network-object object {}", w.pick(w.objects));
            } else if (w.chance(20)) {
                w.line(" network-object host director");
            } else if (w.chance(50)) {
                w.line(" network-object host {}", host(w));
            } else {
                w.line(" network-object {}", network(w));
            }
        }
        w.groups.push_back(name);
    }
    w.line("object-group service web tcp");
    w.line(" port-object eq www");
    w.line(" port-object {}", port_match(w));
    w.line("object-group protocol tu");
    w.line(" protocol-object tcp");
    w.line(" protocol-object udp");
    if (!w.shape.old_nat) {
        w.line("object-group service mixed");
        w.line(" service-object tcp destination {}", port_match(w));
        w.line(" service-object udp source {} destination {}", port_match(w), port_match(w));
        w.line(" service-object icmp echo-reply");
        w.line(" service-object object os{}", w.below(2));
        w.line(" service-object tcp-udp destination eq domain");
    }
    w.line("object-group icmp-type pings");
    w.line(" icmp-object echo");
    w.line(" icmp-object 11");
}

std::string address(Writer& w) {
    switch (w.below(8)) {
    case 0: return "host " + host(w);
    case 1: return network(w);
    case 2: return "object-group " + w.pick(w.groups);
    case 3: return w.objects.empty() ? "any" : "object " + w.pick(w.objects);
    case 4: return w.shape.old_nat ? "any" : w.chance(50) ? "any4" : "any6";
    case 5:
        return w.chance(30)                     ? "interface outside"
               : w.shape.doubts && w.chance(30) ? "object-group nowhere"
                                                : "host director";
    default: return "any";
    }
}

void write_list(Writer& w, const std::string& name) {
    for (unsigned i = 1 + w.below(7); i > 0; --i) {
        if (w.chance(10)) {
            w.line("access-list {} remark permit ip any any", name);
        }
        const std::string source = address(w);
        const std::string destination = address(w);
        const char* const action = w.chance(60) ? "permit" : "deny";
        std::string tail = w.chance(5) ? " inactive" : w.chance(10) ? " log" : "";
        if (w.shape.doubts && w.chance(15)) {
            tail = " time-range work" + tail;
        }
        switch (w.below(w.shape.old_nat ? 6 : 8)) {
        case 0: w.line("access-list {} extended {} ip {} {}{}", name, action, source, destination, tail); break;
        case 1:
            w.line("access-list {} extended {} tcp {} {} {}{}", name, action, source, destination, port_match(w), tail);
            break;
        case 2:
            w.line("access-list {} extended {} udp {} {} {} {}{}", name, action, source, port_match(w), destination,
                   port_match(w), tail);
            break;
        case 3:
            w.line("access-list {} extended {} tcp {} {} object-group web{}", name, action, source, destination, tail);
            break;
        case 4:
            w.line("access-list {} extended {} icmp {} {} {}{}", name, action, source, destination,
                   w.chance(50) ? "echo" : "object-group pings", tail);
            break;
        case 5:
            w.line("access-list {} extended {} object-group tu {} {} eq {}{}", name, action, source, destination,
                   port(w), tail);
            break;
        case 6:
            w.line("access-list {} extended {} object-group mixed {} {}{}", name, action, source, destination, tail);
            break;
        default:
            w.line("access-list {} extended {} object os{} {} {}{}", name, action, w.below(2), source, destination,
                   tail);
            break;
        }
    }
}

void write_new_nat(Writer& w) {
    w.line("object network pool1");
    w.line(" host 192.0.2.{}", 1 + w.below(3));
    w.line("object network pubs");
    w.line(" range 192.0.2.4 192.0.2.7");
    w.line("object network privs");
    w.line(" range 10.0.0.4 10.0.0.7");
    const std::string flags = w.chance(20) ? " unidirectional" : w.chance(20) ? " inactive" : "";
    if (w.chance(40)) {
        w.line("nat (inside,outside) source static privs pubs{}", flags);
    }
    if (w.chance(40) && w.hosts.size() > 1) {
        const std::string remote = w.pick(w.hosts);
        w.line("nat ({},{}) source static {} {} destination static {} {}{}", w.chance(80) ? "inside" : "any",
               w.chance(80) ? "outside" : "any", "privs", w.chance(50) ? "privs" : "pubs",
               w.chance(60) ? remote : w.pick(w.hosts), remote, w.chance(50) ? " route-lookup" : "");
    }
    if (w.chance(30)) {
        w.line("nat (dmz,outside) after-auto source dynamic any interface");
    }
    if (w.chance(30)) {
        w.line("nat (inside,outside) source dynamic privs pool1");
    }
    for (const std::string& object : w.hosts) {
        if (w.chance(40)) {
            w.line("object network {}", object);
            switch (w.below(4)) {
            case 0: w.line(" nat (inside,outside) dynamic interface"); break;
            case 1: w.line(" nat ({},outside) static 192.0.2.{}", w.chance(80) ? "dmz" : "any", 2 + w.below(6)); break;
            case 2: w.line(" nat (dmz,outside) static interface service tcp {} {}", port(w), port(w)); break;
            default: w.line(" nat (inside,dmz) static {}", host(w)); break;
            }
        }
    }
}

void write_old_nat(Writer& w) {
    if (w.chance(40)) {
        w.line("access-list nonat extended permit ip 10.0.0.0 255.255.255.0 {}", network(w));
        w.line("nat (inside) 0 access-list nonat");
    }
    if (w.chance(60)) {
        w.line("static (inside,outside) 192.0.2.{} 10.0.0.{} netmask 255.255.255.255", 2 + w.below(6), 2 + w.below(6));
    }
    if (w.chance(40)) {
        w.line("static (dmz,outside) 192.0.2.16 172.16.0.0 netmask 255.255.255.240");
    }
    if (w.chance(40)) {
        w.line("static (dmz,outside) tcp interface {} 172.16.0.{} {} netmask 255.255.255.255", port(w), 2 + w.below(6),
               port(w));
    }
    if (w.chance(60)) {
        w.line("global (outside) 1 {}", w.chance(50) ? "interface" : "192.0.2.77");
        w.line("global (dmz) 1 172.16.0.200");
        w.line("nat (inside) 1 10.0.0.0 255.255.0.0");
        if (w.chance(50)) {
            w.line("global (outside) 2 192.0.2.78");
            w.line("global (dmz) 2 172.16.0.201");
            w.line("nat (inside) 2 10.0.0.0 255.255.255.0");
        }
    }
}

}  // namespace

std::string random_config(std::mt19937& random, const RandomConfigShape& shape) {
    Writer w{random, shape, {}, {}, {}, {}};
    w.line("ASA Version {}", shape.old_nat ? "8.2(5)" : "9.16(3)");
    write_interfaces(w);
    write_objects(w);
    for (const char* const name : {"in0", "in1", "in2", "out0", "all"}) {
        write_list(w, name);
    }
    for (unsigned i = 0; i < 3; ++i) {
        if (w.chance(70)) {
            w.line("access-group in{} in interface {}", i, names[i]);
        }
    }
    if (w.chance(30)) {
        w.line("access-group out0 out interface {}", names[w.below(3)]);
    }
    if (!shape.old_nat && w.chance(20)) {
        w.line("access-group all global");
    }
    if (shape.nat) {
        shape.old_nat ? write_old_nat(w) : write_new_nat(w);
    }
    if (w.chance(50)) {
        w.line("ssh 10.0.0.0 255.255.255.0 {}", names[w.below(3)]);
        w.line("icmp deny 172.16.0.0 255.255.255.248 {}", names[w.below(3)]);
        w.line("icmp permit any echo {}", names[w.below(3)]);
    }
    return w.text;
}

Probe random_probe(std::mt19937& random, bool ipv6) {
    const auto below = [&random](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    const auto address = [&] {
        if (ipv6 && below(4) == 0) {
            return Address::v6(0x20010db800000000U, below(4));
        }
        switch (below(5)) {
        case 0: return Address::v4(0x0a000000U + 256 * below(2) + below(9));
        case 1: return Address::v4(0xac100000U + below(9));
        case 2: return Address::v4(0xc0000200U + below(24));
        case 3: return Address::v4(0xc6336400U + below(9));
        default: return Address::v4(0x0a000004U + below(4));
        }
    };
    constexpr unsigned ports[] = {80, 443, 5061, 5060, 8080, 53, 50000, 22, 40000};
    constexpr unsigned protocols[] = {6, 6, 6, 17, 17, 1, 47};
    Probe probe;
    probe.ingress = names[below(3)];
    probe.source = address();
    probe.destination = address();
    if (probe.source.family() != probe.destination.family()) {
        probe.destination =
            probe.source.family() == Family::ipv6 ? Address::v6(0x20010db800000000U, 9) : Address::v4(0xc0000205U);
    }
    probe.protocol = protocols[below(7)];
    if (probe.protocol == 6 || probe.protocol == 17) {
        probe.source_port = ports[below(9)];
        probe.destination_port = ports[below(9)];
    } else if (probe.protocol == 1) {
        constexpr unsigned types[] = {8, 0, 11, 3};
        probe.icmp = types[below(4)] * 256;
    }
    probe.decrypted = below(10) == 0;
    return probe;
}

}  // namespace lyncgate::testing
