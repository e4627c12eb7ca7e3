// Translations: the nat table's targets, after the kernel's choice of a new tuple (nf_nat_core.c, get_unique_tuple).
#include <algorithm>

#include "dialects/iptables/lowering.hpp"

namespace lyncgate::iptables {

namespace {

using ModelRule = lyncgate::Rule;

/// One translation of packets that a rule takes.
struct Change {
    Lowering& lowering;
    bool source = false;
    bool keeps = false;  ///< an address that is already among the new ones stays
    ModelRule rule;
    std::vector<ModelRule>& into;

    Field address() const { return source ? Field::source : Field::destination; }
    Field port() const { return source ? Field::source_port : Field::destination_port; }
    const Set* intern(const Set& set) const { return lowering.firewall.pool->intern(set); }

    /// The connection counts as translated: a bit of Field::translated.
    Rewrite mark() const {
        const Value bit = source ? source_rewritten : destination_rewritten;
        return {Field::translated, Bits{~bit, bit}};
    }

    /// New address out of `addresses` (null: unchanged), then `port_change`. `same_port`: the ports for which that
    /// changes nothing. A packet that comes out as it went in does not count as translated.
    void to_addresses(const TakenBoxes& taken, const Set* addresses, const std::vector<Rewrite>& port_change,
                      const Set& same_port) {
        std::vector<Rewrite> rewrites = {mark()};
        if (addresses != nullptr) {
            rewrites.push_back({address(), Choose{intern(*addresses)}});
        }
        rewrites.insert(rewrites.end(), port_change.begin(), port_change.end());
        TakenBoxes same = narrowed(lowering, taken, port(), same_port);
        if (addresses != nullptr) {
            same = narrowed(lowering, same, address(), *addresses);
        }
        ModelRule unchanged = rule;
        if (addresses != nullptr && !keeps && !addresses->single()) {
            // It may pick the address it had.
            unchanged.rewrites = rewrites;
            unchanged.rewrites.make().front() = {Field::translated, Choose{}};
        }
        emit(same, unchanged, into);
        ModelRule changed = rule;
        changed.rewrites = std::move(rewrites);
        emit(taken, changed, into);
    }

    /// New address, and any port of the range that the old one lies in (nf_nat_l4proto_unique_tuple).
    void to_random_ports(const TakenBoxes& taken, const Set* addresses) {
        static constexpr Interval ranges[][2] = {
            {{0, 511}, {1, 511}}, {{512, 1023}, {600, 1023}}, {{1024, 65535}, {1024, 65535}}};
        const Set with_ports = Set::of({{6, 6}, {17, 17}, {33, 33}, {132, 132}, {136, 136}});
        const TakenBoxes ported = narrowed(lowering, taken, Field::protocol, with_ports);
        for (const auto& [from, to] : ranges) {
            const Rewrite choose{port(), Choose{intern(Set(to.low, to.high))}};
            to_addresses(narrowed(lowering, ported, port(), Set(from.low, from.high)), addresses, {choose}, Set());
        }
        to_addresses(narrowed(lowering, taken, Field::protocol, subtract(domain_of(Field::protocol), with_ports)),
                     addresses, {}, domain_of(port()));
    }

    /// New address, and new ports as `translate` says.
    void to(const TakenBoxes& taken, const Set* addresses, const Translate& translate) {
        const Set& all = domain_of(port());
        if (!translate.has_ports && translate.random && source) {
            return to_random_ports(taken, addresses);
        }
        if (!translate.has_ports) {
            return to_addresses(taken, addresses, {}, all);
        }
        const Set range(translate.ports.low, translate.ports.high);
        const Rewrite choose{port(), Choose{intern(range)}};
        if (range.single()) {
            return to_addresses(taken, addresses, {choose}, range);
        }
        if (translate.port_base != 0) {
            // Ports keep their distance from the base; beyond its size the range repeats.
            const std::uint32_t size = translate.ports.high - translate.ports.low + 1u;
            const std::uint32_t last = std::min<std::uint32_t>(65535, translate.port_base + size - 1u);
            const Set moved(translate.port_base, last);
            const Value delta = Value{translate.ports.low} - Value{translate.port_base};
            to_addresses(narrowed(lowering, taken, port(), moved), addresses, {{port(), Shift{delta}}},
                         delta == 0 ? all : Set());
            return to_addresses(narrowed(lowering, taken, port(), subtract(all, moved)), addresses, {choose}, Set());
        }
        if (translate.random) {
            return to_addresses(taken, addresses, {choose}, Set());
        }
        // A port already in the range is kept.
        to_addresses(narrowed(lowering, taken, port(), range), addresses, {}, all);
        to_addresses(narrowed(lowering, taken, port(), subtract(all, range)), addresses, {choose}, Set());
    }

    /// One of the firewall's own addresses on the interface in `by`: masquerading and REDIRECT.
    void to_own(const TakenBoxes& taken, Field by, const Translate& translate) {
        const Firewall& firewall = lowering.firewall;
        const Set& family = any_address(lowering.ruleset.family);
        Set others = domain_of(by);
        for (std::size_t i = 1; i < firewall.interfaces.size(); ++i) {
            const Set own = intersect(firewall.interfaces[i].addresses, family);
            // Addresses of lo are valid on the machine only: the kernel takes one of another interface.
            if (!own.empty() && firewall.interfaces[i].name != "lo") {
                to(narrowed(lowering, taken, by, Set(i)), &own, translate);
                others = subtract(others, Set(i));
            }
        }
        to(narrowed(lowering, taken, by, others), &family, translate);
    }

    void to_network(const TakenBoxes& taken, const AddressRange& range) {
        const Value fixed = range.low.bits() & range.mask;
        ModelRule changed = rule;
        changed.rewrites = {mark(), {address(), Bits{~range.mask, fixed}}};
        if (const std::optional<Set> inside = addresses_under_mask(range.low, range.mask)) {
            emit(narrowed(lowering, taken, address(), *inside), rule, into);
        }
        emit(taken, changed, into);
    }
};

/// SNPT and DNPT give every packet a new prefix, whatever its address was, and go on with the next rule. Which address
/// of the new network it gets follows from a sum over the old one, which is not computed.
void lower_prefix(Lowering& lowering, const Translate& translate, const TakenBoxes& taken, ModelRule rule,
                  std::vector<ModelRule>& into) {
    const AddressRange& prefix = lowering.ruleset.ranges[translate.address];
    const std::optional<Set> inside = addresses_under_mask(prefix.low, prefix.mask);
    const Set* const addresses = lowering.firewall.pool->intern(inside ? *inside : any_address(Family::ipv6));
    rule.action = lyncgate::Pass{};
    rule.rewrites = {{translate.source ? Field::source : Field::destination, Choose{addresses}}};
    emit(taken, rule, into);
}

}  // namespace

void lower_translation(Lowering& lowering, const Translate& translate, const TakenBoxes& taken, ModelRule rule,
                       std::vector<ModelRule>& into) {
    const bool netmap = translate.module->name == "NETMAP";
    const bool source = netmap ? lowering.hook == Hook::postrouting || lowering.hook == Hook::input : translate.source;
    if (translate.module->name == "SNPT" || translate.module->name == "DNPT") {
        return lower_prefix(lowering, translate, taken, std::move(rule), into);
    }
    rule.action = Decide{Verdict::accept};
    // Only the first packet of a connection asks the nat table.
    const TakenBoxes first = narrowed(lowering, taken, Field::state, Set(static_cast<Value>(State::new_)));
    Change change{lowering, source, source && !translate.random, std::move(rule), into};
    if (translate.has_address) {
        const AddressRange& range = lowering.ruleset.ranges[translate.address];
        if (netmap) {
            return change.to_network(first, range);
        }
        const Set addresses(range.low.number(), range.high.number());
        return change.to(first, &addresses, translate);
    }
    change.keeps = false;
    if (translate.module->name == "REDIRECT" && lowering.hook == Hook::output) {
        const bool four = lowering.ruleset.family == Family::ipv4;
        const Set loopback((four ? Address::v4(0x7f000001) : Address::v6(0, 1)).number());
        return change.to(first, &loopback, translate);
    }
    if (translate.module->name == "MASQUERADE" || translate.module->name == "REDIRECT") {
        return change.to_own(first, source ? Field::egress : Field::ingress, translate);
    }
    change.to(first, nullptr, translate);
}

}  // namespace lyncgate::iptables
