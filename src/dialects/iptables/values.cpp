#include "dialects/iptables/values.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "dialects/iptables/plain_values.hpp"
#include "net/protocol.hpp"

namespace lyncgate::iptables {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : 99;
}

Value mask_of_length(int length, Family family) {
    const int width = width_of(family);
    const Value all = family == Family::ipv4 ? Value{0xffffffff} : ~Value{0};
    return length == 0 ? Value{0} : (all << (width - length)) & all;
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view next_item(std::string_view& rest, char separator) {
    const std::size_t at = rest.find(separator);
    const std::string_view item = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view{} : rest.substr(at + 1);
    return item;
}

std::optional<std::uint64_t> read_number(std::string_view text, std::uint64_t low, std::uint64_t high) {
    // Nearly every number of a ruleset is short and decimal.
    if (!text.empty() && text.size() <= 8 && (text[0] != '0' || text.size() == 1)) {
        const std::optional<std::uint32_t> number = read_digits(text);
        return number && *number >= low && *number <= high ? std::optional<std::uint64_t>(*number) : std::nullopt;
    }
    int base = 10;
    if (text.size() > 2 && text[0] == '0' && lower(text[1]) == 'x') {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text[0] == '0') {
        base = 8;
        text.remove_prefix(1);
    }
    if (text.empty()) {
        return {};
    }
    std::uint64_t number = 0;
    for (const char c : text) {
        const int digit = digit_of(c);
        if (digit >= base ||
            number > (~std::uint64_t{0} - static_cast<std::uint64_t>(digit)) / static_cast<std::uint64_t>(base)) {
            return {};
        }
        number = number * static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(digit);
    }
    return number >= low && number <= high ? std::optional(number) : std::nullopt;
}

std::optional<NumberRange> read_range(std::string_view text, std::uint64_t low, std::uint64_t high) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        const std::optional<std::uint64_t> only = read_number(text, low, high);
        return only ? std::optional(NumberRange{*only, *only}) : std::nullopt;
    }
    NumberRange range{low, high};
    if (colon > 0) {
        const std::optional<std::uint64_t> first = read_number(text.substr(0, colon), low, high);
        if (!first) {
            return {};
        }
        range.low = *first;
    }
    if (colon + 1 < text.size()) {
        const std::optional<std::uint64_t> second = read_number(text.substr(colon + 1), low, high);
        if (!second) {
            return {};
        }
        range.high = *second;
    }
    return range.low <= range.high ? std::optional(range) : std::nullopt;
}

std::optional<std::uint16_t> read_port(std::string_view text, std::uint8_t protocol) {
    if (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        const std::optional<std::uint64_t> number = read_number(text, 0, 65535);
        return number ? std::optional(static_cast<std::uint16_t>(*number)) : std::nullopt;
    }
    const std::optional<Port> port = port_of_service(text, static_cast<Protocol>(protocol == 0 ? 6 : protocol));
    return port ? std::optional(port->number) : std::nullopt;
}

std::optional<PortRange> read_ports(std::string_view text, char separator, std::uint8_t protocol) {
    if (const std::optional<std::uint32_t> only = read_digits(text.substr(0, 6));
        only && *only <= 65535 && text[0] != '0') {
        return PortRange{static_cast<std::uint16_t>(*only), static_cast<std::uint16_t>(*only)};
    }
    // A whole name first: service names may hold a dash.
    if (const std::optional<std::uint16_t> only = read_port(text, protocol)) {
        return PortRange{*only, *only};
    }
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos) {
        return {};
    }
    PortRange range;
    if (at > 0 || separator != ':') {
        const std::optional<std::uint16_t> low = read_port(text.substr(0, at), protocol);
        if (!low) {
            return {};
        }
        range.low = *low;
    }
    if (at + 1 < text.size() || separator != ':') {
        const std::optional<std::uint16_t> high = read_port(text.substr(at + 1), protocol);
        if (!high) {
            return {};
        }
        range.high = *high;
    }
    return range.low <= range.high ? std::optional(range) : std::nullopt;
}

std::optional<Address> read_address(std::string_view text, Family family) {
    if (family == Family::ipv6) {
        const std::optional<Address> address = parse_address(text);
        return address && address->family() == Family::ipv6 ? address : std::nullopt;
    }
    if (text.find('/') != std::string_view::npos) {
        return {};
    }
    if (const std::optional<PlainPrefix> plain = read_plain_prefix(text)) {
        return Address::v4(plain->address);
    }
    std::uint32_t bits = 0;
    int parts = 0;
    while (!text.empty() && parts < 4) {
        const std::size_t dot = text.find('.');
        const std::optional<std::uint64_t> part = read_number(text.substr(0, dot), 0, 255);
        if (!part || dot + 1 == text.size()) {
            return {};
        }
        bits = bits << 8 | static_cast<std::uint32_t>(*part);
        ++parts;
        text = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
    }
    if (parts == 0 || !text.empty()) {
        return {};
    }
    return Address::v4(static_cast<std::uint32_t>(static_cast<std::uint64_t>(bits) << (8 * (4 - parts))));
}

std::optional<MaskedAddress> read_masked_address(std::string_view text, Family family) {
    const std::size_t slash = text.find('/');
    const std::optional<Address> address = read_address(text.substr(0, slash), family);
    if (!address) {
        return {};
    }
    if (slash == std::string_view::npos) {
        return MaskedAddress{*address, mask_of_length(width_of(family), family)};
    }
    const std::string_view mask = text.substr(slash + 1);
    if (const std::optional<std::uint64_t> length =
            read_number(mask, 0, static_cast<std::uint64_t>(width_of(family)))) {
        return MaskedAddress{*address, mask_of_length(static_cast<int>(*length), family)};
    }
    // A mask is written out in full: all four parts.
    if (family == Family::ipv4 && std::count(mask.begin(), mask.end(), '.') != 3) {
        return {};
    }
    const std::optional<Address> bits = read_address(mask, family);
    return bits ? std::optional(MaskedAddress{*address, bits->bits()}) : std::nullopt;
}

std::optional<AddressRange> read_address_range(std::string_view text, Family family) {
    const std::size_t dash = text.find('-');
    const std::optional<Address> low = read_address(text.substr(0, dash), family);
    if (!low) {
        return {};
    }
    if (dash == std::string_view::npos) {
        return AddressRange{*low, *low, 0};
    }
    const std::optional<Address> high = read_address(text.substr(dash + 1), family);
    return high && !(*high < *low) ? std::optional(AddressRange{*low, *high, 0}) : std::nullopt;
}

std::optional<std::uint8_t> read_protocol(std::string_view text) {
    if (text == "tcp") {
        return 6;
    }
    if (text == "udp") {
        return 17;
    }
    if (same_word(text, "all")) {
        return 0;
    }
    if (!text.empty() && text[0] >= '0' && text[0] <= '9') {
        const std::optional<std::uint64_t> number = read_number(text, 0, 255);
        return number ? std::optional(static_cast<std::uint8_t>(*number)) : std::nullopt;
    }
    if (same_word(text, "icmpv6")) {
        return 58;
    }
    if (same_word(text, "mh") || same_word(text, "ipv6-mh")) {
        return 135;
    }
    const std::optional<Protocol> protocol = parse_protocol(text);
    return protocol ? std::optional(static_cast<std::uint8_t>(*protocol)) : std::nullopt;
}

std::optional<Masked> read_mark(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::optional<std::uint64_t> value = read_number(text.substr(0, slash), 0, 0xffffffff);
    if (!value) {
        return {};
    }
    Masked mark{static_cast<std::uint32_t>(*value)};
    if (slash != std::string_view::npos) {
        const std::optional<std::uint64_t> mask = read_number(text.substr(slash + 1), 0, 0xffffffff);
        if (!mask) {
            return {};
        }
        mark.mask = static_cast<std::uint32_t>(*mask);
    }
    return mark;
}

std::optional<std::uint8_t> read_tcp_flags(std::string_view text) {
    // In the order of the header's bits.
    static constexpr std::array<std::string_view, 6> names = {"FIN", "SYN", "RST", "PSH", "ACK", "URG"};
    std::uint8_t flags = 0;
    while (!text.empty()) {
        const std::string_view item = next_item(text);
        if (same_word(item, "ALL")) {
            flags |= 0x3f;
        } else if (!same_word(item, "NONE")) {
            const auto found =
                std::find_if(names.begin(), names.end(), [&](std::string_view n) { return same_word(n, item); });
            if (found == names.end()) {
                return {};
            }
            flags |= static_cast<std::uint8_t>(1 << (found - names.begin()));
        }
    }
    return flags;
}

std::optional<std::uint32_t> read_choices(std::string_view text, std::string_view choices) {
    std::uint32_t bits = 0;
    do {
        const std::string_view item = next_item(text);
        std::string_view rest = choices;
        std::uint32_t bit = 1;
        bool found = false;
        while (!rest.empty() && !found) {
            found = same_word(next_item(rest), item);
            bits |= found ? bit : 0;
            bit <<= 1;
        }
        if (!found) {
            return {};
        }
    } while (!text.empty());
    return bits;
}

}  // namespace lyncgate::iptables
