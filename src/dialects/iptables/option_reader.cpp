#include <fmt/core.h>

#include "dialects/iptables/rule_reader.hpp"
#include "text/suggest.hpp"

namespace lyncgate::iptables {

namespace {

bool is_number(std::string_view text, const OptionFact& fact, std::uint64_t most) {
    return read_number(text, fact.low, fact.high != 0 ? fact.high : most).has_value();
}

bool is_range(std::string_view text, const OptionFact& fact, std::uint64_t most) {
    return read_range(text, fact.low, fact.high != 0 ? fact.high : most).has_value();
}

bool is_real(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789.eE+-") == std::string_view::npos && text[0] != '-';
}

bool is_prefix_mask(std::string_view text, Family family) {
    return read_number(text, 0, static_cast<std::uint64_t>(width_of(family))) || read_address(text, family);
}

bool is_name_or_range(std::string_view text, const OptionFact& fact) {
    const bool number = text.find_first_not_of("0123456789:") == std::string_view::npos;
    return !text.empty() && (!number || read_range(text, fact.low, fact.high));
}

bool keep_ports(OptionUse& use, const std::optional<PortRange>& ports) {
    if (ports && use.port_count < use.ports.size()) {
        use.ports[use.port_count++] = *ports;
    }
    return ports.has_value();
}

/// Reads a list of ports. What was expected instead, or nothing when it is one.
std::string_view port_list_complaint(OptionUse& use, std::uint8_t protocol) {
    int ports = 0;
    use.port_count = 0;
    std::string_view rest = use.value.text;
    do {
        const std::string_view item = next_item(rest);
        const bool range = item.find(':') != std::string_view::npos;
        if (!keep_ports(use, read_ports(item, ':', protocol)) ||
            (range && (item.front() == ':' || item.back() == ':'))) {
            return "ports and low:high ranges, separated by commas";
        }
        ports += range ? 2 : 1;
    } while (!rest.empty());
    return ports > 15 ? "at most 15 ports (a range counts as two)" : "";
}

std::string_view set_complaint(const OptionUse& use) {
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
    return dimensions > 6 ? "at most six dimensions" : "";
}

bool keep_choices(OptionUse& use) {
    const std::optional<std::uint32_t> bits = read_choices(use.value.text, use.fact->choices);
    use.choices = bits.value_or(0);
    return bits.has_value();
}

/// Whether the value is one that the option takes. Ports and choices are kept in `use`.
bool is_valid(OptionUse& use, Family family, std::uint8_t protocol) {
    const OptionFact& fact = *use.fact;
    const std::string_view text = use.value.text;
    switch (fact.kind) {
    case Kind::none:
    case Kind::two_words:
    case Kind::nat_address:
    case Kind::nat_ports: return true;  // read where they are kept
    case Kind::optional_text: return true;
    case Kind::text: return text.size() >= fact.low && (fact.high == 0 || text.size() <= fact.high);
    case Kind::name_or_range: return is_name_or_range(text, fact);
    case Kind::u8: return is_number(text, fact, 0xff);
    case Kind::u16: return is_number(text, fact, 0xffff);
    case Kind::u32: return is_number(text, fact, 0xffffffff);
    case Kind::u64: return is_number(text, fact, ~std::uint64_t{0});
    case Kind::u8_range: return is_range(text, fact, 0xff);
    case Kind::u16_range: return is_range(text, fact, 0xffff);
    case Kind::u32_range: return is_range(text, fact, 0xffffffff);
    case Kind::u64_range: return is_range(text, fact, ~std::uint64_t{0});
    case Kind::real: return is_real(text);
    case Kind::choice: return text.find(',') == std::string_view::npos && keep_choices(use);
    case Kind::choices: return keep_choices(use);
    case Kind::tos_mask: return is_tos(text);
    case Kind::mark_mask: return read_mark(text).has_value();
    case Kind::log_level: return is_log_level(text);
    case Kind::host: return read_address(text, family).has_value();
    case Kind::host_mask: return read_masked_address(text, family).has_value();
    case Kind::protocol: return read_protocol(text).has_value();
    case Kind::port: return read_port(text, protocol).has_value();
    case Kind::port_range: return keep_ports(use, read_ports(text, ':', protocol));
    case Kind::port_list: return port_list_complaint(use, protocol).empty();
    case Kind::prefix_length: return read_number(text, 0, static_cast<std::uint64_t>(width_of(family))).has_value();
    case Kind::prefix_mask: return is_prefix_mask(text, family);
    case Kind::mac: return is_mac(text);
    case Kind::address_range: return read_address_range(text, family).has_value();
    case Kind::interface: return !text.empty() && text.size() <= 15;
    case Kind::icmp_type: return read_icmp_type(text, Family::ipv4).has_value();
    case Kind::icmp6_type: return read_icmp_type(text, Family::ipv6).has_value();
    case Kind::tcp_flags: return read_tcp_flags(text) && read_tcp_flags(use.second.text);
    case Kind::set_reference: return set_complaint(use).empty();
    case Kind::rate: return is_rate(text);
    }
    return true;
}

std::string a_number(const OptionFact& fact, std::uint64_t most) {
    return fmt::format("a number from {} to {}", fact.low, fact.high != 0 ? fact.high : most);
}

std::string a_range(const OptionFact& fact, std::uint64_t most) {
    return fmt::format("number or low:high within {} to {}", fact.low, fact.high != 0 ? fact.high : most);
}

/// What the option takes, when its value is not valid.
std::string expected(OptionUse& use, std::uint8_t protocol) {
    const OptionFact& fact = *use.fact;
    switch (fact.kind) {
    case Kind::none:
    case Kind::two_words:
    case Kind::nat_address:
    case Kind::nat_ports:
    case Kind::optional_text: return {};
    case Kind::text:
        return fact.high == 0 ? "a text that is not empty"
                              : fmt::format("a text of {} to {} characters", fact.low, fact.high);
    case Kind::name_or_range: return fmt::format("a name, or numbers from {} to {}", fact.low, fact.high);
    case Kind::u8: return a_number(fact, 0xff);
    case Kind::u16: return a_number(fact, 0xffff);
    case Kind::u32: return a_number(fact, 0xffffffff);
    case Kind::u64: return a_number(fact, ~std::uint64_t{0});
    case Kind::u8_range: return a_range(fact, 0xff);
    case Kind::u16_range: return a_range(fact, 0xffff);
    case Kind::u32_range: return a_range(fact, 0xffffffff);
    case Kind::u64_range: return a_range(fact, ~std::uint64_t{0});
    case Kind::real: return "a number";
    case Kind::choice: return fmt::format("one of {}", fact.choices);
    case Kind::choices: return fmt::format("some of {}", fact.choices);
    case Kind::tos_mask: return "value, value/mask or a name like Minimize-Delay";
    case Kind::mark_mask: return "value or value/mask of 32 bits";
    case Kind::log_level: return "a level from 0 to 7 or its name";
    case Kind::host: return "an address";
    case Kind::host_mask: return "address, address/length or address/mask";
    case Kind::protocol: return "a protocol name or a number from 0 to 255";
    case Kind::port: return "a port from 0 to 65535 or a service name";
    case Kind::port_range: return "port or low:high, low first";
    case Kind::port_list: return std::string(port_list_complaint(use, protocol));
    case Kind::prefix_length: return "a prefix length";
    case Kind::prefix_mask: return "a prefix length or a mask";
    case Kind::mac: return "six octets like 00:53:00:aa:bb:cc";
    case Kind::address_range: return "address or low-high, low first";
    case Kind::interface: return "an interface name of 1 to 15 characters";
    case Kind::icmp_type: return "an ICMP type: name, number or type/code";
    case Kind::icmp6_type: return "an ICMPv6 type: name, number or type/code";
    case Kind::tcp_flags: return "two lists of FIN,SYN,RST,PSH,ACK,URG, ALL or NONE";
    case Kind::set_reference: return std::string(set_complaint(use));
    case Kind::rate: return "a rate like 10/minute";
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
    if (!is_valid(use, draft.ruleset->family, draft.protocol)) {
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
        return statement.fail(at, fmt::format("'{}' is not a value of '--{}'", at.text, fact.name),
                              expected(use, draft.protocol), help);
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
