#include "dialects/ipsec/flow_reader.hpp"

#include <fmt/format.h>

#include "net/address.hpp"
#include "net/protocol.hpp"

namespace lyncgate::ipsec {

Set FlowReader::host(std::string_view text) {
    if (text == "any") {
        return any_address();
    }
    if (const std::optional<Set> addresses = parse_addresses(text)) {
        return *addresses;
    }
    if (const std::optional<std::size_t> interface = firewall->find_interface(text);
        interface && !firewall->interfaces[*interface].addresses.empty()) {
        return firewall->interfaces[*interface].addresses;
    }
    reasons.push_back(fmt::format("which addresses \"{}\" has is not in the file", text));
    return any_address();
}

Set FlowReader::hosts() {
    Set set;
    if (peek() == "{") {
        take();
        while (!done() && peek() != "}") {
            if (peek() == ",") {
                take();
            } else {
                set = unite(set, one_host());
            }
        }
        broken = broken || take() != "}";
    } else {
        set = one_host();
    }
    return set.empty() ? any_address() : set;
}

Set FlowReader::one_host() {
    const Set set = host(take());
    if (peek() == "(") {  // `a (b)`: packets of a travel with the address b
        take();
        take();
        broken = broken || take() != ")";
    }
    return set;
}

Set FlowReader::port() {
    if (peek() != "port") {
        return Set(0, 65535);
    }
    take();
    const std::string_view text = take();
    if (const std::optional<Set> ports = parse_ports(text)) {
        return *ports;
    }
    const std::optional<Port> tcp = port_of_service(text, Protocol::tcp);
    const std::optional<Port> found = tcp ? tcp : port_of_service(text, Protocol::udp);
    broken = broken || !found;
    return found ? Set(found->number) : Set(0, 65535);
}

void FlowReader::ends() {
    for (int end = 0; end < 2; ++end) {
        const std::string_view word = take();
        const Set addresses = hosts();
        const Set ports = port();
        broken = broken || (word != "from" && word != "to");
        (word == "from" ? selector.source : selector.destination) = addresses;
        (word == "from" ? selector.source_ports : selector.destination_ports) = ports;
    }
}

void FlowReader::protocol() {
    take();
    if (const std::optional<Protocol> found = parse_protocol(take())) {
        selector.protocols = Set(static_cast<Value>(*found));
    } else {
        broken = true;
    }
}

void FlowReader::read_before_ends(bool ike) {
    while (!done() && peek() != "from" && peek() != "to") {
        const std::string_view word = peek();
        if (word == "proto") {
            protocol();
            continue;
        }
        take();
        if (word == "esp" || word == "ah" || word == "ipcomp" || word == "ipip") {
            service = word;
        } else if (word == "in" || word == "out") {
            direction = word;
        } else if (word == "tunnel" || word == "transport") {
            mode = word;
        } else if (ike && (word == "passive" || word == "dynamic" || word == "active")) {
            passive = word == "passive";
        } else {
            broken = true;
        }
    }
}

void FlowReader::read() {
    const bool ike = take() == "ike";
    read_before_ends(ike);
    ends();
    while (!done()) {
        const std::string_view word = take();
        if (word == "peer") {
            peer = take();
        } else if (word == "type") {
            type = take();
        } else if (word == "local" || word == "srcid" || word == "dstid" || word == "psk" || word == "tag") {
            take();
        } else if (!ike) {
            broken = true;
            return;
        }
        // What is left of an ike rule are transforms and lifetimes.
    }
    if (passive) {
        reasons.push_back("it takes part only once the peer has asked for it (ike passive)");
    }
}

Protection FlowReader::protection(bool arriving) const {
    if (type == "bypass") {
        return Protection::bypass;
    }
    if (type == "deny") {
        return Protection::discard;
    }
    if (type == "use" || type == "acquire") {
        return Protection::optional_;
    }
    return type.empty() && arriving ? Protection::optional_ : Protection::protect;
}

}  // namespace lyncgate::ipsec
