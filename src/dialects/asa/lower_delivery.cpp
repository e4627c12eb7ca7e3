// Packets to the firewall itself meet no interface list. What `ssh`, `telnet` and `http` open is open whatever a
// control-plane list says; that list has no implicit deny; ICMP is open until an `icmp` line names the interface (Cisco
// ASA Series Firewall CLI Configuration Guide, "Access Rules"; General Operations, "Management Access").
#include "dialects/asa/lower_delivery.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "dialects/asa/bindings.hpp"
#include "dialects/asa/lower_filters.hpp"
#include "dialects/asa/lower_vpn.hpp"
#include "dialects/asa/names.hpp"
#include "dialects/asa/reader.hpp"
#include "net/address.hpp"

namespace lyncgate::asa {

namespace {

struct Delivery {
    Lowering& lowering;
    Chain chain;
    std::string_view managed;  ///< management-access: the interface that answers out of tunnels as well

    const Config& config() const { return *lowering.config; }
    SetPool& pool() const { return *lowering.firewall->pool; }
    Set own(std::string_view name) const {
        return lowering.firewall->interfaces[interface_of(lowering, name)].addresses;
    }

    /// Where packets to a service of an interface come in.
    Boxes ways_in(std::string_view name) const {
        Boxes boxes{box_with(lowering, Field::ingress, Set(interface_of(lowering, name)))};
        Box tunnelled = box_with(lowering, Field::ipsec_in, Set(1));
        if (name == managed && assign(tunnelled, Field::destination, own(name), pool())) {
            boxes.push_back(tunnelled);
        }
        return boxes;
    }

    void decide(Boxes boxes, const BoundedSet& sources, Value protocol, const Set& ports, Verdict verdict,
                std::string_view text) {
        const auto narrowed = [&](const Set& source) {
            Boxes kept;
            for (Box box : boxes) {
                if (narrow(box, Field::source, source, pool()) && narrow(box, Field::protocol, Set(protocol), pool()) &&
                    narrow(box, Field::destination_port, ports, pool())) {
                    kept.push_back(box);
                }
            }
            return kept;
        };
        const EntryBoxes matched{narrowed(*sources.certain), narrowed(*sources.possible), sources.doubts};
        if (!matched.possible.empty()) {
            add_rules(chain, matched, Decide{verdict}, origin_of(config(), text), 0);
        }
    }
};

bool is_word(std::string_view statement, std::string_view word) {
    return same_word(first_word(statement), word);
}

/// The source of `ssh A M IF`, `ssh P/len IF`, and the interface behind it.
std::pair<Operand, std::string_view> source_and_interface(std::string_view words) {
    const std::string_view first = first_word(words);
    if (first.find('/') != first.npos) {
        return {Operand{OperandKind::prefix, first, {}}, word_at(words, 1)};
    }
    return {address_from(first, word_at(words, 1)), word_at(words, 2)};
}

/// The address of `host A`, `any`, `A M`, `P/len` at the start of `words`; what follows is left in `words`.
Operand take_address(std::string_view& words) {
    const std::string_view first = first_word(words);
    words = after_first_word(words);
    if (same_word(first, "any") || same_word(first, "any4") || same_word(first, "any6")) {
        return any_operand();
    }
    if (first.find('/') != first.npos) {
        return {OperandKind::prefix, first, {}};
    }
    const std::string_view second = first_word(words);
    words = after_first_word(words);
    return same_word(first, "host") ? Operand{OperandKind::host, second, {}} : address_from(first, second);
}

/// The lowest level of the interfaces: telnet is refused there outside of tunnels.
int lowest_level(const Config& config) {
    int lowest = 100;
    for (const InterfaceBlock& block : config.interfaces) {
        lowest = block.name.empty() ? lowest : std::min(lowest, level_of(block));
    }
    return lowest;
}

Value https_port(const Config& config) {
    Value port = 0;
    for (const std::string_view line : config.management) {
        if (begins_with(line, "http server enable")) {
            const std::optional<unsigned> written = number_of(word_at(line, 3), 65535);
            port = written ? *written : 443;
        }
    }
    return port;
}

void add_consoles(Delivery& delivery) {
    const Config& config = delivery.config();
    const Value https = https_port(config);
    const int lowest = lowest_level(config);
    for (const std::string_view line : config.management) {
        const bool telnet = is_word(line, "telnet");
        const bool web = is_word(line, "http") && !same_word(word_at(line, 1), "server");
        if (!telnet && !web && !is_word(line, "ssh")) {
            continue;
        }
        if (begins_with(line, "http redirect")) {
            const std::optional<unsigned> port = number_of(word_at(line, 3), 65535);
            delivery.decide(delivery.ways_in(word_at(line, 2)), exactly(delivery.lowering, any_address()), 6,
                            Set(port ? *port : 80), Verdict::accept, line);
            continue;
        }
        const auto [source, name] = source_and_interface(after_first_word(line));
        if (name.empty() || (web && https == 0)) {
            continue;
        }
        Boxes boxes = delivery.ways_in(name);
        const InterfaceBlock* const block = find_interface(config, name);
        if (telnet && block != nullptr && level_of(*block) == lowest && lowest < 100) {
            for (Box& box : boxes) {
                assign(box, Field::ipsec_in, Set(1), delivery.pool());
            }
        }
        delivery.decide(std::move(boxes), addresses_of(delivery.lowering, source), 6,
                        Set(telnet ? 23
                            : web  ? https
                                   : 22),
                        Verdict::accept, line);
    }
    const BoundedSet everybody = exactly(delivery.lowering, any_address());
    for (const std::string_view line : config.management) {
        if (is_word(line, "enable")) {  // webvpn
            delivery.decide(delivery.ways_in(word_at(line, 1)), everybody, 6, Set(443), Verdict::accept, line);
            delivery.decide(delivery.ways_in(word_at(line, 1)), everybody, 17, Set(443), Verdict::accept, line);
        }
        if (begins_with(line, "snmp-server host")) {
            const bool group = begins_with(line, "snmp-server host-group");
            const Operand source{group ? OperandKind::group : OperandKind::host, word_at(line, 3), {}};
            delivery.decide(delivery.ways_in(word_at(line, 2)), addresses_of(delivery.lowering, source), 17, Set(161),
                            Verdict::accept, line);
        }
    }
}

/// What the same services refuse: everybody they do not name.
void add_refusals(Delivery& delivery) {
    const BoundedSet everybody = exactly(delivery.lowering, any_address());
    const Value https = https_port(delivery.config());
    delivery.decide({Box{}}, everybody, 6, Set(22, 23), Verdict::drop, {});
    if (https != 0) {
        delivery.decide({Box{}}, everybody, 6, Set(https), Verdict::drop, {});
    }
    const bool other_port =
        std::any_of(delivery.config().management.begin(), delivery.config().management.end(),
                    [](std::string_view line) { return begins_with(line, "snmp-server listen-port"); });
    if (!other_port) {
        delivery.decide({Box{}}, everybody, 17, Set(161), Verdict::drop, {});
    }
}

void add_control_plane(Delivery& delivery) {
    for (const AccessGroup& group : delivery.config().access_groups) {
        if (!group.control_plane) {
            continue;
        }
        const Box box = group.interface.empty() ? Box{}
                                                : box_with(delivery.lowering, Field::ingress,
                                                           Set(interface_of(delivery.lowering, group.interface)));
        const AccessList* const list = find_list(delivery.config(), group.list);
        if (list == nullptr) {
            delivery.chain.rules.push_back(
                doubtful(delivery.lowering, {box}, Decide{Verdict::drop},
                         fmt::format("access-list '{}' is bound but not in this file", group.list), group.text));
            continue;
        }
        const ChainId id = add_chain(delivery.lowering, fmt::format("{}, control-plane", group.list));
        Chain chain;
        chain.name = delivery.lowering.firewall->chains[id].name;
        for (const AccessEntry& entry : list->entries) {
            const EntryBoxes boxes = boxes_of(delivery.lowering, entry, list->ipv6_only);
            const Action action = !entry.readable ? Action(Unclear{})
                                  : entry.permit  ? Action(Return{})
                                                  : Decide{Verdict::drop};
            add_rules(chain, boxes, action, origin_of(delivery.config(), entry.text), entry.number);
        }
        delivery.lowering.firewall->chains[id] = std::move(chain);
        delivery.chain.rules.push_back(rule(delivery.lowering, {box}, Call{id, false}, group.text));
    }
}

/// `icmp {permit | deny} ADDRESS [TYPE [CODE]] IF`.
struct MessageLine {
    std::string_view text;
    Operand source;
    std::string_view type;
    bool permit = false;
};

std::unordered_map<std::string_view, std::vector<MessageLine>> message_lines(const Config& config, bool ipv6) {
    std::unordered_map<std::string_view, std::vector<MessageLine>> lines;
    for (const std::string_view text : config.management) {
        std::string_view words = ipv6 ? after_first_word(text) : text;
        if (!is_word(words, "icmp") || (ipv6 && !is_word(text, "ipv6"))) {
            continue;
        }
        MessageLine line;
        line.text = text;
        line.permit = same_word(word_at(words, 1), "permit");
        words = after_first_word(after_first_word(words));
        line.source = take_address(words);
        if (!after_first_word(words).empty()) {
            line.type = first_word(words);
            words = after_first_word(words);
            words = after_first_word(words).empty() ? words : after_first_word(words);
        }
        lines[first_word(words)].push_back(line);
    }
    return lines;
}

/// The first `icmp` line that fits decides, then a deny. An interface without lines lets all messages pass.
void add_messages(Delivery& delivery, bool ipv6) {
    Lowering& lowering = delivery.lowering;
    const Value protocol = ipv6 ? 58 : 1;
    const BoundedSet everybody = exactly(lowering, any_address());
    const Set all_ports = domain_of(Field::destination_port);
    const auto lines = message_lines(delivery.config(), ipv6);
    for (const InterfaceBlock& block : delivery.config().interfaces) {
        if (block.name.empty()) {
            continue;
        }
        const auto named = lines.find(block.name);
        for (const MessageLine& line : named == lines.end() ? std::vector<MessageLine>{} : named->second) {
            Boxes boxes = delivery.ways_in(block.name);
            if (!line.type.empty()) {
                ServiceSpec spec;
                spec.text = line.text;
                spec.protocol = ipv6 ? "icmp6" : "icmp";
                spec.icmp_type = line.type;
                const BoundedServices messages = services_of(lowering, spec);
                if (!messages.exact()) {
                    delivery.chain.rules.push_back(
                        doubtful(lowering, boxes, Unclear{}, "an ICMP type of this line is not known", line.text));
                    continue;
                }
                for (Box& box : boxes) {
                    assign(box, Field::icmp, *messages.certain.front().icmp, delivery.pool());
                }
            }
            delivery.decide(std::move(boxes), addresses_of(lowering, line.source), protocol, all_ports,
                            line.permit ? Verdict::accept : Verdict::drop, line.text);
        }
        delivery.decide(delivery.ways_in(block.name), everybody, protocol, all_ports,
                        named != lines.end() ? Verdict::drop : Verdict::accept, block.text);
    }
}

/// The firewall answers only at the interface a packet came in by, save out of tunnels at the one of
/// `management-access`.
void add_far_side(Delivery& delivery) {
    const Config& config = delivery.config();
    const bool bridges =
        !config.transparent.empty() ||
        std::any_of(config.interfaces.begin(), config.interfaces.end(),
                    [](const InterfaceBlock& block) { return !block.bridge_group.empty() || block.bridge_interface; });
    if (bridges) {
        return;
    }
    Set anywhere;
    for (const InterfaceBlock& block : config.interfaces) {
        if (begins_with(block.hardware.substr(0, 8), "loopback") && !block.name.empty()) {
            anywhere = unite(anywhere, delivery.own(block.name));
        }
    }
    const Set all = delivery.lowering.firewall->own_addresses();
    const Set managed = delivery.managed.empty() ? Set() : delivery.own(delivery.managed);
    for (const InterfaceBlock& block : config.interfaces) {
        if (block.name.empty()) {
            continue;
        }
        const Set far = subtract(subtract(all, delivery.own(block.name)), anywhere);
        Boxes boxes;
        for (const bool tunnelled : {false, true}) {
            Box box = box_with(delivery.lowering, Field::ingress, Set(interface_of(delivery.lowering, block.name)));
            assign(box, Field::ipsec_in, Set(tunnelled ? 1 : 0), delivery.pool());
            if (assign(box, Field::destination, tunnelled ? subtract(far, managed) : far, delivery.pool())) {
                boxes.push_back(box);
            }
        }
        if (!boxes.empty()) {
            delivery.chain.rules.push_back(
                rule(delivery.lowering, std::move(boxes), Decide{Verdict::drop}, block.text));
        }
    }
}

}  // namespace

ChainId delivery(Lowering& lowering) {
    const Config& config = *lowering.config;
    const ChainId id = add_chain(lowering, "to the firewall itself");
    Delivery made{lowering, {}, {}};
    made.chain.name = "to the firewall itself";
    for (const std::string_view line : config.management) {
        made.managed = is_word(line, "management-access") ? word_at(line, 1) : made.managed;
    }
    add_far_side(made);
    add_consoles(made);
    add_control_plane(made);
    add_refusals(made);
    add_messages(made, false);
    add_messages(made, true);
    made.chain.rules.push_back(doubtful(lowering, {Box{}}, Unclear{},
                                        "which other services of the firewall itself answer is not modelled", {}));
    lowering.firewall->chains[id] = std::move(made.chain);
    return id;
}

}  // namespace lyncgate::asa
