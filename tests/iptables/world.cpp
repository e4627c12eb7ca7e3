// The small world of the generated rulesets.
#include "iptables/generate.hpp"

namespace lyncgate::iptables::testing {

std::vector<Port> world_ports() {
    const Value full = ~Value{0};
    const auto v6 = [](std::uint64_t net, std::uint64_t low) { return Address::v6(0x20010db800000000ull + net, low); };
    std::vector<Port> ports;
    const std::uint32_t nets[] = {0xc0000200, 0xc6336400, 0xcb007100};
    const char* const names[] = {"eth0", "eth1", "wan0"};
    for (std::uint32_t i = 0; i < 3; ++i) {
        ports.push_back({names[i],
                         {Address::v4(nets[i] | 1), v6(i + 1, 1)},
                         {{Address::v4(nets[i]), 0xffffff00}, {v6(i + 1, 0), full << 64}}});
    }
    ports[2].networks.push_back({Address::v4(0x0a000000), 0xff000000});
    return ports;
}

std::vector<Interface> world_interfaces() {
    std::vector<Interface> interfaces;
    for (const Port& port : world_ports()) {
        Interface one{port.name, {}, {}};
        for (const Address& address : port.addresses) {
            one.addresses = unite(one.addresses, Set(address.number()));
        }
        for (const MaskedAddress& net : port.networks) {
            one.networks = unite(one.networks, *addresses_under_mask(net.address, net.mask));
        }
        interfaces.push_back(one);
    }
    return interfaces;
}

}  // namespace lyncgate::iptables::testing
