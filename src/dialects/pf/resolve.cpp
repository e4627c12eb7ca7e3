#include <algorithm>
#include <utility>

#include "dialects/pf/expand.hpp"

namespace lyncgate::pf {
namespace {

bool names_interface(const InterfaceFacts& interface, std::string_view name) {
    if (interface.name == name) {
        return true;
    }
    // a name without a number means every interface of the driver (ifconfig(8), interface groups)
    const bool ends_in_digit = !name.empty() && name.back() >= '0' && name.back() <= '9';
    if (ends_in_digit || !interface.name.starts_with(name) || interface.name.size() == name.size()) {
        return false;
    }
    const char next = interface.name[name.size()];
    return next >= '0' && next <= '9';
}

bool is_link_local(const Address& address) {
    return address.family() == Family::ipv6 && (address.bits() >> 118) == 0x3fa;
}

}  // namespace

HostFacts loopback_only(Era era) {
    InterfaceFacts lo0{"lo0", {}, true};
    const Prefix v4{Address::v4(0x7f000001), 8};
    if (era != Era::freebsd) {
        lo0.addresses.push_back(v4);
    }
    lo0.addresses.push_back({Address::v6(0, 1), 128});
    lo0.addresses.push_back({Address::v6(0xfe80000000000000, 1), 64});
    if (era == Era::freebsd) {
        lo0.addresses.push_back(v4);
    }
    return {{lo0}};
}

std::vector<Host> resolve(const Host& host, const HostFacts& facts) {
    std::vector<Host> found;
    if (host.kind != HostKind::name) {
        return {host};
    }
    for (const InterfaceFacts& interface : facts.interfaces) {
        if (!names_interface(interface, host.text)) {
            continue;
        }
        bool seen4 = false;
        bool seen6 = false;
        for (const Prefix& address : interface.addresses) {
            const Family family = address.address.family();
            bool& seen = family == Family::ipv4 ? seen4 : seen6;
            const bool again = std::exchange(seen, true);
            if (host.modifiers.broadcast || host.modifiers.peer || (host.modifiers.no_alias && again) ||
                (host.modifiers.network && is_link_local(address.address))) {
                continue;
            }
            Host one = host;
            one.kind = HostKind::prefix;
            one.modifiers = {};
            const int length = host.bits >= 0           ? std::min<int>(host.bits, width_of(family))
                               : host.modifiers.network ? address.length
                                                        : width_of(family);
            one.set_prefix({address.address, length});
            if (is_link_local(address.address) && !host.modifiers.network) {
                one.at = interface.name;
            }
            found.push_back(one);
        }
    }
    if (host.text == "localhost" && found.empty()) {  // /etc/hosts of every BSD
        for (const Address& address : {Address::v4(0x7f000001), Address::v6(0, 1)}) {
            Host one = host;
            one.kind = HostKind::prefix;
            const int width = width_of(address.family());
            one.set_prefix({address, host.bits < 0 ? width : std::min<int>(host.bits, width)});
            found.push_back(one);
        }
    }
    if (found.empty()) {
        found.push_back(host);
    }
    return found;
}

std::optional<Family> family_of(const Host& host) {
    return host.prefix_length >= 0 ? std::optional<Family>(host.prefix()->address.family()) : std::nullopt;
}

}  // namespace lyncgate::pf
