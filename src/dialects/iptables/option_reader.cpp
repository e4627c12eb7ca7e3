#include <fmt/core.h>

#include "dialects/iptables/rule_reader.hpp"
#include "text/suggest.hpp"

namespace lyncgate::iptables {

namespace {

/// A half-checked value: what was expected, or nothing when it is fine.
using Complaint = std::optional<std::string>;

Complaint number_complaint(std::string_view text, const OptionFact& fact, std::uint64_t most) {
    const std::uint64_t high = fact.high != 0 ? fact.high : most;
    return read_number(text, fact.low, high) ? Complaint() : fmt::format("a number from {} to {}", fact.low, high);
}

Complaint range_complaint(std::string_view text, const OptionFact& fact, std::uint64_t most) {
    const std::uint64_t high = fact.high != 0 ? fact.high : most;
    return read_range(text, fact.low, high) ? Complaint()
                                            : fmt::format("number or low:high within {} to {}", fact.low, high);
}

Complaint complain_if(bool wrong, std::string_view expected) {
    return wrong ? Complaint(expected) : Complaint();
}

bool is_real(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string_view::npos && text[0] != '-';
}

bool is_prefix_mask(std::string_view text, Family family) {
    return read_number(text, 0, static_cast<std::uint64_t>(width_of(family))) || read_address(text, family);
}

Complaint port_list_complaint(std::string_view text, std::uint8_t protocol) {
    int ports = 0;
    std::string_view rest = text;
    do {
        const std::string_view item = next_item(rest);
        const std::optional<PortRange> range = read_ports(item, ':', protocol);
        if (!range || (item.find(':') != std::string_view::npos && (item.front() == ':' || item.back() == ':'))) {
            return "ports and low:high ranges, separated by commas";
        }
        ports += item.find(':') != std::string_view::npos ? 2 : 1;
    } while (!rest.empty());
    return complain_if(ports > 15, "at most 15 ports (a range counts as two)");
}

Complaint set_complaint(const OptionUse& use) {
    if (use.value.text.empty() || use.value.text.size() > 31) {
        return "a set name of 1 to 31 characters";
    }
    std::string_view rest = use.second.text;
    int dimensions = 0;
    do {
        const std::string_view item = next_item(rest);
        if (item != "src" && item != "dst") {
            return "src or dst per dimension of the set, separated by commas";
        }
    } while (++dimensions, !rest.empty());
    return complain_if(dimensions > 6, "at most six dimensions");
}

Complaint complaint(OptionUse& use, Family family, std::uint8_t protocol) {
    const OptionFact& fact = *use.fact;
    const std::string_view text = use.value.text;
    switch (fact.kind) {
    case Kind::none:
    case Kind::two_words:
    case Kind::nat_address:
    case Kind::nat_ports: return {};  // read where they are kept
    case Kind::optional_text: return {};
    case Kind::text: {
        const bool fits = text.size() >= fact.low && (fact.high == 0 || text.size() <= fact.high);
        return complain_if(!fits, fact.high == 0 ? "a text that is not empty"
                                                 : fmt::format("a text of {} to {} characters", fact.low, fact.high));
    }
    case Kind::name_or_range: {
        const bool number = !text.empty() && text.find_first_not_of("0123456789:") == std::string_view::npos;
        return complain_if(text.empty() || (number && !read_range(text, fact.low, fact.high)),
                           fmt::format("a name, or numbers from {} to {}", fact.low, fact.high));
    }
    case Kind::u8: return number_complaint(text, fact, 0xff);
    case Kind::u16: return number_complaint(text, fact, 0xffff);
    case Kind::u32: return number_complaint(text, fact, 0xffffffff);
    case Kind::u64: return number_complaint(text, fact, ~std::uint64_t{0});
    case Kind::u8_range: return range_complaint(text, fact, 0xff);
    case Kind::u16_range: return range_complaint(text, fact, 0xffff);
    case Kind::u32_range: return range_complaint(text, fact, 0xffffffff);
    case Kind::u64_range: return range_complaint(text, fact, ~std::uint64_t{0});
    case Kind::real: return complain_if(!is_real(text), "a number");
    case Kind::choice:
        return complain_if(text.find(',') != std::string_view::npos || !read_choices(text, fact.choices),
                           fmt::format("one of {}", fact.choices));
    case Kind::choices: return complain_if(!read_choices(text, fact.choices), fmt::format("some of {}", fact.choices));
    case Kind::tos_mask: return complain_if(!is_tos(text), "value, value/mask or a name like Minimize-Delay");
    case Kind::mark_mask: return complain_if(!read_mark(text), "value or value/mask of 32 bits");
    case Kind::log_level: return complain_if(!is_log_level(text), "a level from 0 to 7 or its name");
    case Kind::host: return complain_if(!read_address(text, family), "an address");
    case Kind::host_mask:
        return complain_if(!read_masked_address(text, family), "address, address/length or address/mask");
    case Kind::protocol: return complain_if(!read_protocol(text), "a protocol name or a number from 0 to 255");
    case Kind::port: return complain_if(!read_port(text, protocol), "a port from 0 to 65535 or a service name");
    case Kind::port_range:
        use.ports = read_ports(text, ':', protocol);
        return complain_if(!use.ports, "port or low:high, low first");
    case Kind::port_list: return port_list_complaint(text, protocol);
    case Kind::prefix_length:
        return complain_if(!read_number(text, 0, static_cast<std::uint64_t>(width_of(family))), "a prefix length");
    case Kind::prefix_mask: return complain_if(!is_prefix_mask(text, family), "a prefix length or a mask");
    case Kind::mac: return complain_if(!is_mac(text), "six octets like 00:53:00:aa:bb:cc");
    case Kind::address_range: return complain_if(!read_address_range(text, family), "address or low-high, low first");
    case Kind::interface:
        return complain_if(text.empty() || text.size() > 15, "an interface name of 1 to 15 characters");
    case Kind::icmp_type:
        return complain_if(!read_icmp_type(text, Family::ipv4), "an ICMP type: name, number or type/code");
    case Kind::icmp6_type:
        return complain_if(!read_icmp_type(text, Family::ipv6), "an ICMPv6 type: name, number or type/code");
    case Kind::tcp_flags:
        return complain_if(!read_tcp_flags(text) || !read_tcp_flags(use.second.text),
                           "two lists of FIN,SYN,RST,PSH,ACK,URG, ALL or NONE");
    case Kind::set_reference: return set_complaint(use);
    case Kind::rate: return complain_if(!is_rate(text), "a rate like 10/minute");
    }
    return {};
}

bool check_use(RuleDraft& draft, const LoadedModule& module, OptionUse& use) {
    const OptionFact& fact = *use.fact;
    Statement& statement = draft.statement;
    const std::uint32_t bit = std::uint32_t{1} << fact.id;
    if (use.negated && (fact.flags & invertible) == 0) {
        return statement.fail(use.option, fmt::format("'--{}' cannot be negated", fact.name), "the option without '!'");
    }
    if ((module.used & bit) != 0 && (fact.flags & repeatable) == 0) {
        return statement.fail(use.option, fmt::format("'--{}' is given twice for '{}'", fact.name, module.name()),
                              "each option once");
    }
    if ((module.used & fact.excludes) != 0) {
        for (const OptionFact& other : module.options()) {
            if ((fact.excludes & module.used & (std::uint32_t{1} << other.id)) != 0) {
                return statement.fail(use.option,
                                      fmt::format("'--{}' cannot stand beside '--{}'", fact.name, other.name),
                                      "one of the two");
            }
        }
    }
    const Complaint wrong = complaint(use, draft.ruleset->family, draft.protocol);
    if (wrong) {
        // The second word is the wrong one when the first would do alone.
        const bool second = fact.kind == Kind::tcp_flags ? read_tcp_flags(use.value.text).has_value()
                                                         : fact.kind == Kind::set_reference &&
                                                               !use.value.text.empty() && use.value.text.size() < 32;
        const Word& at = second ? use.second : use.value;
        std::string help;
        if (!fact.choices.empty()) {
            std::vector<std::string_view> known;
            for (std::string_view rest = fact.choices; !rest.empty();) {
                known.push_back(next_item(rest));
            }
            const std::string near = nearest_name(at.text, known);
            help = near.empty() ? std::string() : fmt::format("did you mean '{}'", near);
        }
        return statement.fail(at, fmt::format("'{}' is not a value of '--{}'", at.text, fact.name), *wrong, help);
    }
    return true;
}

}  // namespace

bool read_option(RuleDraft& draft, LoadedModule& module, OptionUse& use) {
    if (!check_use(draft, module, use)) {
        return false;
    }
    const bool elsewhere = use.fact->name == "nfacct-name" ||
                           (use.fact->kind == Kind::name_or_range && !read_range(use.value.text, 0, use.fact->high));
    if (elsewhere && use.fact->name != "mh-type") {
        draft.statement.warn(use.value, fmt::format("'{}' names something that only the machine knows", use.value.text),
                             "iptables-restore refuses the rule where it does not exist");
    }
    module.used |= std::uint32_t{1} << use.fact->id;
    return module.match != nullptr ? keep_condition(draft, module, use) : keep_target_option(draft, module, use);
}

}  // namespace lyncgate::iptables
