#include "dialects/iptables/rule_reader.hpp"

namespace lyncgate::iptables {

namespace {

/// `port[-port][/base]`.
bool read_nat_ports(RuleDraft& draft, const OptionUse& use, std::string_view text, Translate& translate) {
    const std::size_t slash = use.fact->kind == Kind::nat_address ? text.find('/') : std::string_view::npos;
    const std::optional<PortRange> ports = read_ports(text.substr(0, slash), '-', draft.protocol);
    const bool has_base = slash != std::string_view::npos;
    std::optional<std::uint16_t> base = 0;
    if (has_base) {
        base = read_port(text.substr(slash + 1), draft.protocol);
    }
    if (!ports || !base || (has_base && *base == 0)) {
        Word at = use.value;
        return draft.statement.fail(at, "the ports of this translation are not valid",
                                    "port or low-high, from 0 to 65535, low first");
    }
    if ((use.value.text.find('-') != std::string_view::npos) && ports->low != ports->high &&
        text.find_first_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") < std::min(slash, text.size())) {
        return draft.statement.fail(use.value, "a range of ports cannot be made of names", "numbers");
    }
    translate.has_ports = true;
    translate.ports = *ports;
    translate.port_base = *base;
    return true;
}

/// `address[-address][:ports]`, IPv6 addresses in brackets when ports follow.
bool read_nat_address(RuleDraft& draft, const OptionUse& use, Translate& translate) {
    std::string_view text = use.value.text;
    std::string_view ports;
    if (draft.ruleset->family == Family::ipv6) {
        if (text.starts_with('[')) {
            const std::size_t close = text.find(']');
            ports = close == std::string_view::npos ? std::string_view{} : text.substr(close + 1);
            text = text.substr(1, close == std::string_view::npos ? close : close - 1);
            if (!ports.empty() && ports[0] != ':') {
                return draft.statement.fail(use.value, "the address ends unexpectedly", "[address]:port");
            }
        }
    } else {
        const std::size_t colon = text.find(':');
        ports = colon == std::string_view::npos ? std::string_view{} : text.substr(colon);
        text = text.substr(0, colon);
    }
    if (!text.empty()) {
        const std::optional<AddressRange> range = read_address_range(text, draft.ruleset->family);
        if (!range) {
            return draft.statement.fail(use.value, "the addresses of this translation are not valid",
                                        "address[-address][:port[-port]]");
        }
        translate.has_address = true;
        translate.address = static_cast<std::uint32_t>(draft.ruleset->ranges.size());
        draft.ruleset->ranges.push_back(*range);
    } else if (ports.empty()) {
        return draft.statement.fail(use.value, "the translation has no address", "address[-address][:port[-port]]");
    }
    return ports.empty() || read_nat_ports(draft, use, ports.substr(1), translate);
}

bool keep_mark(RuleDraft& draft, const OptionUse& use) {
    SetMark& set = std::get<SetMark>(draft.rule.target);
    const std::string_view text = use.value.text;
    switch (use.fact->key) {
    // xt_MARK: nfmark = (nfmark & ~mask) ^ value; --set-mark uses | instead, which sets mask | value as mask.
    case Key::set_xmark:
    case Key::set_mark: {
        const Masked mark = *read_mark(text);
        set.clear = use.fact->key == Key::set_mark ? mark.mask | mark.value : mark.mask;
        set.flip = mark.value;
        return true;
    }
    case Key::and_mark: set.clear = ~static_cast<std::uint32_t>(*read_number(text, 0, 0xffffffff)); return true;
    case Key::or_mark:
        set.clear = set.flip = static_cast<std::uint32_t>(*read_number(text, 0, 0xffffffff));
        return true;
    case Key::xor_mark: set.flip = static_cast<std::uint32_t>(*read_number(text, 0, 0xffffffff)); return true;
    case Key::save_mark: set.what = SetMark::What::save; return true;
    case Key::restore_mark: set.what = SetMark::What::restore; return true;
    case Key::ct_mask: set.ct_mask = static_cast<std::uint32_t>(*read_number(text, 0, 0xffffffff)); return true;
    case Key::nf_mask: set.nf_mask = static_cast<std::uint32_t>(*read_number(text, 0, 0xffffffff)); return true;
    case Key::both_mask:
        set.ct_mask = set.nf_mask = static_cast<std::uint32_t>(*read_number(text, 0, 0xffffffff));
        return true;
    default: set.shifted = true; return true;
    }
}

}  // namespace

bool keep_target_option(RuleDraft& draft, LoadedModule& module, const OptionUse& use) {
    const Word& value = use.value;
    switch (use.fact->key) {
    case Key::none: return true;
    case Key::reject_with:
        if (!is_reject_type(value.text, draft.ruleset->family)) {
            return draft.statement.fail(value, "unknown way to reject",
                                        draft.ruleset->family == Family::ipv4
                                            ? "a type like icmp-port-unreachable or tcp-reset"
                                            : "a type like icmp6-port-unreachable or tcp-reset");
        }
        std::get<Reject>(draft.rule.target).with = value.text;
        return true;
    case Key::to_destination:
    case Key::to_source: return read_nat_address(draft, use, std::get<Translate>(draft.rule.target));
    case Key::to_ports: return read_nat_ports(draft, use, value.text, std::get<Translate>(draft.rule.target));
    case Key::netmap_to: {
        Translate& translate = std::get<Translate>(draft.rule.target);
        const MaskedAddress to = *read_masked_address(value.text, draft.ruleset->family);
        translate.has_address = true;
        translate.address = static_cast<std::uint32_t>(draft.ruleset->ranges.size());
        draft.ruleset->ranges.push_back({to.address, to.address, to.mask});
        return true;
    }
    case Key::notrack: std::get<Track>(draft.rule.target).notrack = true; return true;
    case Key::zone:
    case Key::zone_orig:
    case Key::zone_reply:
        if (value.text != "mark" && !read_number(value.text, 0, 65535)) {
            return draft.statement.fail(value, "not a connection tracking zone", "a number from 0 to 65535, or mark");
        }
        std::get<Track>(draft.rule.target).zone = true;
        return true;
    case Key::add_set:
    case Key::del_set:
    case Key::map_set: {
        ChangeSet& change = std::get<ChangeSet>(draft.rule.target);
        change.name = value.text;
        change.maps = change.maps || use.fact->key == Key::map_set;
        return true;
    }
    case Key::set_xmark:
    case Key::set_mark:
    case Key::and_mark:
    case Key::or_mark:
    case Key::xor_mark:
    case Key::save_mark:
    case Key::restore_mark:
    case Key::ct_mask:
    case Key::nf_mask:
    case Key::both_mask:
    case Key::left_shift:
    case Key::right_shift: return keep_mark(draft, use);
    case Key::random: std::get<Translate>(draft.rule.target).random = true; return true;
    default: (void)module; return true;
    }
}

}  // namespace lyncgate::iptables
