#include <bit>

#include "dialects/iptables/rule_reader.hpp"

namespace lyncgate::iptables {

namespace {

bool keep_ports(RuleDraft& draft, const OptionUse& use, Side side) {
    std::vector<PortRange>& all = draft.ruleset->ports;
    const Slice ports{static_cast<std::uint32_t>(all.size()), use.port_count};
    for (std::size_t i = 0; i < use.port_count; ++i) {
        all.push_back(use.ports[i]);
    }
    add_condition(draft, PortsAre{side, use.negated, ports});
    return true;
}

bool keep_tracked_address(RuleDraft& draft, const OptionUse& use, bool reply, Side side) {
    const auto index = static_cast<std::uint32_t>(draft.ruleset->addresses.size());
    draft.ruleset->addresses.push_back(*read_masked_address(use.value.text, draft.ruleset->family));
    add_condition(draft, TrackedAddressIs{reply, side, use.negated, index, false});
    return true;
}

bool keep_tracked_port(RuleDraft& draft, const OptionUse& use, bool reply, Side side) {
    add_condition(draft,
                  TrackedPortIs{reply, side, use.negated, *read_ports(use.value.text, ':', draft.protocol), false});
    return true;
}

bool keep_tracked_protocol(RuleDraft& draft, const OptionUse& use) {
    const std::uint8_t number = *read_protocol(use.value.text);
    if (number == 0) {
        return draft.statement.fail(use.value, "'--ctproto' cannot be 'all'", "a single protocol");
    }
    add_condition(draft, TrackedProtocolIs{number, use.negated, false});
    return true;
}

bool keep_set(RuleDraft& draft, const OptionUse& use) {
    InSet match;
    match.name = use.value.text;
    match.negated = use.negated;
    for (std::string_view rest = use.second.text; !rest.empty();) {
        match.dimensions[match.dimension_count++] = next_item(rest) == "src" ? Side::source : Side::destination;
    }
    add_condition(draft, match);
    return true;
}

/// The last condition of type T that this module has made, or nullptr.
template<typename T>
T* last_of(RuleDraft& draft, const LoadedModule& module) {
    std::vector<Condition>& all = draft.ruleset->conditions;
    for (std::size_t i = all.size(); i > module.first_condition; --i) {
        if (T* const found = std::get_if<T>(&all[i - 1])) {
            return found;
        }
    }
    return nullptr;
}

PolicyIs& policy_of(RuleDraft& draft, const LoadedModule& module) {
    if (PolicyIs* const found = last_of<PolicyIs>(draft, module)) {
        return *found;
    }
    PolicyIs match;
    match.element = static_cast<std::uint32_t>(draft.ruleset->policies.size());
    match.element_count = 1;
    draft.ruleset->policies.emplace_back();
    add_condition(draft, match);
    return std::get<PolicyIs>(draft.ruleset->conditions.back());
}

bool keep_policy(RuleDraft& draft, const LoadedModule& module, const OptionUse& use) {
    PolicyIs& policy = policy_of(draft, module);
    const std::string_view text = use.value.text;
    if (use.fact->key == Key::policy_next) {
        draft.ruleset->policies.emplace_back();
        ++policy.element_count;
        return true;
    }
    PolicyElement& element = draft.ruleset->policies.back();
    const auto negate = [&](unsigned bit) {
        element.negated |= static_cast<std::uint8_t>(use.negated ? 1u << bit : 0u);
    };
    switch (use.fact->key) {
    case Key::policy_direction: policy.outgoing = same_word(text, "out"); return true;
    case Key::policy_kind: policy.ipsec = same_word(text, "ipsec"); return true;
    case Key::policy_strict: policy.strict = true; return true;
    case Key::policy_reqid:
        element.reqid = static_cast<std::uint32_t>(*read_number(text, 0, 0xffffffff));
        return negate(0), true;
    case Key::policy_spi:
        element.spi = static_cast<std::uint32_t>(*read_number(text, 0, 0xffffffff));
        return negate(1), true;
    case Key::policy_protocol: {
        element.protocol = *read_protocol(text);
        if (*element.protocol != 50 && *element.protocol != 51 && *element.protocol != 108) {
            return draft.statement.fail(use.value, "IPsec has no such protocol", "esp, ah or ipcomp");
        }
        return negate(2), true;
    }
    case Key::policy_source: element.source = read_masked_address(text, draft.ruleset->family); return negate(3), true;
    case Key::policy_destination:
        element.destination = read_masked_address(text, draft.ruleset->family);
        return negate(4), true;
    case Key::policy_mode: element.tunnel = same_word(text, "tunnel"); return negate(5), true;
    default: return true;
    }
}

/// The choices of the states stand in the order of the bits of StateIs::states.
std::uint8_t state_bits(const OptionUse& use) {
    return static_cast<std::uint8_t>(use.choices);
}

}  // namespace

bool keep_condition(RuleDraft& draft, LoadedModule& module, const OptionUse& use) {
    const std::string_view text = use.value.text;
    const bool negated = use.negated;
    const Family family = draft.ruleset->family;
    switch (use.fact->key) {
    case Key::source_ports: return keep_ports(draft, use, Side::source);
    case Key::destination_ports: return keep_ports(draft, use, Side::destination);
    case Key::either_ports: return keep_ports(draft, use, Side::either);
    case Key::tcp_syn: add_condition(draft, TcpFlagsAre{0x17, 0x02, negated}); return true;
    case Key::tcp_flags:
        add_condition(draft, TcpFlagsAre{*read_tcp_flags(text), *read_tcp_flags(use.second.text), negated});
        return true;
    case Key::icmp_type: {
        IcmpIs match = *read_icmp_type(text, family);
        match.negated = negated;
        add_condition(draft, match);
        return true;
    }
    case Key::states:
    case Key::ct_states: add_condition(draft, StateIs{state_bits(use), negated}); return true;
    case Key::ct_protocol: return keep_tracked_protocol(draft, use);
    case Key::ct_orig_source: return keep_tracked_address(draft, use, false, Side::source);
    case Key::ct_orig_destination: return keep_tracked_address(draft, use, false, Side::destination);
    case Key::ct_reply_source: return keep_tracked_address(draft, use, true, Side::source);
    case Key::ct_reply_destination: return keep_tracked_address(draft, use, true, Side::destination);
    case Key::ct_orig_source_port: return keep_tracked_port(draft, use, false, Side::source);
    case Key::ct_orig_destination_port: return keep_tracked_port(draft, use, false, Side::destination);
    case Key::ct_reply_source_port: return keep_tracked_port(draft, use, true, Side::source);
    case Key::ct_reply_destination_port: return keep_tracked_port(draft, use, true, Side::destination);
    case Key::ct_direction: add_condition(draft, TrackedDirectionIs{same_word(text, "REPLY"), false}); return true;
    case Key::ct_status:
        // The first choice, NONE, is no bit.
        add_condition(draft, TrackedStatusIs{static_cast<std::uint8_t>(state_bits(use) >> 1), negated, false});
        return true;
    case Key::source_range:
    case Key::destination_range: {
        const Side side = use.fact->key == Key::source_range ? Side::source : Side::destination;
        const auto index = static_cast<std::uint32_t>(draft.ruleset->ranges.size());
        draft.ruleset->ranges.push_back(*read_address_range(text, family));
        add_condition(draft, AddressBetween{side, negated, index});
        return true;
    }
    case Key::set_match: return keep_set(draft, use);
    case Key::set_return_nomatch:
    case Key::set_counter:
        if (InSet* const match = last_of<InSet>(draft, module)) {
            (use.fact->key == Key::set_counter ? match->counters : match->return_nomatch) = true;
        }
        return true;
    case Key::mark:
    case Key::connmark: {
        const Masked mark = *read_mark(text);
        add_condition(draft, MarkIs{use.fact->key == Key::connmark, mark.value, mark.mask, negated});
        return true;
    }
    case Key::source_type:
    case Key::destination_type:
        add_condition(draft, AddressTypeIs{use.fact->key == Key::source_type ? Side::source : Side::destination,
                                           static_cast<std::uint16_t>(use.choices), negated, false, false});
        return true;
    case Key::limit_in:
    case Key::limit_out: return true;  // belongs to both conditions of the module: see check_rule
    case Key::policy_direction:
    case Key::policy_kind:
    case Key::policy_strict:
    case Key::policy_reqid:
    case Key::policy_spi:
    case Key::policy_source:
    case Key::policy_destination:
    case Key::policy_protocol:
    case Key::policy_mode:
    case Key::policy_next: return keep_policy(draft, module, use);
    case Key::physdev_in:
    case Key::physdev_out:
    case Key::physdev_is_in:
    case Key::physdev_is_out:
    case Key::physdev_is_bridged: add_condition(draft, BridgePortIs{use.fact->key, negated, text}); return true;
    case Key::packet_type:
        add_condition(draft, PacketTypeIs{static_cast<std::uint8_t>(std::countr_zero(use.choices)), negated});
        return true;
    case Key::comment: return true;
    default: module.undecided = true; return true;
    }
}

}  // namespace lyncgate::iptables
