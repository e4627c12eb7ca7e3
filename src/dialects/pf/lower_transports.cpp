// Ports, protocols, flags and icmp types of rules.
#include "dialects/pf/lowering.hpp"
#include "net/protocol.hpp"

namespace lyncgate::pf {
namespace {

constexpr Value tcp = 6;

Set ports_of_one(const Compare& port) {
    const Value low = port.low;
    const Value high = port.high;
    constexpr Value last = 65535;
    const auto between = [](Value from, Value to) { return from <= to ? Set(from, to) : Set{}; };
    switch (port.op) {
    case Op::none: return Set(0, last);
    case Op::equal: return Set(low);
    case Op::not_equal: return subtract(Set(0, last), Set(low));
    case Op::less: return low == 0 ? Set{} : Set(0, low - 1);
    case Op::less_equal: return Set(0, low);
    case Op::greater: return between(low + 1, last);
    case Op::greater_equal: return between(low, last);
    case Op::range: return between(low, high);
    case Op::inside: return high == 0 ? Set{} : between(low + 1, high - 1);
    case Op::outside: return unite(low == 0 ? Set{} : Set(0, low - 1), between(high + 1, last));
    }
    return {};
}

}  // namespace

Set ports_of(const std::vector<Compare>& ports) {
    if (ports.empty()) {
        return Set(0, 65535);
    }
    Set all;
    for (const Compare& port : ports) {
        all = unite(all, ports_of_one(port));
    }
    return all;
}

std::vector<Box> transports(Lowering& lowering, const RuleStatement& rule) {
    SetPool& pool = *lowering.firewall.pool;
    Box ports;
    if (!assign(ports, Field::source_port, ports_of(rule.from.ports), pool) ||
        !assign(ports, Field::destination_port, ports_of(rule.to.ports), pool)) {
        return {};
    }
    const Era era = lowering.config.era;
    const bool wants_syn = keeps_state_by_default(era) && keeps_state(rule, era) && !rule.fragment;
    std::uint8_t set = rule.flags_set;
    std::uint8_t mask = rule.flags_mask;
    if (!rule.has_flags && wants_syn) {
        set = syn;
        mask = syn | ack;
    }
    Set protocols;
    for (const ProtocolItem& item : rule.protocols) {
        protocols = unite(protocols, Set(item.number));
    }
    if (protocols.empty()) {
        protocols = domain_of(Field::protocol);
    }
    std::vector<Box> boxes;
    const auto add = [&](Box box, const Set& which, const Set* icmp, const Set* flags) {
        if (assign(box, Field::protocol, which, pool) && (icmp == nullptr || assign(box, Field::icmp, *icmp, pool)) &&
            (flags == nullptr || assign(box, Field::tcp_flags, *flags, pool))) {
            boxes.push_back(box);
        }
    };
    if (!rule.icmp.empty()) {
        for (const IcmpItem& item : rule.icmp) {
            const auto type = static_cast<std::uint8_t>(item.type);
            const Set messages =
                item.code < 0 ? icmp_type(type) : Set(icmp_value(type, static_cast<std::uint8_t>(item.code)));
            add(ports, Set(item.v6 ? 58 : 1), &messages, nullptr);
        }
        return boxes;
    }
    if (mask != 0 && protocols.contains(tcp)) {
        const Set flags = flags_matching(mask, set);
        add(ports, Set(tcp), nullptr, &flags);
        protocols = subtract(protocols, Set(tcp));
    }
    add(ports, protocols, nullptr, nullptr);
    return boxes;
}

}  // namespace lyncgate::pf
