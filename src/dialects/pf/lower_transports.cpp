// Ports, protocols, flags and icmp types of rules.
#include <algorithm>
#include <bit>
#include <utility>

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

/// Which TCP flags a rule asks for: those in `mask` must be as in `set`.
struct Flags {
    std::uint8_t set = 0;
    std::uint8_t mask = 0;
};
Flags flags_of(const RuleStatement& rule, Era era) {
    const bool wants_syn = keeps_state_by_default(era) && keeps_state(rule, era) && !rule.fragment;
    return !rule.has_flags && wants_syn ? Flags{syn, syn | ack} : Flags{rule.flags_set, rule.flags_mask};
}

const Set& recalled_flags(Lowering& lowering, Flags wanted) {
    const auto key = static_cast<std::uint16_t>(wanted.set * 256 + wanted.mask);
    const auto [place, added] = lowering.recalled.flags.try_emplace(key);
    if (added) {
        place->second = lowering.firewall.pool->intern(flags_matching(wanted.mask, wanted.set));
    }
    return *place->second;
}

Boxes make_transports(Lowering& lowering, const RuleStatement& rule, Flags wanted) {
    SetPool& pool = *lowering.firewall.pool;
    Box ports;
    if (!assign(ports, Field::source_port, ports_of(rule.from.ports), pool) ||
        !assign(ports, Field::destination_port, ports_of(rule.to.ports), pool)) {
        return {};
    }
    Set protocols;
    for (const ProtocolItem& item : rule.protocols) {
        protocols = unite(protocols, Set(item.number));
    }
    if (protocols.empty()) {
        protocols = domain_of(Field::protocol);
    }
    Boxes boxes;
    const auto add = [&](Box box, const Set& which, const Set* icmp, const Set* flags) {
        if (assign(box, Field::protocol, which, pool) && (icmp == nullptr || assign(box, Field::icmp, *icmp, pool)) &&
            (flags == nullptr || assign(box, Field::tcp_flags, *flags, pool))) {
            boxes.push_back(box);
        }
    };
    if (!rule.details().icmp.empty()) {
        for (const IcmpItem& item : rule.details().icmp) {
            const auto type = static_cast<std::uint8_t>(item.type);
            const Set messages =
                item.code < 0 ? icmp_type(type) : Set(icmp_value(type, static_cast<std::uint8_t>(item.code)));
            add(ports, Set(item.v6 ? 58 : 1), &messages, nullptr);
        }
        return boxes;
    }
    if (wanted.mask != 0 && protocols.contains(tcp)) {
        const Set& flags = recalled_flags(lowering, wanted);
        add(ports, Set(tcp), nullptr, &flags);
        protocols = subtract(protocols, Set(tcp));
    }
    add(ports, protocols, nullptr, nullptr);
    return boxes;
}

}  // namespace

Set ports_of(List<Compare> ports) {
    if (ports.empty()) {
        return Set(0, 65535);
    }
    if (ports.size() == 1) {
        return ports_of_one(ports.front());
    }
    std::vector<Interval> all;
    for (const Compare& port : ports) {
        const Set one = ports_of_one(port);
        all.insert(all.end(), one.intervals().begin(), one.intervals().end());
    }
    return Set::of(std::move(all));
}

const Boxes& transports(Lowering& lowering, const RuleStatement& rule) {
    const Flags flags = flags_of(rule, lowering.config.era);
    if (rule.protocols.size() > 1 || rule.from.ports.size() > 1 || rule.to.ports.size() > 1 ||
        !rule.details().icmp.empty()) {
        return lowering.recalled.unusual = make_transports(lowering, rule, flags);
    }
    TransportKey key;
    if (!rule.from.ports.empty()) {
        const Compare& port = rule.from.ports.front();
        key.from_op = static_cast<std::uint8_t>(port.op);
        key.from_low = port.low;
        key.from_high = port.high;
    }
    if (!rule.to.ports.empty()) {
        const Compare& port = rule.to.ports.front();
        key.to_op = static_cast<std::uint8_t>(port.op);
        key.to_low = port.low;
        key.to_high = port.high;
    }
    key.protocol = rule.protocols.empty() ? 256 : rule.protocols.front().number;
    key.flags_set = flags.set;
    key.flags_mask = flags.mask;
    return lowering.recalled.transports.get(key, [&] { return make_transports(lowering, rule, flags); });
}

Recalled::Recalled(std::size_t statements, SetPool& pool)
    : families{pool.intern(any_address(Family::ipv4)), pool.intern(any_address(Family::ipv6))},
      networks(std::bit_ceil(std::clamp<std::size_t>(statements, 16, 1U << 16))), transports(256) {}

}  // namespace lyncgate::pf
